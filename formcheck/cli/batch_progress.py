"""How a batch is watched: on a terminal bars for all clips and for each under way, elsewhere a line a clip."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from formcheck.batch.job import Job, Outcome
    from formcheck.batch.run import Entry, Tally, Tell
    from formcheck.batch.workers import Seen

LONGEST_NAME = 32


@contextmanager
def watched() -> Iterator[tuple[Tell, Seen]]:
    """Give what a batch tells how far it is, and what its workers tell of each clip."""
    if not sys.stderr.isatty():
        yield _line, lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as progress:
        bars = _Bars(progress)
        yield bars.tell, bars.seen


def _line(tally: Tally, entry: Entry, outcome: Outcome | None) -> None:
    """One line for each clip that this run has done."""
    if outcome is None:
        return
    what = outcome.failure.sentence if outcome.failure else _came_to(outcome)
    typer.echo(f"[{tally.done}/{tally.clips}] {entry.found.name!r}: {what} ({outcome.seconds:.0f} s)")


def _came_to(outcome: Outcome) -> str:
    legs = ", ".join(f"{row['side']} {row['grade']}" for row in outcome.scores)
    return f"{outcome.scores[0]['exercise']}, {legs}" if outcome.scores else "nothing to judge"


class _Bars:
    """Bars of a terminal: all bytes, as clips differ in length, and the seconds of each clip under way."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._all = progress.add_task("clips", total=None)
        self._each: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def seen(self, job: Job, what: str, done_s: float, of_s: float) -> None:
        total = of_s if math.isfinite(of_s) and of_s > 0 else None
        with self._lock:
            if job.key not in self._each:
                self._each[job.key] = self._progress.add_task("", total=total)
            name = job.clip.rsplit("/", 1)[-1][-LONGEST_NAME:]
            self._progress.update(
                self._each[job.key],
                description=f"{name!r}: {what}",
                completed=round(done_s),
                total=total and round(total),
            )

    def tell(self, tally: Tally, _entry: Entry, outcome: Outcome | None) -> None:
        self._progress.update(self._all, completed=tally.done, total=tally.clips)
        if outcome is None:
            return
        with self._lock:
            task = self._each.pop(outcome.key, None)
        if task is not None:
            self._progress.remove_task(task)
