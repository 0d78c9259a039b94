"""What the training log knows of earlier sessions of the same person and exercise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from formcheck.plan import log
from formcheck.plan.session import from_result
from formcheck.plan.trend import Trend, trends
from formcheck.types import Result


@dataclass(frozen=True)
class History:
    """Whose it is, when this session was done (None = not logged), of how many clips, and their trends."""

    person: str
    day: date | None
    clips: int
    trends: list[Trend]


def of(result: Result, person: str) -> History:
    """Somebody's sessions of this exercise, this one among them; there are no trends before the second.

    Raises
    ------
    PlanError
        The name is none, or the log cannot be used.
    """
    sessions = [each for each in log.sessions(person) if each.exercise == result.exercise]
    day = log.day_of(result, person)
    if day is None:
        sessions.append(from_result(result, date.today()))
    known = {each.name.casefold(): each.name for each in log.people()}
    name = log.checked_name(person)
    found = trends(sessions) if len(sessions) > 1 else []
    return History(known.get(name.casefold(), name), day, len(sessions), found)
