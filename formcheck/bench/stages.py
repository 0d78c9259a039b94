"""Processor time of every stage of an analysis, one after the other in one process."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from formcheck.bench.ways import DECODED_AHEAD, Spent, likeliest
from formcheck.follow import model_of
from formcheck.outputs import clip as clips
from formcheck.outputs.annotate import annotate
from formcheck.outputs.report import write_report
from formcheck.outputs.write import VIDEO, write_numbers
from formcheck.poses import open_estimator
from formcheck.sources import open_source
from formcheck.threads import one_each
from formcheck.tracker import Tracker
from formcheck.types import Origin, Track


class Clock:
    """Processor seconds of this process by what they were spent on."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, float] = defaultdict(float)

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        """What is done here belongs to this stage."""
        began = time.process_time()
        yield
        self.cpu_s[stage] += time.process_time() - began


def stages(clip: Path, model: str, folder: Path) -> Spent:
    """Follow a clip in one piece, judge it, and write everything.

    Its `stages` are processor seconds: `landmarks` is the landmarker, the close look at the hips, and the look around
    for other people.
    """
    clock, asked = Clock(), clips.Asked(model=model)
    with one_each():
        track, origin = _followed(clip, model, clock)
    with clock.on("judging"):
        analysis = clips.judged(track, origin, asked, likeliest)
    with clock.on("tables"):
        write_numbers(analysis, folder)
    with clock.on("annotated video"), open_source(clip) as again:
        annotate(analysis, again, folder / VIDEO)
    with clock.on("report"):
        write_report(folder)
    return Spent(len(track), stages=dict(clock.cpu_s))


def _followed(clip: Path, model: str, clock: Clock) -> tuple[Track, Origin]:
    """As `follow.follow`, but a few frames are decoded before they are looked at, so that each stage is alone."""
    with open_source(clip) as source, open_estimator(model) as estimator:
        tracker, frames = Tracker(source.info.width, source.info.height), iter(source)
        while True:
            with clock.on("decoding"):
                block = list(islice(frames, DECODED_AHEAD))
            if not block:
                origin = Origin(source.info, None, None, source.corrupt_frames, *model_of(estimator))
                return tracker.track(), origin
            for frame in block:
                with clock.on("landmarks"):
                    pose = estimator.estimate(frame)
                with clock.on("lines of the room"):
                    tracker.add(frame, pose)
