"""Gaps and noise: short gaps are bridged, then all is filtered without a shift in time; live, looking back only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy  # its parts, a second's work, load when one is first asked for

from formcheck.types import BoolArray, FloatArray, Track

CUTOFF_HZ = 6.0
"""Low-pass edge for the movement of body segments in slow exercise (Winter 2009)."""

SAMPLES_PER_EDGE = 2.4
"""What comes less often than so many times the edge is not filtered: half the rate must lie above it, with some room
for the filter to fall. At 2.5 a run filmed at 29.97 frames a second would stay as it is, at 30 not (convention)."""

MAX_GAP_S = 0.2
"""Longest gap that is bridged by a straight line (convention); longer ones stay nan."""

AT_ONCE = 3
"""How many columns are filtered side by side; of a long clip all of them are large."""


def zero_phase(cutoff_hz: float) -> str:
    """The filter in words."""
    return f"zero-phase Butterworth, order 4, {cutoff_hz:g} Hz"


def smooth(track: Track, cutoff_hz: float = CUTOFF_HZ) -> Track:
    """Bridge short gaps in a track and low-pass its landmarks, each on its own, as one may be missing alone.

    So is what the hips look like. `visible`, `persons` and `lines` are left as they are.
    """

    def each(places: FloatArray) -> FloatArray:
        marks = (
            low_pass(track.time_s, fill_gaps(track.time_s, places[:, mark]), cutoff_hz)
            for mark in range(places.shape[1])
        )
        return np.stack(list(marks), axis=1)

    looks = track.appearance
    if len(looks):
        looks = low_pass(track.time_s, fill_gaps(track.time_s, looks), cutoff_hz)
    return replace(track, pixels=each(track.pixels), world=each(track.world), appearance=looks)


def fill_gaps(time_s: FloatArray, values: FloatArray, max_gap_s: float = MAX_GAP_S) -> FloatArray:
    """Bridge gaps of at most `max_gap_s` between two seen rows by a straight line in time.

    `values` is (T, …); a row counts as missing when any of it is nan. Gaps at either end stay.
    """
    filled = np.array(values, dtype=float)
    seen = np.flatnonzero(_whole(filled))
    if seen.size < 2:
        return filled
    before, after = seen[:-1], seen[1:]
    gaps = (after - before > 1) & (time_s[after] - time_s[before] <= max_gap_s)
    for a, b in zip(before[gaps], after[gaps], strict=True):
        share = (time_s[a + 1 : b] - time_s[a]) / (time_s[b] - time_s[a])
        share = share.reshape(-1, *[1] * (filled.ndim - 1))
        filled[a + 1 : b] = filled[a] + share * (filled[b] - filled[a])
    return filled


def low_pass(time_s: FloatArray, values: FloatArray, cutoff_hz: float = CUTOFF_HZ) -> FloatArray:
    """Low-pass (T, …) values forward and backward (Winter 2009), so that no instant is shifted.

    Each unbroken stretch is put on an even grid of its own median interval, filtered, and read off at its own
    times, so a variable frame rate is filtered right. Stretches under 0.3 s, or sampled at under `SAMPLES_PER_EDGE`
    times the edge, are left as they are. nan rows stay nan.
    """
    out = np.array(values, dtype=float)
    flat = out.reshape(len(out), -1)
    for start, stop in _runs(_whole(out)):
        t = time_s[start:stop]
        if stop - start < 8 or t[-1] - t[0] < 0.3:
            continue
        step = float(np.median(np.diff(t)))
        if 1.0 / step < SAMPLES_PER_EDGE * cutoff_hz:
            continue
        grid = np.arange(t[0], t[-1] + step / 2, step)
        sos = scipy.signal.butter(2, cutoff_hz, fs=1.0 / step, output="sos")  # twice, so order 4
        padding = min(3 * len(sos) * 2, len(grid) - 1)
        for first in range(0, flat.shape[1], AT_ONCE):
            columns = flat[start:stop, first : first + AT_ONCE]
            even = np.stack([np.interp(grid, t, column) for column in columns.T])
            even = scipy.signal.sosfiltfilt(sos, even, padlen=padding)
            columns[:] = np.stack([np.interp(t, grid, row) for row in even], axis=1)
    return flat.reshape(out.shape)


def _whole(values: FloatArray) -> BoolArray:
    """Rows (T,) without any nan."""
    return np.asarray(np.isfinite(values.reshape(len(values), -1)).all(axis=1))


def _runs(mask: BoolArray) -> list[tuple[int, int]]:
    """Half-open stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


class Causal:
    """A low-pass that knows nothing of what is to come: two first-order stages, for what is shown live.

    It takes any intervals, and shows a slow movement ``1 / (π · cutoff)`` late: 53 ms at 6 Hz.

    Parameters
    ----------
    cutoff_hz
        Edge of each stage.
    """

    def __init__(self, cutoff_hz: float = CUTOFF_HZ) -> None:
        self._rate = 2.0 * np.pi * cutoff_hz
        self._time_s = -np.inf
        self._stages: list[FloatArray] = []

    def __call__(self, time_s: float, values: FloatArray) -> FloatArray:
        """The values, of one shape in all calls, filtered; nan gives nan, and what comes after a nan begins anew."""
        share = -np.expm1(-self._rate * (time_s - self._time_s))
        self._time_s = time_s
        out = np.asarray(values, float)
        stages = self._stages or [out, out]
        self._stages = []
        for before in stages:
            out = np.where(np.isfinite(before), before + share * (out - before), out)
            self._stages.append(out)
        return out
