"""What the exercises done standing have in common: feet, hips over them, and quiet standing as their zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck import level as levels
from formcheck import view
from formcheck.exercises.base import Exercise
from formcheck.measures import foot, leg, posture, scale, trunk
from formcheck.segments import standing, support
from formcheck.segments.reps import find_reps
from formcheck.segments.shares import middle_s, nearest_row
from formcheck.types import LEFT_AND_RIGHT, Body, BoolArray, Effort, FloatArray, Readings, Side, Span

LEAST_DESCENT = 0.04
"""Hips that sink by less of their height do not squat: a knee bent by some 35° (convention)."""

SHORTEST_S = 0.5

LEAST_KNEE_DEG = 25.0
"""The knee of a standing leg must bend, else hips that sink are a lean or a hinge (convention)."""

UPRIGHT_DEG = 60.0
"""A trunk further from upright through most of the movement is on all fours or lying (convention)."""

STANDS_BELOW = 0.06
"""Descent below which a person may be standing, and still holds (convention)."""

AROUND = 0.25
"""When a repetition does not show which leg is stood on, this share of it before and after may: feet are seen best
there, and the free one is on its way (convention)."""

KNEE_SE_DEG = 9.0
FPPA_SE_DEG = {"front": 20.0, "rear": 7.0}
LEAN_SE_DEG = 4.0
"""Root mean square errors in single-leg squats of rendered people, rounded up: of the knee and of lean on the
held-out clips and the samples, of the knee's alignment on the held-out ones, where from the front it is 18° to the
outside on average (`python -m tests.accuracy.exercises samples/held_out/clips`). Set on those clips, so not validated
by them."""

FORWARD_MARK_DEG = 3.6
"""From the side the landmarks have a trunk stand so much more upright than its joints do: median over 1222 rendered
stills (500 single-leg squats 3.7, runs 3.6, standing 3.6, deadlifts 4.1, squats 2.9), spread 2.1–2.7° in each, of
people that calibrations learn from."""

FLEXION_IN_FPPA = 0.7
"""Filmed at an angle, this share of the knee's flexion times the sine of that angle is taken for alignment."""


class OnFeet(Exercise):
    """An exercise done standing; see `base.Exercise`."""

    def read(self, body: Body) -> Readings:
        """The pelvis, and of each leg flexion, alignment and travel of the knee; feet and hips in height."""
        track, left = body.track, view.toward_left(body.view)
        size = scale.steady_metres_per_px(track)
        frontal = np.where(body.view.name in ("front", "rear"), 0.0, np.nan)
        off_plane = abs(np.sin(np.radians(body.view.azimuth.value_deg)))
        fppa_se_deg = FPPA_SE_DEG.get(body.view.name, np.nan)
        values: dict[str, FloatArray] = dict(body.pelvis)
        for side in LEFT_AND_RIGHT:
            flexion = leg.knee_flexion_deg(track.pixels, side, size)
            values[f"{side}_knee_flexion_deg"] = flexion
            values[f"{side}_fppa_deg"] = frontal + leg.fppa_deg(track.pixels, side, left)
            values[f"{side}_fppa_se_deg"] = frontal + np.hypot(fppa_se_deg, FLEXION_IN_FPPA * off_plane * flexion)
            values[f"{side}_knee_medial_mm"] = frontal + leg.knee_medial_mm(track.pixels, side, left, size)
        values["trunk_lean_deg"] = frontal + trunk.lean_deg(track.pixels, left)
        sideways = np.where("side" in body.view.name, 0.0, np.nan)
        values["trunk_forward_deg"] = (
            sideways + trunk.forward_deg(track.pixels, view.toward_front(body.view)) + FORWARD_MARK_DEG
        )
        looks_down_deg = levels.looks_down_deg(body.level, track, foot.FEET)
        values["left_lower_m"] = foot.left_lower_m(track.pixels, track.world, size, looks_down_deg)
        values["hip_height_m"] = foot.hip_height(track.pixels, size, values["left_lower_m"])
        lies = posture.on_floor(track, body.metres_per_px)  # hips that lie do not sink over the feet
        values["descent_share"] = leg.descent(values["hip_height_m"]) + (np.nan if lies else 0.0)
        return Readings(track.time_s, values)

    def resting(self, body: Body, readings: Readings) -> BoolArray:
        """Both feet down, knees straight, hips still."""
        with np.errstate(invalid="ignore"):
            lifted = support.lifted_m(body.view.azimuth.value_deg, support.STAND_WIDTH_M)
            ready = (np.abs(readings["left_lower_m"]) < lifted) & (readings["descent_share"] < STANDS_BELOW)
        return standing.quiet(readings.time_s, foot.hips_m(body.track.pixels, body.metres_per_px), ready)

    @staticmethod
    def dips(readings: Readings) -> list[Span]:
        """Times at which the hips sink and rise again, on whichever legs."""
        sunk, time_s = readings["descent_share"], readings.time_s
        spans = find_reps(sunk, time_s, least=LEAST_DESCENT, shortest_s=SHORTEST_S)
        return [replace(span, key=nearest_row(time_s, middle_s(sunk, time_s, span))) for span in spans]

    @staticmethod
    def stands_tall(body: Body, readings: Readings) -> float:
        """How surely the person stands at some time, 0..1, for `likeness`: who lies looks upright from the feet.

        By the hips' height over the foot when highest (standing 0.64–0.88 m, lying or on all fours 0.08–0.59 m in
        real and rendered clips) and the trunk's inclination when most upright (1–20° against 30–97°).
        """
        height_m, trunk_deg = readings["hip_height_m"], posture.trunk_from_up_deg(body.track.world)
        if not (np.isfinite(height_m).any() and np.isfinite(trunk_deg).any()):
            return 0.0
        tall = posture.ramp(float(np.nanpercentile(height_m, 95)), 0.56, 0.66)
        return tall * posture.ramp(float(np.nanpercentile(trunk_deg, 20)), 52.0, 35.0)

    @staticmethod
    def stays(body: Body, effort: Effort) -> float:
        """How much the feet stood on stay where they are, 0..1, for `likeness`: in a run or a jump they leave.

        By how far from their place they are in all but a twentieth of a repetition and a quarter of its time
        before and after: to 0.07 m in rendered squats, 0.11–0.5 m in runs and jumps, which are also over sooner.
        """
        lasts_s = float(body.track.time_s[effort.span.end] - body.track.time_s[effort.span.start])
        around = int(AROUND * (effort.span.end - effort.span.start))
        rows = slice(max(0, effort.span.start - around), effort.span.end + 1 + around)
        places = dict(zip(LEFT_AND_RIGHT, foot.places_m(body.track.pixels, body.metres_per_px), strict=True))
        feet = [places[side][rows] for side in LEFT_AND_RIGHT if effort.side in (side, Side.BOTH)]
        away = [np.linalg.norm(each - np.nanmedian(each, axis=0), axis=1) for each in feet]
        strays_m = max(float(np.nanpercentile(each, 95)) for each in away)
        return posture.ramp(strays_m, 0.15, 0.08) * posture.ramp(lasts_s, 0.4, 0.9)

    @staticmethod
    def share_of_moving(efforts: Sequence[Effort], time_s: FloatArray, resting: BoolArray) -> float:
        """Share of the time not at rest that efforts take, 0..1, for `likeness`: in a run a dip is an accident."""
        moving_s = float((np.gradient(time_s) * ~resting).sum())
        lasts_s = sum(float(time_s[effort.span.end] - time_s[effort.span.start]) for effort in efforts)
        return min(1.0, lasts_s / moving_s) if moving_s > 0.0 else 1.0

    def stood_on(self, body: Body, readings: Readings, stands: BoolArray, span: Span) -> Side | None:
        """The leg that carries the body in a span, by where the feet were in quiet standing, else by height and sway.

        None = both feet are down, or neither is planted. `stands` (T,) is `resting`.
        """
        left_foot, right_foot = foot.places_m(body.track.pixels, body.metres_per_px)
        rows = slice(span.start, span.end + 1)
        around = int(AROUND * (span.end - span.start))
        wider = slice(max(0, span.start - around), span.end + 1 + around)
        stayed = support.leg_that_stayed(left_foot, right_foot, standing.nearest(stands, span), rows)
        azimuth = body.view.azimuth.value_deg
        looks = (
            stayed,
            *(
                support.standing_leg(readings["left_lower_m"][w], left_foot[w], right_foot[w], azimuth)
                for w in (rows, wider)
            ),
        )
        return next((look for look in looks if look is not None), None)
