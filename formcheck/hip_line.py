"""The naive estimator: the slope of the line between the two hip landmarks, which is what other tools read.

It flattens a dropped pelvis to about a third (docs/ACCURACY.md). It is here to be measured against, and for landmarks
of figures that have no flesh to look at.
"""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark, Level, Track
from formcheck.view import AZIMUTH_SE_DEG, azimuth_deg

NAME = "hip-line/1"

SE_DEG = 12.5
"""Root mean square error of drop at the deepest point of repetitions on rendered people, rounded up."""

LANDMARK_NOISE_PX = 1.5
"""Standard deviation of a hip landmark from frame to frame (convention)."""

MIN_WIDTH = 0.15
"""Narrowest hip line, as a share of the torso's length, that is still a line across the body (convention)."""


def estimate(track: Track, level: Level) -> dict[str, FloatArray]:
    """Pelvic angles as `pelvis.estimate` gives them; tilt is nan.

    nan where a hip is nan or the hip line is seen end on.
    """
    left, right = track.pixels[:, Landmark.LEFT_HIP], track.pixels[:, Landmark.RIGHT_HIP]
    shoulders = track.pixels[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    torso = np.linalg.norm(shoulders - (left + right) / 2, axis=1)
    across = np.abs(left[:, 0] - right[:, 0])
    obliquity = np.degrees(np.arctan2(left[:, 1] - right[:, 1], across))
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = np.degrees(np.sqrt(2.0) * LANDMARK_NOISE_PX / across)
        readable = across > MIN_WIDTH * torso
    se = np.sqrt(SE_DEG**2 + noise**2 + level.at_person.se_deg**2)
    azimuth = azimuth_deg(track.world)
    nothing = np.full(len(track), np.nan)
    return {
        "obliquity_deg": np.where(readable, obliquity, np.nan),
        "obliquity_se_deg": np.where(readable, se, np.nan),
        "tilt_deg": nothing,
        "tilt_se_deg": nothing,
        "azimuth_deg": azimuth,
        "azimuth_se_deg": np.where(np.isfinite(azimuth), AZIMUTH_SE_DEG, np.nan),
    }
