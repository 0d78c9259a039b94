"""A body folded at the hips over one leg: how far, in which line, and how square its pelvis is to the floor."""

from __future__ import annotations

import numpy as np

from formcheck.measures.posture import HIPS, SHOULDERS, middle
from formcheck.types import FloatArray, Landmark, Side

STEP_DEG = 0.5
"""Step of the differences that carry errors through `opening_deg`."""


def trunk_leg_line_deg(pixels: FloatArray, free: Side, toward_front: int) -> FloatArray:
    """Bend between the trunk prolonged and the line hip–ankle of the free leg, (T, 33, 2) to (T,); + = hangs below.

    0 is one straight line from shoulders to heel. Means something only from the side.
    """
    down = middle(pixels, HIPS) - middle(pixels, SHOULDERS)
    hip, ankle = (pixels[:, Landmark[f"{free.name}_{joint}"]] for joint in ("HIP", "ANKLE"))
    leg = ankle - hip
    # Seen with the front at the picture's right, a leg that hangs below the trunk's line is turned forward.
    turn = np.arctan2(down[:, 0] * leg[:, 1] - down[:, 1] * leg[:, 0], (down * leg).sum(axis=1))
    return -toward_front * np.degrees(turn)


def reach_share(pixels: FloatArray, stance: Side) -> FloatArray:
    """Height of the lower wrist along the stance shank, (T, 33, 2) to (T,); 0 = the knee's, 1 = the ankle's."""
    knee, ankle = (pixels[:, Landmark[f"{stance.name}_{joint}"], 1] for joint in ("KNEE", "ANKLE"))
    wrist = np.maximum(pixels[:, Landmark.LEFT_WRIST, 1], pixels[:, Landmark.RIGHT_WRIST, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        share: FloatArray = (wrist - knee) / (ankle - knee)
    return share


def opening_deg(drop_deg: float, turn_deg: float, hinge_deg: float) -> float:
    """Turn of the pelvis about the trunk's long axis away from square; + = the free side turned up, or back.

    With the line m from the stance hip to the free one, the trunk's axis a in the sagittal plane, inclined by
    `hinge_deg`, h level across it toward the free side and n dorsal, perpendicular to both: atan2(m·n, m·h). Of a
    pelvis whose free side is `drop_deg` lower and that is turned by `turn_deg` toward the free side (the order of
    Baker 2001).
    """
    drop, turn, hinge = np.radians([drop_deg, turn_deg, hinge_deg])
    dorsal = np.cos(drop) * np.sin(turn) * np.cos(hinge) - np.sin(drop) * np.sin(hinge)
    return float(np.degrees(np.arctan2(dorsal, np.cos(drop) * np.cos(turn))))


def opening_se_deg(angles_deg: tuple[float, float, float], errors_deg: tuple[float, float, float]) -> float:
    """Standard error of `opening_deg` from those of its three angles, taken for independent, to first order."""
    parts = []
    for nth, error_deg in enumerate(errors_deg):
        high, low = list(angles_deg), list(angles_deg)
        high[nth] += STEP_DEG
        low[nth] -= STEP_DEG
        slope = (opening_deg(*high) - opening_deg(*low)) / (2 * STEP_DEG)
        parts.append(slope * error_deg)
    return float(np.linalg.norm(parts))
