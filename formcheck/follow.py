"""The only loop over frames: a clip → the track of the person in it.

A clip of some length is cut into parts of fixed bounds, and each part is followed by a landmarker of its own that
warms up on the second before. The cuts depend on the clip alone, so the track is the same whatever the number
of workers.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass

import numpy as np

from formcheck.ahead import ahead
from formcheck.errors import BadSpan
from formcheck.poses import Estimator
from formcheck.sources import Clip, Source, open_source
from formcheck.threads import one_each
from formcheck.tracker import Tracker, joined, since
from formcheck.types import Origin, SourceInfo, Track

PART_S = 12.0
"""Least length of a part, about: long beside the warm-up, short enough that both halves of a short clip count."""

MOST_PARTS = 8
"""However long the clip (convention): more than that few machines follow at once."""

WARM_UP_S = 1.0
"""The landmarker's own filter has forgotten its beginning after this long."""

Progress = Callable[[float], None]
"""Told how much of the clip is done, in seconds of it."""


@dataclass(frozen=True)
class _Part:
    """One stretch of a clip; None = from its first, to its last frame."""

    start_s: float | None
    end_s: float | None


def follow(source: Source, estimator: Estimator, progress: Progress = lambda _: None) -> Track:
    """Landmarks of the followed person in every frame of a source, a row of nan where nobody was found.

    Frames are decoded ahead in a thread of their own.
    """
    tracker = Tracker(source.info.width, source.info.height)
    with closing(ahead(source)) as frames:
        for frame in frames:
            tracker.add(frame, estimator.estimate(frame))
            progress(frame.time_s)
    return tracker.track()


def follow_clip(
    clip: Clip,
    open_model: Callable[[], Estimator],
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    fps: float | None = None,
    workers: int | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Track, Origin]:
    """Follow the person through a file, on all cores.

    Parameters
    ----------
    clip
        A video file, or one behind a URL.
    open_model
        Makes an estimator that has seen nothing; called once a part.
    start_s, end_s
        Keep frames with ``start_s <= time_s < end_s``.
    fps
        About how many of them a second, None = all.
    workers
        Parts under way at once; None = one a core; 1 = in this thread. The track does not depend on it.
    progress
        Told the seconds of the clip done so far.

    Notes
    -----
    Parts know nothing of each other. So a clip with several people, whose follower must remember whom it
    follows, and a clip with corrupt frames, which must be counted once, are followed in one piece; so is
    a file in which a part cannot be reached without decoding all before it.

    Raises
    ------
    InputError, ModelError
        The clip cannot be read, or the model not be had.
    """
    with open_source(clip, start_s=start_s, end_s=end_s) as source:
        info, parts = source.info, [_Part(start_s, end_s)]
        if source.seekable:
            parts = _parts(source.info, start_s, end_s)
    workers = workers or min(cores(), MOST_PARTS)
    with one_each():
        if len(parts) > 1:
            tracks, corrupt_frames, model = _follow_parts(clip, open_model, parts, fps, workers, progress)
            several = any((track.persons > 1).any() for track in tracks)
            if not several and not corrupt_frames:
                return joined(tracks), Origin(info, start_s, end_s, 0, *model, fps)
        with open_source(clip, start_s=start_s, end_s=end_s, fps=fps) as source, open_model() as estimator:
            track = follow(source, estimator, progress)
            return track, Origin(info, start_s, end_s, source.corrupt_frames, *model_of(estimator), fps)


def _parts(info: SourceInfo, start_s: float | None, end_s: float | None) -> list[_Part]:
    """Equal parts, an even number of them so that two cores share them evenly."""
    first, last = start_s or 0.0, min(end_s or math.inf, info.duration_s)
    pairs = min(round((last - first) / (2 * PART_S)), MOST_PARTS // 2) if math.isfinite(last) else 0
    if pairs < 1:
        return [_Part(start_s, end_s)]
    inner = [float(cut) for cut in np.linspace(first, last, 2 * pairs + 1)[1:-1]]
    return [_Part(a, b) for a, b in zip([start_s, *inner], [*inner, end_s], strict=True)]


def _follow_parts(
    clip: Clip,
    open_model: Callable[[], Estimator],
    parts: list[_Part],
    fps: float | None,
    workers: int,
    progress: Progress,
) -> tuple[list[Track], int, tuple[str, str, str]]:
    """Follow each part; also the corrupt frames counted (some twice) and the model."""
    stop, lock = threading.Event(), threading.Lock()
    done_s = dict.fromkeys(range(len(parts)), 0.0)
    model: set[tuple[str, str, str]] = set()
    corrupt = [0]

    def one(nth: int) -> Track | None:
        part = parts[nth]
        warm_s = None if part.start_s is None else max(0.0, part.start_s - WARM_UP_S * (nth > 0))

        def moved(time_s: float) -> None:
            if stop.is_set():
                raise _Stopped
            with lock:
                done_s[nth] = max(0.0, time_s - (part.start_s or 0.0))
                progress(sum(done_s.values()))

        try:
            with open_source(clip, start_s=warm_s, end_s=part.end_s, fps=fps) as source, open_model() as estimator:
                track = follow(source, estimator, moved)
                with lock:
                    corrupt[0] += source.corrupt_frames
                    model.add(model_of(estimator))
        except BadSpan:  # the container promised more than it holds
            return None
        return since(track, part.start_s or 0.0)  # without its warm-up

    tracks = [track for track in _each(one, len(parts), workers, stop) if track is not None]
    return tracks, corrupt[0], model.pop()


def _each(one: Callable[[int], Track | None], parts: int, workers: int, stop: threading.Event) -> list[Track | None]:
    """Do all parts: one worker is the caller's own thread, to which an estimator may be bound; else threads."""
    if workers == 1:
        return [one(nth) for nth in range(parts)]
    with ThreadPoolExecutor(workers, thread_name_prefix="formcheck-part") as pool:
        futures = [pool.submit(one, nth) for nth in range(parts)]
        try:
            return [future.result() for future in futures]
        except BaseException:
            stop.set()
            for future in futures:
                future.cancel()
            for future in futures:
                with suppress(BaseException):
                    future.result()
            raise


def model_of(estimator: Estimator) -> tuple[str, str, str]:
    """What `Origin` says of a model, in its order."""
    return estimator.name, estimator.sha256, estimator.engine


class _Stopped(Exception):
    """Another part failed, or the user interrupted."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
