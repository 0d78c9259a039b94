"""How the numbers of a video's planes stand for colours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Matrix(IntEnum):
    """By which brightness and colour come from red, green and blue; numbered as in ITU-T H.273."""

    BT709 = 1
    BT601 = 6


@dataclass(frozen=True, slots=True)
class Colours:
    """Of a picture in planes, 8 bits each; at limited range black is 16 and white 235."""

    matrix: Matrix
    full_range: bool = False
