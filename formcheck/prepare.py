"""A raw track → the body that an exercise reads: put right, smoothed, upright, in the time that passed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck import health, pelvis, smoothing, view
from formcheck import level as levels
from formcheck.exercises.base import AS_FILMED, Exercise
from formcheck.measures.scale import typical_metres_per_px
from formcheck.types import Body, HealthEvent, Landmark, Playback, Track


@dataclass(frozen=True)
class Prepared:
    """An unmirrored track put right, what was wrong with it, and the body that is read from it, smoothed."""

    healthy: Track
    events: list[HealthEvent]
    smooth: Track
    body: Body


def prepared_for(
    own: Track, given_deg: float | None, pelvis_estimator: str, needs: Sequence[Landmark], cutoff_hz: float
) -> Prepared:
    """What comes of an unmirrored track for an exercise that needs these landmarks; see `upright_body`."""
    healthy, events = health.examine(own, needs)
    smooth = smoothing.smooth(healthy, cutoff_hz)
    return Prepared(healthy, events, smooth, upright_body(smooth, given_deg, pelvis_estimator))


def upright_body(smooth: Track, roll_deg: float | None, pelvis_estimator: str = pelvis.NAME) -> Body:
    """What every exercise reads from: a smoothed track turned upright, its view and its pelvis."""
    level = levels.find(smooth) if roll_deg is None else levels.given(roll_deg)
    track = levels.upright(smooth, level)
    angles = pelvis.ESTIMATORS[pelvis_estimator](track, level)
    sight = view.find(angles["azimuth_deg"], angles["azimuth_se_deg"])
    if "side" in sight.name:  # the two hips hide each other
        angles |= {f"obliquity{part}_deg": np.full(len(track), np.nan) for part in ("", "_se")}
    angles = pelvis.with_rotation(angles, sight.azimuth.value_deg)
    return Body(track, level, sight, angles, AS_FILMED, typical_metres_per_px(track))


def in_real_time(
    prepared: Prepared,
    exercise: Exercise,
    given_deg: float | None,
    pelvis_estimator: str,
    playback_rate: float | None,
) -> tuple[Track, Body]:
    """The smoothed track, in the clip's time, and the body in the time that passed, where that is another."""
    smooth, body = prepared.smooth, prepared.body
    playback = exercise.playback(body) if playback_rate is None else Playback(playback_rate, 0.0, "stated")
    rate = slowed(playback)
    if rate != 1.0:
        smooth = smoothing.smooth(prepared.healthy, exercise.cutoff_hz / rate)
        body = upright_body(smooth, given_deg, pelvis_estimator)
    return smooth, replace(body, track=replace(body.track, time_s=body.track.time_s / rate), playback=playback)


def slowed(playback: Playback) -> float:
    """The playback rate; 1 where it is not known."""
    return 1.0 if math.isnan(playback.rate) else playback.rate
