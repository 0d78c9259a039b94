"""The log of what was done, by whom and when (kept in store.py)."""

from __future__ import annotations

import json
import math
import sqlite3
import unicodedata
from datetime import date
from typing import NamedTuple

from formcheck.errors import BadName, UnknownPerson
from formcheck.plan.session import Headline, Leg, Repetition, Session, from_result, identity
from formcheck.plan.store import opened, transaction
from formcheck.types import Grade, Result, Side

LONGEST_NAME = 60


class Person(NamedTuple):
    """Somebody in the log: how many sessions, from which day to which."""

    name: str
    sessions: int
    first: date
    last: date


def checked_name(name: str) -> str:
    """The name without surrounding or doubled blanks, in Unicode's composed form.

    Raises
    ------
    BadName
        It has no letter or digit, characters that cannot be printed, or more than 60.
    """
    tidy = " ".join(part for part in unicodedata.normalize("NFC", name).split(" ") if part)
    if not any(letter.isalnum() for letter in tidy):
        raise BadName("A name needs at least one letter or digit.")
    if not tidy.isprintable():
        raise BadName("A name must be of characters that can be printed, on one line.")
    if len(tidy) > LONGEST_NAME:
        raise BadName(f"A name may have {LONGEST_NAME} characters; this one has {len(tidy)}.")
    return tidy


def add(result: Result, person: str, day: date | None = None) -> bool:
    """Add a result to somebody's log; who is not known yet is from now on.

    The same clip added again replaces what was logged of it, and keeps its day unless `day` is given.

    Parameters
    ----------
    result
        What a clip came to.
    person
        Upper and lower case are the same.
    day
        When it was done; None = today, as a clip's own date is not to be trusted.

    Returns
    -------
    bool
        False when it replaced an earlier entry.

    Raises
    ------
    PlanError
        The name is none, or the log cannot be used; nothing was added then.
    """
    name = checked_name(person)
    session, known = from_result(result, day or date.today()), identity(result)
    with opened(make=True) as log, transaction(log):
        log.execute("INSERT INTO person (key, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (name.casefold(), name))
        (owner,) = log.execute("SELECT id FROM person WHERE key = ?", (name.casefold(),)).fetchone()
        before = log.execute("SELECT day FROM session WHERE person = ? AND identity = ?", (owner, known)).fetchone()
        log.execute("DELETE FROM session WHERE person = ? AND identity = ?", (owner, known))
        kept = session.day.isoformat() if day or not before else before[0]
        _insert(log, owner, known, kept, session)
    return before is None


def _insert(log: sqlite3.Connection, owner: int, known: str, day: str, session: Session) -> None:
    facts = (session.clip, session.exercise, session.view, session.reference, session.estimator)
    number = log.execute(
        "INSERT INTO session (person, identity, day, clip, exercise, view, reference, estimator) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (owner, known, day, *facts),
    ).lastrowid
    log.executemany(
        "INSERT INTO leg VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, g.side, g.grade, h.criterion, _null(h.value), _null(h.se), h.unit, h.worse, g.enough)
            for g in session.legs
            for h in [g.headline]
        ],
    )
    log.executemany(
        "INSERT INTO repetition VALUES (?, ?, ?, ?, ?, ?)",
        [(number, rep.number, rep.set_number, rep.side, rep.grade, json.dumps(_nulls(rep))) for rep in session.reps],
    )


def people() -> list[Person]:
    """Everybody in the log, by name."""
    with opened() as log:
        rows = log.execute(
            "SELECT name, COUNT(session.id), MIN(day), MAX(day) FROM person JOIN session ON person = person.id "
            "GROUP BY person.id ORDER BY key"
        )
        return [Person(n, count, date.fromisoformat(a), date.fromisoformat(b)) for n, count, a, b in rows]


def find(person: str) -> str:
    """Somebody's name as the log has it.

    Raises
    ------
    UnknownPerson
        Nobody of that name is in the log.
    """
    names = [each.name for each in people()]
    key = checked_name(person).casefold()
    for name in names:
        if name.casefold() == key:
            return name
    there = f"there is {', '.join(names)}" if names else "it is empty"
    raise UnknownPerson(f"Nobody in the log is called {person!r}; {there}.")


def only() -> str | None:
    """The name of the only person in the log; None when it is empty.

    Raises
    ------
    UnknownPerson
        There are several.
    """
    names = [each.name for each in people()]
    if len(names) > 1:
        raise UnknownPerson(f"The log has {', '.join(names)}: say whose plan with --person NAME.")
    return names[0] if names else None


def sessions(person: str) -> list[Session]:
    """All sessions of somebody, in order of days; none if the name is not in the log."""
    with opened() as log:
        log.execute("BEGIN")  # legs and repetitions of the same moment
        rows = log.execute(
            "SELECT session.id, day, clip, exercise, view, reference, estimator FROM session "
            "JOIN person ON person = person.id WHERE key = ? ORDER BY day, session.id",
            (checked_name(person).casefold(),),
        ).fetchall()
        return [
            Session(date.fromisoformat(day), clip, exercise, view, reference, estimator, _legs(log, n), _reps(log, n))
            for n, day, clip, exercise, view, reference, estimator in rows
        ]


def day_of(result: Result, person: str) -> date | None:
    """The day that a result is logged for with somebody; None where it is not."""
    with opened() as log:
        row = log.execute(
            "SELECT day FROM session JOIN person ON person = person.id WHERE key = ? AND identity = ?",
            (checked_name(person).casefold(), identity(result)),
        ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def undo(person: str) -> tuple[date, str] | None:
    """Take back what was added last for somebody: its day and clip; None if there is nothing."""
    with opened() as log, transaction(log):
        row = log.execute(
            "SELECT session.id, day, clip FROM session JOIN person ON person = person.id WHERE key = ? "
            "ORDER BY session.id DESC",
            (checked_name(person).casefold(),),
        ).fetchone()
        if row is None:
            return None
        number, day, clip = row
        log.execute("DELETE FROM session WHERE id = ?", (number,))
        log.execute("DELETE FROM person WHERE id NOT IN (SELECT person FROM session)")
        return date.fromisoformat(day), clip


def forget(person: str) -> None:
    """Remove somebody and all that was logged of them; nothing of it stays in the file."""
    with opened() as log:
        with transaction(log):
            log.execute("DELETE FROM person WHERE key = ?", (checked_name(person).casefold(),))
        log.execute("VACUUM")
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _legs(log: sqlite3.Connection, session: int) -> tuple[Leg, ...]:
    rows = log.execute(
        "SELECT side, grade, enough, criterion, value, se, unit, worse FROM leg WHERE session = ? ORDER BY side",
        (session,),
    )
    return tuple(
        Leg(Side(side), Grade(grade), Headline(name, _nan(value), _nan(se), unit, worse), bool(enough))
        for side, grade, enough, name, value, se, unit, worse in rows
    )


def _reps(log: sqlite3.Connection, session: int) -> tuple[Repetition, ...]:
    rows = log.execute(
        "SELECT number, set_number, side, grade, readings FROM repetition WHERE session = ? ORDER BY number",
        (session,),
    )
    return tuple(
        Repetition(number, nth, Side(side), Grade(grade), {k: _nan(v) for k, v in json.loads(text).items()})
        for number, nth, side, grade, text in rows
    )


def _null(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _nulls(rep: Repetition) -> dict[str, float | None]:
    return {name: _null(value) for name, value in rep.readings.items()}


def _nan(value: float | None) -> float:
    return math.nan if value is None else value
