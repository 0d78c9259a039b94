"""Raising one leg on all fours: the thigh comes up into line with the trunk, and the pelvis stays where it was.

With the knee bent or straight, and with or without the opposite arm (bird dog).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck import pelvis
from formcheck.exercises.on_floor import SHOULDERS, OnFloor, seen_badly, seen_from_side
from formcheck.measures import floor, posture
from formcheck.segments.reps import find_reps
from formcheck.segments.shares import between_rests, ends_s, middle_s, nearest_row
from formcheck.smoothing import fill_gaps
from formcheck.types import (
    HIPS,
    LEFT_AND_RIGHT,
    Body,
    BoolArray,
    Effort,
    FloatArray,
    Landmark,
    Neutral,
    Readings,
    Side,
    Span,
)

LEAST_RISE_DEG, SHORTEST_S = 30.0, 0.5
"""A thigh that rises by less, or for less long, shifts weight (convention)."""

BEGUN = 0.1
"""Share of the rise at which a repetition begins and ends (convention)."""

BRIDGED_S = 0.5
"""A leg that leaves the picture for no longer than this goes on as it did (convention)."""

DOWN_DEG = 15.0
"""Thighs that differ by less are both down (convention)."""

NEAR_SE_DEG, FAR_SE_DEG, TRUNK_SE_DEG = 10.0, 15.0, 3.0
"""Of the thigh toward the camera, the root mean square error on 78 rendered stills from the side; of the one behind,
half as much more: where the legs are taken for each other it is wrong by far more, and as good where they are not.
Of the back's motion, twice that in two rendered clips."""


class QuadrupedHipRaise(OnFloor):
    """See `base.Exercise`."""

    name = "quadruped-hip-raise"
    title = "Hip raise on all fours"
    rest = "kneeling on all fours"
    needs = (*SHOULDERS, *HIPS, Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)
    faces = -1
    sides = LEFT_AND_RIGHT

    def read(self, body: Body) -> Readings:
        """The pelvis, how far each thigh is raised, and, from the side, lines of thigh and trunk."""
        readings, pixels = super().read(body), body.track.pixels
        side_on, knows_sides = seen_from_side(body), readings["sides_known"]
        raised = floor.thigh_swing_deg if np.isfinite(side_on) else floor.thigh_rise_deg
        more: dict[str, FloatArray] = {}
        for side in LEFT_AND_RIGHT:
            more[f"{side}_thigh_deg"] = knows_sides + raised(pixels, side)
            near = body.view.name == f"{side} side"
            more[f"{side}_thigh_line_se_deg"] = np.full(len(pixels), side_on + (NEAR_SE_DEG if near else FAR_SE_DEG))
            more[f"{side}_thigh_line_deg"] = side_on + floor.thigh_line_deg(pixels, side)
        return Readings(readings.time_s, dict(readings.values) | more)

    def rises(self, readings: Readings) -> list[Effort]:
        """Rises of one thigh over the other."""
        time_s, found = readings.time_s, []
        thigh = {side: fill_gaps(time_s, readings[f"{side}_thigh_deg"], BRIDGED_S) for side in LEFT_AND_RIGHT}
        for side, own in thigh.items():
            over = np.maximum(own - thigh[side.other], 0.0)
            spans = find_reps(over, time_s, least=LEAST_RISE_DEG, shortest_s=SHORTEST_S)
            for span in between_rests(own, spans):
                start_s, end_s = ends_s(own, time_s, span, BEGUN)
                first, last = nearest_row(time_s, start_s), nearest_row(time_s, end_s)
                key_s = middle_s(over, time_s, Span(first, span.key, last))
                seen = np.isfinite(readings[f"{side}_thigh_deg"])
                key = nearest_row(np.where(seen, time_s, np.inf), key_s)
                found.append(Effort(Span(first, key, last), side, (start_s, key_s, end_s)))
        return sorted(found, key=lambda effort: effort.span.key)

    def posed(self, readings: Readings, rows: slice) -> bool:
        """Kneeling."""
        return posture.on_all_fours(readings["face_up"][rows], readings["feet_under_knees_m"][rows])

    def down(self, readings: Readings) -> BoolArray:
        """Both thighs hang alike."""
        return np.asarray(np.abs(readings["left_thigh_deg"] - readings["right_thigh_deg"]) < DOWN_DEG)

    def unsupported(self, side: Side) -> Side:
        """The side of the raised leg."""
        return side

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """Level and rotation of the pelvis, line of the thigh and motion of the back in each repetition."""
        return [self._measure(readings, effort, neutral) for effort in efforts]

    @staticmethod
    def _measure(readings: Readings, effort: Effort, neutral: Neutral) -> dict[str, float]:
        key, raised = effort.span.key, 1.0 if effort.side is Side.LEFT else -1.0
        first = effort.span.start
        drop = raised * readings["obliquity_deg"][key]
        rotation, rotation_se = readings["rotation_deg"], readings["rotation_se_deg"]
        rows = slice(effort.span.start, effort.span.end + 1)
        return {
            "drop_deg": float(drop),
            "drop_from_neutral_deg": float(drop - raised * neutral.obliquity.value_deg),
            "drop_se_deg": float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral)),
            "rotation_deg": float(rotation[key] - rotation[first]),
            "rotation_se_deg": float(pelvis.difference_se_deg(rotation_se[key], rotation_se[first])),
            "thigh_line_deg": float(readings[f"{effort.side}_thigh_line_deg"][key]),
            "thigh_line_se_deg": float(readings[f"{effort.side}_thigh_line_se_deg"][key]),
            "trunk_motion_deg": float(np.ptp(readings["trunk_inclination_deg"][rows])),
            "trunk_motion_se_deg": TRUNK_SE_DEG,
        }

    def nothing_found(self, readings: Readings) -> str:
        """Say what a repetition would be."""
        return (
            "No leg was raised and lowered on all fours: the clip should show hands and knees on the floor, at least "
            "one thigh raised by 30° or more, and both knees down again." + seen_badly(readings)
        )
