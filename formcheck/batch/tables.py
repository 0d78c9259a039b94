"""What a batch came to, as tables: scores (a row a clip and leg), reps (a row each), failed (a row a clip)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet

from formcheck.batch.job import Failure, Outcome
from formcheck.batch.run import Entry

SCORES = "scores"
REPS = "reps.parquet"
FAILED = "failed.csv"

Outcomes = Callable[[str], Outcome]
"""By the key of a job."""

ROWS_AT_ONCE = 2_000
"""Clips held in memory while a table is written."""

CLIP = (("clip", pa.string()), ("folder", pa.string()), ("athlete", pa.string()), ("date", pa.string()))

SCORE_COLUMNS = pa.schema(
    [
        *CLIP,
        ("stated_side", pa.string()),
        ("exercise", pa.string()),
        ("confidence", pa.float64()),
        ("view", pa.string()),
        ("side", pa.string()),
        ("grade", pa.string()),
        ("criterion", pa.string()),
        ("value", pa.float64()),
        ("error", pa.float64()),
        ("unit", pa.string()),
        ("reps", pa.int64()),
        ("coverage", pa.float64()),
        ("qasls_total", pa.int64()),
        ("qasls_assessable", pa.int64()),
        ("reference", pa.string()),
        ("roll_deg", pa.float64()),
        ("roll_se_deg", pa.float64()),
        ("person_share", pa.float64()),
        ("sentence", pa.string()),
    ]
)

REP_FIRST = [
    *CLIP,
    ("exercise", pa.string()),
    ("number", pa.int64()),
    ("set", pa.int64()),
    ("side", pa.string()),
    ("start_s", pa.float64()),
    ("key_s", pa.float64()),
    ("end_s", pa.float64()),
    ("grade", pa.string()),
]

FAILED_COLUMNS = pa.schema(
    [
        ("clip", pa.string()),
        ("code", pa.int64()),
        ("kind", pa.string()),
        ("reason", pa.string()),
        ("tried_again", pa.bool_()),
    ]
)

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell of a CSV file that begins so is run by spreadsheets (OWASP, CSV injection)."""

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def shown(name: str) -> str:
    """A file's name as text, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def defused(text: str | None) -> str | None:
    """Text that no spreadsheet takes for a formula: an apostrophe goes in front of what looks like one."""
    return f"'{text}" if text and text.startswith(FORMULA_STARTS) else text


def write_tables(
    entries: Sequence[Entry], failures: Sequence[tuple[Entry, Failure]], of: Outcomes, out: Path
) -> None:
    """Write `scores.parquet`, `scores.csv`, `reps.parquet` and `failed.csv`.

    Parameters
    ----------
    entries
        Files that have a result.
    failures
        Files that have none, and why.
    of
        What a job came to.
    out
        An existing folder.
    """
    names = _reading_names(entries, of)
    rep_columns = pa.schema([*REP_FIRST, *((name, pa.float64()) for name in names)])
    with (
        parquet.ParquetWriter(out / f"{SCORES}.parquet", SCORE_COLUMNS) as score_file,
        parquet.ParquetWriter(out / REPS, rep_columns) as rep_file,
        _csv(out / f"{SCORES}.csv", SCORE_COLUMNS) as csv_file,
    ):
        rows_of = _joined(entries, of)
        while some := list(islice(rows_of, ROWS_AT_ONCE)):
            rows = pa.Table.from_pylist([about | row for about, o in some for row in o.scores], SCORE_COLUMNS)
            score_file.write_table(rows)
            csv_file.write_table(_defused(rows))
            of_reps = [about | row for about, o in some for row in o.reps]
            rep_file.write_table(pa.Table.from_pylist(of_reps, rep_columns))
    write_failed(failures, out / FAILED)


def write_failed(failures: Sequence[tuple[Entry, Failure]], path: Path) -> None:
    """Write which clips have no result, why, and whether the next run tries them again."""
    rows = [
        {
            "clip": shown(e.found.name),
            "code": f.code,
            "kind": f.kind,
            "reason": f.sentence,
            "tried_again": not f.lasting,
        }
        for e, f in failures
    ]
    with _csv(path, FAILED_COLUMNS) as file:
        file.write_table(_defused(pa.Table.from_pylist(rows, FAILED_COLUMNS)))


@contextmanager
def _csv(path: Path, columns: pa.Schema) -> Iterator[csv.CSVWriter]:
    with path.open("wb") as file:
        file.write(BOM.encode())
        with csv.CSVWriter(file, columns, write_options=csv.WriteOptions(quoting_header="none")) as writer:
            yield writer


def _joined(entries: Sequence[Entry], of: Outcomes) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """What every row of a clip begins with, and its rows."""
    for entry in entries:
        outcome, stated = of(entry.key), entry.stated
        yield (
            {
                "clip": shown(entry.found.name),
                "folder": outcome.folder,
                "athlete": stated.athlete or None,
                "date": stated.date or None,
                "stated_side": stated.side or None,
            },
            outcome,
        )


def _reading_names(entries: Sequence[Entry], of: Outcomes) -> list[str]:
    """Everything that was read of any repetition, in the order it was met."""
    first = {name for name, _ in REP_FIRST}
    names: dict[str, None] = {}
    for entry in entries:
        for row in of(entry.key).reps:
            names |= dict.fromkeys(name for name in row if name not in first)
    return list(names)


def _defused(table: pa.Table) -> pa.Table:
    for nth, column in enumerate(table.schema):
        if column.type == pa.string():
            table = table.set_column(nth, column, pa.array([defused(t) for t in table[nth].to_pylist()], pa.string()))
    return table
