"""The clip seen so far, judged in a process of its own by the same `conclude` as any clip.

A process, because judging is Python and would hold up the pictures. A repetition under way is judged too: the clip
seen so far is followed by its own last seconds backwards, as if the person went back the way they came, so that
every exercise's own segmentation finds it and judges it by the deepest point so far.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

import numpy as np

from formcheck.checks import frames_seen
from formcheck.exercises.profile import Profile
from formcheck.types import Level, Neutral, Origin, Rep, Result, SourceInfo, Track, View

BACK_S = 6.0
"""Longest repetition that is judged while it lasts (convention)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be judged: as in `pipeline.conclude`, but for the exercise, which goes by its name or file."""

    exercise: str | None
    profile: Profile | None = None
    roll_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A repetition, the number that decided in words, and what to do better; `lasts` = it is under way."""

    rep: Rep
    says: str
    cue: str
    lasts: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is known of a stretch of the clip seen so far.

    `judged` = repetitions were looked for; `neutral` is None without any. `exercise` is None while it is not
    sure which it is. `why_not` says why nothing was found, in a sentence.
    """

    from_s: float
    until_s: float
    judged: bool
    exercise: str | None
    level: Level | None
    view: View | None
    told: list[Told]
    neutral: Neutral | None = None
    why_not: str = ""


def opine(track: Track, asked: Asked | None) -> Opinion:
    """Judge the clip seen so far; where nothing is asked, find its level and view only."""
    from formcheck import exercises, pipeline
    from formcheck.errors import InputError, PersonError

    from_s, until_s = float(track.time_s[0]), float(track.time_s[-1])
    if asked is None:
        return _glance(track, None, "")
    exercise = exercises.find(asked.exercise) if asked.exercise else None
    try:
        result = pipeline.conclude(
            and_back(track),
            exercise,
            LIVE,
            profile=asked.profile,
            roll_deg=asked.roll_deg,
        ).result
    except (InputError, PersonError) as error:
        return _glance(track, asked, str(error))
    name = asked.exercise or result.exercise
    told = _told(result, until_s)
    return Opinion(from_s, until_s, True, name, result.level, result.view, told, result.neutral)


def _glance(track: Track, asked: Asked | None, why_not: str) -> Opinion:
    """Level and view of a clip in which nothing was found, or asked for."""
    from formcheck import prepare, smoothing

    level = view = None
    if frames_seen(track).any():
        body = prepare.upright_body(smoothing.smooth(track), asked.roll_deg if asked else None)
        level, view = body.level, body.view
    name = asked.exercise if asked else None
    from_s, until_s = float(track.time_s[0]), float(track.time_s[-1])
    return Opinion(from_s, until_s, asked is not None, name, level, view, [], why_not=why_not)


def _told(result: Result, until_s: float) -> list[Told]:
    """The repetitions that began in the clip, not in its echo."""
    from formcheck.steps import cues, decided

    cue = cues(result)
    began = [rep for rep in result.reps if rep.start_s < until_s]
    return [Told(rep, decided(result, rep), cue.get(rep.number, ""), rep.end_s > until_s) for rep in began]


def and_back(track: Track) -> Track:
    """The track followed by its last `BACK_S` backwards in time."""
    last_s = track.time_s[-1]
    back = np.flatnonzero(track.time_s[:-1] > last_s - BACK_S)[::-1]
    rows: dict[str, Any] = {
        name: np.concatenate([getattr(track, name), getattr(track, name)[back]])
        for name in ("pixels", "world", "visible", "persons")
    }
    if len(track.appearance):
        rows["appearance"] = np.concatenate([track.appearance, track.appearance[back]])
    return replace(track, time_s=np.concatenate([track.time_s, 2 * last_s - track.time_s[back]]), **rows)


LIVE = Origin(SourceInfo("live", 0, 0, 0.0, 0, float("nan"), "", "", 0), None, None, 0, "", "")
"""Nobody reads where an opinion's landmarks come from."""


class Judge:
    """Judges in a process of its own, one clip at a time; the process makes ready at once."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: Future[Opinion] | None = None
        self._start()

    def _start(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_in_background)
        pool.submit(_make_ready)
        self._pool = pool
        return pool

    @property
    def idle(self) -> bool:
        """Nothing is being judged, and no opinion waits to be taken."""
        return self._under_way is None

    def submit(self, track: Track, asked: Asked | None) -> None:
        """Begin to judge a clip; only when idle."""
        self._under_way = (self._pool or self._start()).submit(opine, track, asked)

    def take(self) -> Opinion | None:
        """The opinion, once it is there; None until then, and when the process died: another one replaces it."""
        if self._under_way is None or not self._under_way.done():
            return None
        if self._died():
            self.close()
            return None
        done, self._under_way = self._under_way, None
        return done.result()

    def _died(self) -> bool:
        """Whether the process died of what is under way; waits for its end."""
        return self._under_way is not None and isinstance(self._under_way.exception(), BrokenProcessPool)

    def close(self) -> None:
        """End the process; waits for what it is judging."""
        if self._pool is not None:
            if self._died() and sys.version_info < (3, 11, 5):
                # these would for ever send the dead one the rest of its clip (gh-94777)
                self._pool._call_queue._reader.close()  # type: ignore[attr-defined]
            self._pool.shutdown(cancel_futures=True)
            self._pool = self._under_way = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make_ready() -> None:
    """Import what judging needs, a second's work."""
    from formcheck import pipeline  # noqa: F401


def _in_background() -> None:
    """Pictures come first; and Ctrl-C goes to all processes of a terminal, but the session's own tells this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """A session that is killed takes its judge with it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
