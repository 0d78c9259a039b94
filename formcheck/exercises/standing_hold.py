"""The standing hold (Trendelenburg's test): lift one foot, and keep the free side of the pelvis up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck import pelvis
from formcheck.exercises.on_feet import LEAN_SE_DEG, STANDS_BELOW, OnFeet
from formcheck.measures import foot, posture, trunk
from formcheck.segments import support
from formcheck.segments.lifts import lifts
from formcheck.types import Body, Effort, FloatArray, Neutral, Readings, Side, Span

LEAST_S = 3.5
"""A foot that is up for less is on its way; a hold of four seconds may be seen half a second short (convention)."""

UPRIGHT_DEG = 35.0
"""Who leans further, or whose hips sink below `STANDS_BELOW`, does something else on one leg (convention)."""

STEADY_S = 0.5
"""A drop lasts so long to count as the worst of a hold (convention)."""

HOLD_SE_S = 0.5
"""Root mean square error on rendered holds, rounded up: from behind, a foot held low is badly seen."""


class StandingHold(OnFeet):
    """See `base.Exercise`."""

    name = "standing-hold"
    title = "Standing hold on one leg"
    noun = "hold"
    on_one_leg = True

    def read(self, body: Body) -> Readings:
        """What all on the feet read, the trunk's inclination, and how much a foot is lifted over standing."""
        common = super().read(body)
        stands = self.resting(body, common)
        lower = common["left_lower_m"]
        offset = float(np.median(lower[stands])) if stands.any() else 0.0
        more = {
            "trunk_from_up_deg": trunk.inclination_deg(body.track.pixels),
            "left_lower_than_standing_m": lower - offset,
        }
        return replace(common, values=dict(common.values) | more)

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Long stretches on one planted foot, hips and trunk still."""
        feet = dict(zip((Side.LEFT, Side.RIGHT), foot.places_m(body.track.pixels, body.metres_per_px), strict=True))
        found = []
        for first, last, side in self._lifts(body, readings):
            rows = slice(first, last + 1)
            if readings.time_s[last] - readings.time_s[first] < LEAST_S:
                continue
            sinks, leans = readings["descent_share"][rows], readings["trunk_from_up_deg"][rows]
            still = np.ptp(np.percentile(sinks, [5, 95])) < STANDS_BELOW and np.percentile(leans, 90) < UPRIGHT_DEG
            if still and support.planted(feet[side], rows):
                found.append(Effort(Span(first, (first + last) // 2, last), side))
        return found

    def _lifts(self, body: Body, readings: Readings) -> list[tuple[int, int, Side]]:
        known = bool(self.resting(body, readings).any())
        limit = support.lifted_m(body.view.azimuth.value_deg, 0.0 if known else support.STAND_WIDTH_M)
        return lifts(readings["left_lower_than_standing_m"], limit)

    def likeness(self, body: Body) -> float:
        """Holds make up most of the time on one leg, upright and with a straight knee."""
        readings = self.read(body)
        found = self.efforts(body, readings)
        if not found:
            return 0.0
        all_rows = sum(last - first for first, last, _ in self._lifts(body, readings))
        held_rows = sum(effort.span.end - effort.span.start for effort in found)
        trunk_deg = posture.trunk_from_up_deg(body.track.world)
        looks = []
        for effort in found:
            rows = slice(effort.span.start, effort.span.end + 1)
            bent_deg = float(np.nanmedian(posture.knee_bend_deg(body.track.world, effort.side)[rows]))
            looks.append(
                posture.ramp(bent_deg, 60.0, 35.0) * posture.ramp(float(np.nanmedian(trunk_deg[rows])), 40.0, 25.0)
            )
        return (
            self.stands_tall(body, readings) * float(np.median(looks)) * posture.ramp(held_rows / all_rows, 0.3, 0.7)
        )

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """Drop and lean over each hold, by their medians, the worst drop, and how the drop grew."""
        return [self._measure(readings, effort.span, effort.side, neutral) for effort in efforts]

    @staticmethod
    def _measure(readings: Readings, span: Span, side: Side, neutral: Neutral) -> dict[str, float]:
        rows, time_s = slice(span.start, span.end + 1), readings.time_s
        toward_stance = 1.0 if side is Side.LEFT else -1.0
        drop = -toward_stance * readings["obliquity_deg"][rows]
        own_zero = -toward_stance * neutral.obliquity.value_deg
        se = _median(readings["obliquity_se_deg"][rows])
        third = len(drop) // 3
        return {
            "drop_deg": _median(drop),
            "drop_from_neutral_deg": _median(drop) - own_zero,
            "drop_se_deg": float(pelvis.drop_se_deg(np.asarray(se), neutral)),
            "worst_drop_deg": _worst(drop, time_s[rows]),
            "worst_drop_se_deg": se,
            "drop_growth_deg": _median(drop[-third:]) - _median(drop[:third]),
            "drop_growth_se_deg": float(pelvis.difference_se_deg(np.asarray(se), np.asarray(se))),
            "trunk_lean_deg": toward_stance * _median(readings["trunk_lean_deg"][rows]),
            "trunk_lean_se_deg": LEAN_SE_DEG,
            "hold_s": float(time_s[span.end] - time_s[span.start]),
            "hold_se_s": HOLD_SE_S,
        }

    def nothing_found(self, readings: Readings) -> str:
        """Say what would be a hold."""
        return (
            f"No hold was found: the clip should show standing on both feet, then on one for at least {LEAST_S:.0f} "
            "seconds with hips and trunk still, better for 30, and on both feet again."
        )


def _median(values: FloatArray) -> float:
    there = values[np.isfinite(values)]
    return float(np.median(there)) if there.size else np.nan


def _worst(drop: FloatArray, time_s: FloatArray) -> float:
    """The drop farthest from zero, with its sign, of running medians over `STEADY_S`; nan of none."""
    until = np.searchsorted(time_s, time_s + STEADY_S, side="right")
    lasting = np.array([_median(drop[row:end]) for row, end in enumerate(until) if end < len(drop)])
    there = lasting[np.isfinite(lasting)]
    return float(there[np.argmax(np.abs(there))]) if there.size else np.nan
