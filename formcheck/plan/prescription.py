"""What was prescribed, and how far a week has come. Pure functions over sessions; days are calendar days.

A *set* is what `Result` calls one: repetitions of one leg without a long rest. It is full with eight repetitions that
were not graded UNSTABLE; one that could not be read was done all the same and counts. Twelve are enough, but
more do not spoil a set. A *training day* has at least one full set. Of training days that follow each other every
other one counts, also across the end of a week. Weeks are those of ISO 8601, Monday to Sunday.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from formcheck.plan.session import Session
from formcheck.types import Grade, Side

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Prescription:
    """What is asked. `every_days` is the least distance of two training days: 2 = not the next day.

    `weeks` without a change that can be detected are worth a word with somebody who knows. `not_training` names
    exercises that are logged but are no sets of repetitions.
    """

    days_a_week: int = 2
    every_days: int = 2
    sets: tuple[int, int] = (1, 3)
    reps: tuple[int, int] = (8, 12)
    weeks: int = 8
    not_training: tuple[str, ...] = ("running",)
    source: str = "convention, as the American College of Sports Medicine advises healthy adults (1998)"


PRESCRIPTION = Prescription()

Work = tuple[str, Side]
"""An exercise and the leg it was done on."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done of one exercise by one leg on one day: full sets, and good repetitions in its best short set."""

    sets: int
    short: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week as it stands on one of its days.

    `trained` are its training days and `counted` those of them that count; `left` days are missing. `behind` are
    legs without a full set whose other leg has one. `upcoming` are the days to train on next: those left of this
    week, or next week's when it is complete or none of its days is allowed; `latest` is until when the first of
    them can be put off without losing another. `unstable` and `unread` count repetitions of the week.
    """

    monday: date
    done: Mapping[Work, Mapping[date, Done]]
    trained: tuple[date, ...]
    counted: tuple[date, ...]
    left: int
    behind: tuple[Work, ...]
    upcoming: tuple[date, ...]
    latest: date
    reps: int
    unstable: int
    unread: int

    @property
    def complete(self) -> bool:
        """Nothing is left of this week."""
        return not self.left and not self.behind


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def done(sessions: Iterable[Session], asked: Prescription = PRESCRIPTION) -> dict[Work, dict[date, Done]]:
    """What was done of each exercise by each leg on each day."""
    good: dict[Work, dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    for session in sessions:
        if session.exercise in asked.not_training:
            continue
        sets: Counter[tuple[Side, int]] = Counter()
        for rep in session.reps:
            sets[rep.side, rep.set_number] += rep.grade is not Grade.UNSTABLE
        for (side, _), count in sets.items():
            good[session.exercise, side][session.day].append(count)
    least = asked.reps[0]
    return {work: {day: _sets(counts, least) for day, counts in days.items()} for work, days in good.items()}


def _sets(good: Sequence[int], least: int) -> Done:
    return Done(sum(count >= least for count in good), max((count for count in good if count < least), default=0))


def training_days(sessions: Iterable[Session], asked: Prescription = PRESCRIPTION) -> list[date]:
    """Days with at least one full set, in order."""
    return sorted(
        {day for days in done(sessions, asked).values() for day, what in days.items() if what.sets >= asked.sets[0]}
    )


def counted_days(trained: Iterable[date], asked: Prescription = PRESCRIPTION) -> list[date]:
    """The most training days of which no two are too close: each that is far enough from the one counted before."""
    counted: list[date] = []
    for day in sorted(trained):
        if not counted or (day - counted[-1]).days >= asked.every_days:
            counted.append(day)
    return counted


def week_of(sessions: Sequence[Session], today: date, asked: Prescription = PRESCRIPTION) -> Week:
    """The week of `today`, from sessions up to that day."""
    past = [session for session in sessions if session.day <= today]
    monday = monday_of(today)
    this_week = [session for session in past if session.day >= monday]
    trained = training_days(past, asked)
    counted = tuple(day for day in counted_days(trained, asked) if day >= monday)
    left = max(0, asked.days_a_week - len(counted))
    worked = done(this_week, asked)
    behind = _behind(worked, asked)
    upcoming, last = _upcoming(trained, today, left or bool(behind), asked)
    grades = [r.grade for s in this_week if s.exercise not in asked.not_training for r in s.reps]
    return Week(
        monday=monday,
        done=worked,
        trained=tuple(day for day in trained if day >= monday),
        counted=counted,
        left=left,
        behind=behind,
        upcoming=upcoming,
        latest=last - timedelta(days=asked.every_days * (len(upcoming) - 1)),
        reps=len(grades),
        unstable=grades.count(Grade.UNSTABLE),
        unread=grades.count(Grade.UNREADABLE),
    )


def _upcoming(trained: list[date], today: date, left: int, asked: Prescription) -> tuple[tuple[date, ...], date]:
    """The next days to train on, as early as allowed, and the last day of their week."""
    rested = trained[-1] + timedelta(days=asked.every_days) if trained else today
    sunday = monday_of(today) + timedelta(days=DAYS_A_WEEK - 1)
    days = _spaced(max(today, rested), sunday, left, asked)
    if not days:
        first = max(sunday + timedelta(days=1), rested)
        sunday += timedelta(days=DAYS_A_WEEK)
        days = _spaced(first, sunday, asked.days_a_week, asked)
    return days, sunday


def _spaced(first: date, last: date, count: int, asked: Prescription) -> tuple[date, ...]:
    days = (first + timedelta(days=asked.every_days * nth) for nth in range(count))
    return tuple(day for day in days if day <= last)


def _behind(worked: Mapping[Work, Mapping[date, Done]], asked: Prescription) -> tuple[Work, ...]:
    """Legs that had no full set of an exercise of which the other leg had one."""
    full = {work for work, days in worked.items() if any(what.sets >= asked.sets[0] for what in days.values())}
    legs = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    others = [(exercise, legs[side]) for exercise, side in sorted(full) if side in legs]
    return tuple(work for work in others if work not in full)
