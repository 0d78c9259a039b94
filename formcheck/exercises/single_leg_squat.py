"""The single-leg squat: the pelvis should stay level while one leg lowers and lifts the body."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck import pelvis
from formcheck.exercises.on_feet import (
    KNEE_SE_DEG,
    LEAN_SE_DEG,
    LEAST_KNEE_DEG,
    STANDS_BELOW,
    UPRIGHT_DEG,
    OnFeet,
)
from formcheck.measures import posture, trunk
from formcheck.types import Body, Effort, FloatArray, Neutral, Readings, Side, Span

READ_AT_DEG = 60.0
"""Knee flexion at which repetitions of different depth are compared (Khuu 2016, Graci 2012: convention)."""

TOO_STRAIGHT_DEG = 45.0
"""A knee this much straighter than a leg of two equal parts would be is a mistake of the landmarks (convention)."""

TRAVEL_SE_MM = 12.0
"""Convention: nothing here is known of it yet."""


class SingleLegSquat(OnFeet):
    """See `base.Exercise`."""

    name = "single-leg-squat"
    title = "Single-leg squat"
    on_one_leg = True

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Dips of the pelvis over one planted foot, the other off the floor, the trunk not lying."""
        stands = self.resting(body, readings)
        inclination = trunk.inclination_deg(body.track.pixels)
        found = []
        for span in self.dips(readings):
            rows = slice(span.start, span.end + 1)
            side = self.stood_on(body, readings, stands, span)
            if side is None or np.median(inclination[rows]) > UPRIGHT_DEG:
                continue
            if np.max(readings[f"{side}_knee_flexion_deg"][rows]) >= LEAST_KNEE_DEG:
                found.append(Effort(span, side))
        return found

    def likeness(self, body: Body) -> float:
        """One-legged dips deeper than a hold sways, with a bent knee and a trunk more upright than hinged."""
        readings = self.read(body)
        found = self.efforts(body, readings)
        if not found:
            return 0.0
        look = float(np.median([self._look(body, readings, effort) for effort in found]))
        moving = self.share_of_moving(found, readings.time_s, self.resting(body, readings))
        return self.stands_tall(body, readings) * look * posture.ramp(moving, 0.08, 0.2)

    def _look(self, body: Body, readings: Readings, effort: Effort) -> float:
        world, key = body.track.world, effort.span.key
        trunk_deg = float(posture.trunk_from_up_deg(world)[key])
        hinged_deg = trunk_deg - float(posture.knee_bend_deg(world, effort.side)[key])
        return (
            posture.ramp(float(readings[f"{effort.side}_knee_flexion_deg"][key]), 25.0, 50.0)
            * posture.ramp(float(readings["descent_share"][key]), STANDS_BELOW, 0.08)
            * posture.ramp(hinged_deg, 30.0, 10.0)
            * posture.ramp(trunk_deg, 75.0, 55.0)
            * self.stays(body, effort)
        )

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """Drop, depth, alignment and lean of each repetition."""
        return [self._measure(readings, effort.span, effort.side, neutral) for effort in efforts]

    @staticmethod
    def _measure(readings: Readings, span: Span, side: Side, neutral: Neutral) -> dict[str, float]:
        key, rows = span.key, slice(span.start, span.end + 1)
        toward_stance = 1.0 if side is Side.LEFT else -1.0
        drop = -toward_stance * readings["obliquity_deg"]
        own_zero = -toward_stance * neutral.obliquity.value_deg
        flexion = readings[f"{side}_knee_flexion_deg"]
        medial = readings[f"{side}_knee_medial_mm"][rows]
        at_60 = _worse_crossing(drop[rows], flexion[rows], key - span.start)
        passed = {} if at_60 is None else {"drop_at_60_deg": at_60, "drop_from_neutral_at_60_deg": at_60 - own_zero}
        return {
            "drop_deg": float(drop[key]),
            "drop_from_neutral_deg": float(drop[key] - own_zero),
            "drop_se_deg": float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral)),
            "tilt_deg": float(readings["tilt_deg"][key]),
            "tilt_se_deg": float(readings["tilt_se_deg"][key]),
            "knee_flexion_deg": _if_it_can_be(float(flexion[key]), float(readings["descent_share"][key])),
            "knee_flexion_se_deg": KNEE_SE_DEG,
            "fppa_deg": float(readings[f"{side}_fppa_deg"][key]),
            "fppa_se_deg": float(readings[f"{side}_fppa_se_deg"][key]),
            "trunk_lean_deg": float(toward_stance * readings["trunk_lean_deg"][key]),
            "trunk_lean_se_deg": LEAN_SE_DEG,
            "knee_travel_mm": float(np.ptp(medial)),
            "knee_travel_se_mm": TRAVEL_SE_MM,
        } | passed

    def nothing_found(self, readings: Readings) -> str:
        """Tell dips that were not on one leg from no dip at all."""
        dips = len(self.dips(readings))
        if dips:
            return (
                f"The hips went down and up {dips} time{'s' * (dips > 1)}, but never over one planted foot with the "
                "other off the floor: a single-leg squat is done on one leg."
            )
        return (
            "No single-leg squat was found from start to end: the clip should show standing, at least one squat "
            "on one leg of 35° or more at the knee, and standing again."
        )


def _if_it_can_be(flexion_deg: float, descent_share: float) -> float:
    """The knee's flexion, or nan when hips that sank so far need a knee much more bent: the leg was not seen."""
    needed_deg = 2.0 * np.degrees(np.arccos(np.clip(1.0 - descent_share, 0.0, 1.0)))
    return flexion_deg if flexion_deg > needed_deg - TOO_STRAIGHT_DEG else np.nan


def _worse_crossing(drop: FloatArray, flexion: FloatArray, key: int) -> float | None:
    """Larger drop of the two moments at which the knee passes 60°, down and up; None when it never does."""
    found = [
        float(np.interp(READ_AT_DEG, *_rising(flexion[part], drop[part])))
        for part in (slice(None, key + 1), slice(None, key - 1 if key else None, -1))
        if np.nanmax(flexion[part], initial=-np.inf) >= READ_AT_DEG
    ]
    return max(found, default=None)


def _rising(flexion: FloatArray, drop: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Flexion made monotonic by its running maximum, for interpolation."""
    return np.maximum.accumulate(flexion), drop
