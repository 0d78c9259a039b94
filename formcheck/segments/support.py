"""Which leg carries the person, from the feet and not from halves of the picture."""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Side

LIFTED_M = 0.04
"""A foot higher than the other by more than this is off the floor (convention)."""


WANDERS_M = 0.03
"""A foot that strays this much more than the other is off the floor (convention; planted, 2–15 mm are seen)."""

PLANTED_M = 0.05
"""The foot stood on strays no farther than this; when both do, the person walks, runs or kneels (convention)."""

LOOKS_LIFTED_M = 0.2
"""In a side view the farther foot looks higher by up to this: camera 1 m up and 2 m away, feet 0.3 m apart."""


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
    lifted = LIFTED_M + LOOKS_LIFTED_M * abs(np.sin(np.radians(azimuth_deg)))
    height = float(np.nanmedian(left_lower_m)) / lifted
    wander_left, wander_right = _wander(left_foot_m), _wander(right_foot_m)
    if min(wander_left, wander_right) > PLANTED_M:
        return None
    score = height + (wander_right - wander_left) / WANDERS_M
    if abs(score) < 1.0:
        return None
    return Side.LEFT if score > 0 else Side.RIGHT


def _wander(places: FloatArray) -> float:
    """Median distance of (n, 2) places from their middle: a few wild landmarks do not count."""
    return float(np.nanmedian(np.linalg.norm(places - np.nanmedian(places, axis=0), axis=1)))
