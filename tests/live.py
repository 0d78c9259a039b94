"""Live sessions without a camera, a model or a clock: saved poses go in frame by frame, opinions come when told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from formcheck.live.gestures import Gesture
from formcheck.live.guide import Guide, Sight
from formcheck.live.judge import Asked, Opinion, opine
from formcheck.live.session import Moment, Session
from formcheck.poses.recorded import RecordedEstimator
from formcheck.scene import Guidance
from formcheck.types import Frame, Landmark, Pose, Track
from tests.people import Camera, play
from tests.people import Moment as Posed

ROOM = Camera(focal_px=900.0, width=960, height=960)
"""Somebody 2.5 m away, wholly in the picture."""


def standing(seconds: float, camera: Camera = ROOM, *, hands_up: tuple[str, ...] = ()) -> Track:
    """Somebody who stands still, with these hands over the head."""
    track = play(lambda _: Posed(), seconds, camera)
    for side in hands_up:
        track.pixels[:, Landmark[f"{side}_WRIST"], 1] = track.pixels[:, Landmark.NOSE, 1] - 100.0
    return track


def nobody(seconds: float, camera: Camera = ROOM) -> Track:
    """An empty room."""
    track = standing(seconds, camera)
    return replace(track, pixels=np.full_like(track.pixels, np.nan), world=np.full_like(track.world, np.nan))


def one_after_the_other(*tracks: Track) -> Track:
    """Tracks in a row, 30 frames a second."""
    rows = {
        name: np.concatenate([getattr(track, name) for track in tracks])
        for name in ("pixels", "world", "visible", "persons")
    }
    return replace(tracks[0], time_s=np.arange(len(rows["persons"])) / 30.0, **rows)


def poses(track: Track) -> Iterator[tuple[float, Pose | None]]:
    """The poses of a track with their times."""
    estimator = RecordedEstimator(track)
    for nth, time_s in enumerate(track.time_s):
        yield float(time_s), estimator.estimate(Frame(nth, float(time_s), np.zeros((1, 1, 3), np.uint8)))


def guided(guide: Guide, track: Track, *, keys: dict[float, Gesture] | None = None, **sight: float) -> list[Guidance]:
    """What a guide says of each moment of a track; `keys` are pressed at the first frame at or after their times."""
    waiting = sorted((keys or {}).items())
    said = []
    told = {"brightness": 120.0, "level": None, "pose_hz": 30.0, "camera_hz": 30.0} | sight
    for time_s, pose in poses(track):
        key = waiting.pop(0)[1] if waiting and time_s >= waiting[0][0] else None
        said.append(guide.see(Sight(time_s, pose, track.width, track.height, **told), key))
    return said


class Prompt:
    """A judge without a process: an opinion is there `after` asks."""

    def __init__(self, after: int = 10) -> None:
        self.asked: list[Track] = []
        self._after, self._left = after, 0
        self._opinion: Opinion | None = None

    @property
    def idle(self) -> bool:
        return self._opinion is None

    def submit(self, track: Track, asked: Asked | None) -> None:
        self.asked.append(track)
        self._opinion, self._left = opine(track, asked), self._after

    def take(self) -> Opinion | None:
        self._left -= 1
        if self._opinion is None or self._left > 0:
            return None
        done, self._opinion = self._opinion, None
        return done


class Kept:
    """A recorder that remembers."""

    def __init__(self) -> None:
        self.times_s: list[float] = []
        self.grey: list[float] = []
        self.closed = False

    def write(self, image: np.ndarray, time_s: float) -> None:
        self.times_s.append(time_s)
        if image.any():
            self.grey.append(time_s)

    def close(self) -> None:
        self.closed = True


def seen(
    track: Track,
    exercise: str | None = "single-leg-squat",
    *,
    led: bool = True,
    kept: Kept | None = None,
    judge: Any = None,
) -> tuple[Session, list[Moment]]:
    """A session that sees a track on black pictures."""
    session = Session(
        RecordedEstimator(track),
        judge or Prompt(),
        Asked(exercise),
        track.width,
        track.height,
        (lambda: kept) if kept else None,
        led=led,
    )
    black = np.zeros((track.height, track.width, 3), np.uint8)
    return session, [session.see(Frame(nth, float(t), black)) for nth, t in enumerate(track.time_s)]
