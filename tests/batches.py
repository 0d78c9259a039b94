"""Batches without a pose model: clips of a few plain frames, and a stick person who is found in each."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from formcheck.batch import job, keys, whole
from formcheck.batch.find import EVERYTHING
from formcheck.batch.found import Wanted
from formcheck.batch.keys import Settings
from formcheck.batch.manifest import Stated
from formcheck.outputs.clip import Asked
from formcheck.types import Origin
from tests import people
from tests.clips import make_clip, steady
from tests.people import SOURCE, Plan

SQUAT = Asked(exercise="single-leg-squat", video=False)


def plain(path: Path, number: int = 0, *, ago_s: float = 60.0) -> Path:
    """A clip of five grey frames that differ with `number`, last changed so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    make_clip(path, steady(5), container="mp4", stored=[np.full((48, 64, 3), 10 + 5 * number, np.uint8)] * 5)
    return settled(path, ago_s)


def settled(path: Path, ago_s: float = 60.0) -> Path:
    """The file, last changed so long ago."""
    at = time.time() - ago_s
    os.utime(path, (at, at))
    return path


class Follower:
    """In place of `outputs.clip.landmarks`: a stick person squats in every clip, or nobody is in it; counted."""

    def __init__(self) -> None:
        self.followed: list[str] = []
        self.nobody: set[str] = set()
        self.raises: dict[str, BaseException] = {}
        self._track = people.squats(Plan()).track

    def __call__(self, clip, asked, **_):
        self.followed.append(clip.name)
        if clip.name in self.raises:
            raise self.raises[clip.name]
        track = self._track
        if clip.name in self.nobody:
            track = people.without(track, np.arange(len(track)))
        return track, Origin(SOURCE, asked.start_s, asked.end_s, 0, "stick person", "0" * 64)


class Here:
    """A `Pool` in this process and thread."""

    size = 1

    def submit(self, work: job.Job) -> Future:
        future: Future = Future()
        future.set_result(job.run(work))
        return future

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def without_model(monkeypatch) -> Follower:
    """Take the pose model out of batches in this process."""
    follower = Follower()
    monkeypatch.setattr(job.clips, "landmarks", follower)
    monkeypatch.setattr(keys.model_store, "find", lambda _: SimpleNamespace(sha256="0" * 64))
    return follower


def run(
    folder: Path | str,
    out: Path | str,
    asked: Asked = SQUAT,
    *,
    manifest: dict[str, Stated] | None = None,
    exports: Sequence[str] = (),
    pool=None,
    wanted: Wanted = EVERYTHING,
    tell=lambda *_: None,
) -> whole.Summary:
    """A whole batch in this process."""
    settings = Settings(asked, manifest or {}, tuple(exports))
    return whole.run_batch([str(folder)], str(out), settings, wanted=wanted, pool=pool or Here(), tell=tell)
