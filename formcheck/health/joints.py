"""Single joints: out and back faster than a limb can move, and limbs longer than they are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from formcheck.health.parts import LIMBS, about_trunk_m, events, without
from formcheck.smoothing import MAX_GAP_S
from formcheck.types import BoolArray, FloatArray, HealthEvent, Landmark, Repair, Track

LIMB_M_PER_S2 = 100.0
"""Fastest change of speed of a foot or hand: the foot of a sprinter swings at some 8 m/s about a hip 0.9 m away,
which is 70 m/s², and lands with some 100 (convention)."""

JOINT_NOISE_M = 0.1
"""A landmark may err by this from one frame to the next (convention)."""

TOO_LONG = 1.75
"""A limb looks no longer than this many times its length in space: 1.33 for being nearer than the trunk by a quarter
of its distance, 1.3 for the model's error (convention; measured on real clips with the runner followed: 1.57)."""


def leave_out(track: Track) -> tuple[Track, list[HealthEvent]]:
    """Leave out joints that spike, and the far end of limbs that are too long; gaps are bridged when smoothed."""
    gone = np.zeros(track.pixels.shape[:2], bool)
    found: list[HealthEvent] = []
    places = about_trunk_m(track)
    for limb, marks in LIMBS.items():
        for mark in marks:
            gone[:, mark] = spikes(track.time_s, places[:, mark])
        what = f"the {limb} jumps out and back; its joints are left out there and bridged."
        spiked = np.asarray(gone[:, marks].any(axis=1))
        found += events(track.time_s, spiked, "spike", [limb], Repair.MARKED, what)
    for limb, marks in LIMBS.items():
        stretched = np.zeros(len(track), bool)
        for near, far in pairwise(marks[:3]):  # upper and lower segment
            longer = _too_long(track, places, near, far) & ~gone[:, near] & ~gone[:, far]
            gone[:, marks[marks.index(far) :]] |= longer[:, None]
            stretched |= longer
        what = f"the {limb} is longer than it can be and is left out."
        found += events(track.time_s, stretched, "stretched", [limb], Repair.MARKED, what)
    return without(track, gone), found


def spikes(time_s: FloatArray, place: FloatArray) -> BoolArray:
    """Rows (T,) in which a joint, at `place` (T, 2) in m, is out of the way between rows where it is not.

    For as long as a gap is bridged: farther from the line between the row before and the row after than
    `LIMB_M_PER_S2` can take it (a t²/8), and farther than these are apart.
    """
    place, out = place.copy(), np.zeros(len(time_s), bool)
    for between in range(1, len(time_s) - 1):
        before, after = place[: -between - 1], place[between + 1 :]
        lasts_s = time_s[between + 1 :] - time_s[: -between - 1]
        if lasts_s.min() > MAX_GAP_S:
            break
        chord = after - before
        limit = np.maximum(JOINT_NOISE_M + LIMB_M_PER_S2 * lasts_s**2 / 8, np.linalg.norm(chord, axis=1))
        off = lasts_s <= MAX_GAP_S
        for nth in range(1, between + 1):
            share = (time_s[nth : nth + len(off)] - time_s[: len(off)]) / lasts_s
            off &= np.linalg.norm(place[nth : nth + len(off)] - before - share[:, None] * chord, axis=1) > limit
        for start in np.flatnonzero(off):
            out[start + 1 : start + 1 + between] = True
        place[out] = np.nan
    return out


def _too_long(track: Track, places: FloatArray, near: Landmark, far: Landmark) -> BoolArray:
    """Rows (T,) in which a segment looks longer than its own length in space allows."""
    length = np.linalg.norm(track.world[:, near] - track.world[:, far], axis=1)
    looks = np.linalg.norm(places[:, near] - places[:, far], axis=1)
    if not np.isfinite(length).any():
        return np.zeros(len(track), bool)
    return np.asarray(looks > TOO_LONG * np.nanmedian(length))
