"""Hands free: a raised hand starts and pauses, both raised end.

A hand counts as raised above the head of somebody upright, as nothing in the exercises raises one so.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from formcheck.types import FloatArray, Landmark, Pose

HELD_S = 0.8
"""A hand is meant when it stays up for so long (convention)."""

OVER = 0.15
"""A raised wrist is over the nose by more than this share of the trunk's length (convention)."""

SURE = 0.5
"""The model must claim to see the wrist this well."""

_WRISTS = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


class Gesture(StrEnum):
    """What a person asks for by hand or key."""

    TOGGLE = "start or pause"
    END = "end"


def raised(pose: Pose) -> int:
    """How many hands are over the head; 0 of who is not upright."""
    middle: FloatArray = pose.pixels[_SHOULDERS].mean(axis=0)
    trunk: FloatArray = pose.pixels[_HIPS].mean(axis=0) - middle
    length = float(np.linalg.norm(trunk))
    if not trunk[1] > 0.7 * length:  # nan is not upright
        return 0
    line = pose.pixels[Landmark.NOSE, 1] - OVER * length
    return sum(bool(pose.visible[wrist] > SURE and pose.pixels[wrist, 1] < line) for wrist in _WRISTS)


class Hands:
    """Raised hands in poses, one after the other → gestures."""

    def __init__(self) -> None:
        self._up = 0
        self._since_s = 0.0
        self._told = False

    def see(self, time_s: float, pose: Pose | None) -> Gesture | None:
        """The gesture that this pose completes; a hand must come down before it asks again."""
        up = 0 if pose is None else raised(pose)
        if up != self._up:
            self._told = self._told and up > 0
            self._up, self._since_s = up, time_s
        if not up or self._told or time_s - self._since_s < HELD_S:
            return None
        self._told = True
        return Gesture.TOGGLE if up == 1 else Gesture.END
