"""How the body is held in space, from world landmarks: upright, hinged, lying, on all fours."""

from __future__ import annotations

import numpy as np

from formcheck.types import BoolArray, FloatArray, Landmark, Side

SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
WRISTS = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]

LEVEL_FROM_DEG, LOW_HIPS = 55.0, 0.75
"""A trunk inclined by more than the first, with hips over the feet by less than the second share of a leg, is on the
floor; in a deadlift the hips stay at 0.9 and more (convention)."""


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


def face_up(world: FloatArray) -> FloatArray:
    """How far the front of the trunk faces up, (T, 33, 3) to (T,): 1 = on the back, −1 = face down, 0 = upright."""
    left = world[:, [Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP]].sum(axis=1)
    right = world[:, [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP]].sum(axis=1)
    front = np.cross(left - right, middle(world, SHOULDERS) - middle(world, HIPS))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(-front[:, 1] / np.linalg.norm(front, axis=1))


def hips_over_feet(world: FloatArray) -> FloatArray:
    """Height of the hips over the lower ankle as a share of the leg's length, (T, 33, 3) to (T,)."""
    legs = [[Landmark[f"{side}_{joint}"] for joint in ("HIP", "KNEE", "ANKLE")] for side in ("LEFT", "RIGHT")]
    long = np.mean([np.linalg.norm(np.diff(world[:, leg], axis=1), axis=2).sum(axis=1) for leg in legs], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((world[:, ANKLES, 1].max(axis=1) - middle(world, HIPS)[:, 1]) / long)


def on_floor(world: FloatArray) -> BoolArray:
    """Rows (T,) of lying or being on all fours: the trunk level, and the hips lower over the feet than standing.

    Where the feet are not seen, the trunk alone tells.
    """
    with np.errstate(invalid="ignore"):
        level = np.abs(trunk_from_up_deg(world) - 90.0) < 90.0 - LEVEL_FROM_DEG
        return level & ~(hips_over_feet(world) >= LOW_HIPS)
