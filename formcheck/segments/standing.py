"""Quiet standing: the person's own zero."""

from __future__ import annotations

import numpy as np

from formcheck.types import BoolArray, FloatArray, Span

SHORTEST_S = 0.4
"""Shorter stillness is a turning point of a movement (convention)."""

STILL_M_PER_S = 0.1
"""Hips slower than this are still: a few times the sway of quiet standing (convention)."""


def quiet(time_s: FloatArray, hips_m: FloatArray, ready: BoolArray) -> BoolArray:
    """Rows (T,) of quiet standing.

    Parameters
    ----------
    time_s
        (T,) seconds.
    hips_m
        (T, 2) middle of the hips across and down the picture, in m; nan = not seen, then not quiet.
    ready
        (T,) rows in which the person stands the way the exercise calls standing (both feet down, knees straight).
    """
    if len(time_s) < 3:
        return np.zeros(len(time_s), bool)
    speed = np.linalg.norm(np.gradient(hips_m, time_s, axis=0), axis=1)
    still = ready & (speed < STILL_M_PER_S)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], still.astype(np.int8), [0]))))
    for start, stop in edges.reshape(-1, 2):
        if time_s[stop - 1] - time_s[start] < SHORTEST_S:
            still[start:stop] = False
    return still


def nearest(stands: BoolArray, span: Span) -> slice:
    """The stretch of standing rows (T,) nearest to a repetition; empty where nobody ever stands."""
    rows = np.flatnonzero(stands)
    if rows.size == 0:
        return slice(0, 0)
    breaks = np.flatnonzero(np.diff(rows) > 1) + 1
    stretches = [(int(part[0]), int(part[-1])) for part in np.split(rows, breaks)]
    first, last = min(stretches, key=lambda ends: max(span.start - ends[1], ends[0] - span.end))
    return slice(first, last + 1)
