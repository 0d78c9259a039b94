"""A week as a table and a trend as a chart, in plain characters."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

from formcheck.plan.prescription import DAYS_A_WEEK, PRESCRIPTION, Done, Prescription, Week
from formcheck.plan.trend import Mean, Trend
from formcheck.plan.words import work
from formcheck.types import Z90

MEAN, INTERVAL, BAND, FIRST, MISSING = "●", "─", "░", "┆", "⋮"
LABEL = 12
"""Characters for the week's Monday, in front."""

NUMBERS = 24
"""Characters for the week's numbers, behind."""

MOST_WEEKS = 26
"""Of a longer trend the first week and the last ones are drawn: half a year (convention)."""

MOST_TICKS = 5

DAY = 7
"""Characters for a day of the week's table."""

ASCII = str.maketrans("●─░┆⋮┬–×°·", "o-:|:+-x .") | {ord("±"): "+/-"}
"""For where only ASCII can be shown."""


def table(week: Week, asked: Prescription = PRESCRIPTION) -> list[str]:
    """A line an exercise and leg, a column a day: full sets, or how many good repetitions a short set had."""
    days = [week.monday + timedelta(days=nth) for nth in range(DAYS_A_WEEK)]
    rows = [("", [f"{day:%a} {day.day}" for day in days])]
    for what, done in sorted(week.done.items()):
        rows.append((work(what), [_cell(done.get(day), asked.reps[0]) for day in days]))
    marks = dict.fromkeys(week.upcoming, "next") | dict.fromkeys(week.trained, "no")
    marks |= dict.fromkeys(week.counted, "yes")
    rows.append(("counts as a training day", [marks.get(day, "") for day in days]))
    label = max(len(name) for name, _ in rows) + 1
    return [(f"{name:<{label}}" + "".join(f"{cell:>{DAY}}" for cell in cells)).rstrip() for name, cells in rows]


def _cell(done: Done | None, least: int) -> str:
    if done is None:
        return "·"
    if done.sets:
        return f"{done.sets} set{'s' * (done.sets != 1)}"
    return f"{done.short} of {least}"


def chart(trend: Trend, width: int) -> list[str]:
    """The weeks' means with their 90 % intervals, before the change that is not detectable.

    Parameters
    ----------
    trend
        What to draw.
    width
        Characters a line may have; at least 60 are used.
    """
    columns = max(width, 60) - LABEL - NUMBERS
    first = trend.weeks[0].value
    band = (first - trend.detectable, first + trend.detectable)
    ends = [end for week in trend.weeks for end in _interval(week)] + list(band)
    scale = _Scale(min(ends), max(ends), columns)
    weeks = trend.weeks if len(trend.weeks) <= MOST_WEEKS else (trend.weeks[0], *trend.weeks[1 - MOST_WEEKS :])
    lines = [*scale.axis(trend.series.unit), _row(weeks[0], scale, band, trend)]
    for before, week in pairwise(weeks):
        skipped = (week.monday - before.monday).days // DAYS_A_WEEK - 1
        if skipped:
            lines.append(f"{MISSING:<{LABEL}}{scale.line(band, first)}  {skipped} week{'s' * (skipped != 1)}")
        lines.append(_row(week, scale, band, trend))
    return [*(line.rstrip() for line in lines), *_legend(trend)]


class _Scale:
    """Values to columns, between round ticks."""

    def __init__(self, low: float, high: float, columns: int) -> None:
        self.step = _round_step((high - low) / (MOST_TICKS - 1) or 1.0)
        self.low = math.floor(low / self.step) * self.step
        self.high = max(math.ceil(high / self.step) * self.step, self.low + self.step)
        self.columns = columns

    def column(self, value: float) -> int:
        return round((value - self.low) / (self.high - self.low) * (self.columns - 1))

    def line(self, band: tuple[float, float], first: float) -> str:
        """The background: what is not detectable, and where the first week was."""
        start, end = (self.column(edge) for edge in band)
        line = [BAND if start <= column <= end else " " for column in range(self.columns)]
        line[self.column(first)] = FIRST
        return "".join(line)

    def axis(self, unit: str) -> list[str]:
        ticks = [self.low + nth * self.step for nth in range(round((self.high - self.low) / self.step) + 1)]
        names, marks = [" "] * (self.columns + 8), ["─"] * self.columns
        for tick in ticks:
            column, name = self.column(tick), f"{tick:.10g}{unit}"
            marks[column] = "┬"
            start = max(column - len(name) // 2, 0)
            names[start : start + len(name)] = name
        return [" " * LABEL + "".join(names), f"{'week of':<{LABEL}}{''.join(marks)}"]


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1.0 - 1e-9))


def _interval(week: Mean) -> tuple[float, float]:
    return week.value - Z90 * week.se, week.value + Z90 * week.se


def _row(week: Mean, scale: _Scale, band: tuple[float, float], trend: Trend) -> str:
    line = list(scale.line(band, trend.weeks[0].value))
    start, end = (scale.column(edge) for edge in _interval(week))
    line[start : end + 1] = INTERVAL * (end + 1 - start)
    line[scale.column(week.value)] = MEAN
    unit = trend.series.unit
    numbers = f"{week.value:.1f}{unit} ± {Z90 * week.se:.1f}{unit}"
    return f"{week.monday:%d %b %Y} {''.join(line)}  {numbers:<18}{week.days}×"


def _legend(trend: Trend) -> list[str]:
    return [
        f"{MEAN} a week's mean, of so many days ×   {INTERVAL} its 90 % interval   {FIRST} the first week",
        f"{BAND} too near to the first week to be told from it: ± {trend.detectable:.1f}{trend.series.unit}",
    ]
