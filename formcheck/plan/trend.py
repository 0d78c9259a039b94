"""Whether anything changed: a leg's weekly means, against the change that can be told from chance.

Compared are only means of one leg in one exercise, of the same criterion, relative to the same, read by the same
estimator, and from enough repetitions for a verdict. A day's clips share clothes, room and camera, so their errors do
not average out; those of different days do.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

from formcheck.plan.prescription import DAYS_A_WEEK, PRESCRIPTION, Prescription, monday_of
from formcheck.plan.session import Leg, Session
from formcheck.types import Grade, Side

Z95 = 1.96
"""Half-width of a 95 % interval in standard errors: that of minimal detectable changes as they are published."""


class Published(NamedTuple):
    """The smallest change of degrees that repeated measurements of people could tell from chance, and who says so."""

    value: float
    source: str


PUBLISHED_DEG = {"one-leg-bridge": Published(6.6, "pelvis in the one-leg bridge, Andrade 2012")}
"""Minimal detectable changes by exercise."""

PUBLISHED_ELSE_DEG = Published(4.0, "pelvis on one leg, Youdas 2007; in running 2.8°, Dingenen 2018")
"""Where an exercise has none of its own: the larger of two that are near (convention)."""


class Series(NamedTuple):
    """What may be compared with each other; `unit` and `worse` as in `session.Headline`."""

    exercise: str
    side: Side
    criterion: str
    unit: str
    worse: str
    reference: str
    estimator: str


class Mean(NamedTuple):
    """The mean of a week's days with its standard error, and how many days it is of."""

    monday: date
    value: float
    se: float
    days: int


class Change(StrEnum):
    """What the weeks came to."""

    TOO_EARLY = "too early to tell"
    NONE = "no detectable change"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Trend:
    """A series, its weeks in order, and what they came to.

    `rise` is the last week minus the first. `detectable` is what a rise or fall must exceed to be told from chance,
    and `why` where it comes from. `span` is the weeks from the first to the last. `still` says that every verdict
    of the last week was STABLE.
    """

    series: Series
    weeks: tuple[Mean, ...]
    rise: float
    detectable: float
    why: str
    span: int
    still: bool
    change: Change

    @property
    def wants_advice(self) -> bool:
        """Somebody who knows should look: it got worse, or nothing changed though there was something to change."""
        return self.change is Change.WORSE or (self.change is Change.NONE and not self.still)


def trends(sessions: Iterable[Session], asked: Prescription = PRESCRIPTION) -> list[Trend]:
    """A trend for each series of which there is a reading, by exercise and leg."""
    legs: dict[Series, dict[date, list[Leg]]] = defaultdict(lambda: defaultdict(list))
    for session in sessions:
        for leg in session.legs:
            if _told(leg):
                legs[_series(session, leg)][session.day].append(leg)
    return [_trend(series, days, asked) for series, days in sorted(legs.items())]


def _told(leg: Leg) -> bool:
    """Whether enough of a leg was read to compare it with others."""
    return leg.enough and math.isfinite(leg.headline.value) and math.isfinite(leg.headline.se)


def _series(session: Session, leg: Leg) -> Series:
    line = leg.headline
    named = (line.criterion, line.unit, line.worse, session.reference, session.estimator)
    return Series(session.exercise, leg.side, *named)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A leg before and after; `rise`, `detectable` and `why` as in `Trend`."""

    series: Series
    before: Mean
    after: Mean
    rise: float
    detectable: float
    why: str
    change: Change


def compared(before: Session, after: Session) -> list[Comparison]:
    """What changed between two clips of one person, for each leg whose readings may be compared.

    What may, and when a change is told from chance, is as for weeks: `Series`, `minimal_detectable_change`.
    """
    first, last = _readings(before), _readings(after)
    return [_comparison(series, first[series], last[series]) for series in sorted(first.keys() & last.keys())]


def _readings(session: Session) -> dict[Series, Mean]:
    return {
        _series(session, leg): Mean(monday_of(session.day), leg.headline.value, leg.headline.se, 1)
        for leg in session.legs
        if _told(leg)
    }


def _comparison(series: Series, before: Mean, after: Mean) -> Comparison:
    least = minimal_detectable_change(series, before, after)
    rise = after.value - before.value
    change = _beyond(rise, least.value, series.worse) or Change.NONE
    return Comparison(series, before, after, rise, least.value, least.source, change)


def minimal_detectable_change(series: Series, first: Mean, last: Mean) -> Published:
    """The least difference of two weeks that is more than chance at 95 %.

    1.96 standard errors of the difference (1.96·√2·SE where both are alike; Weir 2005), but in degrees at least what
    has been published for people, who are not the same every day.
    """
    own = Published(Z95 * math.hypot(first.se, last.se), "from the errors of both weeks")
    if series.unit != "°":
        return own
    return max(own, PUBLISHED_DEG.get(series.exercise, PUBLISHED_ELSE_DEG))


def _trend(series: Series, days: dict[date, list[Leg]], asked: Prescription) -> Trend:
    weeks = _weekly(days)
    first, last = weeks[0], weeks[-1]
    least = minimal_detectable_change(series, first, last)
    span = (last.monday - first.monday).days // DAYS_A_WEEK
    rise = last.value - first.value
    return Trend(
        series=series,
        weeks=weeks,
        rise=rise,
        detectable=least.value,
        why=least.source,
        span=span,
        still=all(leg.grade is Grade.STABLE for day in days if day >= last.monday for leg in days[day]),
        change=_change(rise, least.value, span, series.worse, asked),
    )


def _change(rise: float, detectable: float, span: int, worse: str, asked: Prescription) -> Change:
    return _beyond(rise, detectable, worse) or (Change.NONE if span >= asked.weeks else Change.TOO_EARLY)


def _beyond(rise: float, detectable: float, worse: str) -> Change | None:
    """Better or worse; None where the rise may be chance."""
    if abs(rise) <= detectable:
        return None
    return Change.WORSE if (rise > 0) == (worse == "above") else Change.BETTER


def _weekly(days: dict[date, list[Leg]]) -> tuple[Mean, ...]:
    by_week: dict[date, list[tuple[float, float]]] = defaultdict(list)
    for day in sorted(days):
        lines = [leg.headline for leg in days[day]]
        by_week[monday_of(day)].append((fmean(line.value for line in lines), fmean(line.se for line in lines)))
    return tuple(_mean(monday, means) for monday, means in by_week.items())


def _mean(monday: date, means: Sequence[tuple[float, float]]) -> Mean:
    value = fmean(value for value, _ in means)
    return Mean(monday, value, math.hypot(*(se for _, se in means)) / len(means), len(means))
