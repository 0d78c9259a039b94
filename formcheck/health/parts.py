"""Parts of the body by name, and what all the examinations share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck.measures.scale import steady_metres_per_px
from formcheck.types import LEFT_AND_RIGHT, BoolArray, FloatArray, HealthEvent, Landmark, Repair, Track

TRUNK = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
WHOLE_BODY = "whole body"

NEAR_S = 0.2
"""Faults of the same kind and part that are this close are told as one (convention)."""


_LIMBS = {"arm": ("SHOULDER", "ELBOW", "WRIST", "PINKY", "INDEX", "THUMB"), "leg": ("HIP", "KNEE", "ANKLE", "HEEL")}

LIMBS: dict[str, list[Landmark]] = {
    f"{side} {limb}": [
        Landmark[f"{side.name}_{name}"] for name in (*names, *(["FOOT_INDEX"] if limb == "leg" else []))
    ]
    for side in LEFT_AND_RIGHT
    for limb, names in _LIMBS.items()
}
"""Landmarks of a limb, from the trunk outward. The head is not examined: nothing is measured from it."""


def seen(track: Track, marks: Sequence[Landmark]) -> BoolArray:
    """Rows (T,) in which all of these landmarks are there."""
    return np.asarray(np.isfinite(track.pixels[:, list(marks)]).all(axis=(1, 2)))


def about_trunk_m(track: Track) -> FloatArray:
    """Places in the picture about the middle of the trunk, (T, 33, 2) in m, so that a camera may pan; nan stays."""
    middle = track.pixels[:, TRUNK].mean(axis=1, keepdims=True)
    places: FloatArray = (track.pixels - middle) * steady_metres_per_px(track)[:, None, None]
    return places


def off_course(time_s: FloatArray, first: FloatArray, second: FloatArray, third: FloatArray) -> FloatArray:
    """How far the third of three places in a row is from where the first two point, (n - 2, …).

    Places are (n - 2, …, 2), a first, second and third for every three of the (n,) times. After a longer step
    than the one before, no more than that one's way is expected: who is lost for long may have stopped.
    """
    step_s = np.diff(time_s)
    share = np.minimum(step_s[1:] / step_s[:-1], 1.0).reshape(-1, *[1] * (first.ndim - 1))
    off: FloatArray = np.linalg.norm((third - second) - share * (second - first), axis=-1)
    return off


def without(track: Track, gone: BoolArray) -> Track:
    """The track with landmarks (T, 33) left out."""
    pixels, world = track.pixels.astype(float), track.world.astype(float)
    pixels[gone], world[gone] = np.nan, np.nan
    return replace(track, pixels=pixels, world=world)


def events(
    time_s: FloatArray, rows: BoolArray, kind: str, parts: Sequence[str], repair: Repair, what: str
) -> list[HealthEvent]:
    """One event for each stretch of `rows` (T,), those `NEAR_S` apart joined; `what` ends its sentence."""
    hit = np.flatnonzero(rows)
    if hit.size == 0:
        return []
    apart = np.flatnonzero(np.diff(time_s[hit]) > np.maximum(NEAR_S, 1.01 * np.diff(time_s).max(initial=0.0)))
    found = []
    for first, last in zip(hit[np.r_[0, apart + 1]], hit[np.r_[apart, hit.size - 1]], strict=True):
        start_s, end_s = float(time_s[first]), float(time_s[last])
        when = f"At {start_s:.1f} s" if end_s - start_s < 0.1 else f"From {start_s:.1f} to {end_s:.1f} s"
        found.append(HealthEvent(kind, start_s, end_s, list(parts), repair, f"{when} {what}"))
    return found
