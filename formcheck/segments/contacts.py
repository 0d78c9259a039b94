"""When a foot comes down and when it leaves the floor: two bends in the height of its toe.

From the side and from front or rear alike the toe falls, then lies (or glides evenly, to a camera that looks down on
a treadmill), then rises. Where the floor is need not be known. The heel shows the floor from the side only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy

from formcheck.measures import scale
from formcheck.types import FloatArray, Landmark, Side, Track

HEEL = {Side.LEFT: Landmark.LEFT_HEEL, Side.RIGHT: Landmark.RIGHT_HEEL}
TOE = {Side.LEFT: Landmark.LEFT_FOOT_INDEX, Side.RIGHT: Landmark.RIGHT_FOOT_INDEX}

FLAT, FLAT_SPREAD = -0.23, 0.08
LEAVES, LEAVES_SPREAD = 0.43, 0.1
"""Toe on the floor and toe leaving it, in steps from midstance, and how much runners differ (marker-based runs of
three people at 2–7 m/s: Hamner 2013, BMClab and nimblephysics)."""

HEEL_FIRST, HEEL_FIRST_SPREAD = 0.09, 0.04
"""By how much the heel touches before the toe lies, in steps, where the picture does not tell: 0.13 in a rearfoot
strike (Hamner 2013, force plates), nothing in a forefoot strike; nine runners of ten strike with the rearfoot
(Larson 2011)."""

MOST_HEEL_FIRST = 0.16
"""The toe is down by then however high it was (convention)."""

COMES, LIES = (-0.22, -0.06), (0.03, 0.2)
"""When, in steps from the toe's bend, the foot comes at the angle of its strike, and when it is flat."""

OFF_AFTER_BEND, OFF_SPREAD = 0.03, 0.065
"""The last load leaves the toe after its height has bent, by 0.08 and 0.04 of a step for a marker on the toe at 2 and
3 m/s (Hamner 2013, force plates); a rendered toe bends when it leaves."""

FROM, TO = -0.45, 0.72
"""The steps before and after midstance that are looked at: from the toe's fall to its rise, both straight."""

ROUND = 0.03
"""How round the bends are, in steps: about what a low-pass at 12 Hz leaves."""

LEAST_BEND_M = 0.25
"""By how much a step the toe's speed changes at a bend that is one; from the side 0.5–0.9. The curved way of a foot
that comes toward the camera bends by up to half of this (convention)."""

FEWEST_ROWS = 7
"""One more than what is fitted."""

AT_FIRST_M = 0.01
"""Landmark error that the first fit takes for granted; the second takes what the first leaves."""


def contacts(
    track: Track, step_s: float, steps: Sequence[tuple[float, Side]]
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Foot strike and toe-off of each step in seconds of the clip, and their standard errors, (n,) each.

    Parameters
    ----------
    track
        Upright.
    step_s
        From `rhythm.step_s`.
    steps
        Midstance (seconds of the clip) and side of each step.

    Returns
    -------
    strike_s, strike_se_s, toe_off_s, toe_off_se_s
        Where the toe is not seen, or shows no bend, they are where they usually are.

    Notes
    -----
    Two bends are fitted to the toe's height, with what is known of runners as a prior, so an instant that the
    picture does not show is stated with the error of not having looked. Errors are those of the fit, made larger by
    what neighbouring frames have in common (Bayley & Hammersley 1946), and of how strike and toe-off differ from the
    bends.
    """
    height = -track.pixels[..., 1] * scale.typical_metres_per_px(track)
    windows = [_window(track.time_s, height[:, TOE[side]], at, step_s) for at, side in steps]
    firsts = [_fit(*window, AT_FIRST_M) for window in windows]
    left = [residual for _, _, residual in firsts if residual.size]
    noise_m = max(float(np.sqrt(np.mean(np.concatenate(left) ** 2))), AT_FIRST_M / 10) if left else AT_FIRST_M
    fits = [_fit(*window, noise_m) for window in windows]
    alike = _alike([residual for _, _, residual in fits if residual.size])
    best = np.array([best for best, _, _ in fits]).reshape(-1, 6)
    told = best[:, 2:4] >= LEAST_BEND_M
    bends = np.where(told, best[:, 4:], [FLAT, LEAVES])
    errors = np.array([error for _, error, _ in fits]).reshape(-1, 2) * alike
    spreads = np.array([FLAT_SPREAD, LEAVES_SPREAD])
    errors = np.where(told, np.minimum(errors, spreads), spreads)
    at = np.array([at for at, _ in steps])
    early = np.array(
        [
            _heel_first((track.time_s - when) / step_s, height[:, TOE[side]] - height[:, HEEL[side]], guess)
            for (when, side), guess in zip(steps, best, strict=True)
        ]
    )
    return (
        at + step_s * (bends[:, 0] - early),
        step_s * np.hypot(errors[:, 0], HEEL_FIRST_SPREAD),
        at + step_s * (bends[:, 1] + OFF_AFTER_BEND),
        step_s * np.hypot(errors[:, 1], OFF_SPREAD),
    )


def _window(time_s: FloatArray, height: FloatArray, at_s: float, step_s: float) -> tuple[FloatArray, FloatArray]:
    """What is seen around a midstance: time in steps from it, height in m."""
    away = (time_s - at_s) / step_s
    rows = (away >= FROM) & (away <= TO) & np.isfinite(height)
    return away[rows], height[rows]


def _fit(away: FloatArray, height: FloatArray, noise_m: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What `_toe` is guessed to be, the standard errors of both bends in steps, and what is left, in m."""
    if len(away) < FEWEST_ROWS or away[0] > FLAT or away[-1] < LEAVES:
        return np.full(6, np.nan), np.full(2, np.nan), np.empty(0)
    expected, spread = np.array([FLAT, LEAVES]), np.array([FLAT_SPREAD, LEAVES_SPREAD])

    def off(guess: FloatArray) -> FloatArray:
        return np.concatenate(((height - _toe(away, guess)) / noise_m, (guess[4:] - expected) / spread))

    rest = float(np.median(height[np.abs(away) < LEAVES]))
    least = [-np.inf, -np.inf, 0.0, 0.0, FROM, 0.0]
    most = [np.inf, np.inf, np.inf, np.inf, 0.0, TO]
    best = scipy.optimize.least_squares(
        off, [rest, 0.0, 0.5, 0.5, *expected], bounds=(least, most), x_scale=[0.1, 0.1, 0.5, 0.5, 0.1, 0.1]
    )
    spread_of = np.linalg.pinv(best.jac.T @ best.jac)
    return best.x, np.sqrt(np.diag(spread_of)[4:]), height - _toe(away, best.x)


def _toe(away: FloatArray, guess: FloatArray) -> FloatArray:
    """The toe's height: falling, lying or gliding, rising; `guess` is height, glide, fall, rise and both bends."""
    rest, glide, fall, rise, flat, leaves = guess
    return rest + glide * away + fall * _ramp(flat - away) + rise * _ramp(away - leaves)


def _ramp(away: FloatArray) -> FloatArray:
    """Zero, then straight up, with a round bend."""
    return ROUND * np.logaddexp(0.0, away / ROUND)


def _heel_first(away: FloatArray, toe_over_heel: FloatArray, best: FloatArray) -> float:
    """By how many steps the heel touched before the toe lay: as long as the toe took to fall by what it was up."""
    fall, flat = best[2], best[4]
    comes, lies = (
        toe_over_heel[(away > flat + start) & (away < flat + stop) & np.isfinite(toe_over_heel)]
        for start, stop in (COMES, LIES)
    )
    if not (comes.size and lies.size and fall >= LEAST_BEND_M):
        return HEEL_FIRST
    return float(np.clip((np.median(comes) - np.median(lies)) / fall, 0.0, MOST_HEEL_FIRST))


def _alike(residuals: list[FloatArray]) -> float:
    """By how much errors grow because neighbouring frames err alike."""
    if not residuals:
        return 1.0
    own = sum(float((r**2).sum()) for r in residuals)
    next_to = sum(float((r[1:] * r[:-1]).sum()) for r in residuals)
    share = float(np.clip(next_to / own if own else 0.0, 0.0, 0.95))
    return float(np.sqrt((1.0 + share) / (1.0 - share)))
