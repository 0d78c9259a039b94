"""How the body is held in space, from world landmarks: upright, hinged, lying, on all fours."""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark, Side, Track

SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]

LIES_M, STANDS_M = 0.04, 0.28
"""Knees higher than the hips by the first are those of who lies; hips higher than the lower knee by the second stand
(convention; of 23 real clips, bridges 0.23 and more, all others but deep squats −0.1 and less; standing 0.33)."""

FACES, KNEELS_M = 0.4, 0.28
"""Face down is a trunk whose front is turned so far to the floor, the sine of 24°; and a shank that reaches less far
down than the second kneels (convention; on all fours 0.95 and −0.1…0, rendered from behind 0.8 and 0.2, in deadlifts
0.3 and more)."""


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


def knees_over_hips_m(pixels: FloatArray, metres_per_px: float) -> FloatArray:
    """By how much the lower knee is higher than the hips in an upright picture, (T, 33, 2) to (T,)."""
    return np.asarray((middle(pixels, HIPS)[:, 1] - pixels[:, KNEES, 1].max(axis=1)) * metres_per_px)


def feet_under_knees_m(pixels: FloatArray, metres_per_px: float) -> FloatArray:
    """By how much the lower foot is lower than the lower knee in an upright picture, (T, 33, 2) to (T,)."""
    return np.asarray((pixels[:, ANKLES, 1].max(axis=1) - pixels[:, KNEES, 1].max(axis=1)) * metres_per_px)


def on_back(knees_over_hips_m: FloatArray) -> bool:
    """Whether somebody lies with bent knees through a stretch of rows, the hips lifted or not; nan is left out.

    Knees are over the hips while these are down, and never as far below them as in standing. The depth of the
    landmarks is not asked: seen from the feet, they take lying for sitting.
    """
    seen = knees_over_hips_m[np.isfinite(knees_over_hips_m)]
    return bool(seen.size and np.percentile(seen, 95) > LIES_M and np.percentile(seen, 5) > -STANDS_M)


def on_all_fours(face_up: FloatArray, feet_under_knees_m: FloatArray) -> bool:
    """Whether somebody kneels face down through most of a stretch of rows; nan is left out."""
    down, shank = face_up[np.isfinite(face_up)], feet_under_knees_m[np.isfinite(feet_under_knees_m)]
    return bool(down.size and np.median(down) < -FACES and shank.size and np.median(shank) < KNEELS_M)


def on_floor(track: Track, metres_per_px: float) -> bool:
    """Whether somebody lies with bent knees, or is on all fours, through a clip whose picture is upright, about.

    From behind, who is on all fours is often taken for reclining, the face up: that is no plumb line either.
    """
    kneels = on_all_fours(-np.abs(face_up(track.world)), feet_under_knees_m(track.pixels, metres_per_px))
    return kneels or on_back(knees_over_hips_m(track.pixels, metres_per_px))
