"""Jobs in processes of this machine, one a core, each of which may die or hang without the others noticing.

`concurrent.futures.ProcessPoolExecutor` gives all jobs up when one process dies, and knows no way to tell how far a
job is. So here is a thread a process, which hears from it through a pipe; it ends and replaces one that is silent.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Protocol, Self

from formcheck.batch import job as jobs
from formcheck.batch.job import Job, Moved, Outcome
from formcheck.errors import BatchError, ClipDied, ClipStuck

SILENT_S = 300.0
"""A clip on which nothing has moved for so long is given up (convention): writing the largest table takes seconds."""

ATTEMPTS = 2
"""A clip whose process died is tried once more: the system kills processes of which only their number is at fault."""

TELL_EVERY_S = 0.5

Run = Callable[[Job, Moved], Outcome]
Seen = Callable[[Job, str, float, float], None]
"""Told, from any thread, a job that is under way, what is being done, seconds of clip done, and of how many."""


class Pool(Protocol):
    """What jobs are given to; an outcome always comes, of a process that died or hung too."""

    @property
    def size(self) -> int:
        """How many jobs are under way at once."""

    def submit(self, job: Job) -> Future[Outcome]:
        """Run a job some time."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Processes:
    """A `Pool` of processes of this machine.

    Parameters
    ----------
    size
        How many.
    silent_s
        A process from which nothing is heard for so long is ended, and its clip given up.
    seen
        Told what the jobs are at.
    run
        What is done with a job, found by its name in the other process.
    """

    def __init__(
        self,
        size: int,
        *,
        silent_s: float = SILENT_S,
        seen: Seen = lambda *_: None,
        run: Run = jobs.run,
    ) -> None:
        self.size = size
        self._silent_s, self._seen, self._run = silent_s, seen, run
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="formcheck-worker")
        self._own = threading.local()
        self._all: set[_Worker] = set()
        self._closed = False

    def submit(self, job: Job) -> Future[Outcome]:
        """Run a job in the next process that is free."""
        return self._threads.submit(self._do, job)

    def _do(self, job: Job) -> Outcome:
        began = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._worker().do(job, self._silent_s, self._seen)
            except BatchError as error:
                self._drop()
                if self._closed or isinstance(error, ClipStuck) or attempt == ATTEMPTS:
                    return jobs.failed(job, error, round(time.monotonic() - began, 2))
        raise AssertionError("there is a last attempt")

    def _worker(self) -> _Worker:
        """The thread's own process, a new one where there is none."""
        if not hasattr(self._own, "worker"):
            self._own.worker = _Worker(self._run)
            self._all.add(self._own.worker)
            if self._closed:  # since it was looked at
                self._own.worker.kill()
        return self._own.worker

    def _drop(self) -> None:
        self._own.worker.end()
        self._all.discard(self._own.worker)
        del self._own.worker

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._threads.shutdown(wait=kind is None, cancel_futures=True)
        for worker in list(self._all):
            worker.kill()  # its thread hears of it, and may not find the pipe closed
        self._threads.shutdown()
        for worker in self._all:
            worker.end()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, run: Run) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would share threads and locks of libraries
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs, run), daemon=True)
        self._process.start()
        theirs.close()

    def do(self, job: Job, silent_s: float, seen: Seen) -> Outcome:
        """Run a job and wait for it.

        Raises
        ------
        ClipDied, ClipStuck
            The process died, or nothing was heard of it for `silent_s`.
        """
        try:
            self._pipe.send(job)
            while wait([self._pipe], silent_s):
                said = self._pipe.recv()
                if isinstance(said, Outcome):
                    return said
                seen(job, *said)
        except (EOFError, OSError):
            self._process.join()
            raise ClipDied(f"The process that analysed it {_how_ended(self._process.exitcode)}.") from None
        raise ClipStuck(f"Nothing moved for {silent_s:g} s, so it was given up.")

    def kill(self) -> None:
        """End the process, at once and whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """End the process and let go of what there was for it."""
        self.kill()
        self._process.join()
        self._pipe.close()


def _how_ended(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    with suppress(ValueError):
        return f"was ended by {signal.Signals(-code).name}"
    return f"was ended by signal {-code}"


def _serve(pipe: Connection, run: Run) -> None:
    """In the other process: run jobs as they come, until nobody is there who sends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends this
    threading.Thread(target=_end_with_parent, daemon=True).start()
    last = [0.0]

    def moved(what: str, done_s: float, of_s: float) -> None:
        if time.monotonic() - last[0] >= TELL_EVERY_S:
            last[0] = time.monotonic()
            pipe.send((what, done_s, of_s))

    with suppress(EOFError, OSError):
        while True:
            pipe.send(run(pipe.recv(), moved))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
