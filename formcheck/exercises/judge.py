"""Values with errors against limits → grades. No exercise has rules of its own here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from formcheck.exercises.profile import Criterion
from formcheck.types import Z90, Finding, Grade, Side

_WORST_FIRST = (Grade.UNSTABLE, Grade.BORDERLINE, Grade.UNREADABLE, Grade.STABLE)


def grade(value: float, error: float, borderline_from: float, unstable_from: float, worse: str) -> Grade:
    """Grade a value whose 90 % interval is ± `error`.

    STABLE: short of the borderline, and the whole interval short of unstable. UNSTABLE: at or past unstable,
    and the whole interval past the borderline. Anything else is too close to call: BORDERLINE. nan in the value
    or the error: UNREADABLE.
    """
    if not math.isfinite(value) or not math.isfinite(error):
        return Grade.UNREADABLE
    sign = 1.0 if worse == "above" else -1.0
    bad, borderline, unstable = sign * value, sign * borderline_from, sign * unstable_from
    if bad < borderline and bad + error < unstable:
        return Grade.STABLE
    if bad >= unstable and bad - error >= borderline:
        return Grade.UNSTABLE
    return Grade.BORDERLINE


def judge(criterion: Criterion, readings: Mapping[str, float], *, rep: int, side: Side, time_s: float) -> Finding:
    """Judge one repetition's readings by one criterion."""
    value = readings.get(criterion.measure, math.nan)
    if math.isnan(value) and criterion.otherwise is not None:
        value = readings.get(criterion.otherwise, math.nan)
    error = Z90 * readings.get(criterion.error, math.nan)
    came_to = grade(value, error, criterion.borderline_from, criterion.unstable_from, criterion.worse)
    limit = criterion.borderline_from if came_to is Grade.STABLE else criterion.unstable_from
    return Finding(
        criterion=criterion.name,
        rep=rep,
        side=side,
        grade=came_to,
        value=value,
        error=error,
        limit=limit,
        unit=criterion.unit,
        time_s=time_s,
        cue=criterion.cue if _past(value, criterion) else "",
    )


def _past(value: float, criterion: Criterion) -> bool:
    """Whether the value itself, whatever its error, is worth a cue."""
    sign = 1.0 if criterion.worse == "above" else -1.0
    return sign * value >= sign * criterion.borderline_from


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst of several grades; of none, UNREADABLE. What could not be read outweighs a pass."""
    present = set(grades)
    return next((g for g in _WORST_FIRST if g in present), Grade.UNREADABLE)
