"""Feet against the floor and against each other."""

from __future__ import annotations

import numpy as np

from formcheck.measures.scale import typical_metres_per_px
from formcheck.types import FloatArray, Landmark, Track

LEFT_FOOT = [Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX]
RIGHT_FOOT = [Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT_INDEX]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def hip_height(pixels: FloatArray, metres_per_px: FloatArray) -> FloatArray:
    """Height of the middle of the hips above the lower foot, (T, 33, 2) to (T,), in m."""
    left, right = (pixels[:, foot, 1].mean(axis=1) for foot in (LEFT_FOOT, RIGHT_FOOT))
    return (np.maximum(left, right) - pixels[:, HIPS, 1].mean(axis=1)) * metres_per_px


def left_lower_m(pixels: FloatArray, metres_per_px: FloatArray) -> FloatArray:
    """By how much the left foot is lower in the picture than the right, (T,) in m; negative = higher."""
    left, right = (pixels[:, foot, 1].mean(axis=1) for foot in (LEFT_FOOT, RIGHT_FOOT))
    return (left - right) * metres_per_px


def places_m(track: Track) -> tuple[FloatArray, FloatArray]:
    """Middle of each foot in the picture, left and right, (T, 2) each, in m."""
    size = typical_metres_per_px(track)
    left, right = (track.pixels[:, foot].mean(axis=1) * size for foot in (LEFT_FOOT, RIGHT_FOOT))
    return left, right


def hips_m(track: Track) -> FloatArray:
    """Middle of the hips in the picture, (T, 2), in m."""
    middle: FloatArray = track.pixels[:, HIPS].mean(axis=1) * typical_metres_per_px(track)
    return middle
