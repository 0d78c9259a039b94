"""The turned square of a picture that a network is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from formcheck.types import FloatArray, ImageBGR


@dataclass(frozen=True, slots=True)
class Region:
    """A square in a picture: its middle, its side in pixels, and how far it is turned clockwise, in radians."""

    x: float
    y: float
    side: float
    turn_rad: float = 0.0

    @classmethod
    def upright(cls, middle: FloatArray, reached: FloatArray, side: float) -> Self:
        """A square about `middle` (2,) that has `reached` (2,) straight above it.

        It is `side` times as wide as the two are apart (alignment_points_to_rects_calculator.cc of MediaPipe).
        """
        away = reached - middle
        turn = np.pi / 2 - np.arctan2(-away[1], away[0])
        return cls(float(middle[0]), float(middle[1]), side * float(np.hypot(*away)), float(turn))

    def cut_out(self, picture: ImageBGR, side_px: int, border: int) -> ImageBGR:
        """The square as a picture (side_px, side_px, 3); `border` is one of OpenCV's, for what lies outside.

        Sampled on a grid of 1/32 pixel, as MediaPipe's OpenCV does. OpenCV 5 warps more finely; that changes one
        pixel in fifty by a grey level, and with it landmarks by 0.06 to 0.1 px (median).
        """
        c, s = self._axes / side_px
        at = np.arange(side_px) - side_px / 2
        columns = ((self.x + c * at) - (s * at)[:, None]).astype(np.float32)
        rows = ((self.y + s * at) + (c * at)[:, None]).astype(np.float32)
        whole, part = cv2.convertMaps(columns, rows, cv2.CV_16SC2)
        return np.asarray(cv2.remap(picture, whole, part, cv2.INTER_LINEAR, borderMode=border), np.uint8)

    def out(self, points: FloatArray) -> FloatArray:
        """Points (N, 2) of the square, in shares of its side from its upper left corner, in pixels of the picture."""
        c, s = self._axes
        x, y = (points - 0.5).T
        return np.column_stack([self.x + c * x - s * y, self.y + s * x + c * y])

    def turned(self, points: FloatArray) -> FloatArray:
        """Points (N, 3) in space as the square shows them, as the picture shows them."""
        c, s = np.cos(self.turn_rad), np.sin(self.turn_rad)
        x, y, z = points.T
        return np.column_stack([c * x - s * y, s * x + c * y, z])

    @property
    def _axes(self) -> FloatArray:
        return self.side * np.array([np.cos(self.turn_rad), np.sin(self.turn_rad)])
