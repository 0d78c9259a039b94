"""What is done, so that no work is done twice: SQLite beside the results, written by one process only.

It is told of a clip when its folder has been moved into place, never before. What a kill or a power cut takes from
its end is found again in the folders themselves (`job.NOTE`), so it need not wait for the disk.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from formcheck.batch.job import Outcome, dumps, loads
from formcheck.errors import LedgerUnusable

SCHEMA_VERSION = 1
APPLICATION_ID = 0x666F7262
"""The file says that it is formcheck's ("forb")."""

_SCHEMA = (
    "CREATE TABLE file (path BLOB PRIMARY KEY, stamp TEXT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE job (
        key TEXT PRIMARY KEY, content TEXT NOT NULL, stated TEXT NOT NULL, folder TEXT NOT NULL,
        code INTEGER NOT NULL, lasting INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX job_folder ON job (folder)",
    "CREATE INDEX job_content ON job (content, stated)",
    "CREATE TABLE outcome (key TEXT PRIMARY KEY, note BLOB NOT NULL)",
    "CREATE TABLE told (what TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
"""`code` 0 = there is a result; `stated` is what the manifest said of the clip that changes its result."""


class Known(NamedTuple):
    """A job that has come to an end: its folder, the exit code of its failure or 0, and whether that will last."""

    folder: str
    code: int
    lasting: bool


class Ledger:
    """The ledger of one output folder, open; see `opened`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def content(self, path: str, stamp: str) -> str | None:
        """The content hash of a file that has not changed since it was hashed."""
        row = self._db.execute(
            "SELECT content FROM file WHERE path = ? AND stamp = ?", (_bytes(path), stamp)
        ).fetchone()
        return row[0] if row else None

    def remember(self, path: str, stamp: str, content: str) -> None:
        """Keep a file's content hash."""
        self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (_bytes(path), stamp, content))

    def known(self, key: str) -> Known | None:
        """What a job came to; None = it is still to be done."""
        row = self._db.execute("SELECT folder, code, lasting FROM job WHERE key = ?", (key,)).fetchone()
        return Known(row[0], row[1], bool(row[2])) if row else None

    def folders(self) -> dict[str, str]:
        """The folder of every job that came to an end, by its key."""
        return dict(self._db.execute("SELECT key, folder FROM job"))

    def folder(self, content: str, stated: str) -> str | None:
        """Where results of a clip lie, under whatever settings they were made."""
        row = self._db.execute(
            "SELECT folder FROM job WHERE content = ? AND stated = ?", (content, stated)
        ).fetchone()
        return row[0] if row else None

    def forget(self, folder: str) -> None:
        """What was in a folder is about to be replaced."""
        self._db.execute("DELETE FROM outcome WHERE key IN (SELECT key FROM job WHERE folder = ?)", (folder,))
        self._db.execute("DELETE FROM job WHERE folder = ?", (folder,))

    def finish(self, outcome: Outcome, content: str, stated: str) -> None:
        """Keep what a job came to, all of it or nothing; its folder is in place."""
        with self.together():
            self.put(outcome, content, stated)

    def put(self, outcome: Outcome, content: str, stated: str) -> None:
        """As `finish`, within `together`."""
        failure = outcome.failure
        facts = (failure.code, failure.lasting) if failure else (0, False)
        self.forget(outcome.folder)
        row = (outcome.key, content, stated, outcome.folder, *facts)
        self._db.execute("INSERT OR REPLACE INTO job VALUES (?, ?, ?, ?, ?, ?)", row)
        note = zlib.compress(dumps(outcome))
        self._db.execute("INSERT OR REPLACE INTO outcome VALUES (?, ?)", (outcome.key, note))

    def outcome(self, key: str) -> Outcome:
        """All that a job came to; it must be known."""
        (note,) = self._db.execute("SELECT note FROM outcome WHERE key = ?", (key,)).fetchone()
        return loads(zlib.decompress(note))

    def told(self, what: str) -> str:
        """A fact kept for the next run; "" = none."""
        row = self._db.execute("SELECT value FROM told WHERE what = ?", (what,)).fetchone()
        return row[0] if row else ""

    def tell(self, what: str, value: str) -> None:
        """Keep a fact for the next run."""
        self._db.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (what, value))

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside, or nothing."""
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """The ledger at `path`, made where there is none; nobody else may use it meanwhile.

    Raises
    ------
    LedgerUnusable
        It is damaged, another program's, in use by another batch, of a newer formcheck, or there is no room.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1.0)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # and then WAL needs no shared memory
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            _check_or_make(connection, path)
            yield Ledger(connection)
    except sqlite3.Error as error:
        raise LedgerUnusable(_why(error, path)) from error
    except OSError as error:
        if error.filename and Path(str(error.filename)) not in (path, *path.parents):
            raise
        raise LedgerUnusable(f"The ledger {path} cannot be used: {error.strerror or error}.") from error


def _check_or_make(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        for statement in _SCHEMA:
            connection.execute(statement)
    connection.execute("COMMIT")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LedgerUnusable(f"{path} is not a ledger of formcheck's: name another output folder.")
    if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
        raise LedgerUnusable(f"{path} was written by another version of formcheck: name another output folder.")


def _why(error: sqlite3.Error, path: Path) -> str:
    said = str(error)
    if "locked" in said:
        return f"The ledger {path} is in use: another batch writes there."
    if isinstance(error, sqlite3.OperationalError):
        return f"The ledger {path} cannot be used: {said}."
    return f"The ledger {path} is damaged: move it away, and finished clips are found again without it."


def _bytes(path: str) -> bytes:
    """A file's name as the system has it, which need not be Unicode."""
    return os.fsencode(path)
