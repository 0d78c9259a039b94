"""One clip of a batch, from file to results folder: picklable, and pure but for that folder.

It does what `formcheck analyze` does, by the same steps (`outputs.clip`). A folder is finished when its note,
`batch.json`, bears the job's key: that is how a result is known whose writing the ledger was never told.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from formcheck.batch.find import refuse_changed
from formcheck.batch.rows import rep_rows, score_rows
from formcheck.batch.store import Store, open_store
from formcheck.batch.thumbnail import THUMBNAIL, write_thumbnail
from formcheck.errors import (
    BadSpan,
    ClipDamaged,
    ClipTooShort,
    FormcheckError,
    NotAVideo,
    PersonError,
    ProfileError,
)
from formcheck.follow import Progress
from formcheck.outputs import clip as clips
from formcheck.outputs.folder import MARK
from formcheck.outputs.trc import EXPORTS
from formcheck.outputs.write import FILES, LANDMARKS
from formcheck.poses import Engine, Estimator, open_in_each_thread, recorded
from formcheck.sources import clip_at
from formcheck.types import Analysis, Origin, Track

NOTE = "batch.json"

PAGES = ("report.html", MARK)
"""What the index leads to: the first of these that there is."""

OURS = (*FILES, *(f"landmarks.{kind}" for kind in EXPORTS), NOTE)
"""What is replaced when a clip is done again; a thumbnail is kept."""

LASTING = (PersonError, ProfileError, NotAVideo, ClipDamaged, ClipTooShort, BadSpan)
"""What is wrong with the clip itself and stays so; all else the next run tries again."""

UNEXPECTED = 1

Moved = Callable[[str, float, float], None]
"""Told what is being done, the seconds of clip done, and of how many (nan = unknown)."""


@dataclass(frozen=True, slots=True)
class Job:
    """A clip to be analysed.

    `key` names the work: the clip's content, all settings, and the versions of what does it; `landmarks` the part of
    it that landmarks depend on. `stamp` is the file's when its content was hashed. Results go to `folder` below
    `out`.
    """

    key: str
    landmarks: str
    clip: str
    stamp: str
    out: str
    folder: str
    asked: clips.Asked
    exports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a clip has no result: the error's class, its exit code and its sentence.

    `lasting` says that it is the clip's own fault, and will be so the next time.
    """

    kind: str
    code: int
    sentence: str
    lasting: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to: rows of the tables, or a failure.

    `origin` is None where there are no landmarks; `page` is the file of the folder to look at.
    """

    key: str
    landmarks: str
    folder: str
    seconds: float
    failure: Failure | None
    origin: Origin | None
    page: str
    scores: list[dict[str, Any]]
    reps: list[dict[str, Any]]


_OUTCOME = TypeAdapter(Outcome)


def failure(error: BaseException) -> Failure:
    """An error as it is told."""
    if isinstance(error, FormcheckError):
        return Failure(type(error).__name__, error.exit_code, str(error), isinstance(error, LASTING))
    return Failure(type(error).__name__, UNEXPECTED, f"Unexpected {type(error).__name__}: {error}", lasting=False)


def failed(job: Job, error: BaseException, seconds: float = 0.0) -> Outcome:
    """The outcome of a job that left nothing behind."""
    return Outcome(job.key, job.landmarks, job.folder, seconds, failure(error), None, "", [], [])


def dumps(outcome: Outcome) -> bytes:
    """An outcome as JSON."""
    return _OUTCOME.dump_json(outcome)


def loads(text: bytes) -> Outcome:
    """An outcome from JSON."""
    return _OUTCOME.validate_json(text)


def noted(store: Store, folder: str) -> Outcome | None:
    """What the note in a results folder says; None without a note, or one that cannot be read."""
    note = store.read(f"{folder}/{NOTE}")
    try:
        return None if note is None else loads(note)
    except ValidationError:
        return None


def run(job: Job, moved: Moved = lambda *_: None) -> Outcome:
    """Analyse a clip, unless that has been done, and write its folder; whatever goes wrong is an outcome."""
    began = time.monotonic()
    try:
        store = open_store(job.out)
        before = noted(store, job.folder)
        store.refuse_full()
        with store.filled(job.folder, OURS) as part:
            outcome = _done(job, before, store, part, moved)
            outcome = replace(outcome, seconds=round(time.monotonic() - began, 2))
            (part / NOTE).write_bytes(dumps(outcome))
    except Exception as error:  # noqa: BLE001 - no clip may end the night of all others
        return failed(job, error, round(time.monotonic() - began, 2))
    return outcome


def _done(job: Job, before: Outcome | None, store: Store, part: Path, moved: Moved) -> Outcome:
    """Write everything but the note into `part`; of a clip that shows nothing, its landmarks."""
    bar = _bar(moved)
    outcome = Outcome(job.key, job.landmarks, job.folder, 0.0, None, None, "", [], [])
    track, origin = _landmarks(job, before, store, bar)
    outcome = replace(outcome, origin=origin)
    try:
        analysis = clips.judged(track, origin, job.asked)
    except (PersonError, ProfileError) as error:
        recorded.save(track, part / LANDMARKS)
        return replace(outcome, failure=failure(error))
    clips.write(analysis, clip_at(job.clip), job.asked, part, bar)
    _write_besides(job, analysis, store, part)
    page = next(name for name in PAGES if (part / name).exists())
    return replace(outcome, page=page, scores=score_rows(analysis.result), reps=rep_rows(analysis.result))


def _landmarks(job: Job, before: Outcome | None, store: Store, bar: clips.Bar) -> tuple[Track, Origin]:
    """Those that lie in the folder, where they are what the job wants; else the clip is followed."""
    if before is not None and before.origin is not None and before.landmarks == job.landmarks:
        with suppress(ProfileError), tempfile.TemporaryDirectory() as copy:  # without them it is followed
            saved = Path(copy, LANDMARKS)
            saved.write_bytes(store.read(f"{job.folder}/{LANDMARKS}") or b"")
            return recorded.load(saved), before.origin
    found = clips.landmarks(clip_at(job.clip), job.asked, opener=_estimators, workers=1, bar=bar)
    refuse_changed(job.clip, job.stamp)
    return found


def _write_besides(job: Job, analysis: Analysis, store: Store, part: Path) -> None:
    for kind in job.exports:
        EXPORTS[kind](analysis, part / f"landmarks.{kind}")
    if not store.has(f"{job.folder}/{THUMBNAIL}"):
        write_thumbnail(analysis.result, clip_at(job.clip), part / THUMBNAIL)


@cache
def _estimators(model: str, engine: Engine) -> Callable[[], Estimator]:
    """What makes estimators; what these share is kept from one clip to the next."""
    return open_in_each_thread(model, engine)


def _bar(moved: Moved) -> clips.Bar:
    @contextmanager
    def bar(what: str, length_s: float) -> Iterator[Progress]:
        moved(what, 0.0, length_s)
        yield lambda done_s: moved(what, done_s, length_s)

    return bar
