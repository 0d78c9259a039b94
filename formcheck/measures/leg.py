"""Hip–knee–ankle: flexion of the knee, its alignment in the frontal plane, and its travel."""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark, Side

JOINTS: dict[Side, tuple[Landmark, Landmark, Landmark]] = {
    Side.LEFT: (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE),
    Side.RIGHT: (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
}


STANDING_SHARE = 85.0
"""Percentile of a segment's length in the picture that is its full length: it is seen whole when standing."""


def knee_flexion_deg(pixels: FloatArray, side: Side, metres_per_px: FloatArray) -> FloatArray:
    """180° minus the angle hip–knee–ankle in space, (T,); 0 = straight, no less.

    The depth of thigh and shank is had from how much shorter they look than at their longest in the clip: a
    bent knee points one way out of the picture, so hip and ankle lie on the other side of it. The model's own
    depth misses 11–31° of a 60–130° bend from the front, on rendered people and on real ones with motion
    capture; this is within 6° on average there. Near a straight leg it reads 10–25° too high, because a
    small shortening is a large angle. nan where a joint is nan.

    Parameters
    ----------
    pixels
        (T, 33, 2), upright.
    side
        Which leg.
    metres_per_px
        (T,) size of a pixel at the person, so that walking nearer is not growing.
    """
    hip, knee, ankle = (pixels[:, joint] * metres_per_px[:, None] for joint in JOINTS[side])
    thigh, shank = hip - knee, ankle - knee
    return _bend_deg(np.column_stack((thigh, _depth(thigh))), np.column_stack((shank, _depth(shank))))


def knee_flexion_from_side_deg(pixels: FloatArray, side: Side) -> FloatArray:
    """180° minus the angle hip–knee–ankle in the picture, (T, 33, 2) to (T,); 0 = straight. Only from the side."""
    hip, knee, ankle = (pixels[:, joint] for joint in JOINTS[side])
    return _bend_deg(hip - knee, ankle - knee)


def _depth(segment: FloatArray) -> FloatArray:
    """How far a segment (T, 2) reaches out of the picture, (T,) ≥ 0, if it is as long as at its longest."""
    length = np.linalg.norm(segment, axis=1)
    if not np.isfinite(length).any():
        return length
    whole = np.nanpercentile(length, STANDING_SHARE)
    return np.sqrt(np.clip(whole**2 - length**2, 0.0, None))


def fppa_deg(pixels: FloatArray, side: Side, toward_left: int) -> FloatArray:
    """Frontal plane projection angle from (T, 33, 2) to (T,); + = the knee inside the line hip–ankle.

    180° minus the angle hip–knee–ankle in the picture (Willson 2008), signed. Means something only from
    the front or the rear. `toward_left` is `view.toward_left`.
    """
    hip, knee, ankle = (pixels[:, joint] for joint in JOINTS[side])
    line = ankle - hip
    offset = line[:, 0] * (knee - hip)[:, 1] - line[:, 1] * (knee - hip)[:, 0]
    # offset > 0: the knee is at the picture's left of the line from hip down to ankle.
    inward = toward_left if side is Side.LEFT else -toward_left
    return np.sign(offset) * inward * _bend_deg(hip - knee, ankle - knee)


def knee_medial_mm(pixels: FloatArray, side: Side, toward_left: int, metres_per_px: FloatArray) -> FloatArray:
    """How far the knee is inside its own ankle across the picture, (T,) in mm; + = medial."""
    _, knee, ankle = (pixels[:, joint] for joint in JOINTS[side])
    inward = -toward_left if side is Side.LEFT else toward_left
    return 1000.0 * inward * (knee - ankle)[:, 0] * metres_per_px


def descent(hip_height: FloatArray) -> FloatArray:
    """How far the hips have sunk, as a share of their height in standing, (T,) to (T,); 0 = standing.

    Standing height is the 95th percentile. A leg of two equal parts bent by 45° at the knee has sunk by 0.08, by
    60°, 0.13. Steadier than any one joint, it serves to find repetitions, of whichever leg. nan stays nan.
    """
    if not np.isfinite(hip_height).any():
        return np.full(len(hip_height), np.nan)
    return 1.0 - hip_height / np.nanpercentile(hip_height, 95)


def _bend_deg(a: FloatArray, b: FloatArray) -> FloatArray:
    """180° minus the angle between (T, n) vectors."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return 180.0 - np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
