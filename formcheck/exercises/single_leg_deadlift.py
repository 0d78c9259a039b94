"""The single-leg deadlift: hinge over one leg, the other stretched behind, the pelvis square to the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck import pelvis, view
from formcheck.exercises.on_feet import OnFeet
from formcheck.measures import foot, hinge, leg, posture, scale
from formcheck.segments import support
from formcheck.segments.reps import find_reps
from formcheck.segments.shares import HELD, middle_s, nearest_row
from formcheck.types import LEFT_AND_RIGHT, Body, Effort, FloatArray, Landmark, Neutral, Readings, Rep, Side, Span

LEAST_HINGE_DEG = 35.0
"""Who folds less does not hinge, and who stands folded further does not stand up (convention)."""

LEAST_FOLD = 1.0 - np.cos(np.radians(LEAST_HINGE_DEG))
SHORTEST_S = 0.8
HORIZONTAL_DEG = 90.0
"""Seen from behind, a trunk as good as level is at times taken for one that hangs head down."""

BEFORE_S, FOLDING_DEG = 0.5, (15.0, 60.0)
"""Which foot goes is seen between the half second before a hinge and while it passes these angles (convention)."""

READ_AT_DEG = 45.0
"""Deeper the trunk hides the hips from the front, and the pelvis can often not be read (convention)."""

MOVES_FROM = 0.1
"""A repetition starts and ends where the hinge passes its least by this share of its range (convention)."""

STANDS_UP_WITHIN_S = 0.7
"""By so long after a repetition the trunk is as upright as it gets (convention)."""

HINGE_SE_DEG, HINGE_FROM_FRONT_SE_DEG = 5.0, 12.0
KNEE_FROM_SIDE_SE_DEG, LINE_SE_DEG, STANDS_UP_SE_DEG = 4.0, 6.0, 2.0
REACH_SE_SHARE = 0.08
"""Root mean square errors on rendered clips from the left side and the front, rounded up; others from the right side
and the rear bear them out (`python -m tests.accuracy.exercises`)."""
HANDS_APART_MM = 100.0
"""A hand lower than the other by more reaches, and the other does not (convention)."""


class SingleLegDeadlift(OnFeet):
    """See `base.Exercise`."""

    name = "single-leg-deadlift"
    title = "Single-leg deadlift"
    on_one_leg = True

    def read(self, body: Body) -> Readings:
        """What all on the feet read; the hinge, and from the side the line of trunk and leg, and the reach."""
        common, pixels = super().read(body), body.track.pixels
        values = dict(common.values)
        if from_side := "side" in body.view.name:
            values["hinge_deg"] = values["trunk_forward_deg"]
        else:
            values["hinge_deg"] = np.minimum(posture.trunk_from_up_deg(body.track.world), HORIZONTAL_DEG)
        values["hinge_se_deg"] = np.full(len(common), HINGE_SE_DEG if from_side else HINGE_FROM_FRONT_SE_DEG)
        values["folded_share"] = 1.0 - np.cos(np.radians(np.minimum(values["hinge_deg"], HORIZONTAL_DEG)))
        sideways = np.full(len(common), 0.0 if from_side else np.nan)
        for side, place in zip(LEFT_AND_RIGHT, foot.places_m(body.track.pixels, body.metres_per_px), strict=True):
            values[f"{side}_foot_across_m"], values[f"{side}_foot_down_m"] = place.T
            line = hinge.trunk_leg_line_deg(pixels, side.other, view.toward_front(body.view))
            values[f"{side}_trunk_leg_line_deg"] = sideways + line
            values[f"{side}_reach_share"] = sideways + hinge.reach_share(pixels, side)
            values[f"{side}_knee_flexion_deg"] = sideways + leg.knee_flexion_from_side_deg(pixels, side)
            values[f"{side}_knee_bend_deg"] = posture.knee_bend_deg(body.track.world, side)
        stands = self.resting(body, common)
        values["turned_deg"] = values["rotation_deg"] - (
            _median(values["rotation_deg"][stands]) if stands.any() else 0.0
        )
        values["hinge_left_deg"] = sideways + values["hinge_deg"] - _median(values["hinge_deg"][stands])
        wrists = pixels[:, Landmark.LEFT_WRIST, 1] - pixels[:, Landmark.RIGHT_WRIST, 1]
        values["left_hand_lower_mm"] = 1000.0 * wrists * scale.steady_metres_per_px(body.track)
        return replace(common, values=values)

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Folds of the trunk, from upright and back, over one planted foot, the knee bent less than the hip."""
        folds = self._folds(readings)
        lows = [None, *(span.key for span in folds), None]
        found = []
        for nth, span in enumerate(folds):
            side = self._stood_on(body, readings, span)
            if side is None or readings[f"{side}_knee_bend_deg"][span.key] > readings["hinge_deg"][span.key]:
                continue
            found.append(_by_hinge(readings, slice(lows[nth], lows[nth + 2]), span.key, side))
        return found

    def _stood_on(self, body: Body, readings: Readings, span: Span) -> Side | None:
        """The leg that carries, by where the feet go while the body folds as far as the model surely knows it.

        Deeper, and seen from behind, the landmarks of both legs at times climb up one of them.
        """
        if posture.on_floor(body.track, body.metres_per_px):
            return None
        time_s, hinge_deg = readings.time_s, readings["hinge_deg"]
        start_s, end_s = time_s[span.start], time_s[span.end]
        before = (time_s > start_s - BEFORE_S) & (time_s < start_s)
        with np.errstate(invalid="ignore"):
            folding = (hinge_deg > FOLDING_DEG[0]) & (hinge_deg < FOLDING_DEG[1])
        folding &= (time_s >= start_s) & (time_s <= end_s)
        side = support.leg_that_stays(*foot.places_m(body.track.pixels, body.metres_per_px), before, folding)
        return side or self.stood_on(body, readings, self.resting(body, readings), span)

    @staticmethod
    def _folds(readings: Readings) -> list[Span]:
        """Times at which the trunk folds and unfolds, on whichever legs, starting upright."""
        fold = readings["folded_share"]
        spans = find_reps(fold, readings.time_s, least=LEAST_FOLD, shortest_s=SHORTEST_S)
        return [span for span in spans if min(fold[span.start], fold[span.end]) < LEAST_FOLD]

    def likeness(self, body: Body) -> float:
        """Folds on one leg among all folds, deep and slow, the knee bent much less, the hips hardly sinking."""
        readings = self.read(body)
        folds, found = self._folds(readings), self.efforts(body, readings)
        if not found:
            return 0.0
        looks = []
        for effort in found:
            key, rows = effort.span.key, slice(effort.span.start, effort.span.end + 1)
            folded = float(readings["hinge_deg"][key])
            bent = float(readings[f"{effort.side}_knee_bend_deg"][key])
            lasts_s = float(readings.time_s[effort.span.end] - readings.time_s[effort.span.start])
            looks.append(
                posture.ramp(folded, 30.0, 55.0)
                * posture.ramp(folded - bent, -10.0, 15.0)
                * posture.ramp(lasts_s, 0.8, 1.4)
                * posture.ramp(float(np.percentile(readings["descent_share"][rows], 90)), 0.7, 0.5)
            )
        return self.stands_tall(body, readings) * float(np.median(looks)) * len(found) / len(folds)

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """The pelvis at the deepest hinge, and how straight, deep and upright again the person was."""
        ends_s = [readings.time_s[effort.span.start] for effort in efforts[1:]] + [np.inf]
        return [
            self._pelvis(readings, effort, neutral) | self._form(readings, effort, float(until_s))
            for effort, until_s in zip(efforts, ends_s, strict=True)
        ]

    @staticmethod
    def _pelvis(readings: Readings, effort: Effort, neutral: Neutral) -> dict[str, float]:
        key, rows = effort.span.key, slice(effort.span.start, effort.span.end + 1)
        toward_free = -1.0 if effort.side is Side.LEFT else 1.0
        drop = toward_free * readings["obliquity_deg"]
        own_zero = toward_free * neutral.obliquity.value_deg
        opening, opening_se = _opening(readings, key, toward_free, neutral)
        at_45 = [
            _opening(readings, row, toward_free, neutral) for row in _passing(readings["hinge_deg"], effort.span)
        ]
        passed, passed_se = max((one for one in at_45 if np.isfinite(one[0])), default=(np.nan, np.nan))
        return {
            "drop_deg": float(drop[key]),
            "drop_from_neutral_deg": float(drop[key] - own_zero),
            "drop_se_deg": float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral)),
            "worst_drop_deg": _largest(drop[rows]),
            "worst_drop_se_deg": _median(readings["obliquity_se_deg"][rows]),
            "hip_opening_deg": opening,
            "hip_opening_se_deg": opening_se,
            "hip_opening_at_45_deg": passed,
            "hip_opening_at_45_se_deg": passed_se,
        }

    @staticmethod
    def _form(readings: Readings, effort: Effort, until_s: float) -> dict[str, float]:
        key, side, time_s = effort.span.key, effort.side, readings.time_s
        end_s = time_s[effort.span.end]
        after = (time_s >= end_s) & (time_s <= min(end_s + STANDS_UP_WITHIN_S, until_s))
        left = readings["hinge_left_deg"][after]
        deepest = _seen_deepest(readings, effort)
        return {
            "hinge_deg": float(readings["hinge_deg"][key]),
            "hinge_se_deg": float(readings["hinge_se_deg"][key]),
            "knee_flexion_deg": _median(readings[f"{side}_knee_flexion_deg"][deepest]),
            "knee_flexion_se_deg": KNEE_FROM_SIDE_SE_DEG,
            "trunk_leg_line_deg": _median(readings[f"{side}_trunk_leg_line_deg"][deepest]),
            "trunk_leg_line_se_deg": LINE_SE_DEG,
            "reach_share": _median(readings[f"{side}_reach_share"][deepest]),
            "reach_se_share": REACH_SE_SHARE,
            "stands_up_deg": float(np.min(left)) if np.isfinite(left).all() else np.nan,
            "stands_up_se_deg": STANDS_UP_SE_DEG,
            "left_hand_lower_mm": float(readings["left_hand_lower_mm"][key]),
        }

    def nothing_found(self, readings: Readings) -> str:
        """Tell hinges that were not on one leg from no hinge at all."""
        folds = len(self._folds(readings))
        if folds:
            return (
                f"The trunk folded and rose {folds} time{'s' * (folds > 1)}, but never over one planted foot with "
                "the other off the floor: a single-leg deadlift is done on one leg, its knee hardly bent."
            )
        return (
            "No single-leg deadlift was found from start to end: the clip should show standing, at least one hinge "
            f"of {LEAST_HINGE_DEG:.0f}° or more at the hips on one leg, and standing again."
        )

    def notes(self, body: Body, reps: Sequence[Rep]) -> list[str]:
        """Which hand reached, and what no landmark tells."""
        lower = np.array([rep.readings["left_hand_lower_mm"] for rep in reps])
        told = [
            f"the {side} hand reached lower in {count} of {len(reps)}"
            for side, count in (
                ("left", int((lower > HANDS_APART_MM).sum())),
                ("right", int((lower < -HANDS_APART_MM).sum())),
            )
            if count
        ]
        hands = f"Of the hands, {' and '.join(told)} repetitions. " if told else ""
        return [
            f"{hands}Whether a hand holds a weight, and whether the back is rounded, cannot be told from landmarks."
        ]


def _by_hinge(readings: Readings, rows: slice, key: int, side: Side) -> Effort:
    """The repetition around a deepest row, from where the hinge leaves its least before to its least after.

    `rows` are those between the repetitions beside it.
    """
    hinge_deg = readings["hinge_deg"]
    edges = []
    for away in (np.arange(key, (rows.start or 0) - 1, -1), np.arange(key, rows.stop or len(readings))):
        values = hinge_deg[away]
        values = values[: int(np.argmin(np.isfinite(values)))] if not np.isfinite(values).all() else values
        level = np.min(values) + MOVES_FROM * (values[0] - np.min(values))
        last = int(np.argmax(values <= level))  # the first row at rest
        share = (values[last - 1] - level) / (values[last - 1] - values[last])
        edges.append((int(away[last]), float(np.interp(share, [0.0, 1.0], readings.time_s[away[[last - 1, last]]]))))
    (start, start_s), (end, end_s) = edges
    key_s = middle_s(hinge_deg, readings.time_s, Span(start, key, end))
    return Effort(Span(start, nearest_row(readings.time_s, key_s), end), side, (start_s, key_s, end_s))


def _opening(readings: Readings, row: int, toward_free: float, neutral: Neutral) -> tuple[float, float]:
    """Opening of the pelvis in a row and its standard error, from quiet standing where there was any."""
    drop = toward_free * (readings["obliquity_deg"][row] - (neutral.obliquity.value_deg if neutral.frames else 0.0))
    angles = float(drop), float(toward_free * readings["turned_deg"][row]), float(readings["hinge_deg"][row])
    drop_se = float(pelvis.drop_se_deg(readings["obliquity_se_deg"][row], neutral))
    errors = drop_se, float(readings["rotation_se_deg"][row]), float(readings["hinge_se_deg"][row])
    return hinge.opening_deg(*angles), hinge.opening_se_deg(angles, errors)


def _passing(hinge_deg: FloatArray, span: Span) -> list[int]:
    """The rows next to where a hinge passes `READ_AT_DEG` on the way down and up; none of a shallower one."""
    down, up = np.arange(span.key, span.start - 1, -1), np.arange(span.key, span.end + 1)
    return [
        int(way[np.argmax(hinge_deg[way] < READ_AT_DEG)])
        for way in (down, up)
        if (hinge_deg[way] < READ_AT_DEG).any()
    ]


def _seen_deepest(readings: Readings, effort: Effort) -> NDArray[np.intp]:
    """Rows of the deepest tenth of a hinge in which the standing foot is seen where it stands.

    With the body level the landmarks of the standing leg at times climb up toward the free one; where the foot is
    tells, as it cannot have moved.
    """
    rows = np.arange(effort.span.start, effort.span.end + 1)
    hinge_deg = readings["hinge_deg"][rows]
    least = min(hinge_deg[0], hinge_deg[-1])
    deep = hinge_deg >= least + HELD * (hinge_deg.max() - least)  # what hardly changes there is read by its median
    places = np.column_stack([readings[f"{effort.side}_foot_{way}_m"][rows] for way in ("across", "down")])
    there = np.linalg.norm(places - np.nanmedian(places, axis=0), axis=1) <= support.PLANTED_M
    return rows[deep & there]


def _median(values: FloatArray) -> float:
    there = values[np.isfinite(values)]
    return float(np.median(there)) if there.size else np.nan


def _largest(values: FloatArray) -> float:
    """The value farthest from zero, with its sign; nan of none."""
    there = values[np.isfinite(values)]
    return float(there[np.argmax(np.abs(there))]) if there.size else np.nan
