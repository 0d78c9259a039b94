"""Whether somebody in a picture is on the floor, on the back or on all fours, frame by frame.

Asked of every frame while a clip is followed, when neither the camera's roll nor the rest of the clip is known; what
needs more certainty asks `measures.posture` of the whole clip.
"""

from __future__ import annotations

import numpy as np

from formcheck.types import BODY, HIPS, BoolArray, FloatArray, Landmark
from formcheck.weights import dense

UPPER, LEGS = (
    np.array([[Landmark[f"LEFT_{joint}"], Landmark[f"RIGHT_{joint}"]] for joint in joints])
    for joints in (("SHOULDER", "ELBOW", "WRIST"), ("KNEE", "ANKLE"))
)


def lies(pixels: FloatArray, world: FloatArray) -> BoolArray:
    """Whether a body is on the floor, (T, 33, 2) and (T, 33, 3) to (T,); False where a landmark asked for is nan.

    A logistic regression on `heights` (models/pelvis.md).
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(dense(heights(pixels, world), "lies")[:, 0] > 0.0)


def heights(pixels: FloatArray, world: FloatArray) -> FloatArray:
    """How far below the hips nose, shoulders, elbows, wrists, knees and ankles are, and how far behind, (T, 16).

    The first six are in the picture, in body sizes; then come down and away of all pairs but the nose in space, in m.
    Of knees and ankles the lower one counts, the mean of all others: who stands on one leg has one of them low.
    """
    body = pixels[:, list(BODY)]
    size = np.sqrt(((body - body.mean(axis=1, keepdims=True)) ** 2).sum(axis=2).mean(axis=1))
    hips = pixels[:, list(HIPS), 1].mean(axis=1)
    flat = (np.column_stack([pixels[:, Landmark.NOSE, 1], _down(pixels)]) - hips[:, None]) / size[:, None]
    away = [world[:, pairs, 2].mean(axis=2) for pairs in (UPPER, LEGS)]
    return np.hstack([flat, _down(world), *away])


def _down(points: FloatArray) -> FloatArray:
    return np.hstack([points[:, UPPER, 1].mean(axis=2), points[:, LEGS, 1].max(axis=2)])
