"""What the log keeps of a `Result`: one clip of training, its legs and its repetitions."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from formcheck.types import Z90, Grade, Result, Side


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number a leg's weeks are compared by, the mean over its repetitions, with its standard error.

    `unit` follows a number as it is ("°", " mm"); `worse` is "above" or "below". nan = could not be read.
    """

    criterion: str
    value: float
    se: float
    unit: str
    worse: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a session; `enough` says that as many repetitions were read as a verdict needs."""

    side: Side
    grade: Grade
    headline: Headline
    enough: bool


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition; `readings` by name, unit in the name, nan = could not be read."""

    number: int
    set_number: int
    side: Side
    grade: Grade
    readings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Session:
    """A clip as the log keeps it.

    `day` is the calendar day it was done; `reference` and `estimator` say what its angles are relative to and
    who read them: only numbers that agree in both are compared.
    """

    day: date
    clip: str
    exercise: str
    view: str
    reference: str
    estimator: str
    legs: tuple[Leg, ...]
    reps: tuple[Repetition, ...]


def headline(side: Side, result: Result) -> Headline:
    """The number that a side's weeks are compared by: of the criteria that decide, the first that was read.

    Not the one that its verdict speaks of, which is the worst of the day: it would be another one on another day.
    """
    for criterion in result.profile["criterion"]:
        found = [
            f
            for f in result.findings
            if criterion["decides"] and f.criterion == criterion["name"] and f.side is side
            if math.isfinite(f.value) and math.isfinite(f.error)
        ]
        if found:
            either_way = criterion["worse"] == "away"
            value = math.fsum(f.value for f in found) / len(found)
            se = math.fsum(f.error for f in found) / len(found) / Z90
            worse = "above" if either_way else criterion["worse"]
            return Headline(criterion["name"], abs(value) if either_way else value, se, criterion["unit"], worse)
    return Headline("", math.nan, math.nan, "", "above")


def from_result(result: Result, day: date) -> Session:
    """The session that a result is, on `day`."""
    least = int(result.profile["min_reps"])
    read = {side: sum(rep.side is side and rep.grade is not Grade.UNREADABLE for rep in result.reps) for side in Side}
    return Session(
        day=day,
        clip=result.origin.source.name,
        exercise=result.exercise,
        view=result.view.name,
        reference=result.reference,
        estimator=result.pelvis_estimator,
        legs=tuple(Leg(v.side, v.grade, headline(v.side, result), read[v.side] >= least) for v in result.verdicts),
        reps=tuple(Repetition(r.number, r.set_number, r.side, r.grade, r.readings) for r in result.reps),
    )


def identity(result: Result) -> str:
    """Hex SHA-256 of what was filmed and done: the clip, its span, the exercise, and when each repetition was.

    Judging the same clip again under other limits keeps it, so that a session is not counted twice.
    """
    origin = result.origin
    source = origin.source
    duration_s = None if math.isnan(source.duration_s) else source.duration_s
    clip = [source.name, source.width, source.height, source.frames, duration_s, origin.start_s, origin.end_s]
    times = [[rep.side, round(rep.start_s, 3), round(rep.end_s, 3)] for rep in result.reps]
    return hashlib.sha256(json.dumps([clip, result.exercise, times]).encode()).hexdigest()
