"""How steadily somebody stands on one leg: hands, thighs, the free foot and the knee's wobble."""

from __future__ import annotations

import numpy as np

from formcheck.measures.leg import JOINTS, STANDING_SHARE
from formcheck.types import FloatArray, Landmark, Side

SMOOTH_TERMS = 5
"""A knee's way in a repetition is a curve of so many terms; what is left over is wobble (convention)."""


def hands_aside_mm(pixels: FloatArray, metres_per_px: FloatArray) -> FloatArray:
    """How far each hand is aside of its shoulder in the picture, (T, 33, 2) to (T, 2), mm. From the front or rear."""
    pairs = [
        (Landmark.LEFT_WRIST, Landmark.LEFT_SHOULDER),
        (Landmark.RIGHT_WRIST, Landmark.RIGHT_SHOULDER),
    ]
    aside = np.stack([pixels[:, wrist, 0] - pixels[:, shoulder, 0] for wrist, shoulder in pairs], axis=1)
    return np.asarray(1000.0 * aside * metres_per_px[:, None])


def thigh_in_deg(pixels: FloatArray, side: Side, toward_left: int) -> FloatArray:
    """Angle by which the knee is inside its hip, seen over the whole length of the thigh, (T, 33, 2) to (T,).

    + = toward the other leg. A thigh that reaches out of the picture looks shorter and its slant steeper, so the
    way aside is taken over the thigh's length in standing. Means something only from the front or the rear.
    """
    hip, knee, _ = (pixels[:, joint] for joint in JOINTS[side])
    thigh = knee - hip
    length = np.linalg.norm(thigh, axis=1)
    if not np.isfinite(length).any():
        return length
    inward = -toward_left if side is Side.LEFT else toward_left
    share = inward * thigh[:, 0] / np.nanpercentile(length, STANDING_SHARE)
    return np.degrees(np.arcsin(np.clip(share, -1.0, 1.0)))


def wobble(values: FloatArray) -> float:
    """Root mean square of what a smooth curve leaves of a repetition's values (n,), in their unit; nan if too few."""
    there = np.isfinite(values)
    if there.sum() <= 2 * SMOOTH_TERMS:
        return np.nan
    at = np.linspace(-1.0, 1.0, len(values))[there]
    fitted = np.polynomial.Chebyshev.fit(at, values[there], SMOOTH_TERMS - 1)(at)
    return float(np.sqrt(np.mean((values[there] - fitted) ** 2)))
