"""The pelvis at this moment, from the newest pose alone and a filter that looks back only."""

from __future__ import annotations

import math

import numpy as np

from formcheck import level as levels
from formcheck import pelvis, smoothing
from formcheck.types import APPEARANCE, Angle, FloatArray, Level, Neutral, Pose, Track, View

UNREAD = Angle(math.nan, math.nan)

_ENDS = np.cumsum([33 * 2, 33 * 3, APPEARANCE])


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
    ) -> tuple[FloatArray, Angle]:
        """Filtered landmarks (33, 2) in the picture, and by how much the left side of the pelvis is lower.

        From the person's own zero: `neutral`, which repetitions are judged by, else what was read while they were
        `still` as asked to; else from the horizontal. nan without a pose; the angle also while the level is not
        known, and from the side, where the hips hide each other.
        """
        if pose is None:
            return np.full((33, 2), np.nan), UNREAD
        row = np.concatenate([pose.pixels.ravel(), pose.world.ravel(), pose.appearance])
        pixels, world, looks = np.split(self._filter(time_s, row), _ENDS[:-1])
        pixels = pixels.reshape(33, 2)
        if level is None or (view is not None and "side" in view.name):
            return pixels, UNREAD
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
        if not zero.frames:
            return pixels, Angle(value, se)
        return pixels, Angle(value - zero.obliquity.value_deg, float(pelvis.drop_se_deg(np.asarray(se), zero)))

    def _zero(self) -> Neutral:
        if not self._still:
            return Neutral(UNREAD, math.nan, math.nan, 0)
        value, se = (float(middle) for middle in np.median(self._still, axis=0))
        return Neutral(Angle(value, se), math.nan, math.nan, len(self._still))
