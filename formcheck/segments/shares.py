"""Instants of a repetition by how much of its rise is done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.types import FloatArray, Span

HELD = 0.9
"""Share of its rise above which a movement is held (convention)."""


def between_rests(effort: FloatArray, spans: Sequence[Span]) -> list[Span]:
    """Repetitions widened to the lowest points of the effort (T,) between their key instants and the next ones.

    A leg that pauses halfway up, or hips that come down slowly, still begin and end where they rest.
    """
    edges = [0, *(span.key for span in spans), len(effort) - 1]
    wide = []
    for nth, span in enumerate(spans):
        before, after = effort[edges[nth] : span.key + 1][::-1], effort[span.key : edges[nth + 2] + 1]
        wide.append(Span(span.key - _lowest(before), span.key, span.key + _lowest(after)))
    return wide


def _lowest(away: FloatArray) -> int:
    """Steps from a peak, the first of `away`, to the nearest of the lowest points before the first nan."""
    gaps = np.flatnonzero(np.isnan(away))
    return int(np.argmin(away[: gaps[0]] if gaps.size else away))


def ends_s(effort: FloatArray, time_s: FloatArray, span: Span, share: float) -> tuple[float, float]:
    """Since when before its highest, and until when after, the effort (T,) is above a share of its rise, in seconds.

    Each way the rise is counted from the span's end on that side; between rows the effort is a straight line.
    """
    rise, fall = _ways(effort, span)
    return _last_s(effort[rise], time_s[rise], share), _last_s(effort[fall], time_s[fall], share)


def hold_s(effort: FloatArray, time_s: FloatArray, span: Span) -> tuple[float, float]:
    """When the effort (T,) first rises above `HELD` of its rise and last falls below it, whatever is between."""
    rise, fall = _ways(effort, span)
    return _first_s(effort[rise], time_s[rise], HELD), _first_s(effort[fall], time_s[fall], HELD)


def middle_s(effort: FloatArray, time_s: FloatArray, span: Span) -> float:
    """The key instant of a repetition, in seconds: the middle of the time in which the effort (T,) is held.

    Whoever stays for a moment at the deepest or the highest is there at no one instant, and which row has the largest
    value is chance. Where nobody stays, this is the extreme itself (convention).
    """
    return sum(hold_s(effort, time_s, span)) / 2


def nearest_row(time_s: FloatArray, at_s: float) -> int:
    """The row (of T) nearest to a moment."""
    return int(np.argmin(np.abs(time_s - at_s)))


def _ways(effort: FloatArray, span: Span) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows from either end of a span to its highest."""
    top = span.start + int(np.argmax(effort[span.start : span.end + 1]))
    return np.arange(span.start, top + 1), np.arange(span.end, top - 1, -1)


def _first_s(effort: FloatArray, time_s: FloatArray, share: float) -> float:
    level = effort[0] + share * (effort[-1] - effort[0])
    return _at_s(effort, time_s, level, int(np.argmax(effort >= level)))


def _last_s(effort: FloatArray, time_s: FloatArray, share: float) -> float:
    level = effort[0] + share * (effort[-1] - effort[0])
    below = np.flatnonzero(effort < level)
    return _at_s(effort, time_s, level, int(below[-1]) + 1 if below.size else 0)


def _at_s(effort: FloatArray, time_s: FloatArray, level: float, row: int) -> float:
    """When a level is passed on the way to a row from the one before it."""
    around = slice(max(0, row - 1), row + 1)
    return float(np.interp(level, effort[around], time_s[around]))
