"""The single-leg deadlift: hinge over one leg, the other stretched behind, the pelvis square to the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck import pelvis, view
from formcheck.exercises.on_feet import KNEE_SE_DEG, OnFeet
from formcheck.measures import hinge, leg, posture, scale
from formcheck.segments.reps import find_reps
from formcheck.types import LEFT_AND_RIGHT, Body, Effort, FloatArray, Landmark, Neutral, Readings, Rep, Side, Span

LEAST_HINGE_DEG = 35.0
"""Who folds less does not hinge, and who stands folded further does not stand up (convention)."""

LEAST_FOLD = 1.0 - np.cos(np.radians(LEAST_HINGE_DEG))
SHORTEST_S = 0.8

MOVES_FROM = 0.1
"""A repetition starts and ends where the hinge passes its least by this share of its range (convention)."""

STANDS_UP_WITHIN_S = 0.7
"""By so long after a repetition the trunk is as upright as it gets (convention)."""

HINGE_SE_DEG, HINGE_FROM_FRONT_SE_DEG = 5.0, 10.0
LINE_SE_DEG = 6.0
REACH_SE_SHARE = 0.1
STANDS_UP_SE_DEG = 4.0
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
        size = scale.steady_metres_per_px(body.track)
        values = dict(common.values)
        share = hinge.upright_share(pixels, size)
        values["folded_share"] = 1.0 - share
        values["hinge_deg"] = np.degrees(np.arccos(np.clip(share, -1.0, 1.0)))
        values["hinge_se_deg"] = np.full(len(share), HINGE_FROM_FRONT_SE_DEG)
        sideways = np.full(len(share), np.nan)
        if "side" in body.view.name:
            values["hinge_deg"], sideways = values["trunk_forward_deg"], np.zeros(len(share))
            values["hinge_se_deg"] = np.full(len(share), HINGE_SE_DEG)
        for side in LEFT_AND_RIGHT:
            line = hinge.trunk_leg_line_deg(pixels, side.other, view.toward_front(body.view))
            values[f"{side}_trunk_leg_line_deg"] = sideways + line
            values[f"{side}_reach_share"] = sideways + hinge.reach_share(pixels, side)
            if "side" in body.view.name:
                values[f"{side}_knee_flexion_deg"] = leg.knee_flexion_from_side_deg(pixels, side)
        stands = self.resting(body, common)
        values["turned_deg"] = values["rotation_deg"] - (
            _median(values["rotation_deg"][stands]) if stands.any() else 0.0
        )
        values["hinge_left_deg"] = values["hinge_deg"] - _median(values["hinge_deg"][stands])
        wrists = pixels[:, Landmark.LEFT_WRIST, 1] - pixels[:, Landmark.RIGHT_WRIST, 1]
        values["left_hand_lower_mm"] = 1000.0 * wrists * size
        return replace(common, values=values)

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Folds of the trunk, from upright and back, over one planted foot, the knee bent less than the hip."""
        stands = self.resting(body, readings)
        folds = self._folds(readings)
        lows = [None, *(span.key for span in folds), None]
        found = []
        for nth, span in enumerate(folds):
            side = self.stood_on(body, readings, stands, span)
            if side is None or readings[f"{side}_knee_flexion_deg"][span.key] > readings["hinge_deg"][span.key]:
                continue
            found.append(_by_hinge(readings, slice(lows[nth], lows[nth + 2]), span.key, side))
        return found

    @staticmethod
    def _folds(readings: Readings) -> list[Span]:
        """Times at which the trunk folds and unfolds, on whichever legs, starting upright."""
        fold = readings["folded_share"]
        spans = find_reps(fold, readings.time_s, least=LEAST_FOLD, shortest_s=SHORTEST_S)
        return [span for span in spans if min(fold[span.start], fold[span.end]) < LEAST_FOLD]

    def likeness(self, body: Body) -> float:
        """Folds on one leg among all folds, deep, with a knee that bends much less."""
        readings = self.read(body)
        folds, found = self._folds(readings), self.efforts(body, readings)
        if not found:
            return 0.0
        trunk_deg = posture.trunk_from_up_deg(body.track.world)
        looks = []
        for effort in found:
            key = effort.span.key
            folded = max(float(readings["hinge_deg"][key]), float(trunk_deg[key]))
            bent = float(posture.knee_bend_deg(body.track.world, effort.side)[key])
            looks.append(posture.ramp(folded, 30.0, 55.0) * posture.ramp(folded - bent, 0.0, 25.0))
        return float(np.median(looks)) * len(found) / len(folds)

    def measure(self, readings: Readings, efforts: Sequence[Effort], neutral: Neutral) -> list[dict[str, float]]:
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
        se = float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral))
        turn = float(toward_free * readings["turned_deg"][key])
        angles = float(drop[key]) - (own_zero if neutral.frames else 0.0), turn, float(readings["hinge_deg"][key])
        errors = se, float(readings["rotation_se_deg"][key]), float(readings["hinge_se_deg"][key])
        return {
            "drop_deg": float(drop[key]),
            "drop_from_neutral_deg": float(drop[key] - own_zero),
            "drop_se_deg": se,
            "worst_drop_deg": _largest(drop[rows]),
            "worst_drop_se_deg": _median(readings["obliquity_se_deg"][rows]),
            "hip_opening_deg": hinge.opening_deg(*angles),
            "hip_opening_se_deg": hinge.opening_se_deg(angles, errors),
        }

    @staticmethod
    def _form(readings: Readings, effort: Effort, until_s: float) -> dict[str, float]:
        key, side, time_s = effort.span.key, effort.side, readings.time_s
        end_s = time_s[effort.span.end]
        after = (time_s >= end_s) & (time_s <= min(end_s + STANDS_UP_WITHIN_S, until_s))
        left = readings["hinge_left_deg"][after]
        return {
            "hinge_deg": float(readings["hinge_deg"][key]),
            "hinge_se_deg": float(readings["hinge_se_deg"][key]),
            "knee_flexion_deg": float(readings[f"{side}_knee_flexion_deg"][key]),
            "knee_flexion_se_deg": KNEE_SE_DEG,
            "trunk_leg_line_deg": float(readings[f"{side}_trunk_leg_line_deg"][key]),
            "trunk_leg_line_se_deg": LINE_SE_DEG,
            "reach_share": float(readings[f"{side}_reach_share"][key]),
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

    def remarks(self, reps: Sequence[Rep]) -> list[str]:
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
    return Effort(Span(start, key, end), side, (start_s, float(readings.time_s[key]), end_s))


def _median(values: FloatArray) -> float:
    there = values[np.isfinite(values)]
    return float(np.median(there)) if there.size else np.nan


def _largest(values: FloatArray) -> float:
    """The value farthest from zero, with its sign; nan of none."""
    there = values[np.isfinite(values)]
    return float(there[np.argmax(np.abs(there))]) if there.size else np.nan
