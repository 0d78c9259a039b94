"""The evidence: what every criterion came to, what could not be judged, and where landmarks could not be right."""

from __future__ import annotations

import math
from collections import Counter
from typing import NamedTuple

from formcheck.exercises.judge import judge, mean_of
from formcheck.exercises.profile import Criterion
from formcheck.outputs.report import pictures
from formcheck.outputs.report.saved import MOST_REPS, Saved
from formcheck.types import Z90, Finding, Grade, HealthEvent, Rep, Side

MOST_EVENTS, MOST_THUMBNAILS = 24, 8
"""Landmark-health events that are told, and of how many there is a picture (convention)."""

THUMBNAIL_HEIGHT = 110

ORDER = (Grade.STABLE, Grade.BORDERLINE, Grade.UNSTABLE, Grade.UNREADABLE)


class Row(NamedTuple):
    """A criterion: the side's value with half its 90 % interval (nan = could not be read), and its grades.

    `grades` counts those of single repetitions, or is the one of the whole set. `why` is the key of the text that
    says why there is none: it cannot be seen from the view, or its instant never came.
    """

    criterion: Criterion
    value: float
    error: float
    grades: list[tuple[Grade, int]]
    why: str


class Line(NamedTuple):
    """A repetition and what each criterion of its table came to; None where the criterion's instant never came."""

    rep: Rep
    cells: list[Finding | None]


class Unread(NamedTuple):
    """How many of a criterion's findings could not be read."""

    criterion: str
    times: int
    of: int


class Event(NamedTuple):
    """An event and its picture; empty without a video and after the first few."""

    event: HealthEvent
    source: str


def rows(saved: Saved, side: Side) -> list[Row]:
    """Every criterion of the profile for one side; those over both sides' difference are `differences`."""
    return [_row(saved, criterion, side) for criterion in saved.profile.criterion if criterion.over != "difference"]


def differences(saved: Saved) -> list[Row]:
    """The criteria over the difference of the sides; none where only one side was used."""
    if len(saved.sides) < 2:
        return []
    return [
        _row(saved, criterion, Side.BOTH) for criterion in saved.profile.criterion if criterion.over == "difference"
    ]


def columns(saved: Saved) -> list[Criterion]:
    """The criteria of single repetitions, and of means over them, that the view shows."""
    return [c for c in saved.profile.seen_from(saved.result.view.name) if c.over in ("repetition", "mean")]


def lines(saved: Saved) -> list[Line]:
    """Every repetition, of very many the first, judged by `columns`."""
    return [
        Line(
            rep,
            [
                judge(criterion, rep.readings, rep=rep.number, side=rep.side, time_s=rep.key_s)
                if criterion.measure in rep.readings
                else None
                for criterion in columns(saved)
            ],
        )
        for rep in saved.result.reps[:MOST_REPS]
    ]


def hidden(saved: Saved) -> list[tuple[list[str], list[str]]]:
    """Criteria that the view does not show, by the views to film from instead."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for criterion in saved.profile.criterion:
        if saved.result.view.name not in criterion.views:
            views = tuple(name for name in criterion.views if "oblique" not in name)
            grouped.setdefault(views, []).append(criterion.name)
    return [(names, list(views)) for views, names in grouped.items()]


def unread(saved: Saved) -> list[Unread]:
    """Criteria of which some finding could not be read."""
    of = Counter(finding.criterion for finding in saved.result.findings)
    not_read = Counter(f.criterion for f in saved.result.findings if f.grade is Grade.UNREADABLE)
    return [Unread(name, count, of[name]) for name, count in not_read.items()]


def events(saved: Saved) -> list[Event]:
    """Stretches in which landmarks could not be right, of very many the first."""
    return [
        Event(event, pictures.at(saved, event.start_s, THUMBNAIL_HEIGHT) if nth < MOST_THUMBNAILS else "")
        for nth, event in enumerate(saved.result.health[:MOST_EVENTS])
    ]


def _row(saved: Saved, criterion: Criterion, side: Side) -> Row:
    if saved.result.view.name not in criterion.views:
        return Row(criterion, math.nan, math.nan, [], "not_from_view")
    found = [f for f in saved.result.findings if f.criterion == criterion.name and f.side is side]
    if not found:
        return Row(criterion, math.nan, math.nan, [], "never_came")
    counts = Counter(finding.grade for finding in found)
    grades = [(grade, counts[grade]) for grade in ORDER if counts[grade]]
    if criterion.over != "repetition":
        return Row(criterion, found[0].value, found[0].error, grades, "")
    value, se = mean_of(criterion, saved.reps_of(side))
    return Row(criterion, value, Z90 * se, grades, "")
