"""Landmarks → pelvic obliquity, tilt and rotation, each with a standard error.

Today's estimator is the line between the two hip landmarks, known to be poor: on 600 rendered people with
known pelvis angles its mean absolute error is 6.0°, r 0.54, slope on the truth 0.34 (docs/measures.md). It is
reported with an error, so that nothing built on it claims more. Tilt and rotation cannot be had from that
line at all and are nan.
"""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark, Level, Track

NAME = "hip-line/1"

HIP_LINE_SE_DEG = 12.5
"""Root mean square error of drop at the deepest point over the 26 repetitions of the sample clips, rounded up
(12.3°, `python -m tests.accuracy.samples`).

On 600 rendered people in poses of all kinds it was 7.5° (mean absolute error 6.0°); a deep squat on a dropped
pelvis is worse, as the line then shows a hike. The larger of the two is stated.
"""

LANDMARK_NOISE_PX = 1.5
"""Standard deviation of a hip landmark from frame to frame (convention)."""

MIN_WIDTH = 0.15
"""Narrowest hip line, as a share of the torso's length, that is still a line across the body (convention)."""


def estimate(track: Track, level: Level) -> dict[str, FloatArray]:
    """Pelvic angles of every frame of an upright track.

    Parameters
    ----------
    track
        Landmarks that `level.upright` has turned.
    level
        The level they were turned by; its spread joins the errors.

    Returns
    -------
    dict
        `obliquity_deg`, `tilt_deg`, `rotation_deg` and their `_se_deg`, each (T,). Obliquity + = the left
        side lower. nan where a hip is nan or the hip line is seen end on.
    """
    left, right = track.pixels[:, Landmark.LEFT_HIP], track.pixels[:, Landmark.RIGHT_HIP]
    shoulders = track.pixels[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    torso = np.linalg.norm(shoulders - (left + right) / 2, axis=1)
    across = np.abs(left[:, 0] - right[:, 0])
    obliquity = np.degrees(np.arctan2(left[:, 1] - right[:, 1], across))
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = np.degrees(np.sqrt(2.0) * LANDMARK_NOISE_PX / across)
        readable = across > MIN_WIDTH * torso
    se = np.sqrt(HIP_LINE_SE_DEG**2 + noise**2 + level.at_person.se_deg**2)
    nothing = np.full(len(track), np.nan)
    return {
        "obliquity_deg": np.where(readable, obliquity, np.nan),
        "obliquity_se_deg": np.where(readable, se, np.nan),
        "tilt_deg": nothing,
        "tilt_se_deg": nothing,
        "rotation_deg": nothing,
        "rotation_se_deg": nothing,
    }
