"""Faults put into tracks at known places: what the model does to landmarks at times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.measures.scale import typical_metres_per_px
from formcheck.types import Landmark, Track
from tests.people import MIRROR

BODY = list(range(Landmark.LEFT_SHOULDER, len(Landmark)))
LEGS = [m for m in Landmark if m.name.endswith(("KNEE", "ANKLE", "HEEL", "FOOT_INDEX"))]
ARMS = list(range(Landmark.LEFT_ELBOW, Landmark.LEFT_HIP))
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
LEFT_LEG = [m for m in LEGS if m.name.startswith("LEFT")]


@dataclass(frozen=True)
class Faulty:
    """A track with one fault: in these rows, to these landmarks."""

    track: Track
    rows: np.ndarray
    marks: list[int]


def _moved(
    track: Track, rows: np.ndarray, marks: Sequence[int], pixels: Callable[[np.ndarray], np.ndarray]
) -> Faulty:
    changed = track.pixels.astype(float)
    at = np.ix_(rows, list(marks))
    changed[at] = pixels(changed[at])
    return Faulty(replace(track, pixels=changed), rows, list(marks))


def swapped(track: Track, rows: np.ndarray, marks: Sequence[int]) -> Faulty:
    """Left and right of these landmarks exchanged, as the model does it."""
    columns = {}
    for name in ("pixels", "world", "visible"):
        values = getattr(track, name).copy()
        values[np.ix_(rows, list(marks))] = getattr(track, name)[np.ix_(rows, MIRROR[list(marks)])]
        columns[name] = values
    return Faulty(replace(track, **columns), rows, list(marks))


def flipped(track: Track, rows: np.ndarray) -> Faulty:
    """The whole body taken for seen from the other side."""
    return swapped(track, rows, list(Landmark))


def elsewhere(track: Track, rows: np.ndarray, away_m: float = 1.5, size: float = 0.7) -> Faulty:
    """Somebody of another size, followed for a while."""
    away_px = away_m / typical_metres_per_px(track)
    return _moved(track, rows, list(Landmark), lambda places: size * places + np.array([away_px, 0.0]))


def spiked(track: Track, rows: np.ndarray, mark: Landmark, away_m: float = 0.4) -> Faulty:
    """One joint off to a side."""
    away_px = away_m / typical_metres_per_px(track)
    return _moved(track, rows, [mark], lambda places: places + np.array([away_px, 0.0]))


def below(track: Track, rows: np.ndarray) -> Faulty:
    """The left leg invented below the picture."""
    return _moved(track, rows, LEFT_LEG, lambda places: places * [1.0, 0.0] + [0.0, track.height + 20.0])


def stretched(track: Track, rows: np.ndarray) -> Faulty:
    """The left shank drawn out to a thing on the floor, 1 m from the knee."""
    knee = track.pixels[rows][:, [Landmark.LEFT_KNEE]].astype(float)
    away = np.array([1.0, 0.0]) / typical_metres_per_px(track)
    marks = [m for m in LEFT_LEG if m != Landmark.LEFT_KNEE]
    return _moved(track, rows, marks, lambda places: np.broadcast_to(knee + away, places.shape))
