"""Raising one leg on all fours: the thigh comes up into line with the trunk, and the pelvis stays where it was.

With the knee bent or straight, and with or without the opposite arm (bird dog).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck import pelvis
from formcheck.exercises.on_floor import SHOULDERS, OnFloor, seen_from_side
from formcheck.measures import floor, posture, trunk
from formcheck.segments.reps import find_reps
from formcheck.segments.shares import between_rests, ends_s, nearest_row
from formcheck.smoothing import fill_gaps
from formcheck.types import HIPS, LEFT_AND_RIGHT, Body, BoolArray, Effort, Landmark, Neutral, Readings, Side, Span

LEAST_RISE_DEG, SHORTEST_S = 30.0, 0.5
"""A thigh that rises by less, or for less long, shifts weight (convention)."""

BEGUN = 0.1
"""Share of the rise at which a repetition begins and ends (convention)."""

BRIDGED_S = 0.5
"""A leg that leaves the picture for no longer than this goes on as it did (convention)."""

DOWN_DEG = 15.0
"""Thighs that differ by less are both down (convention)."""

THIGH_SE_DEG, TRUNK_SE_DEG = 8.0, 3.0


class QuadrupedHipRaise(OnFloor):
    """See `base.Exercise`."""

    name = "quadruped-hip-raise"
    title = "Hip raise on all fours"
    rest = "kneeling on all fours"
    needs = (*SHOULDERS, *HIPS, Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)
    sides = LEFT_AND_RIGHT

    def read(self, body: Body) -> Readings:
        """The pelvis, how much higher each thigh is than the other, and, from the side, lines of thigh and trunk."""
        readings, pixels = super().read(body), body.track.pixels
        side_on = seen_from_side(body)
        swing = floor.thigh_swing_deg if np.isfinite(side_on) else floor.thigh_rise_deg
        left, right = (swing(pixels, side) for side in LEFT_AND_RIGHT)
        return Readings(
            readings.time_s,
            dict(readings.values)
            | {
                "left_thigh_higher_deg": left - right,
                "left_thigh_line_deg": side_on + floor.thigh_line_deg(pixels, Side.LEFT),
                "right_thigh_line_deg": side_on + floor.thigh_line_deg(pixels, Side.RIGHT),
                "trunk_inclination_deg": side_on + trunk.inclination_deg(pixels),
            },
        )

    def movements(self, readings: Readings) -> list[Effort]:
        """Rises of one thigh over the other of who is face down."""
        time_s, found = readings.time_s, []
        for side, sign in ((Side.LEFT, 1.0), (Side.RIGHT, -1.0)):
            rise = fill_gaps(time_s, np.maximum(sign * readings["left_thigh_higher_deg"], 0.0), BRIDGED_S)
            for span in between_rests(rise, find_reps(rise, time_s, least=LEAST_RISE_DEG, shortest_s=SHORTEST_S)):
                if self.lies(readings, slice(span.start, span.end + 1)):
                    start_s, end_s = ends_s(rise, time_s, span, BEGUN)
                    rows = Span(nearest_row(time_s, start_s), span.key, nearest_row(time_s, end_s))
                    found.append(Effort(rows, side, (start_s, float(time_s[span.key]), end_s)))
        return sorted(found, key=lambda effort: effort.span.key)

    def lies(self, readings: Readings, rows: slice) -> bool:
        """On all fours."""
        return posture.on_all_fours(readings["face_up"][rows], readings["feet_under_knees_m"][rows])

    def down(self, readings: Readings) -> BoolArray:
        """Both thighs hang alike."""
        return np.asarray(np.abs(readings["left_thigh_higher_deg"]) < DOWN_DEG)

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
        first = nearest_row(readings.time_s, effort.instants_s[0])
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
            "thigh_line_se_deg": THIGH_SE_DEG,
            "trunk_motion_deg": float(np.ptp(readings["trunk_inclination_deg"][rows])),
            "trunk_motion_se_deg": TRUNK_SE_DEG,
        }

    def nothing_found(self, readings: Readings) -> str:
        """Say what a repetition would be."""
        return (
            "No leg was raised and lowered on all fours: the clip should show hands and knees on the floor, at least "
            "one thigh raised by 30° or more, and both knees down again."
        )
