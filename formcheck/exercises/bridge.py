"""What both bridges have in common: on the back, the hips are lifted until shoulders, hips and knees are in line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck import level as levels
from formcheck import pelvis
from formcheck.exercises.base import LEGS
from formcheck.exercises.on_floor import SHOULDERS, OnFloor, seen_from_side
from formcheck.measures import floor, foot, posture
from formcheck.segments.reps import find_reps
from formcheck.segments.shares import between_rests, ends_s, hold_s, middle_s, nearest_row
from formcheck.segments.standing import STILL_M_PER_S
from formcheck.types import LEFT_AND_RIGHT, Body, BoolArray, Effort, FloatArray, Neutral, Readings, Side, Span

LEAST_RISE_M, SHORTEST_S = 0.06, 0.5
"""Hips that rise by less, or for less long, tilt and do not bridge (convention)."""

BEGUN = 0.1
"""Share of the rise at which a repetition begins and ends (convention)."""

LIFTED_M = 0.15
"""A foot so much higher than the other does not carry (convention)."""

DOWN_M = 0.03
"""Hips no higher than this above their lowest (5th percentile) lie (convention)."""

HIP_MARK_DEG = 6.0
"""Of who lies on the back the hip landmarks are in front of the joints, by 0.085 of the trunk's length, which lifts
the line shoulder–hip–knee by so much: on 111 rendered stills from the side 7.0° of half the people, 4.9° of the
others, the same at all angles (slope 0.98)."""

LINE_SE_DEG = {Side.BOTH: 7.5, Side.LEFT: 13.0, Side.RIGHT: 13.0}
"""Spread about that of the mean over both legs, and of one leg's, on these stills, rounded up."""

SAG_SE_DEG, HOLD_SE_S = 4.0, 0.35
"""Largest errors in two rendered clips, rounded up: hips that sag lengthen what is seen of a hold by 0.3 to 0.6 s."""


class Bridge(OnFloor):
    """A bridge; see `base.Exercise`."""

    rest = "lying"
    needs = (*SHOULDERS, *LEGS)
    faces = 1

    def read(self, body: Body) -> Readings:
        """The pelvis, height of hips and feet, and, from the side, the line shoulder–hip–knee."""
        readings, track = super().read(body), body.track
        size = np.full(len(track), body.metres_per_px)
        looks_down_deg = levels.looks_down_deg(body.level, track, foot.FEET)
        lower_m = foot.left_lower_m(track.pixels, track.world, size, looks_down_deg)
        more = {
            "left_lower_m": readings["sides_known"] + lower_m,
            "hip_height_m": floor.hips_over_shoulders_m(track.pixels, size),
        }
        for side in LEFT_AND_RIGHT:
            more[f"{side}_hip_line_deg"] = (
                seen_from_side(body) + floor.hip_line_deg(track.pixels, side) + HIP_MARK_DEG
            )
        return Readings(readings.time_s, dict(readings.values) | more)

    def rises(self, readings: Readings) -> list[Effort]:
        """Rises of the hips, on the foot or the feet that are down while they are held."""
        height, time_s = readings["hip_height_m"], readings.time_s
        found = []
        for span in between_rests(height, find_reps(height, time_s, least=LEAST_RISE_M, shortest_s=SHORTEST_S)):
            (start_s, end_s), (from_s, to_s) = ends_s(height, time_s, span, BEGUN), hold_s(height, time_s, span)
            key_s = middle_s(height, time_s, span)
            held = readings["left_lower_m"][(time_s >= from_s) & (time_s <= to_s)]
            side = _carries(held[np.isfinite(held)])
            rows = (nearest_row(time_s, at_s) for at_s in (start_s, key_s, end_s))
            found.append(Effort(Span(*rows), side, (start_s, key_s, end_s)))
        return found

    def posed(self, readings: Readings, rows: slice) -> bool:
        """The knees bent, as of who lies on the back."""
        return posture.on_back(readings["knees_over_hips_m"][rows])

    def down(self, readings: Readings) -> BoolArray:
        """The hips are as low as they get."""
        height = readings["hip_height_m"]
        lowest = np.nanpercentile(height, 5) if np.isfinite(height).any() else np.nan
        return np.asarray(height < lowest + DOWN_M)

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """Level of the pelvis, line of the hips, hold and sag of each repetition."""
        return [self._measure(readings, effort, neutral) for effort in efforts]

    @staticmethod
    def _measure(readings: Readings, effort: Effort, neutral: Neutral) -> dict[str, float]:
        key, time_s = effort.span.key, readings.time_s
        name, sign = _LEVEL[effort.side]
        level = sign * readings["obliquity_deg"][key]
        from_s, to_s = hold_s(readings["hip_height_m"], time_s, effort.span)
        line = _of_legs(readings, "hip_line_deg", effort.side)
        held = line[(time_s >= from_s) & (time_s <= to_s)]
        still = line[_still(readings, effort.span)]
        return {
            f"{name}_deg": float(level),
            f"{name}_from_neutral_deg": float(level - sign * neutral.obliquity.value_deg),
            f"{name}_se_deg": float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral)),
            "hip_line_deg": float(line[key]),
            "hip_line_se_deg": LINE_SE_DEG[effort.side],
            "hold_s": to_s - from_s,
            "hold_se_s": HOLD_SE_S,
            "sag_deg": float(np.interp(to_s, time_s, line) - held.min(initial=np.inf)),
            "sinks_deg": float(still[-1] - still.min()),
            "sag_se_deg": SAG_SE_DEG,
        }


_LEVEL = {Side.LEFT: ("drop", -1.0), Side.RIGHT: ("drop", 1.0), Side.BOTH: ("left_lower", 1.0)}
"""What level is called by the side that carries, and its sign to that of obliquity."""


def _still(readings: Readings, span: Span) -> slice:
    """Rows around the highest in which the hips neither come up nor go down but slowly.

    A hold by height ends with a tenth of the way down, sagging or not, so that it cannot tell the one from the other.
    """
    height = readings["hip_height_m"]
    speed = np.gradient(height, readings.time_s)
    top = span.start + int(np.argmax(height[span.start : span.end + 1]))
    up = np.flatnonzero(speed[span.start : top] > STILL_M_PER_S)
    down = np.flatnonzero(speed[top : span.end + 1] < -STILL_M_PER_S)
    first = span.start + int(up[-1]) + 1 if up.size else span.start
    return slice(first, max(first + 1, top + int(down[0]) if down.size else span.end + 1))


def _carries(left_lower_m: FloatArray) -> Side:
    """The foot that is down through a hold, by how much (n,) the left one is lower; both where none is lifted."""
    lower = float(np.median(left_lower_m)) if left_lower_m.size else 0.0
    return Side.BOTH if abs(lower) < LIFTED_M else Side.LEFT if lower > 0.0 else Side.RIGHT


def _of_legs(readings: Readings, name: str, side: Side) -> FloatArray:
    """A reading (T,) of one leg, or its mean over both."""
    legs = LEFT_AND_RIGHT if side is Side.BOTH else (side,)
    return np.asarray(np.mean([readings[f"{leg}_{name}"] for leg in legs], axis=0))
