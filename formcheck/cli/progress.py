"""One way to show progress: a bar with time left, only on a terminal, only for what takes over a second."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 1.0


@contextmanager
def bar(what: str, total: float) -> Iterator[Callable[[float], None]]:
    """Give a function to be told how far of `total` (any unit; 0 or nan = unknown) the work is."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    known = total if 0 < total < math.inf else None
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task(what, total=known)
    began, shown = time.monotonic(), False

    def moved(done: float) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began > PATIENCE_S:
            progress.start()
            shown = True
        progress.update(task, completed=done)

    try:
        yield moved
    finally:
        progress.stop()
