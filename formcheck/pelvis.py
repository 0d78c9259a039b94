"""Landmarks and appearance → pelvic obliquity, tilt and azimuth, each with a standard error.

The line between the two hip landmarks, which is what other tools read, flattens a dropped pelvis to a third. Here
a small network, trained on rendered people with known pelvic angles (models/pelvis.md), reads all landmarks, in the
picture and in the world, and the numbers that `poses.patch` made of the picture around the hips. Its errors are part
of its answer: it was trained to state them, and they are scaled on people it had not seen until 90 % of them held.
"""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Landmark, Level, Track
from formcheck.weights import calibration, dense

NAME = "pose-and-patch/1"

BODY = [
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def _swapped() -> list[int]:
    """Landmark numbers after an exchange of left and right."""
    by_name = {mark.name: mark for mark in Landmark}

    def other(name: str) -> str:
        return name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")

    return [int(by_name[other(mark.name)]) for mark in Landmark]


SWAPPED = _swapped()


def mirrored(points: FloatArray) -> FloatArray:
    """Landmarks (…, 33, D) of the mirrored person: x negated, left and right exchanged."""
    flipped = points[..., SWAPPED, :].copy()
    flipped[..., 0] *= -1.0
    return flipped


def facing(world: FloatArray) -> FloatArray:
    """+1 where the person (T, 33, 3) shows the front to the camera, −1 where the back."""
    left, right = ([Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP], [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP])
    across = world[:, left, 0].sum(axis=1) - world[:, right, 0].sum(axis=1)
    return np.where(across < 0.0, -1.0, 1.0)


def features(pixels: FloatArray, world: FloatArray, visible: FloatArray) -> FloatArray:
    """What the network reads of upright landmarks: all of them about the hips, in body sizes.

    Sides are the picture's, not the person's: seen from behind, left and right are exchanged, so that a pelvis
    which leans to the right in the picture looks alike from both ends.

    Parameters
    ----------
    pixels, world, visible
        (T, 33, 2), (T, 33, 3), (T, 33).

    Returns
    -------
    array
        (T, 234); nan where a landmark is nan.
    """
    front = facing(world)
    back = (front < 0)[:, None]
    pixels = np.where(back[..., None], pixels[:, SWAPPED], pixels)
    world = np.where(back[..., None], world[:, SWAPPED], world)
    flat, pixels_size = _about_hips(pixels)
    space, metres_size = _about_hips(world)
    rows = len(pixels)
    seen = np.where(back, visible[:, SWAPPED], visible)
    more = [np.log(pixels_size), np.log(metres_size), front]
    return np.column_stack([flat.reshape(rows, -1), space.reshape(rows, -1), seen, *more])


def _about_hips(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Landmarks about the middle of the hips over the body's size, and that size (T,)."""
    body = points[:, BODY]
    size: FloatArray = np.sqrt(((body - body.mean(axis=1, keepdims=True)) ** 2).sum(axis=2).mean(axis=1))
    middle = points[:, HIPS].mean(axis=1, keepdims=True)
    return (points - middle) / size[:, None, None], size
