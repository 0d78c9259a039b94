"""Which clips are to be done, and doing them: files → jobs → outcomes, told to the ledger one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from formcheck.batch import find
from formcheck.batch.found import Found
from formcheck.batch.job import Failure, Job, Outcome, failure, noted
from formcheck.batch.keys import Keys, Settings, folder_of
from formcheck.batch.ledger import Known, Ledger
from formcheck.batch.manifest import Stated, of
from formcheck.batch.store import open_store
from formcheck.batch.workers import Pool
from formcheck.errors import FormcheckError
from formcheck.outputs.folder import MARK

HASHING_THREADS = 2
HASHED_AHEAD = 8
"""Files whose content is read before they are wanted, two at a time: a disk is seldom faster with more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file and what became of it: its content's hash and the key of its job, or why it has none."""

    found: Found
    stated: Stated
    content: str = ""
    key: str = ""
    problem: Failure | None = None


@dataclass(slots=True)
class Tally:
    """How far a batch is: files and bytes; `before` were done by an earlier run."""

    clips: int = 0
    bytes: int = 0
    done: int = 0
    done_bytes: int = 0
    before: int = 0
    failed: int = 0


Tell = Callable[[Tally, Entry, Outcome | None], None]
"""Told when a file has come to its end; without an outcome it was done before, or cannot be looked at."""


class Batch:
    """One run over some files: `good` came to a result, `bad` to none.

    Parameters
    ----------
    settings
        What is asked of every clip.
    out
        Where results go, a path or a URL.
    ledger
        Knows what was done before, and is told what is done.
    tell
        Told how far it is.

    Raises
    ------
    ModelError
        The pose model cannot be had.
    """

    def __init__(self, settings: Settings, out: str, ledger: Ledger, tell: Tell = lambda *_: None) -> None:
        self._settings, self._out, self._ledger, self._tell = settings, out, ledger, tell
        self._store = open_store(out)
        self._keys = Keys(settings)
        self._under_way: dict[Future[Outcome], tuple[Job, Entry]] = {}
        self._twins: dict[str, list[Entry]] = {}
        self._ended: dict[str, bool] = {}
        self.tally = Tally()
        self.good: list[Entry] = []
        self.bad: list[Entry] = []

    def run(self, files: Iterable[Found], pool: Pool) -> None:
        """Do what is not done yet, the largest clip first, so that none is begun when all others have ended."""
        todo = sorted(files, key=lambda file: (find.is_young(file), -file.bytes, file.name))
        self.tally.clips, self.tally.bytes = len(todo), sum(file.bytes for file in todo)
        for file, content in _identified(todo, self._ledger):
            entry = self._entry(file, content)
            if entry.problem is not None:
                self._end(entry, None, failed=True)
            elif entry.key in self._ended:
                self._end(entry, None, failed=self._ended[entry.key])
            elif entry.key in self._twins:
                self._twins[entry.key].append(entry)
            elif (known := self._known(entry)) is not None:
                self.tally.before += 1
                self._end(entry, None, failed=known.code != 0)
            else:
                while len(self._under_way) >= 2 * pool.size:
                    self._settle()
                self._begin(entry, pool)
        while self._under_way:
            self._settle()

    def _entry(self, file: Found, content: str | FormcheckError) -> Entry:
        stated = of(file.name, self._settings.manifest)
        if isinstance(content, FormcheckError):
            return Entry(file, stated, problem=failure(content))
        return Entry(file, stated, content, self._keys.result(content, self._settings.exercise(stated)))

    def _known(self, entry: Entry) -> Known | None:
        """A result that is there, or a failure that will last; also one that the ledger was never told of."""
        known = self._ledger.known(entry.key)
        if known is None:
            outcome = noted(self._store, self._folder(entry))
            if outcome is None or outcome.key != entry.key:
                return None
            self._ledger.finish(outcome, entry.content, entry.stated.exercise)
            known = self._ledger.known(entry.key)
        return known if known is not None and self._lasts(known) else None

    def _lasts(self, known: Known) -> bool:
        return known.lasting if known.code else self._store.has(f"{known.folder}/{MARK}")

    def _folder(self, entry: Entry) -> str:
        known = self._ledger.folder(entry.content, entry.stated.exercise)
        return known or folder_of(entry.found.name, entry.content, entry.stated)

    def _begin(self, entry: Entry, pool: Pool) -> None:
        folder = self._folder(entry)
        self._ledger.forget(folder)
        job = Job(
            key=entry.key,
            landmarks=self._keys.landmarks(entry.content),
            clip=entry.found.path,
            stamp=entry.found.stamp,
            out=self._out,
            folder=folder,
            asked=replace(self._settings.asked, exercise=self._settings.exercise(entry.stated)),
            exports=self._settings.exports,
        )
        self._twins[entry.key] = []
        self._under_way[pool.submit(job)] = job, entry

    def _settle(self) -> None:
        """Wait until at least one job has ended, and tell of it."""
        for future in wait(self._under_way, return_when=FIRST_COMPLETED).done:
            (job, entry), outcome = self._under_way.pop(future), future.result()
            self._ledger.finish(outcome, entry.content, entry.stated.exercise)
            self._ended[job.key] = failed = outcome.failure is not None
            for each in (entry, *self._twins.pop(job.key)):
                self._end(each, outcome, failed=failed)

    def _end(self, entry: Entry, outcome: Outcome | None, *, failed: bool) -> None:
        (self.bad if failed else self.good).append(entry)
        self.tally.done += 1
        self.tally.done_bytes += entry.found.bytes
        self.tally.failed += failed
        self._tell(self.tally, entry, outcome)


def _identified(files: Iterable[Found], ledger: Ledger) -> Iterator[tuple[Found, str | FormcheckError]]:
    """Files with the hash of their content, or why they have none; hashed ahead, in order."""
    ahead: deque[tuple[Found, str | FormcheckError | Future[str]]] = deque()
    threads = ThreadPoolExecutor(HASHING_THREADS, thread_name_prefix="formcheck-hash")
    try:
        for file in files:
            known = file.problem or ledger.content(file.path, file.stamp)
            ahead.append((file, known or threads.submit(find.content, file)))
            if len(ahead) > HASHED_AHEAD:
                yield _settled(*ahead.popleft(), ledger)
        while ahead:
            yield _settled(*ahead.popleft(), ledger)
    finally:
        threads.shutdown(cancel_futures=True)


def _settled(
    file: Found, content: str | FormcheckError | Future[str], ledger: Ledger
) -> tuple[Found, str | FormcheckError]:
    if not isinstance(content, Future):
        return file, content
    try:
        hashed = content.result()
    except FormcheckError as error:
        return file, error
    ledger.remember(file.path, file.stamp, hashed)
    return file, hashed
