"""The file the log is kept in: SQLite in the user's data folder, which never leaves the machine.

Every change is one transaction, so that whatever interrupts it, all of it is there or nothing; several
processes may write at once. A log that is damaged, another program's or a newer formcheck's is refused, never mended.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from platformdirs import user_data_path

from formcheck.errors import LogDamaged, LogTooNew, LogUnwritable

DATA_VARIABLE = "FORMCHECK_DATA"
SCHEMA_VERSION = 1
APPLICATION_ID = 0x666F726D
"""The file says that it is formcheck's ("form")."""

BUSY_S = 30.0
"""How long an addition waits for others to finish theirs; each takes milliseconds (convention)."""

_SCHEMA = (
    "CREATE TABLE person (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL)",
    """CREATE TABLE session (
        id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
        identity TEXT NOT NULL, day TEXT NOT NULL, clip TEXT NOT NULL, exercise TEXT NOT NULL, view TEXT NOT NULL,
        reference TEXT NOT NULL, estimator TEXT NOT NULL, UNIQUE (person, identity))""",
    """CREATE TABLE leg (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE, side TEXT NOT NULL, grade TEXT NOT NULL,
        criterion TEXT NOT NULL, value REAL, se REAL, unit TEXT NOT NULL, worse TEXT NOT NULL,
        enough INTEGER NOT NULL, PRIMARY KEY (session, side))""",
    """CREATE TABLE repetition (
        session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE, number INTEGER NOT NULL,
        set_number INTEGER NOT NULL, side TEXT NOT NULL, grade TEXT NOT NULL, readings TEXT NOT NULL,
        PRIMARY KEY (session, number))""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
"""NULL, and null in `readings` (JSON), is *could not be read*; `day` is ISO 8601."""


def log_path() -> Path:
    """``$FORMCHECK_DATA/plan.sqlite``, or that file in the system's data folder for this user."""
    own = os.environ.get(DATA_VARIABLE)
    root = Path(own).expanduser() if own else user_data_path("formcheck", appauthor=False)
    return root / "plan.sqlite"


@contextmanager
def opened(*, make: bool = False) -> Iterator[sqlite3.Connection]:
    """The log; where there is none, a new one if `make`, else an empty one in memory. Failures become sentences."""
    path = log_path()
    try:
        if make and not path.exists():
            _make(path)
        there = path.exists()
        with closing(_connected(path if there else ":memory:")) as log:
            if there:
                _check(log, path)
            else:
                _write_schema(log)
            yield log
    except OSError as error:
        raise LogUnwritable(f"The log {path} cannot be used: {error.strerror or error}.") from error
    except (sqlite3.Error, ValueError) as error:
        raise _told(error, path) from error


def _connected(where: Path | str) -> sqlite3.Connection:
    log = sqlite3.connect(where, timeout=BUSY_S, isolation_level=None)
    log.execute("PRAGMA foreign_keys = ON")
    log.execute("PRAGMA secure_delete = ON")
    log.execute("PRAGMA synchronous = FULL")  # what was said to be logged survives a power cut
    return log


def _make(path: Path) -> None:
    """Put a new log in place whole, unless somebody else has: SQLite lets nobody wait to switch a file to WAL."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    os.close(number)
    try:
        with closing(_connected(name)) as log:
            log.execute("PRAGMA journal_mode = WAL")
            _write_schema(log)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _write_schema(log: sqlite3.Connection) -> None:
    for statement in _SCHEMA:
        log.execute(statement)


def _check(log: sqlite3.Connection, path: Path) -> None:
    """See that it is a log of this version, and whole."""
    if log.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LogDamaged(f"{path} is not a log of formcheck's: name another folder in {DATA_VARIABLE}.")
    if (version := log.execute("PRAGMA user_version").fetchone()[0]) > SCHEMA_VERSION:
        raise LogTooNew(
            f"{path} was written by a newer formcheck (schema {version}, this one knows {SCHEMA_VERSION}): "
            "update formcheck."
        )
    if log.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("quick_check")


@contextmanager
def transaction(log: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside, or nothing: what is not committed when the log is closed is undone.

    Writers queue at the start, so that none has to give up halfway.
    """
    log.execute("BEGIN IMMEDIATE")
    yield
    log.execute("COMMIT")


def _told(error: Exception, path: Path) -> LogDamaged | LogUnwritable:
    """A sentence for what SQLite says; anything but a full disk, a lock or a permission means damage."""
    if isinstance(error, sqlite3.OperationalError):
        return LogUnwritable(f"The log {path} cannot be used: {error}.")
    return LogDamaged(f"The log {path} is damaged: move it away to begin a new one.")
