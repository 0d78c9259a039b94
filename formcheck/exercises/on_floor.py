"""What the exercises done on the floor have in common: lying or on all fours, seen from the side or from an end."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from formcheck import view
from formcheck.exercises.base import Exercise
from formcheck.measures import foot, posture, trunk
from formcheck.segments import standing
from formcheck.types import Body, BoolArray, Effort, Landmark, Readings, Side

SIDED = ("obliquity", "rotation")
"""Angles of the pelvis whose sign is that of a side."""

UNDERSTOOD = 0.8
"""Share of the frames in which the landmarks must have the body face the right way for a movement to be believed.
From the side all do; from the feet, the head or behind the model takes a body for sitting, or legs for arms
(convention)."""

KNOWN = 0.6
"""Share of the frames of a clip from an end in which the sides must be known, for one foot to be told from two
(convention)."""

POSTURE_ALONE = 0.5
"""Likeness of who is posed as the exercise wants it from first to last and of whose movements nothing is told: sure
enough where nothing else known is done so, a question between the two bridges (convention)."""

FROM_AN_END = " From the feet, the head or behind, the body is mostly mistaken: film from the side."

SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)


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
    def rises(self, readings: Readings) -> list[Effort]:
        """What rises and comes down again like a repetition, on whichever side and whatever the posture."""

    def movements(self, readings: Readings) -> list[Effort]:
        """Rises of who is on the floor; from an end, only if the landmarks know its sides in most of the clip."""
        from_side = np.isfinite(readings["trunk_inclination_deg"]).any()
        if not from_side and np.isfinite(readings["sides_known"]).mean() < KNOWN:
            return []
        return [
            rise for rise in self.rises(readings) if self.lies(readings, slice(rise.span.start, rise.span.end + 1))
        ]

    def lies(self, readings: Readings, rows: slice) -> bool:
        """Whether the person is on the floor in these rows as the exercise wants it, and the landmarks know it."""
        with np.errstate(invalid="ignore"):
            faces = (self.faces * readings["face_up"][rows] > posture.FACES) & np.isfinite(
                readings["sides_known"][rows]
            )
        return bool(faces.mean() >= UNDERSTOOD) and self.posed(readings, rows)

    @abstractmethod
    def posed(self, readings: Readings, rows: slice) -> bool:
        """Whether the legs in these rows are as the exercise wants them."""

    @abstractmethod
    def down(self, readings: Readings) -> BoolArray:
        """Rows (T,) in which the person is where a repetition begins."""

    def read(self, body: Body) -> Readings:
        """The pelvis, how the body lies, and where its sides are known: 0, elsewhere nan.

        Seen from the feet or the head the model takes the front for the back in many frames, and so left for right.
        Where it contradicts the clip's view, nothing is said that depends on a side.
        """
        track, size = body.track, body.metres_per_px
        off_deg = view.azimuth_deg(track.world) - body.view.azimuth.value_deg
        known = np.where(np.cos(np.radians(off_deg)) > 0.0, 0.0, np.nan)
        more = {
            f"{name}{part}_deg": known + body.pelvis[f"{name}{part}_deg"] for name in SIDED for part in ("", "_se")
        }
        more |= {
            "sides_known": known,
            "face_up": posture.face_up(track.world),
            "knees_over_hips_m": posture.knees_over_hips_m(track.pixels, size),
            "trunk_inclination_deg": seen_from_side(body) + trunk.inclination_deg(track.pixels),
            "feet_under_knees_m": posture.feet_under_knees_m(track.pixels, size),
        }
        return Readings(track.time_s, dict(body.pelvis) | more)

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Movements on the exercise's own sides."""
        return [effort for effort in self.movements(readings) if effort.side in self.sides]

    def resting(self, body: Body, readings: Readings) -> BoolArray:
        """Still, and down."""
        if not self.lies(readings, slice(None)):
            return np.zeros(len(readings), bool)
        with np.errstate(invalid="ignore"):
            down = self.down(readings)
        return standing.quiet(readings.time_s, foot.hips_m(body.track.pixels, body.metres_per_px), down)

    def likeness(self, body: Body) -> float:
        """Movements on the floor, most of them on the exercise's own sides.

        From an end the landmarks may not tell which leg does what: then how the body is posed, which needs no sides.
        """
        readings = self.read(body)
        moves = self.movements(readings)
        if moves:
            return posture.ramp(sum(move.side in self.sides for move in moves) / len(moves), 0.5, 0.75)
        from_an_end = "side" not in body.view.name and not self.cannot(body.view.name)
        return POSTURE_ALONE if from_an_end and self._posed_throughout(readings) else 0.0

    def _posed_throughout(self, readings: Readings) -> bool:
        faces = self.faces * readings["face_up"]
        mostly = np.isfinite(faces).any() and np.nanmedian(faces) > posture.FACES
        return bool(mostly) and self.posed(readings, slice(None))


def seen_from_side(body: Body) -> float:
    """0 where lines of trunk and thighs can be seen, nan elsewhere; to be added."""
    return 0.0 if "side" in body.view.name else np.nan


def seen_badly(readings: Readings) -> str:
    """What to tell of a clip without a repetition that was filmed from an end: none of its `lines` was seen."""
    return "" if np.isfinite(readings["trunk_inclination_deg"]).any() else FROM_AN_END
