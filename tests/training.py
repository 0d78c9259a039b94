"""Results and logs of training that never was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from formcheck.plan import session
from formcheck.plan.session import Session
from formcheck.types import Z90, Finding, Grade, Rep, Result, Side
from tests import people
from tests.people import Plan

Sets = Mapping[Side, Sequence[int]]
"""How many repetitions each set of a leg had."""

REP_S = 3.0


@cache
def _base() -> Result:
    return people.conclude(people.squats(Plan(Side.RIGHT)).track).result


def result(
    sets: Sets,
    *,
    clip: str = "clip.mp4",
    exercise: str = "single-leg-squat",
    drop_deg: float = 6.0,
    se_deg: float = 2.0,
    unstable: int = 0,
    unread: int = 0,
    grade: Grade = Grade.BORDERLINE,
) -> Result:
    """A result of so many sets; the first repetitions of every set are unstable, the next ones could not be read."""
    base, reps, number = _base(), list[Rep](), 0
    grades = [Grade.UNSTABLE] * unstable + [Grade.UNREADABLE] * unread
    for side, counts in sets.items():
        for nth, count in enumerate(counts):
            number += 1
            for each in range(count):
                start_s = len(reps) * REP_S
                reps.append(
                    Rep(
                        len(reps) + 1, number, side, start_s, start_s + 1.0, start_s + 2.0,
                        grades[each] if each < len(grades) else Grade.STABLE,
                        {"drop_deg": drop_deg + nth, "drop_se_deg": se_deg, "tilt_deg": float("nan")},
                    )
                )  # fmt: skip
    verdict = base.verdicts[0]
    return replace(
        base,
        exercise=exercise,
        origin=replace(base.origin, source=replace(base.origin.source, name=clip)),
        reps=reps,
        verdicts=[replace(verdict, side=side, grade=grade, reps=sum(counts)) for side, counts in sets.items()],
        findings=[
            Finding("pelvic drop", rep.number, rep.side, rep.grade, drop_deg, Z90 * se_deg, 5.0, "°", rep.key_s, "")
            for rep in reps
        ],
    )


BOTH_LEGS: Sets = {Side.LEFT: [10], Side.RIGHT: [10]}


def done(day: date, sets: Sets = BOTH_LEGS, **more: object) -> Session:
    """A session on `day`."""
    return session.from_result(result(sets, **more), day)
