"""What is drawn on: a picture in BGR, or the three planes that a video encoder takes.

In planes every stroke is made thrice, in that of brightness and, half as large, in the two of colour; so a frame is
never turned into BGR and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.types import Colours, FloatArray, ImageBGR, Matrix, Plane
from formcheck.views import style
from formcheck.views.style import Colour

Point = tuple[int, int]

_RED_AND_BLUE = {Matrix.BT709: (0.2126, 0.0722), Matrix.BT601: (0.299, 0.114)}
"""Their shares in brightness (ITU-R BT.709-6, BT.601-7)."""

_BITS = 4
"""Behind the point, by which OpenCV is told of places between pixels."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a stroke is made in: pixels (H, W) or (H, W, 3), each as wide and high as `side` pixels of the picture."""

    pixels: NDArray[np.uint8]
    side: int

    def at(self, points: FloatArray) -> NDArray[np.int32]:
        """Points (n, 2) of the picture as OpenCV takes them; whole numbers are the middles of pixels."""
        own = (points + 0.5) / self.side - 0.5
        return np.asarray(own * (1 << _BITS)).round().astype(np.int32)

    def part(self, low: Point, high: Point) -> NDArray[np.uint8]:
        """The pixels from `low` to before `high`, as far as they are on the picture: maybe none."""
        left, top = (max(0, edge // self.side) for edge in low)
        right, bottom = (max(0, -(-edge // self.side)) for edge in high)
        return self.pixels[top:bottom, left:right]


class Canvas:
    """Draws on the pixels it is given, in place; coordinates are those of the whole picture, colours BGR."""

    def __init__(self, sheets: Sequence[_Sheet], colours: Colours | None) -> None:
        self._sheets = sheets
        self._colours = colours
        self.height, self.width = sheets[0].pixels.shape[:2]

    @classmethod
    def on(cls, image: ImageBGR) -> Self:
        """On a picture (H, W, 3)."""
        return cls([_Sheet(image, 1)], None)

    @classmethod
    def on_planes(cls, planes: tuple[Plane, Plane, Plane], colours: Colours) -> Self:
        """On brightness (H, W) and two of colour (H/2, W/2), H and W even."""
        y, u, v = planes
        return cls([_Sheet(y, 1), _Sheet(u, 2), _Sheet(v, 2)], colours)

    def line(self, a: Point, b: Point, colour: Colour, thick: int) -> None:
        """A line with round ends, `thick` in pixels."""
        for sheet, ink in self._with(colour):
            first, last = sheet.at(np.array([a, b])).tolist()
            cv2.line(sheet.pixels, first, last, ink, max(1, thick // sheet.side), cv2.LINE_AA, _BITS)

    def box(self, corner: Point, size: Point, colour: Colour) -> None:
        """A filled rectangle."""
        for sheet, ink in self._with(colour):
            part = sheet.part(corner, _sum(corner, size))
            cv2.rectangle(part, (0, 0), part.shape[1::-1], ink, cv2.FILLED)  # NumPy takes several times as long

    def darken(self, corner: Point, size: Point, strength: float = 0.65) -> None:
        """Darken a rectangle so that white text can be read on any picture."""
        for sheet, ink in self._with(style.INK):
            part = sheet.part(corner, _sum(corner, size))
            if part.size:
                cv2.convertScaleAbs(part, dst=part, alpha=1 - strength)
                cv2.add(part, strength * np.array([*ink, 0.0, 0.0, 0.0])[:4], dst=part)

    def tint(self, outline: FloatArray, colour: Colour, strength: float = 0.45) -> None:
        """Colour a polygon (n, 2) through which the picture is still seen; only its own box is touched."""
        left, top = (2 * int(low // 2) for low in np.maximum(outline.min(axis=0), 0))
        right, bottom = (int(high) + 2 for high in outline.max(axis=0))
        for sheet, ink in self._with(colour):
            part = sheet.part((left, top), (right, bottom))
            if part.size:
                tinted = part.copy()
                cv2.fillPoly(tinted, [sheet.at(outline - [left, top])], ink, cv2.LINE_8, _BITS)
                cv2.addWeighted(tinted, strength, part, 1 - strength, 0, dst=part)

    def write(self, text: str, at: Point, size: int, colour: Colour = style.WHITE) -> None:
        """Write one line; `at` is the left end of its baseline."""
        for sheet, ink in self._with(colour):
            if sheet.side == 1:
                cv2.putText(sheet.pixels, text, at, ink, style.face(), size, style.WEIGHT)
            else:
                _write_small(sheet, text, at, size, ink)

    def _with(self, colour: Colour) -> Iterator[tuple[_Sheet, Sequence[float]]]:
        return zip(self._sheets, _inks(colour, self._colours), strict=True)


def _write_small(sheet: _Sheet, text: str, at: Point, size: int, ink: Sequence[float]) -> None:
    """Text on a sheet of larger pixels: the font's own letters of half the size would stand elsewhere."""
    side = sheet.side
    low = max(0, at[0] // side - 1), max(0, (at[1] - 5 * size // 4) // side)
    high = (at[0] + style.text_width(text, size)) // side + 2, (at[1] + size // 2) // side
    part = sheet.pixels[low[1] : max(0, high[1]), low[0] : max(0, high[0])]
    if part.size:
        letters = np.zeros((part.shape[0] * side, part.shape[1] * side), np.uint8)
        start = at[0] - side * low[0], at[1] - side * low[1]
        cv2.putText(letters, text, start, 255, style.face(), size, style.WEIGHT)
        share = cv2.resize(letters, part.shape[1::-1], interpolation=cv2.INTER_AREA) / np.float32(255)
        part[...] = part + (np.float32(ink[0]) - part) * share + np.float32(0.5)


@cache
def _inks(colour: Colour, colours: Colours | None) -> tuple[Sequence[float], ...]:
    """What a colour is on each sheet."""
    if colours is None:
        return (colour,)
    blue, green, red = (part / 255 for part in colour)
    of_red, of_blue = _RED_AND_BLUE[colours.matrix]
    bright = of_red * red + (1 - of_red - of_blue) * green + of_blue * blue
    u, v = 0.5 * (blue - bright) / (1 - of_blue), 0.5 * (red - bright) / (1 - of_red)
    black, white, reach = (0.0, 255.0, 255.0) if colours.full_range else (16.0, 235.0, 224.0)
    return (black + (white - black) * bright,), (128 + reach * u,), (128 + reach * v,)


def _sum(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1]
