"""The log as a CSV file: one row a repetition, with what its session and its leg came to."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from formcheck.errors import OutputExists, OutputNotWritable
from formcheck.plan.session import Session

COLUMNS = (
    "person", "day", "clip", "exercise", "view", "reference", "estimator", "set", "number", "side", "grade",
    "leg_grade", "leg_enough", "leg_criterion", "leg_value", "leg_se", "leg_unit",
)  # fmt: skip
"""Before the readings, which are named as in reps.csv."""


def write(logs: Mapping[str, Sequence[Session]], path: Path, *, overwrite: bool = False) -> int:
    """Write everybody's sessions; an empty cell is *could not be read*.

    Returns
    -------
    int
        How many repetitions were written.

    Raises
    ------
    OutputExists
        The file is there and `overwrite` is not set.
    OutputNotWritable
        It cannot be written; then nothing is.
    """
    if path.exists() and not overwrite:
        raise OutputExists(f"{path} is already there: name another file, or use --force to replace it.")
    rows = [row for person, sessions in logs.items() for session in sessions for row in _rows(person, session)]
    readings = dict.fromkeys(name for row in rows for name in row if name not in COLUMNS)
    try:
        with NamedTemporaryFile(
            "w", newline="", encoding="utf-8", dir=path.parent, prefix=".partial-", delete=False
        ) as part:
            try:
                table = csv.DictWriter(part, [*COLUMNS, *readings], restval="")
                table.writeheader()
                table.writerows(rows)
                part.close()
                Path(part.name).replace(path)
            finally:
                Path(part.name).unlink(missing_ok=True)
    except OSError as error:
        raise OutputNotWritable(f"{path} cannot be written: {error.strerror or error}.") from error
    return len(rows)


def _rows(person: str, session: Session) -> list[dict[str, object]]:
    legs = {leg.side: leg for leg in session.legs}
    rows = []
    for rep in session.reps:
        leg = legs[rep.side]
        line = leg.headline
        row = (
            person, session.day, session.clip, session.exercise, session.view, session.reference, session.estimator,
            rep.set_number, rep.number, rep.side, rep.grade,
            leg.grade, leg.enough, line.criterion, _cell(line.value), _cell(line.se), line.unit,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, row, strict=True)) | {k: _cell(v) for k, v in rep.readings.items()})
    return rows


def _cell(value: float) -> object:
    return "" if math.isnan(value) else value
