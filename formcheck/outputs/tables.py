"""Readings and repetitions as tables. Column names are a public interface: units and signs are in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from formcheck.types import Analysis, Grade

PELVIS = [f"{angle}{part}_deg" for angle in ("obliquity", "tilt", "rotation") for part in ("", "_se")]
REP_FIRST = ("drop_deg", "drop_from_neutral_deg", "drop_se_deg", "knee_flexion_deg")
DIGITS = 4


def frames_table(analysis: Analysis) -> pa.Table:
    """One row a frame: `time_s`, the pelvis with its errors, the repetition and its leg, then all else read.

    Numbers are rounded to 4 decimals (a hundredth of their smallest error); null = could not be read.
    """
    readings, track = analysis.readings, analysis.track
    sides = {rep.number: str(rep.side) for rep in analysis.result.reps}
    rep = readings["rep"]
    columns: dict[str, pa.Array] = {"time_s": pa.array(np.round(readings.time_s, 6))}
    columns |= {name: _numbers(readings[name]) for name in PELVIS}
    columns["rep"] = pa.array(rep, mask=rep == 0)
    columns["side"] = pa.array([sides.get(int(number)) for number in rep], pa.string())
    columns["persons"] = pa.array(track.persons)
    rest = [name for name in readings.values if name not in columns]
    return pa.table(columns | {name: _numbers(readings[name]) for name in rest})


def reps_table(analysis: Analysis) -> pa.Table:
    """One row a repetition: number, set, side, times, readings at the deepest point, grade."""
    reps = analysis.result.reps
    names = list(dict.fromkeys([*REP_FIRST, *(name for rep in reps for name in rep.readings)]))
    columns: dict[str, pa.Array] = {
        "number": pa.array([rep.number for rep in reps], pa.int64()),
        "set": pa.array([rep.set_number for rep in reps], pa.int64()),
        "side": pa.array([str(rep.side) for rep in reps], pa.string()),
    }
    for name in ("start_s", "key_s", "end_s"):
        columns[name] = pa.array([round(getattr(rep, name), 6) for rep in reps], pa.float64())
    columns |= {name: _numbers(np.array([rep.readings.get(name, np.nan) for rep in reps])) for name in names}
    columns["grade"] = pa.array([str(Grade(rep.grade)) for rep in reps], pa.string())
    return pa.table(columns)


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV with a header; an empty cell is null."""
    csv.write_csv(table, path, csv.WriteOptions(quoting_header="none"))


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet."""
    parquet.write_table(table, path)


def _numbers(values: np.ndarray) -> pa.Array:
    rounded = np.round(np.asarray(values, float), DIGITS)
    return pa.array(rounded, mask=~np.isfinite(rounded))
