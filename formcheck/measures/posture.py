"""How the body is held in space, from world landmarks: upright, hinged, lying, on all fours."""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark, Side

SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
WRISTS = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]


def middle(points: FloatArray, joints: list[Landmark]) -> FloatArray:
    """Middle of some joints, (T, 33, n) to (T, n)."""
    return np.asarray(points[:, joints].mean(axis=1))


def trunk_from_up_deg(world: FloatArray) -> FloatArray:
    """Angle of the line hips–shoulders from upright in space, whichever way it leans, (T, 33, 3) to (T,), 0..180.

    The depth of the world landmarks is the model's guess: seen end-on a hinge of 90° reads some 70°.
    """
    trunk = middle(world, SHOULDERS) - middle(world, HIPS)
    return angle_deg(trunk, np.array([0.0, -1.0, 0.0]))


def knee_bend_deg(world: FloatArray, side: Side) -> FloatArray:
    """180° minus the angle hip–knee–ankle of the world landmarks, (T, 33, 3) to (T,).

    The model's own depth: rough, and good enough to tell exercises apart; to measure, see `leg.knee_flexion_deg`.
    """
    hip, knee, ankle = (world[:, Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE", "ANKLE"))
    return angle_deg(knee - hip, ankle - knee)


def hip_bend_deg(world: FloatArray, side: Side) -> FloatArray:
    """Angle of the thigh from the trunk prolonged, of the world landmarks, (T, 33, 3) to (T,); 0 = in one line."""
    hip, knee = (world[:, Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE"))
    return angle_deg(middle(world, HIPS) - middle(world, SHOULDERS), knee - hip)


def angle_deg(a: FloatArray, b: FloatArray) -> FloatArray:
    """Angle between vectors (…, n), (…,), 0..180; nan stays nan."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (a * b).sum(axis=-1) / (np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1))
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def ramp(value: float, none_at: float, full_at: float) -> float:
    """0 at `none_at`, 1 at `full_at`, straight between and cut beyond; nan gives 0."""
    share = (value - none_at) / (full_at - none_at)
    return float(np.clip(share, 0.0, 1.0)) if np.isfinite(share) else 0.0
