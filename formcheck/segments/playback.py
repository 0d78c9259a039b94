"""How many times slower than life a clip of a run is shown: from how often and how high the body bounces.

Runners' steps are much alike in time, and a body that bounces falls freely between them: how high it bounces says how
long that takes, by gravity alone.
"""

from __future__ import annotations

import numpy as np

from formcheck.measures import scale
from formcheck.segments.gait import Gait
from formcheck.types import HIPS, FloatArray, Landmark, Playback, Track

USUAL_RATES = {1.0: 3, 2.0: 3, 2.5: 1, 3.0: 1, 4.0: 3, 5.0: 1, 6.0: 1, 8.0: 3, 10.0: 1, 12.0: 1, 16.0: 1}
"""How often clips are shown so much more slowly, against each other: phones film 60, 120 and 240 frames a second and
show 30; other cameras have other pairs (convention)."""

CADENCE_PER_MIN, CADENCE_SPREAD = 170.0, 0.12
"""Means of 168–173 steps a minute in samples of runners (Heiderscheit 2011); the spread, as a share, holds 134–215
for two standard deviations (convention)."""

BOUNCE, BOUNCE_SPREAD = 1.35, 0.25
"""The trunk's vertical acceleration in the rhythm of the steps, in g, at its largest, and its spread as a share:
1.26–1.59 in marker-based runs of two people at 2–7 m/s (Hamner 2013, nimblephysics), 0.8–1.6 with pushes of half a
sine and no limbs, and 10 % for the size of a person whom nobody has measured."""

GRAVITY_M_PER_S2 = 9.81

SURELY = 10.0
"""A usual rate is taken for the true one when it is this many times as likely as the next (convention)."""

FITS = 2.5
"""And when it is no more standard errors than this away (convention)."""

AT_ODDS = 3.0
"""Cadence and bounce that differ by more standard errors than this are of no run (convention)."""


def find(track: Track, gait: Gait) -> Playback | None:
    """The playback rate of a run, or None when there are no steps, or cadence and bounce contradict each other.

    Parameters
    ----------
    track, gait
        Upright, and what `gait.find` found in it.
    """
    if not gait.stances:
        return None
    step_s = gait.step.time_s
    by_cadence = float(np.log(step_s * CADENCE_PER_MIN / 60.0))
    height_m = _bounce_m(track, gait)
    by_bounce = float(np.log(step_s / (2.0 * np.pi) * np.sqrt(BOUNCE * GRAVITY_M_PER_S2 / height_m)))
    bounce_spread = BOUNCE_SPREAD / 2.0
    if not abs(by_cadence - by_bounce) < AT_ODDS * np.hypot(CADENCE_SPREAD, bounce_spread):
        return None
    weights = np.array([CADENCE_SPREAD, bounce_spread]) ** -2
    log_rate = float(np.average([by_cadence, by_bounce], weights=weights))
    se = float(weights.sum() ** -0.5)
    how = f"{60.0 / step_s:.0f} steps a minute as shown, bouncing by {2000.0 * height_m:.0f} mm"
    rates, often = np.array(list(USUAL_RATES.items())).T
    away = (np.log(rates) - log_rate) / se
    likely = np.log(often) - away**2 / 2.0
    best, next_best = np.argsort(-likely)[:2]
    if abs(away[best]) < FITS and likely[best] - likely[next_best] > np.log(SURELY):
        return Playback(float(rates[best]), 0.0, how)
    rate = float(np.exp(log_rate))
    return Playback(rate, se * rate, how)


def _bounce_m(track: Track, gait: Gait) -> float:
    """Amplitude of the trunk's height in the rhythm of the steps: median of sines fitted to a stride around each."""
    trunk = (*HIPS, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    height = -track.pixels[:, list(trunk), 1].mean(axis=1) * scale.typical_metres_per_px(track)
    step_s = gait.step.time_s
    found = [_amplitude(track.time_s - stance.midstance.time_s, height, step_s) for stance in gait.stances]
    return float(np.nanmedian(found)) if np.isfinite(found).any() else float("nan")


def _amplitude(away_s: FloatArray, height: FloatArray, step_s: float) -> float:
    rows = (np.abs(away_s) <= step_s) & np.isfinite(height)
    turn = 2.0 * np.pi * away_s[rows] / step_s
    if rows.sum() < 6 or np.ptp(turn) < 2.0 * np.pi:
        return float("nan")
    terms = np.column_stack((np.ones_like(turn), turn, np.cos(turn), np.sin(turn)))
    return float(np.hypot(*np.linalg.lstsq(terms, height[rows], rcond=None)[0][2:]))
