"""Feet against the floor and against each other."""

from __future__ import annotations

import numpy as np
import scipy

from formcheck.types import FloatArray, Landmark

LEFT_FOOT = [Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX]
RIGHT_FOOT = [Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT_INDEX]
FEET = LEFT_FOOT + RIGHT_FOOT
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]

AS_GOOD_AS_LEVEL_M = 0.02
"""Feet that differ less in height cannot be told apart by it (convention)."""


def left_lower_m(
    pixels: FloatArray, world: FloatArray, metres_per_px: FloatArray, looks_down_deg: float = 0.0
) -> FloatArray:
    """By how much the left foot is lower than the right, (T,) in m; negative = higher.

    A camera that looks down on the feet sees the nearer one lower than it is, by its depth times the sine. The
    feet's difference in depth, of the world landmarks, takes that out again. nan where a foot is nan.

    Parameters
    ----------
    pixels, world
        (T, 33, 2) and (T, 33, 3), upright.
    metres_per_px
        (T,) size of a pixel at the person.
    looks_down_deg
        How steeply the feet are looked down on, see `level.looks_down_deg`.
    """
    left, right = (pixels[:, foot, 1].mean(axis=1) for foot in (LEFT_FOOT, RIGHT_FOOT))
    farther: FloatArray = world[:, LEFT_FOOT, 2].mean(axis=1) - world[:, RIGHT_FOOT, 2].mean(axis=1)
    return (left - right) * metres_per_px + farther * np.sin(np.radians(looks_down_deg))


def hip_height(pixels: FloatArray, metres_per_px: FloatArray, left_lower_m: FloatArray) -> FloatArray:
    """Height of the middle of the hips above the lower foot in the picture, (T, 33, 2) to (T,), in m.

    `left_lower_m` (T,) says which foot that is; where they are as good as level, it goes over from one to the other.
    """
    left, right = (pixels[:, foot, 1].mean(axis=1) for foot in (LEFT_FOOT, RIGHT_FOOT))
    share = scipy.special.expit(left_lower_m / AS_GOOD_AS_LEVEL_M)
    return (share * left + (1.0 - share) * right - pixels[:, HIPS, 1].mean(axis=1)) * metres_per_px


def places_m(pixels: FloatArray, metres_per_px: float) -> tuple[FloatArray, FloatArray]:
    """Middle of each foot in the picture, left and right, (T, 33, 2) to (T, 2) each, in m."""
    left, right = (pixels[:, foot].mean(axis=1) * metres_per_px for foot in (LEFT_FOOT, RIGHT_FOOT))
    return left, right


def hips_m(pixels: FloatArray, metres_per_px: float) -> FloatArray:
    """Middle of the hips in the picture, (T, 33, 2) to (T, 2), in m."""
    middle: FloatArray = pixels[:, HIPS].mean(axis=1) * metres_per_px
    return middle


def hips_aside_mm(pixels: FloatArray, toward_left: int, metres_per_px: FloatArray) -> FloatArray:
    """How far the middle of the hips is aside of that of the ankles, (T, 33, 2) to (T,), in mm; + = to the left.

    Means something only from the front or the rear. `toward_left` is `view.toward_left`.
    """
    hips, ankles = (pixels[:, joints, 0].mean(axis=1) for joints in (HIPS, ANKLES))
    aside: FloatArray = 1000.0 * toward_left * (hips - ankles) * metres_per_px
    return aside
