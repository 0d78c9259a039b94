"""A clip → its results: the three steps that `formcheck analyze` and every clip of a batch go through alike.

`landmarks` is slow and sees the pictures; `judged` is fast and sees landmarks only; `write` makes the files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from formcheck import kept, naming
from formcheck.exercises import recognise
from formcheck.exercises.profile import Profile
from formcheck.follow import Progress, follow_clip
from formcheck.outputs.annotate import annotate
from formcheck.outputs.report import write_report
from formcheck.outputs.write import VIDEO, write_numbers
from formcheck.pipeline import Ask, conclude
from formcheck.poses import DEFAULT_ENGINE, Engine, Estimator, model_store, open_in_each_thread
from formcheck.sources import Clip, open_source
from formcheck.sources.file import FileSource
from formcheck.threads import one_for_blas
from formcheck.types import Analysis, Origin, Track

Bar = Callable[[str, float], AbstractContextManager[Progress]]
"""Told what is being done and for how many seconds of clip (nan = unknown); gives what is told how far it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a clip; see `pipeline.analyse`.

    `exercise` is a name, the path of a file that defines one, or "auto" = found from the clip.
    """

    exercise: str = recognise.AUTO
    profile: Profile | None = None
    roll_deg: float | None = None
    mirrored: bool = False
    playback_rate: float | None = None
    model: str = "full"
    start_s: float | None = None
    end_s: float | None = None
    video: bool = True
    engine: Engine = DEFAULT_ENGINE
    fps: float | None = None


@contextmanager
def silent(_what: str, _length_s: float) -> Iterator[Progress]:
    """A `Bar` that shows nothing."""
    yield lambda _: None


def opened(clip: Clip, asked: Asked) -> FileSource:
    """The frames that are asked for; see `sources.open_source`.

    Raises
    ------
    InputError
        The clip cannot be read.
    """
    span = asked.start_s, asked.end_s
    return open_source(clip, start_s=span[0], end_s=span[1], fps=asked.fps)


def length_s(clip: Clip, asked: Asked) -> float:
    """Seconds of the clip that are asked for, nan = unknown; a clip that cannot be read is refused.

    Raises
    ------
    InputError
        It cannot.
    """
    with opened(clip, asked) as source:
        return min(asked.end_s or math.inf, source.info.duration_s) - (asked.start_s or 0.0)


def landmarks(
    clip: Clip,
    asked: Asked,
    *,
    opener: Callable[[str, Engine], Callable[[], Estimator]] = open_in_each_thread,
    workers: int | None = None,
    bar: Bar = silent,
) -> tuple[Track, Origin]:
    """The landmarks of whoever is followed through the clip, and where they come from.

    Parameters
    ----------
    clip, asked
        What is looked at, and how.
    opener
        Told the model's name and engine, gives what makes estimators that have seen nothing, one a part.
    workers
        As in `follow.follow_clip`.
    bar
        Shows how far it is.

    Raises
    ------
    InputError, ModelError
        The clip cannot be read, or the model not be had.
    """
    long_s = length_s(clip, asked)
    with bar("finding the runner", long_s) as moved:
        return follow_clip(
            clip,
            opener(asked.model, asked.engine),
            start_s=asked.start_s,
            end_s=asked.end_s,
            fps=asked.fps,
            workers=workers,
            progress=moved,
        )


def landmarks_once(clip: Path, asked: Asked, *, bar: Bar = silent) -> tuple[Track, Origin]:
    """As `landmarks`, but a clip that was followed before, under whatever name, is not followed again.

    Raises
    ------
    InputError, ModelError
        The clip cannot be read, or the model not be had.
    """
    before, model = _stamp(clip), model_store.find(asked.model)
    look = naming.look(model.sha256, asked.engine, asked.start_s, asked.end_s, asked.fps)
    name = naming.landmarks(naming.content(clip), look)
    if (found := kept.load(name)) is not None:
        track, corrupt_frames = found
        with opened(clip, asked) as source:
            span = source.info, asked.start_s, asked.end_s
        return track, Origin(*span, corrupt_frames, model.name, model.sha256, asked.engine, asked.fps)
    track, origin = landmarks(clip, asked, bar=bar)
    if _stamp(clip) == before:
        kept.keep(name, track, origin.corrupt_frames)
    return track, origin


def _stamp(clip: Path) -> tuple[int, int]:
    """What changes when the file does."""
    facts = clip.stat()
    return facts.st_size, facts.st_mtime_ns


def judged(track: Track, origin: Origin, asked: Asked, ask: Ask = recognise.sure) -> Analysis:
    """What the landmarks come to, in one thread, so that the last digit does not depend on the machine's cores.

    Raises
    ------
    PersonError, ProfileError
        See `pipeline.conclude`.
    """
    exercise = recognise.named(asked.exercise, asked.profile)
    with one_for_blas():
        return conclude(
            track,
            exercise,
            origin,
            profile=asked.profile,
            roll_deg=asked.roll_deg,
            mirrored=asked.mirrored,
            playback_rate=asked.playback_rate,
            ask=ask,
        )


def write(
    analysis: Analysis,
    clip: Clip,
    asked: Asked,
    folder: Path,
    bar: Bar = silent,
    *,
    report: Callable[[Path], object] = write_report,
) -> None:
    """Write all files of an analysis into an existing folder; `report` makes the page from the others.

    Raises
    ------
    OutputNotWritable
        There is no room or no permission.
    """
    write_numbers(analysis, folder)
    if asked.video:
        with opened(clip, asked) as again, bar("drawing the video", length_s(clip, asked)) as moved:
            annotate(analysis, again, folder / VIDEO, moved)
    report(folder)
