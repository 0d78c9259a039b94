"""Frame after frame → the track of the person in them: what a clip and a live picture have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from formcheck.types import APPEARANCE, FloatArray, Frame, Pose, Track

LOOK_S = 4.0
"""The surroundings are looked at once in so many seconds."""

BLOCK = 512
"""Rows that are put together at a time, so that a long session is not copied whole whenever its end is asked for."""

ROWS = ("time_s", "pixels", "world", "visible", "persons", "appearance")
"""What a track has a row of for every frame."""

_WIDTH = 33 * 6 + APPEARANCE
_NOBODY = np.full(_WIDTH, np.nan, np.float32)


class Tracker:
    """Gathers the landmarks of the followed person, a row of nan where nobody was found, and lines of the room.

    Parameters
    ----------
    width, height
        Of the upright pictures, in pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._blocks: list[Track] = []
        self._last_s = -np.inf
        self._begin()

    def _begin(self) -> None:
        self._times: list[float] = []
        self._rows: list[FloatArray] = []
        self._persons: list[int] = []
        self._lines: list[FloatArray] = [np.empty((0, 5))]

    def add(self, frame: Frame, pose: Pose | None) -> None:
        """Keep what was found in a frame later than all before."""
        from formcheck.sources.lines import straight_lines  # judging again must not need OpenCV

        if np.isinf(self._last_s) or self._last_s // LOOK_S < frame.time_s // LOOK_S:
            found = straight_lines(frame.image, None if pose is None else pose.pixels)
            self._lines.append(np.column_stack((np.full(len(found), frame.time_s), found)))
        self._last_s = frame.time_s
        self._times.append(frame.time_s)
        self._persons.append(pose.persons if pose else 0)
        self._rows.append(_NOBODY if pose is None else _row(pose))
        if len(self._times) == BLOCK:
            self._blocks.append(self._block())
            self._begin()

    def track(self, from_s: float = -np.inf) -> Track:
        """What was seen from a time on."""
        late = [block for block in self._blocks if block.time_s[-1] >= from_s]
        return since(joined([*late, self._block()]), from_s)

    def _block(self) -> Track:
        every = np.array(self._rows, np.float32).reshape(-1, _WIDTH)
        table = every[:, : 33 * 6].reshape(-1, 33, 6)
        return Track(
            time_s=np.array(self._times),
            pixels=table[..., :2],
            world=table[..., 2:5],
            visible=table[..., 5],
            persons=np.array(self._persons, np.int64),
            width=self._size[0],
            height=self._size[1],
            lines=np.concatenate(self._lines),
            appearance=every[:, 33 * 6 :],
        )


def _row(pose: Pose) -> FloatArray:
    return np.concatenate((np.column_stack((pose.pixels, pose.world, pose.visible)).ravel(), pose.appearance))


def since(track: Track, from_s: float) -> Track:
    """The rows and lines of a track from a time on."""
    kept, lines = track.time_s >= from_s, track.lines[:, 0] >= from_s
    rows: dict[str, Any] = {name: getattr(track, name)[kept] for name in ROWS}
    return replace(track, **rows, lines=track.lines[lines])


def joined(tracks: Sequence[Track]) -> Track:
    """Tracks of the same picture one after the other."""
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(track, name) for track in tracks]) for name in (*ROWS, "lines")
    }
    return replace(tracks[0], **columns)
