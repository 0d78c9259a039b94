"""Running, on a treadmill or past the camera: the pelvis should stay level over the leg that carries it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck import view
from formcheck.exercises.base import LEGS, Exercise
from formcheck.exercises.on_feet import FORWARD_MARK_DEG, LEAN_SE_DEG
from formcheck.measures import leg, posture, running, scale, trunk
from formcheck.segments import gait, playback
from formcheck.types import (
    LEFT_AND_RIGHT,
    Body,
    Effort,
    FloatArray,
    Landmark,
    Neutral,
    Playback,
    Readings,
    Rep,
    Side,
)

KNEE_SE_DEG, FORWARD_SE_DEG, FPPA_SE_DEG = 6.0, 4.0, 6.0
AHEAD_SE_MM, WIDTH_SE_MM = 40.0, 30.0
"""Standard errors of what is read from the side, and of the step's width (`python -m tests.accuracy.exercises`). That
of the level joins where the vertical matters."""

SURE_STEPS = 3
"""Fewer steps may be a stumble (convention)."""


class Running(Exercise):
    """See `base.Exercise`."""

    name = "running"
    title = "Running"
    noun = "step"
    rest = ""
    needs = (*LEGS, Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL, Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX)
    cutoff_hz = 12.0

    def read(self, body: Body) -> Readings:
        """The pelvis; from front or rear the trunk's lean and the knees' alignment, from the side what lies ahead."""
        track, left = body.track, view.toward_left(body.view)
        size = scale.steady_metres_per_px(track)
        frontal = np.where(body.view.name in ("front", "rear"), 0.0, np.nan)
        sideways = np.where("side" in body.view.name, 0.0, np.nan)
        ahead = running.ahead(track.pixels)
        values: dict[str, FloatArray] = dict(body.pelvis)
        values["trunk_lean_deg"] = frontal + trunk.lean_deg(track.pixels, left)
        values["trunk_forward_deg"] = sideways + trunk.forward_deg(track.pixels, ahead) + FORWARD_MARK_DEG
        values["trunk_forward_se_deg"] = np.full(len(track), np.hypot(FORWARD_SE_DEG, body.level.roll.se_deg))
        for side in LEFT_AND_RIGHT:
            values[f"{side}_fppa_deg"] = frontal + leg.fppa_deg(track.pixels, side, left)
            values[f"{side}_knee_flexion_deg"] = sideways + leg.knee_flexion_from_side_deg(track.pixels, side)
            values[f"{side}_foot_ahead_mm"] = sideways + running.foot_ahead_mm(track.pixels, side, ahead, size)
            leans_mm = running.foot_below_mm(track.pixels, side, size) * np.radians(body.level.roll.se_deg)
            values[f"{side}_foot_ahead_se_mm"] = np.hypot(AHEAD_SE_MM, leans_mm)
        return Readings(track.time_s, values)

    def playback(self, body: Body) -> Playback:
        """From cadence and bounce; not known where they contradict each other."""
        found = playback.find(body.track, gait.find(body.track))
        return found or Playback(float("nan"), float("nan"), "cadence and bounce do not agree")

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """The stances."""
        return gait.efforts(gait.find(body.track), readings.time_s)

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """The pelvis and the legs at strike and midstance of each step, and its times."""
        timed = np.isfinite(body.playback.rate)
        at_s = [(effort.instants_s or (np.nan,) * 3)[1] for effort in efforts]
        step_s = efforts[0].rhythm_s
        size = scale.steady_metres_per_px(body.track)
        places = list(zip(at_s, (effort.side for effort in efforts), strict=True))
        width = running.step_width_mm(
            readings.time_s, body.track.pixels, places, step_s, view.toward_left(body.view), size
        )
        frontal = body.view.name in ("front", "rear")
        told = []
        for nth, effort in enumerate(efforts):
            values = _of_step(readings, effort)
            values["step_width_mm"] = float(width[nth]) if frontal else np.nan
            values["step_width_se_mm"] = WIDTH_SE_MM
            follows = nth + 1 < len(efforts) and efforts[nth + 1].side is effort.side.other
            lasts_s = at_s[nth + 1] - at_s[nth] if follows else np.nan
            steady = timed and lasts_s < 1.5 * step_s
            values["cadence_per_min"] = 60.0 / lasts_s if steady else np.nan
            error_s = np.sqrt(2.0) * (effort.instants_se_s or (np.nan,) * 3)[1]
            rate_se = body.playback.se / body.playback.rate
            values["cadence_se_per_min"] = 60.0 / lasts_s * float(np.hypot(error_s / lasts_s, rate_se))
            if timed and running.tells_contact(readings.time_s):
                values |= _contact(effort)
            told.append(values)
        return told

    def likeness(self, body: Body) -> float:
        """Steps in a steady rhythm, both feet in turn, on a trunk that is upright."""
        found = gait.find(body.track)
        if len(found.stances) < 2:
            return 0.0
        slowed = playback.find(body.track, found)
        upright = float(np.nanmedian(posture.trunk_from_up_deg(body.track.world)))
        enough = posture.ramp(len(found.stances), 1, SURE_STEPS)
        return (slowed is not None) * enough * posture.ramp(upright, 45.0, 25.0)

    def nothing_found(self, readings: Readings) -> str:
        """What a run would look like."""
        return (
            "No run was found: the clip should show two or more steps of a runner, feet included, on a treadmill or "
            "past the camera."
        )

    def notes(self, body: Body, reps: Sequence[Rep]) -> list[str]:
        """What the frame rate and the playback rate do not allow."""
        told = []
        if not np.isfinite(body.playback.rate):
            told.append(
                f"How fast the clip is shown cannot be told ({body.playback.how}), so cadence is left out: "
                "state it with --playback-rate."
            )
        elif not running.tells_contact(body.track.time_s):
            told.append(
                "How long a foot is on the floor is left out: that needs "
                f"{running.LEAST_RATE_FOR_CONTACT_HZ:.0f} frames a second."
            )
        return told


def _of_step(readings: Readings, effort: Effort) -> dict[str, float]:
    """What is read at the instants of a step; each error joined by that of its instant."""
    side, toward_stance = effort.side, 1.0 if effort.side is Side.LEFT else -1.0
    strike_s, key_s, _ = effort.instants_s or (np.nan,) * 3
    strike_se, key_se, _ = effort.instants_se_s or (np.nan,) * 3

    def at(name: str, when_s: float, se_s: float, own_se: float, sign: float = 1.0) -> tuple[float, float]:
        value, moved = running.at(readings.time_s, readings[name], when_s, se_s)
        return sign * value, float(np.hypot(own_se, moved))

    se_deg, forward_se_deg = (
        running.at(readings.time_s, readings[name], key_s)[0] for name in ("obliquity_se_deg", "trunk_forward_se_deg")
    )
    ahead_se_mm = running.at(readings.time_s, readings[f"{side}_foot_ahead_se_mm"], strike_s)[0]
    read = {
        "drop_deg": ("drop_se_deg", at("obliquity_deg", key_s, key_se, se_deg, -toward_stance)),
        "trunk_lean_deg": ("trunk_lean_se_deg", at("trunk_lean_deg", key_s, key_se, LEAN_SE_DEG, toward_stance)),
        "trunk_forward_deg": ("trunk_forward_se_deg", at("trunk_forward_deg", key_s, key_se, forward_se_deg)),
        "fppa_deg": ("fppa_se_deg", at(f"{side}_fppa_deg", key_s, key_se, FPPA_SE_DEG)),
        "knee_flexion_deg": ("knee_flexion_se_deg", at(f"{side}_knee_flexion_deg", key_s, key_se, KNEE_SE_DEG)),
        "knee_flexion_at_contact_deg": (
            "knee_flexion_at_contact_se_deg",
            at(f"{side}_knee_flexion_deg", strike_s, strike_se, KNEE_SE_DEG),
        ),
        "foot_ahead_mm": ("foot_ahead_se_mm", at(f"{side}_foot_ahead_mm", strike_s, strike_se, ahead_se_mm)),
    }
    return {name: value for name, (_, (value, _)) in read.items()} | {se: error for se, (_, error) in read.values()}


def _contact(effort: Effort) -> dict[str, float]:
    """How long the foot was on the floor."""
    start_s, _, end_s = effort.instants_s or (np.nan,) * 3
    start_se, _, end_se = effort.instants_se_s or (np.nan,) * 3
    return {"contact_time_s": end_s - start_s, "contact_time_se_s": float(np.hypot(start_se, end_se))}
