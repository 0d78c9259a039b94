"""Which files an analysis becomes."""

from __future__ import annotations

from pathlib import Path

from formcheck.outputs import result_json
from formcheck.outputs.tables import frames_table, reps_table, write_csv, write_parquet
from formcheck.poses import recorded
from formcheck.types import Analysis

LANDMARKS = "landmarks.npz"
FRAMES = "frames.parquet"
VIDEO = "annotated.mp4"
REPORT = "report.html"
FILES = ("result.json", "reps.csv", "frames.csv", FRAMES, LANDMARKS, VIDEO, REPORT)
"""All that an analysis may leave in its folder."""


def write_numbers(analysis: Analysis, folder: Path) -> None:
    """Write landmarks, tables and `result.json` into an existing folder."""
    recorded.save(analysis.track, folder / LANDMARKS)
    frames = frames_table(analysis)
    write_parquet(frames, folder / FRAMES)
    write_csv(frames, folder / "frames.csv")
    write_csv(reps_table(analysis), folder / "reps.csv")
    (folder / "result.json").write_text(result_json.dumps(analysis.result), encoding="utf-8")
