"""Which of the people in the picture is followed, and what is no person at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.types import BoolArray, FloatArray, Landmark

MIN_HEIGHT = 0.12
"""A body lower than this share of the picture's height is not measured (convention).

A hip line is about a tenth of the height wide, so at 12 % of 720 rows one pixel of landmark noise is 8° of
drop; the landmarker also sees people of about 7 % in checkerboards and curtains.
"""

MIN_LEG_VISIBLE = 0.5
"""The model must claim to see at least one knee or ankle of those it places inside the picture this well.

Of 23 clips, every frame with a person passes, and a person found in a heap of cables does not.
"""

JUMP = 0.5
"""Hips do not move by more than this share of the person's extent between looks; what does is someone else."""

Box = tuple[int, int, int, int]
"""left, top, right, bottom in pixels, right and bottom exclusive."""

_TORSO = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_LEGS = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]


def extent(pixels: FloatArray) -> float:
    """Larger side of the box around a person's landmarks (33, 2) that were seen, in pixels."""
    return float(np.max(np.nanmax(pixels, axis=0) - np.nanmin(pixels, axis=0)))


def inside(pixels: FloatArray, width: int, height: int) -> BoolArray:
    """Which landmarks (…, 2) lie in the picture, (…,)."""
    return np.asarray(((pixels >= 0) & (pixels < [width, height])).all(axis=-1))


def is_person(pixels: FloatArray, visible: FloatArray, width: int, height: int) -> bool:
    """Whether landmarks (33, 2) with visibility (33,) are a person large enough to measure."""
    if not np.isfinite(pixels).all() or extent(pixels) < MIN_HEIGHT * height:
        return False
    if not inside(pixels[_TORSO].mean(axis=0), width, height):
        return False
    legs_inside = inside(pixels[_LEGS], width, height)
    return not legs_inside.any() or bool(visible[_LEGS][legs_inside].max() >= MIN_LEG_VISIBLE)


def pick(people: Sequence[FloatArray], width: int, last: FloatArray | None) -> int | None:
    """Index of the person to follow among landmarks (33, 2) in pixels, or None.

    With a `last`, where the followed person was a moment ago, the one whose hips are nearest to it unless that
    would be a jump. Without, the largest, after shrinking those at the edge of the `width` by half (convention).
    """
    if not people:
        return None
    if last is not None:
        centre = last[_HIPS].mean(axis=0)
        away = [float(np.linalg.norm(person[_HIPS].mean(axis=0) - centre)) for person in people]
        nearest = int(np.argmin(away))
        return nearest if away[nearest] < JUMP * extent(last) else None
    off_middle = [abs(float(person[_TORSO, 0].mean()) / width - 0.5) for person in people]
    return int(np.argmax([extent(p) * (1.0 - off) for p, off in zip(people, off_middle, strict=True)]))


def box(pixels: FloatArray, width: int, height: int, margin: float) -> Box:
    """Box around landmarks (33, 2), widened on each side by `margin` times its larger side, in the picture."""
    pad = margin * extent(pixels)
    left, top = np.clip(pixels.min(axis=0) - pad, 0, [width, height])
    right, bottom = np.clip(pixels.max(axis=0) + pad, 0, [width, height])
    return int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom))
