"""A decoded picture as a video keeps it: upright, square pixels, a plane of brightness and two of colour.

For what goes back into a video. Nothing is turned into BGR and back: shrinking costs a third of what it does on the
way to BGR, and colours keep the clip's own matrix and range, which are told. Of another matrix (HDR's, RGB) they are
turned into BT.709 at limited range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from formcheck.sources.upright import TURNS, colorspace
from formcheck.threads import SCALERS
from formcheck.types import Colours, Matrix, Plane

FORMAT = "yuv420p"
_MATRICES = {1: Matrix.BT709, 5: Matrix.BT601, 6: Matrix.BT601}  # ITU-T H.273


@dataclass(frozen=True, slots=True)
class Planar:
    """An upright picture in planes; `frame` is what decoders give and encoders take, in `FORMAT`."""

    frame: VideoFrame
    colours: Colours

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        """Brightness (H, W) and the two of colour, half as many pixels each way, rounded up: the frame's memory."""
        y, u, v = (_pixels(plane) for plane in self.frame.planes)
        return y, u, v

    def copy(self) -> Self:
        """Its own to draw on, with even sides: of an odd one the last row or column is left out."""
        width, height = self.frame.width // 2 * 2, self.frame.height // 2 * 2
        copied = type(self)(VideoFrame(width, height, FORMAT), self.colours)
        for to, from_ in zip(copied.planes, self.planes, strict=True):
            to[...] = from_[: to.shape[0], : to.shape[1]]
        return copied


def upright_planes(picture: VideoFrame, size: tuple[int, int], rotation_deg: int) -> Planar:
    """Scale a stored picture, then turn it; as `upright.upright_bgr`, but that it may be the decoder's own memory."""
    stored_as = colorspace(picture)
    keeps = stored_as in _MATRICES
    full = keeps and picture.color_range == ColorRange.JPEG
    colours = Colours(_MATRICES[stored_as], full_range=full) if keeps else Colours(Matrix.BT709)
    frame = picture.reformat(
        width=size[0],
        height=size[1],
        format=FORMAT,
        interpolation=Interpolation.AREA if size[0] < picture.width else None,
        src_colorspace=stored_as,
        dst_colorspace=stored_as if keeps else Colorspace.ITU709,
        src_color_range=picture.color_range,
        dst_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        threads=SCALERS,
    )
    stored = Planar(frame, colours)
    if not rotation_deg:
        return stored
    across, down = size if rotation_deg == 180 else size[::-1]
    turned = Planar(VideoFrame(across, down, FORMAT), colours)
    for to, from_ in zip(turned.planes, stored.planes, strict=True):
        to[...] = cv2.rotate(from_, TURNS[rotation_deg])
    return turned


def _pixels(plane: VideoPlane) -> Plane:
    """What is seen of a plane (H, W), whose rows are longer in memory."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
