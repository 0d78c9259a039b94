"""What the exercises done on the floor have in common: lying or on all fours, seen from the side or from an end."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from formcheck.exercises.base import Exercise
from formcheck.measures import foot, posture, scale
from formcheck.segments import standing
from formcheck.types import Body, BoolArray, Effort, Landmark, Readings, Side

SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)

class OnFloor(Exercise):
    """An exercise done lying or on all fours; see `base.Exercise`.

    Attributes
    ----------
    sides
        Movements on these are its efforts.
    """

    sides: ClassVar[tuple[Side, ...]]

    @abstractmethod
    def movements(self, readings: Readings) -> list[Effort]:
        """What looks like a repetition, on whichever side."""

    @abstractmethod
    def lies(self, readings: Readings, rows: slice) -> bool:
        """Whether the person is on the floor in these rows as the exercise wants it."""

    @abstractmethod
    def down(self, readings: Readings) -> BoolArray:
        """Rows (T,) in which the person is where a repetition begins."""

    def read(self, body: Body) -> Readings:
        """The pelvis, and how the body lies."""
        track, size = body.track, scale.typical_metres_per_px(body.track)
        more = {
            "face_up": posture.face_up(track.world),
            "knees_over_hips_m": posture.knees_over_hips_m(track.pixels, size),
            "feet_under_knees_m": posture.feet_under_knees_m(track.pixels, size),
        }
        return Readings(track.time_s, dict(body.pelvis) | more)

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:  # noqa: ARG002
        """Movements on the exercise's own sides."""
        return [effort for effort in self.movements(readings) if effort.side in self.sides]

    def resting(self, body: Body, readings: Readings) -> BoolArray:
        """Still, and down."""
        if not self.lies(readings, slice(None)):
            return np.zeros(len(readings), bool)
        with np.errstate(invalid="ignore"):
            return standing.quiet(readings.time_s, foot.hips_m(body.track), self.down(readings))

    def likeness(self, body: Body) -> float:
        """Movements on the floor, most of them on the exercise's own sides."""
        moves = self.movements(self.read(body))
        own = sum(move.side in self.sides for move in moves)
        return posture.ramp(own / len(moves), 0.5, 0.75) if moves else 0.0



def seen_from_side(body: Body) -> float:
    """0 where lines of trunk and thighs can be seen, nan elsewhere; to be added."""
    return 0.0 if "side" in body.view.name else np.nan
