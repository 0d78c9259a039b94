"""Which leg carries the person, from the feet and not from halves of the picture."""

from __future__ import annotations

import numpy as np

from formcheck.types import BoolArray, FloatArray, Side

LIFTED_M = 0.04
"""A foot higher than the other by more than this is off the floor (convention)."""

LOOKS_DOWN = 0.6
"""Slope at which a camera may look down on the feet: 1.5 m up, 2.5 m away."""

SQUAT_WIDTH_M, STAND_WIDTH_M = 0.35, 0.2
"""How far apart both feet may be on the floor in a two-leg squat, and standing (convention)."""

MOVES_M = 0.025
"""A foot off the floor goes along with the body: it strays further than this (planted, 2–15 mm are seen)."""

MUCH_MORE = 5.0
"""Half as far is enough for a foot that strays this many times as far as the other (planted, 3 is seen)."""

PLANTED_M = 0.05
"""The foot stood on strays no farther than this; badly seen, half as far again, if that is half as far as the other
and both witnesses agree (convention). When neither is planted, the person walks, runs or kneels."""

WANDERS_M = 0.03
"""A foot that strays this much more than the other counts as much as one that is a `lifted_m` higher."""


STAYED_M, LEFT_M, MORE = 0.05, 0.06, 2.5
"""Since quiet standing the foot stood on has moved at most so far, the other at least so far and so many times as far
(convention; on rendered clips 0.01–0.04 and 0.07–0.29 m)."""


def leg_that_stayed(left_m: FloatArray, right_m: FloatArray, stood: slice, rows: slice) -> Side | None:
    """Leg whose foot is where it was in quiet standing while the other's has gone; None when that is not so.

    The best witness there is: a lifted foot may look lower than the other, and keep still, but is not where it stood.

    Parameters
    ----------
    left_m, right_m
        (T, 2) places of the feet in the picture, in m.
    stood, rows
        Rows of quiet standing and of the repetition; empty or all nan = not known.
    """
    if not all(np.isfinite(foot[part]).all(axis=1).any() for foot in (left_m, right_m) for part in (stood, rows)):
        return None
    left, right = (
        float(np.linalg.norm(np.nanmedian(foot[rows], axis=0) - np.nanmedian(foot[stood], axis=0)))
        for foot in (left_m, right_m)
    )
    near, far = min(left, right), max(left, right)
    if near > STAYED_M or far < max(LEFT_M, MORE * near):
        return None
    return Side.LEFT if left < right else Side.RIGHT


STRAYED_M, STRAYED_MORE = 0.03, 1.5
"""From where it was just before, the free foot has moved at least so far, and so many times as far as the other
(convention; in rendered hinges 0.03–0.3 m and 1.5–30 times, both feet on the floor 0.01 m)."""


def leg_that_stays(left_m: FloatArray, right_m: FloatArray, before: BoolArray, rows: BoolArray) -> Side | None:
    """Leg whose foot stays while the other goes, from places (T, 2) in m; None when neither or both do.

    `before` and `rows` (T,) mark what is compared; empty or all nan = not known.
    """
    moved = []
    for foot in (left_m, right_m):
        seen = [foot[part & np.isfinite(foot).all(axis=1)] for part in (before, rows)]
        if not all(len(part) for part in seen):
            return None
        moved.append(float(np.median(np.linalg.norm(seen[1] - np.median(seen[0], axis=0), axis=1))))
    near, far = sorted(moved)
    if far < max(STRAYED_M, STRAYED_MORE * near):
        return None
    return Side.LEFT if moved[0] < moved[1] else Side.RIGHT


def lifted_m(azimuth_deg: float, width_m: float) -> float:
    """How much higher than the other a foot must look to be off the floor.

    Of two feet on the floor `width_m` apart the farther looks higher, the more so the more the view is from
    the side.
    """
    return LIFTED_M + width_m * LOOKS_DOWN * float(abs(np.sin(np.radians(azimuth_deg))))


def standing_leg(
    left_lower_m: FloatArray, left_foot_m: FloatArray, right_foot_m: FloatArray, azimuth_deg: float
) -> Side | None:
    """Leg stood on during a stretch of rows, or None: both feet down, or neither planted.

    Parameters
    ----------
    left_lower_m
        (n,) by how much the left foot is lower than the right.
    left_foot_m, right_foot_m
        (n, 2) places of the feet in the picture, in m.
    azimuth_deg
        Of the camera about the person, see `view.azimuth_deg`.

    Notes
    -----
    Two witnesses are added up: the lifted foot is higher, and it wanders while the other stays. A foot held
    low in front of the body looks lower than it is, and then only the second is right.
    """
    if not all(np.isfinite(part).any() for part in (left_lower_m, left_foot_m, right_foot_m)):
        return None
    height = float(np.nanmedian(left_lower_m)) / lifted_m(azimuth_deg, SQUAT_WIDTH_M)
    left, right = _wander(left_foot_m), _wander(right_foot_m)
    steady, stray = min(left, right), max(left, right)
    badly_seen = steady <= 1.5 * PLANTED_M and stray >= 2.0 * steady and height * (right - left) > 0
    if steady > PLANTED_M and not badly_seen:
        return None
    moves = stray >= MOVES_M or (stray >= 0.5 * MOVES_M and stray >= MUCH_MORE * steady)
    if abs(height) < 1.0 and not moves:
        return None
    return Side.LEFT if height + (right - left) / WANDERS_M > 0 else Side.RIGHT


def _wander(places: FloatArray) -> float:
    """Median distance of (n, 2) places from their middle: a few wild landmarks do not count."""
    return float(np.nanmedian(np.linalg.norm(places - np.nanmedian(places, axis=0), axis=1)))


def planted(foot_m: FloatArray, rows: slice) -> bool:
    """Whether a foot stays where it is during some rows, from its places (T, 2) in m."""
    return bool(np.isfinite(foot_m[rows]).any()) and _wander(foot_m[rows]) <= PLANTED_M
