"""Jobs on many machines: the same picklable jobs, handed to a Dask scheduler.

Only the parent tells the ledger. Clips and output folder must be where every worker sees them under the same name: on
a shared file system, or behind URLs.
"""

from __future__ import annotations

import faulthandler
import logging
import time
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from formcheck.batch import job as jobs
from formcheck.batch.job import NOTE, Job, Outcome
from formcheck.batch.keys import installed
from formcheck.batch.store import open_store
from formcheck.batch.workers import ATTEMPTS, SILENT_S, Run
from formcheck.errors import BatchError, ClipDied, OutputNotWritable

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"

REARM_S = 1.0

JOIN_S = 60.0
"""How long a scheduler is waited for, and its first worker (convention)."""


class Cluster:
    """A `workers.Pool` on a Dask scheduler, whose workers have one thread each.

    Parameters
    ----------
    address
        tcp://HOST:PORT of a scheduler, or "local" = one is started here, with worker processes of its own.
    size
        How many of them.
    silent_s
        A worker in which nothing has moved for so long ends itself, and its nanny starts another.
    run
        What is done with a job.

    Raises
    ------
    BatchError
        dask.distributed is not installed, or nobody answers at that address.
    """

    def __init__(self, address: str, size: int, *, silent_s: float = SILENT_S, run: Run = jobs.run) -> None:
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise BatchError("--cluster needs dask.distributed: pip install 'formcheck[cluster]'.") from error
        self._silent_s, self._run = silent_s, run
        self._own: Any = None
        where = address
        if address == LOCAL:
            dask.config.set({"distributed.scheduler.allowed-failures": ATTEMPTS - 1})
            self._own = LocalCluster(
                n_workers=size, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
            )
            where = self._own.scheduler_address
        try:
            self._client: Client = Client(where, timeout=JOIN_S, set_as_default=False)
            self._client.wait_for_workers(1, timeout=JOIN_S)
        except (OSError, ValueError) as error:  # a timeout is an OSError
            self._close_own()
            raise BatchError(f"No Dask scheduler with workers answers at {address}: {error}.") from error
        self._executor = self._client.get_executor(pure=False)

    @property
    def size(self) -> int:
        """How many jobs are under way at once; workers may come and go."""
        return max(1, sum(self._client.nthreads().values()))

    def submit(self, job: Job) -> Future[Outcome]:
        """Run a job on some worker."""
        outcome: Future[Outcome] = Future()
        given = self._executor.submit(_guarded, self._run, job, self._silent_s, installed())
        given.add_done_callback(partial(_settle, job, outcome))
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=kind is None)
        self._client.close()
        self._close_own()

    def _close_own(self) -> None:
        if self._own is not None:
            self._own.close()


def _guarded(run: Run, job: Job, silent_s: float, versions: dict[str, str]) -> Outcome:
    """On a worker: run a job, and end the process when nothing moves, even where a library holds on to it.

    Raises
    ------
    BatchError
        This machine has other versions than the one that named the job.
    """
    if other := {name: have for name, have in installed().items() if have != versions[name]}:
        raise BatchError(f"A worker has other versions than the machine the batch runs on: {other}.")
    last_s = 0.0

    def moved(*_: object) -> None:
        nonlocal last_s
        if time.monotonic() - last_s >= REARM_S:
            last_s = time.monotonic()
            faulthandler.dump_traceback_later(silent_s, exit=True)

    moved()
    try:
        return run(job, moved)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _settle(job: Job, outcome: Future[Outcome], given: Future[Outcome]) -> None:
    """Pass on what a worker came to, or why it came to nothing."""
    from distributed.scheduler import KilledWorker

    if given.cancelled():
        outcome.set_result(jobs.failed(job, ClipDied("The cluster was closed before it was done.")))
        return
    error = given.exception()
    if isinstance(error, KilledWorker):
        error = ClipDied("The workers that analysed it died, or nothing moved in them for too long.")
    elif error is None and not given.result().failure and open_store(job.out).read(f"{job.folder}/{NOTE}") is None:
        error = OutputNotWritable(f"{job.out} on the worker is not the folder of that name here: it must be shared.")
    outcome.set_result(given.result() if error is None else jobs.failed(job, error))
