"""The rhythm of a run: how long a step lasts, when the body is lowest, and which foot is then the lower one.

Nothing here is in seconds: a clip in slow motion has the same shape, and every window is a share of the step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from formcheck.measures import foot, scale
from formcheck.smoothing import fill_gaps
from formcheck.types import HIPS, BoolArray, FloatArray, Landmark, Track

ANKLES = (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)

FASTEST_STEP_S = 0.2
"""Nobody takes more than 300 steps a minute (convention)."""

FEWEST_STEPS = 2.5
"""A clip with fewer steps shows no rhythm (convention)."""

AS_GOOD = 0.8
"""Of lags that fit nearly as well as the best the shortest is the step: three steps fit as well as one
(convention)."""

LEAST_FIT = 0.35
"""Mean of two correlations; feet and trunk that have no rhythm in common stay below (convention)."""

LEAST_BOUNCE_M = 0.02
"""A trunk that rises by less between two steps does not run: 0.05–0.12 m are usual (Cavagna 1977; convention)."""

MOST_FOOT_M = 0.25
"""A foot that seems further above the other is as high as that: landmarks of a blurred foot fly (convention)."""

EDGE_PER_STEP = 2.5
"""Low-pass edge for the trunk's height, in cycles a step: its bounce is nearly one sine. On marker-based runs this
shifts the lowest instant by 0.01 of a step (convention: 2 to 4 are much alike)."""

BRIDGE = 0.3
"""A gap of up to this share of a step is bridged (convention)."""


@dataclass(frozen=True)
class Bounce:
    """Lowest instants of the trunk, in order, (n,) each.

    `time_s` in the clip; `apart_s` by how much later the shoulders are lowest than the hips; `left_lower_m` how
    much lower the left foot is then (mean over a third of a step); `folded` the shorter leg as a share of the
    longer, and `between` the same half a step before and after.
    """

    time_s: FloatArray
    apart_s: FloatArray
    left_lower_m: FloatArray
    folded: FloatArray
    between: FloatArray


def step_s(track: Track) -> float:
    """Time from one step to the next in seconds of the clip; nan when trunk and feet have no common rhythm.

    From autocorrelation, which forgives a cadence that drifts: after one step the trunk is where it was and the
    feet have changed places.

    Parameters
    ----------
    track
        Upright, of one stretch in which the person is whole; its nan rows are left out.
    """
    step, trunk, lower = _even(track)
    if np.isfinite(trunk).sum() * step < FEWEST_STEPS * FASTEST_STEP_S:
        return float("nan")
    lags = np.arange(int(np.ceil(FASTEST_STEP_S / step)), int(trunk.size / FEWEST_STEPS) + 1)
    fits, least = _fits(trunk, lower, lags)
    good = [n for n in range(1, len(fits) - 1) if fits[n - 1] <= fits[n] > fits[n + 1] and fits[n] >= least]
    if not good:
        return float("nan")
    around = [_trunk_fit(trunk, lag) + _feet_fit(lower, lag) for lag in lags[good[0] - 1 : good[0] + 2].tolist()]
    return float(step * (lags[good[0]] + _vertex(*around)))


def bounces(track: Track, step_s: float) -> Bounce:
    """The lowest instants of the trunk in a track whose steps last `step_s` seconds of the clip."""
    size, time_s = scale.typical_metres_per_px(track), track.time_s
    trunk, lower = _height_m(track, (*HIPS, *SHOULDERS), size), _left_lower_m(track, size)
    folded = _folded(track.world)
    pairs = [_height_m(track, pair, size) for pair in (HIPS, SHOULDERS)]
    alone = [(height, _stretches(time_s, height, step_s)) for height in pairs]
    found: list[tuple[float, ...]] = []
    for rows in _stretches(time_s, trunk, step_s):
        t = time_s[rows]
        grid = np.arange(t[0], t[-1], min(float(np.median(np.diff(t))), step_s / 40.0))
        smooth = _bounce(t, trunk[rows], grid, step_s)
        for lowest in _lowest(smooth, step_s / (grid[1] - grid[0])):
            at = grid[lowest] + (grid[1] - grid[0]) * _vertex(*-smooth[lowest - 1 : lowest + 2])
            each = [_lowest_near(at, time_s, height, parts, step_s) for height, parts in alone]
            legs = [_mean(time_s, folded, at + away * step_s, step_s) for away in (0.0, -0.5, 0.5)]
            found.append((at, each[1] - each[0], _mean(time_s, lower, at, step_s), legs[0], (legs[1] + legs[2]) / 2))
    return Bounce(*np.array(found).reshape(-1, 5).T)


def _even(track: Track) -> tuple[float, FloatArray, FloatArray]:
    """Interval of an even grid, and on it the trunk's height and by how much the left foot is lower; nan in gaps."""
    step = float(np.median(np.diff(track.time_s))) if len(track) > 1 else 1.0
    grid = np.arange(track.time_s[0], track.time_s[-1] + step / 2, step)
    nearest = np.clip(np.searchsorted(track.time_s, grid - step / 2), 0, len(track) - 1)
    there = np.abs(track.time_s[nearest] - grid) <= step
    values = []
    size = scale.typical_metres_per_px(track)
    for value in (_height_m(track, (*HIPS, *SHOULDERS), size), _left_lower_m(track, size)):
        seen = np.isfinite(value)
        line = np.interp(grid, track.time_s[seen], value[seen]) if seen.any() else np.full(len(grid), np.nan)
        values.append(np.where(there & seen[nearest], line, np.nan))
    return step, values[0], values[1]


def _fits(trunk: FloatArray, lower: FloatArray, lags: NDArray[np.int64]) -> tuple[FloatArray, float]:
    """How well a step lasts each of these numbers of rows, −1..1, and how well it must; −1 where it surely does not.

    The feet are asked first, and of the trunk, which takes longer, no more than may still matter.
    """
    feet = np.array([_feet_fit(lower, lag) for lag in lags.tolist()])
    fits, least = np.full(len(lags), -1.0), LEAST_FIT
    for nth in np.argsort(-feet, kind="stable").tolist():
        if feet[nth] + 0.5 < least:
            break
        fits[nth] = _trunk_fit(trunk, int(lags[nth])) + feet[nth]
        least = max(least, AS_GOOD * float(fits[nth]))
    return fits, least


def _trunk_fit(trunk: FloatArray, lag: int) -> float:
    """How well the trunk is where it was `lag` rows before, −0.5..0.5."""
    level = trunk - _trend(trunk, 2 * lag + 1)
    return 0.5 * _correlation(level[lag:], level[:-lag])


def _feet_fit(lower: FloatArray, lag: int) -> float:
    """How well the feet have changed places after `lag` rows, −0.5..0.5."""
    return 0.5 * _correlation(lower[lag:], -lower[:-lag])


def _trend(values: FloatArray, window: int) -> FloatArray:
    """Running mean over about a stride, at the ends a straight line; the line goes through gaps."""
    seen = np.isfinite(values)
    rows = np.arange(len(values))
    whole = np.interp(rows, rows[seen], values[seen]) if seen.any() else values
    window = min(window, (len(values) - 1) // 2 * 2 + 1)
    return scipy.signal.savgol_filter(whole, window, 1) if window > 2 else whole


def _correlation(a: FloatArray, b: FloatArray) -> float:
    """Of two series about zero, where both are there; −1 when that is for less than a third."""
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < max(3.0, len(a) / 3):
        return -1.0
    size = np.sqrt((a[both] ** 2).sum() * (b[both] ** 2).sum())
    return float((a[both] * b[both]).sum() / size) if size else -1.0


def _height_m(track: Track, marks: tuple[Landmark, ...], metres_per_px: float) -> FloatArray:
    height: FloatArray = -track.pixels[:, list(marks), 1].mean(axis=1) * metres_per_px
    return height


def _left_lower_m(track: Track, metres_per_px: float) -> FloatArray:
    size = np.full(len(track), metres_per_px)
    return np.clip(foot.left_lower_m(track.pixels, track.world, size), -MOST_FOOT_M, MOST_FOOT_M)


def _folded(world: FloatArray) -> FloatArray:
    """The shorter leg as a share of the longer, hip to ankle in space, (T, 33, 3) to (T,)."""
    left, right = (
        np.linalg.norm(world[:, hip] - world[:, ankle], axis=1) for hip, ankle in zip(HIPS, ANKLES, strict=True)
    )
    share: FloatArray = np.minimum(left, right) / np.maximum(left, right)
    return share


def _bounce(time_s: FloatArray, height: FloatArray, grid: FloatArray, step_s: float) -> FloatArray:
    """The height without its trend, low-passed, on an even grid."""
    interval = float(grid[1] - grid[0])
    even = np.interp(grid, time_s, height)
    even = even - _trend(even, 2 * round(step_s / interval) + 1)
    sos = scipy.signal.butter(2, EDGE_PER_STEP / step_s, fs=1.0 / interval, output="sos")
    return scipy.signal.sosfiltfilt(sos, even, padlen=min(len(even) - 1, round(step_s / interval)))


def _lowest(height: FloatArray, per_step: float) -> list[int]:
    """Rows of the lowest instants of an even bounce, one a step."""
    found, _ = scipy.signal.find_peaks(-height, distance=max(1, int(0.6 * per_step)), prominence=LEAST_BOUNCE_M)
    return [int(row) for row in found]


def _lowest_near(
    at_s: float, time_s: FloatArray, height: FloatArray, stretches: list[BoolArray], step_s: float
) -> float:
    """When this height alone is lowest, within a quarter of a step; nan when it is so at no instant inside."""
    for rows in stretches:
        t = time_s[rows]
        if not t[0] <= at_s <= t[-1]:
            continue
        grid = np.arange(t[0], t[-1], step_s / 100.0)
        near = np.abs(grid - at_s) < step_s / 4
        smooth = _bounce(t, height[rows], grid, step_s)[near]
        row = int(np.argmin(smooth))
        return float(grid[near][row]) if 0 < row < len(smooth) - 1 else float("nan")
    return float("nan")


def _stretches(time_s: FloatArray, values: FloatArray, step_s: float) -> list[BoolArray]:
    """Masks of unbroken stretches of at least a step, gaps of up to `BRIDGE` of a step left out of them."""
    seen = np.flatnonzero(np.isfinite(fill_gaps(time_s, values)))
    if seen.size < 4:
        return []
    breaks = np.flatnonzero(np.diff(time_s[seen]) > BRIDGE * step_s) + 1
    masks = []
    for part in np.split(seen, breaks):
        rows = part[np.isfinite(values[part])]
        if rows.size > 3 and time_s[rows[-1]] - time_s[rows[0]] >= step_s:
            mask = np.zeros(len(time_s), bool)
            mask[rows] = True
            masks.append(mask)
    return masks


def _mean(time_s: FloatArray, values: FloatArray, at_s: float, step_s: float) -> float:
    """Mean over a third of a step around an instant; nan when nothing is seen in it."""
    near = values[np.abs(time_s - at_s) <= step_s / 6]
    near = near[np.isfinite(near)]
    return float(near.mean()) if near.size else float("nan")


def _vertex(before: float, at: float, after: float) -> float:
    """Where between its neighbours a parabola through three points is highest, −0.5..0.5."""
    bend = before - 2.0 * at + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend else 0.0
