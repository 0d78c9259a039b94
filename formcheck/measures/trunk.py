"""Shoulders over hips."""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark


def lean_deg(pixels: FloatArray, toward_left: int) -> FloatArray:
    """Sideways lean of the line mid-hips–mid-shoulders from upright, (T, 33, 2) to (T,).

    + = toward the person's left. Means something only from the front or the rear. `toward_left` is
    `view.toward_left`.
    """
    hips = pixels[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    shoulders = pixels[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    x, up = (shoulders - hips)[:, 0], (hips - shoulders)[:, 1]
    lean: FloatArray = np.degrees(np.arctan2(toward_left * x, up))
    return lean


def forward_deg(pixels: FloatArray, ahead: int) -> FloatArray:
    """Forward lean of the line mid-hips–mid-shoulders from upright, (T, 33, 2) to (T,).

    + = forward. Means something only from the side. `ahead` is `running.ahead`.
    """
    return lean_deg(pixels, ahead)


def inclination_deg(pixels: FloatArray) -> FloatArray:
    """Angle of the line mid-hips–mid-shoulders from upright in the picture, any way, (T, 33, 2) to (T,), 0..180."""
    hips = pixels[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    shoulders = pixels[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    x, up = (shoulders - hips)[:, 0], (hips - shoulders)[:, 1]
    inclination: FloatArray = np.abs(np.degrees(np.arctan2(x, up)))
    return inclination
