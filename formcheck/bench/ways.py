"""The ways through a clip that are compared. Each is run in a process of its own: see `formcheck.bench.child`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from formcheck import exercises
from formcheck.exercises.base import Exercise
from formcheck.outputs import clip as clips
from formcheck.poses import DEFAULT_ENGINE, Engine, model_store, open_estimator
from formcheck.poses.quiet import quiet
from formcheck.sources import open_source
from formcheck.types import Candidate

DECODED_AHEAD = 16
"""Frames that the bare landmarker finds decoded; few, as they count in its memory."""


@dataclass
class Spent:
    """What a way came to: frames, seconds and processor seconds that are not its own, processor seconds by stage."""

    frames: int = 0
    aside_s: float = 0.0
    aside_cpu_s: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is done here is not counted."""
        began, cpu = time.perf_counter(), time.process_time()
        yield
        self.aside_s += time.perf_counter() - began
        self.aside_cpu_s += time.process_time() - cpu


def bare(clip: Path, model: str, _folder: Path) -> Spent:
    """The landmarker alone, on frames decoded beforehand."""
    spent = Spent()
    video = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    with quiet(), _landmarker(model) as landmarker:
        while True:
            with spent.aside():
                frames = [cv2.cvtColor(picture, cv2.COLOR_BGR2RGB) for picture in _read(video, DECODED_AHEAD)]
            for rgb in frames:
                landmarker.detect_for_video(_as_mediapipe(rgb), _at_ms(spent.frames, video))
                spent.frames += 1
            if not frames:
                return spent


def loop(clip: Path, model: str, folder: Path) -> Spent:
    """What one writes first: OpenCV reads, the landmarker infers, OpenCV draws and writes."""
    spent = Spent()
    video = cv2.VideoCapture(str(clip))
    width, height = (int(video.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    mp4v = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(folder / "loop.mp4"), mp4v, video.get(cv2.CAP_PROP_FPS), (width, height))
    with quiet(), _landmarker(model) as landmarker:
        for picture in _read(video):
            rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
            found = landmarker.detect_for_video(_as_mediapipe(rgb), _at_ms(spent.frames, video))
            for person in found.pose_landmarks:
                for point in person:
                    cv2.circle(picture, (int(point.x * width), int(point.y * height)), 3, (0, 255, 0), -1)
            writer.write(picture)
            spent.frames += 1
    writer.release()
    return spent


def analyze(
    clip: Path,
    model: str,
    folder: Path,
    *,
    video: bool = True,
    one_core: bool = False,
    engine: Engine = DEFAULT_ENGINE,
) -> Spent:
    """What `formcheck analyze` does; of several exercises that the clip may show it takes the likeliest."""
    if one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asked = clips.Asked(model=model, video=video, engine=engine)
    track, origin = clips.landmarks(clip, asked)
    clips.write(clips.judged(track, origin, asked, likeliest), clip, asked, folder)
    return Spent(len(track))


def first_frame(clip: Path, model: str, _folder: Path) -> Spent:
    """The first frame of the clip, analysed."""
    with open_source(clip) as source, open_estimator(model) as estimator:
        estimator.estimate(next(iter(source)))
    return Spent(1)


def likeliest(candidates: list[Candidate]) -> Exercise:
    """The exercise that the clip shows if it shows any."""
    return exercises.find(candidates[0].exercise)


Way = Callable[[Path, str, Path], Spent]
"""Told the clip, the model's name, and a folder for whatever it writes."""

_ONE_CORE: dict[str, Way] = {"formcheck, one core": partial(analyze, one_core=True)}

WAYS: dict[str, Way] = {
    "landmarker, bare": bare,
    "OpenCV loop": loop,
    **(_ONE_CORE if hasattr(os, "sched_setaffinity") else {}),
    "formcheck": analyze,
    "formcheck --no-video": partial(analyze, video=False),
    "… --engine mediapipe": partial(analyze, video=False, engine=Engine.MEDIAPIPE),
}
"""By their names in the table, the yardstick first; only Linux lets a process be kept to one core."""


def _read(video: cv2.VideoCapture, most: float = np.inf) -> Iterator[Any]:
    """The next pictures, at most so many."""
    count = 0
    while count < most:
        more, picture = video.read()
        if not more:
            return
        count += 1
        yield picture


def _at_ms(index: int, video: cv2.VideoCapture) -> int:
    return round(1000 * index / video.get(cv2.CAP_PROP_FPS))


def _landmarker(model: str) -> Any:  # noqa: ANN401
    from mediapipe.tasks.python import BaseOptions, vision

    base = BaseOptions(model_asset_path=str(model_store.find(model).path))
    options = vision.PoseLandmarkerOptions(base_options=base, running_mode=vision.RunningMode.VIDEO)
    return vision.PoseLandmarker.create_from_options(options)


def _as_mediapipe(rgb: Any) -> Any:  # noqa: ANN401
    import mediapipe as mp

    return mp.Image(mp.ImageFormat.SRGB, rgb)
