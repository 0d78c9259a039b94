"""Colours and text, sized to the picture. Meaning never hangs on colour alone: grades are spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import cv2
import numpy as np

from formcheck.types import Grade

Colour = tuple[int, int, int]
"""BGR."""

WHITE: Colour = (255, 255, 255)
SOFT: Colour = (225, 225, 225)
INK: Colour = (32, 28, 24)
STANCE: Colour = (255, 176, 64)
GRADES: dict[Grade, Colour] = {
    Grade.STABLE: (120, 205, 90),
    Grade.BORDERLINE: (60, 190, 250),
    Grade.UNSTABLE: (90, 90, 245),
    Grade.UNREADABLE: (170, 170, 170),
}

WEIGHT = 600
"""Of the font: between medium and bold."""


@dataclass(frozen=True)
class Style:
    """Sizes for a picture: `text` in pixels, `line` the thickness of a limb."""

    text: int
    line: int

    @classmethod
    def for_picture(cls, width: int, height: int) -> Style:
        """Text a thirtieth of the geometric mean side, so that portrait phones and wide screens both fit."""
        side = float(np.sqrt(width * height))
        return cls(text=max(12, round(side / 30)), line=max(2, round(side / 300)))


@cache
def face() -> Any:  # noqa: ANN401
    """The font of all text."""
    return cv2.FontFace("sans")


@lru_cache(maxsize=512)
def text_width(text: str, size: int) -> int:
    """Width of one line of text in pixels."""
    (_, _, width, _) = cv2.getTextSize((0, 0), text, (0, 0), face(), size, WEIGHT)
    return int(width)


@lru_cache(maxsize=512)
def wrap(text: str, width: int, size: int) -> tuple[str, ...]:
    """Break text between words into lines no wider than `width` pixels, a longer word alone on its line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
