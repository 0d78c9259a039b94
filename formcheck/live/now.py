"""The pelvis at this moment, from the newest pose alone and a filter that looks back only."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck import level as levels
from formcheck import pelvis, smoothing
from formcheck.types import APPEARANCE, Angle, FloatArray, Level, Neutral, Pose, Track, View

UNREAD = Angle(math.nan, math.nan)

_UNSEEN = np.full(APPEARANCE, np.nan)
_ENDS = np.cumsum([33 * 2, 33 * 3, APPEARANCE])


class Seen(NamedTuple):
    """Filtered landmarks (33, 2) in the picture; obliquity; by how much the left side is lower than at its own zero.

    nan without a pose; the angles also while the level is unknown, and from the side, where the hips hide each other.
    """

    pixels: FloatArray
    obliquity: Angle
    lower: Angle


class Now:
    """Reads pose after pose; the person's own zero is what it read while they stood still.

    Parameters
    ----------
    width, height
        Of the picture, in pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._filter = smoothing.Causal()
        self._looks = _UNSEEN
        self._still: list[tuple[float, float]] = []

    def stand(self) -> None:
        """The person stands anew: what was their zero is so no longer."""
        self._still.clear()

    def read(
        self,
        time_s: float,
        pose: Pose | None,
        level: Level | None,
        view: View | None,
        neutral: Neutral | None,
        *,
        still: bool,
    ) -> Seen:
        """Read the next pose.

        The person's own zero is `neutral`, which repetitions are judged by, else what was read while they were
        `still` as asked to; else the horizontal.
        """
        if pose is None:
            self._looks = _UNSEEN
            return Seen(np.full((33, 2), np.nan), UNREAD, UNREAD)
        before, self._looks = self._looks, pose.appearance  # one of the two may be as the mirror has it
        looks = np.where(np.isfinite(before), (before + self._looks) / 2, self._looks)
        row = np.concatenate([pose.pixels.ravel(), pose.world.ravel(), looks])
        pixels, world, looks = np.split(self._filter(time_s, row), _ENDS[:-1])
        pixels = pixels.reshape(33, 2)
        if level is None or (view is not None and "side" in view.name):
            return Seen(pixels, UNREAD, UNREAD)
        track = Track(
            np.array([time_s]),
            pixels[None],
            world.reshape(1, 33, 3),
            pose.visible[None],
            np.ones(1, np.int64),
            *self._size,
            appearance=looks[None],
        )
        angles = pelvis.estimate(levels.upright(track, level), level)
        value, se = float(angles["obliquity_deg"][0]), float(angles["obliquity_se_deg"][0])
        if still and math.isfinite(value):
            self._still.append((value, se))
        zero = neutral if neutral is not None and neutral.frames else self._zero()
        obliquity = lower = Angle(value, se)
        if zero.frames:
            lower = Angle(value - zero.obliquity.value_deg, float(pelvis.drop_se_deg(np.asarray(se), zero)))
        return Seen(pixels, obliquity, lower)

    def _zero(self) -> Neutral:
        if not self._still:
            return Neutral(UNREAD, math.nan, math.nan, 0)
        value, se = (float(middle) for middle in np.median(self._still, axis=0))
        return Neutral(Angle(value, se), math.nan, math.nan, len(self._still))
