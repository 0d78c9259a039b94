"""Values with errors against limits → grades. No exercise has rules of its own here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import scipy

from formcheck.exercises.profile import Criterion
from formcheck.types import Z90, Finding, Grade, Rep, Side

_WORST_FIRST = (Grade.UNSTABLE, Grade.BORDERLINE, Grade.UNREADABLE, Grade.STABLE)

LEAST_FOR_SLOPE = 4
"""Repetitions below which a slope has no interval worth its name (convention)."""

SHARED = 0.5
"""Correlation of the errors of both sides' drops in one clip: they are measured from the same zero, whose error is in
both and in the same direction (it follows from errors that are equal, and equally alike, at all three instants)."""


def grade(value: float, error: float, borderline_from: float, unstable_from: float, worse: str) -> Grade:
    """Grade a value whose 90 % interval is ± `error`.

    STABLE: short of the borderline, and the whole interval short of unstable. UNSTABLE: at or past unstable,
    and the whole interval past the borderline. Anything else is too close to call: BORDERLINE. nan in the value
    or the error: UNREADABLE.
    """
    if not math.isfinite(value) or not math.isfinite(error):
        return Grade.UNREADABLE
    bad, borderline, unstable = (
        badness(value, worse),
        *(badness(x, worse) for x in (borderline_from, unstable_from)),
    )
    if bad < borderline and bad + error < unstable:
        return Grade.STABLE
    if bad >= unstable and bad - error >= borderline:
        return Grade.UNSTABLE
    return Grade.BORDERLINE


def badness(value: float, worse: str) -> float:
    """A value so turned that more is worse, in the direction that a criterion calls `worse`."""
    return abs(value) if worse == "away" else value if worse == "above" else -value


def judge(criterion: Criterion, readings: Mapping[str, float], *, rep: int, side: Side, time_s: float) -> Finding:
    """Judge one repetition's readings by one criterion."""
    value, se = _read(criterion, readings)
    return _finding(criterion, value, se, rep=rep, side=side, time_s=time_s)


def judge_set(criterion: Criterion, reps: Sequence[Rep], side: Side) -> Finding:
    """Judge a side's repetitions by a criterion over their mean or slope, or both sides' by their difference.

    A mean keeps the error of a single repetition, as what is wrong with the estimate of one person in one clip is
    wrong in each of them; their scatter joins it. A slope is fitted by least squares, and its interval is
    Student's, from what is left over; a common error does not touch it. nan with fewer than `LEAST_FOR_SLOPE`.
    """
    if criterion.over == "slope":
        value, se = _slope(criterion, reps)
    elif criterion.over == "difference":
        (left, a), (right, b) = (
            _mean(criterion, [rep for rep in reps if rep.side is leg]) for leg in (Side.LEFT, Side.RIGHT)
        )
        value, se = left - right, math.sqrt(a * a + b * b + 2 * SHARED * a * b)
    else:
        value, se = _mean(criterion, reps)
    return _finding(criterion, value, se, rep=0, side=side, time_s=math.nan)


def mean_of(criterion: Criterion, reps: Sequence[Rep]) -> tuple[float, float]:
    """Mean over repetitions of what a criterion reads, and the standard error of one; nan if none was read."""
    read = np.array([_read(criterion, rep.readings) for rep in reps], float).reshape(-1, 2)
    read = read[np.isfinite(read).all(axis=1)]
    return (float(read[:, 0].mean()), float(read[:, 1].mean())) if len(read) else (math.nan, math.nan)


def _mean(criterion: Criterion, reps: Sequence[Rep]) -> tuple[float, float]:
    value, se = mean_of(criterion, reps)
    values = np.array([_read(criterion, rep.readings)[0] for rep in reps], float)
    values = values[np.isfinite(values)]
    scatter = float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return value, math.hypot(se, scatter)


def _slope(criterion: Criterion, reps: Sequence[Rep]) -> tuple[float, float]:
    values = np.array([_read(criterion, rep.readings)[0] for rep in reps], float)
    nth = np.arange(len(values), dtype=float)[np.isfinite(values)]
    values = values[np.isfinite(values)]
    if len(values) < LEAST_FOR_SLOPE:
        return math.nan, math.nan
    away = nth - nth.mean()
    slope = float(away @ values / (away @ away))
    left_over = values - values.mean() - slope * away
    free = len(values) - 2
    half = scipy.stats.t.ppf(0.95, free) * math.sqrt(float(left_over @ left_over) / free / float(away @ away))
    return slope, half / Z90


def _read(criterion: Criterion, readings: Mapping[str, float]) -> tuple[float, float]:
    """Value and standard error of what a criterion reads."""
    value = readings.get(criterion.measure, math.nan)
    if math.isnan(value) and criterion.otherwise is not None:
        value = readings.get(criterion.otherwise, math.nan)
    return value, readings.get(criterion.error, math.nan)


def _finding(criterion: Criterion, value: float, se: float, *, rep: int, side: Side, time_s: float) -> Finding:
    limits = criterion.borderline_from, criterion.unstable_from
    came_to = grade(value, Z90 * se, *limits, criterion.worse)
    past = badness(value, criterion.worse) >= badness(criterion.borderline_from, criterion.worse)
    return Finding(
        criterion=criterion.name,
        rep=rep,
        side=side,
        grade=came_to,
        value=value,
        error=Z90 * se,
        limit=limits[came_to is not Grade.STABLE],
        unit=criterion.unit,
        time_s=time_s,
        cue=criterion.cue if past else "",  # whatever its error, such a value is worth a cue
    )


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst of several grades; of none, UNREADABLE. What could not be read outweighs a pass."""
    present = set(grades)
    return next((g for g in _WORST_FIRST if g in present), Grade.UNREADABLE)
