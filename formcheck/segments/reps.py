"""An effort signal → repetitions."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from formcheck.types import FloatArray, Span

AT_REST = 0.05
"""A repetition lasts while the effort is above this share of its rise over the rest beside it."""

STAYS_S = 0.5
"""The effort is at rest where it falls no further for this long (convention)."""

LOW = 0.4
"""A stop higher than this share of the rise is a pause in the repetition and not its end (convention)."""

OF_LARGEST = 0.4
"""A bump lower than this share of the clip's largest repetition is not one (convention)."""


def find_reps(effort: FloatArray, time_s: FloatArray, *, least: float, shortest_s: float) -> list[Span]:
    """Repetitions: rises of the effort from rest and back.

    Parameters
    ----------
    effort
        (T,), larger = deeper, in any unit; nan where it could not be read.
    time_s
        (T,) seconds, rising.
    least
        Least rise above the rest on both sides, in the unit of `effort`.
    shortest_s
        Shortest time from leaving rest to coming back.

    Returns
    -------
    list of Span
        In order of time, not overlapping. One cut off by the clip's end or by a gap counts when at least
        `least` of it is seen on both sides.
    """
    spans: list[Span] = []
    for first, last in _stretches(effort):
        part, part_s = effort[first:last], time_s[first:last]
        keys, shape = scipy.signal.find_peaks(part, prominence=least)
        if keys.size == 0:
            continue
        keys = _first_of_equals(part, keys[shape["prominences"] >= OF_LARGEST * shape["prominences"].max()], least)
        edges = [0, *keys, len(part) - 1]
        for nth, key in enumerate(keys):
            before, after = slice(edges[nth], key + 1), slice(key, edges[nth + 2] + 1)
            start = _rest(part[before][::-1], part_s[key] - part_s[before][::-1], least)
            end = _rest(part[after], part_s[after] - part_s[key], least)
            if start is None or end is None:
                continue
            span = Span(first + key - start, first + key, first + key + end)
            if time_s[span.end] - time_s[span.start] >= shortest_s:
                spans.append(span)
    return spans


def _first_of_equals(effort: FloatArray, keys: NDArray[np.intp], least: float) -> list[int]:
    """Peaks without those of the very height of the one before that are not `least` apart from it.

    Of unequal peaks the lower has too little prominence; of equal ones both have enough.
    """
    kept: list[int] = []
    for key in map(int, keys):
        if kept and effort[key] - effort[kept[-1] : key].min() < least:
            continue
        kept.append(key)
    return kept


def _rest(away: FloatArray, away_s: FloatArray, least: float) -> int | None:
    """Steps from a peak, the first of `away`, to where the effort is at rest; None when it never is.

    Rest is what the effort comes down to and stays at, by the median of what follows, and not its lowest: on one
    leg the hips are a few mm lower than on both, and a repetition ends before the foot is put down.
    """
    lowest = away.min()
    if away[0] - lowest < least:
        return None
    until = np.searchsorted(away_s, away_s + STAYS_S, side="right")
    low = np.flatnonzero(away <= lowest + LOW * (away[0] - lowest))

    def stays(row: int) -> bool:
        stays_at = np.median(away[row : until[row]])
        return bool(away[row] - stays_at <= AT_REST * (away[0] - stays_at))

    return next(row for row in low.tolist() if stays(row))


def _stretches(effort: FloatArray) -> list[tuple[int, int]]:
    """Half-open stretches without nan."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.isfinite(effort).astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
