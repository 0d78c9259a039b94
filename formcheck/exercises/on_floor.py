"""What the exercises done on the floor have in common: lying or on all fours, seen from the side or from an end."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from formcheck.exercises.base import Exercise
from formcheck.measures import foot, posture
from formcheck.segments import standing
from formcheck.types import Body, BoolArray, Effort, Landmark, Readings, Side, Span

SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)

FACES = 0.4
"""Who lies on the back, or is face down, has the front of the trunk turned at least so far up, or down: the sine of
24° (convention)."""


class OnFloor(Exercise):
    """An exercise done lying or on all fours; see `base.Exercise`.

    Attributes
    ----------
    faces
        +1 = on the back, −1 = face down.
    sides
        Movements on these are its efforts.
    """

    faces: ClassVar[int]
    sides: ClassVar[tuple[Side, ...]]

    @abstractmethod
    def movements(self, readings: Readings) -> list[Effort]:
        """What looks like a repetition, on whichever side."""

    @abstractmethod
    def down(self, readings: Readings) -> BoolArray:
        """Rows (T,) in which the person is where a repetition begins."""

    def read(self, body: Body) -> Readings:
        """The pelvis, and how much the front of the trunk faces up, 0 where the person is not on the floor."""
        lies = np.where(posture.on_floor(body.track.world), posture.face_up(body.track.world), 0.0)
        return Readings(body.track.time_s, dict(body.pelvis) | {"face_up": lies})

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:  # noqa: ARG002
        """Movements on the exercise's own sides."""
        return [effort for effort in self.movements(readings) if effort.side in self.sides]

    def resting(self, body: Body, readings: Readings) -> BoolArray:
        """Still, and down."""
        with np.errstate(invalid="ignore"):
            ready = self.down(readings) & (self.faces * readings["face_up"] > FACES)
        return standing.quiet(readings.time_s, foot.hips_m(body.track), ready)

    def likeness(self, body: Body) -> float:
        """Movements on the floor, most of them on the exercise's own sides."""
        moves = self.movements(self.read(body))
        own = sum(move.side in self.sides for move in moves)
        return posture.ramp(own / len(moves), 0.5, 0.75) if moves else 0.0

    def lies(self, readings: Readings, span: Span) -> bool:
        """Whether the person is on the floor in a span, the right way up."""
        return bool(self.faces * np.median(readings["face_up"][span.start : span.end + 1]) > FACES)


def seen_from_side(body: Body) -> float:
    """0 where lines of trunk and thighs can be seen, nan elsewhere; to be added."""
    return 0.0 if "side" in body.view.name else np.nan
