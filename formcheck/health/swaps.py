"""Left and right changing places: of the whole body (taken for seen from the other side), of limbs, of one joint.

A swap happens between two frames: every joint of the one side is where the other was. So it is the motion that
tells. Of all ways to exchange the sides between frames, the one is looked for in which joints keep their speed
best; a person who turns, and legs that cross in a stride, keep it without any exchange. Which of the two ways
round is right motion cannot tell; the model is right more often than wrong, so most of the time decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from formcheck.health.parts import TRUNK, WHOLE_BODY, about_trunk_m, events, off_course, seen, without
from formcheck.mirror import OTHER
from formcheck.types import BoolArray, FloatArray, HealthEvent, Landmark, Repair, Track

NOISE_M = 0.03
"""A landmark errs by about this (convention); it is joined by `USUAL` times the joint's own median in the clip."""

USUAL = 1.5
WORST = 10.0
"""A joint farther off its course than this many times its usual error is lost, however far (convention)."""

CLEAR = 3.0
"""How many usual errors, on average over the joints, an exchange must save in each of the two frames beside it, and
must cost, over both, to be ruled out (convention: three standard errors)."""

MINORITY = 1 / 3
"""Sides that are exchanged in at most this share of a stretch are put back; with more, neither way is sure
(convention)."""


PLAIN_M = 0.14
"""The trunk is plainly seen from the front or from behind when its left and right side, shoulders and hips averaged,
are this far apart in the picture: half of the 0.28 m of an adult, 60° off the frontal plane (convention)."""

TURN_S = 60.0 / 720.0
"""Nobody turns from plainly front to plainly rear in less: 60° at two turns a second (convention)."""

SEGMENTS = tuple(
    (Landmark[f"LEFT_{near}"], Landmark[f"LEFT_{far}"])
    for near, far in pairwise(("WRIST", "ELBOW", "SHOULDER", "HIP", "KNEE", "ANKLE"))
)


@dataclass(frozen=True)
class _Unit:
    """Landmarks that swap together: the left ones of `pairs` tell, all of `marks` are exchanged."""

    kind: str
    name: str
    pairs: tuple[Landmark, ...]
    marks: tuple[Landmark, ...]


def _unit(kind: str, name: str, pairs: str, also: str = "") -> _Unit:
    left = tuple(Landmark[f"LEFT_{pair}"] for pair in pairs.split())
    carried = [Landmark[f"LEFT_{pair}"] for pair in also.split()]
    marks = [side for mark in (*left, *carried) for side in (mark, Landmark(int(OTHER[mark])))]
    return _Unit(kind, name, left, tuple(marks))


_HAND, _FOOT = "PINKY INDEX THUMB", "HEEL FOOT_INDEX"

UNITS = (
    replace(_unit("flip", WHOLE_BODY, "SHOULDER ELBOW WRIST HIP KNEE ANKLE"), marks=tuple(Landmark)),
    _unit("swap", "legs", f"KNEE ANKLE {_FOOT}"),
    _unit("swap", "arms", "ELBOW WRIST", _HAND),
    _unit("swap", "shoulders and hips", "SHOULDER HIP"),
    *(
        _unit("swap", name, pair, also)
        for name, pair, also in (
            ("shoulders", "SHOULDER", ""),
            ("elbows", "ELBOW", ""),
            ("hands", "WRIST", _HAND),
            ("hips", "HIP", ""),
            ("knees", "KNEE", ""),
            ("feet", "ANKLE", _FOOT),
        )
    ),
)
"""From the whole body to one joint: what is left of a fault is looked at again in smaller parts."""

_TOLD = {
    ("flip", Repair.REPAIRED): "the runner is taken for seen from the other side, left for right; put right.",
    ("flip", Repair.MARKED): "it cannot be told whether the runner is seen from the front or from behind; left out.",
    ("swap", Repair.REPAIRED): "left and right {name} are exchanged; put right.",
    ("swap", Repair.MARKED): "it cannot be told left from right {name}; left out.",
}


def put_right(track: Track) -> tuple[Track, list[HealthEvent]]:
    """Exchange swapped sides back where that is clear, leave them out where it is not."""
    found: list[HealthEvent] = []
    places = about_trunk_m(track)
    for unit in UNITS:
        swapped, unsure = _examine(track, places, unit)
        if not (swapped.any() or unsure.any()):
            continue
        for rows, repair in ((swapped, Repair.REPAIRED), (unsure, Repair.MARKED)):
            what = _TOLD[unit.kind, repair].format(name=unit.name)
            found += events(track.time_s, rows, unit.kind, [unit.name], repair, what)
        track = _exchanged(track, swapped, unit)
        gone = np.zeros(track.pixels.shape[:2], bool)
        gone[:, list(unit.marks)] = unsure[:, None]
        track = without(track, gone)
        places = about_trunk_m(track)
    return track, found


def _exchanged(track: Track, rows: BoolArray, unit: _Unit) -> Track:
    """The track with the unit's left and right exchanged in these rows (T,)."""
    source = np.tile(np.arange(len(OTHER)), (len(track), 1))
    marks = list(unit.marks)
    source[:, marks] = np.where(rows[:, None], OTHER[marks], marks)
    nth = np.arange(len(track))[:, None]
    return replace(
        track, pixels=track.pixels[nth, source], world=track.world[nth, source], visible=track.visible[nth, source]
    )


def _examine(track: Track, places: FloatArray, unit: _Unit) -> tuple[BoolArray, BoolArray]:
    """Rows (T,) in which the unit is swapped for sure, and rows in which it may or may not be.

    `places` (T, 33, 2) are those `about_trunk_m`.
    """
    swapped, unsure = np.zeros(len(track), bool), np.zeros(len(track), bool)
    rows = np.flatnonzero(seen(track, [*unit.marks, *TRUNK]))
    if rows.size < 4:
        return swapped, unsure
    time_s, places = track.time_s[rows], places[rows]
    left = list(unit.pairs)
    exchange, doubt = _exchanges(_costs(time_s, places[:, left], places[:, OTHER[left]]))
    if unit.kind == "flip":
        _as_fast_as_no_turn(time_s, places, exchange, doubt)
    state = np.cumsum(np.r_[False, exchange]) % 2 == 1
    torn = _torn_m(places, unit)
    edges = [0, *(np.flatnonzero(doubt) + 1), len(rows)]
    for start, stop in pairwise(edges):
        part = state[start:stop]
        part = part if part.mean() <= 0.5 else ~part
        if part.mean() > MINORITY:
            # One exchange too many or too few, in a frame that is no use, makes two halves of a stretch.
            plain = all(torn[start:stop][half].mean() < -NOISE_M for half in (part, ~part))
            unsure[rows[start:stop]] = not plain
        elif part.any():
            sure = torn[start:stop][part].mean() >= -NOISE_M
            (swapped if sure else unsure)[rows[start:stop][part]] = True
    return swapped, unsure


def _torn_m(places: FloatArray, unit: _Unit) -> FloatArray:
    """By how much (n,) the segments that join a unit to the rest get shorter by exchanging its sides, in m.

    Thighs that cross are longer than thighs that do not. Of the whole body, which nothing joins to a rest, 0.
    """
    torn = np.zeros(len(places))
    for near, far in SEGMENTS:
        if (near in unit.pairs) != (far in unit.pairs):
            for one, own in ((near, far), (OTHER[near], OTHER[far])):
                torn += np.linalg.norm(places[:, one] - places[:, own], axis=1)
                torn -= np.linalg.norm(places[:, one] - places[:, OTHER[own]], axis=1)
    return torn


def _as_fast_as_no_turn(time_s: FloatArray, places: FloatArray, exchange: BoolArray, doubt: BoolArray) -> None:
    """Settle, in place, whether the body was flipped between rows where it is plainly seen from front or rear.

    Left and right of the trunk exchange places in a turn, too, but not within `TURN_S`.
    """
    across = (places[:, TRUNK[::2]] - places[:, TRUNK[1::2]]).mean(axis=1)
    plain = np.flatnonzero(np.linalg.norm(across, axis=1) > PLAIN_M)
    for a, b in pairwise(plain):
        if time_s[b] - time_s[a] < TURN_S:
            flips = across[a] @ across[b] < 0.0
            if exchange[a:b].sum() % 2 != flips:
                exchange[a:b] = False
                exchange[a + int(np.argmin((across[a:b] * across[a + 1 : b + 1]).sum(axis=1)))] = flips
            doubt[a:b] = False


def _costs(time_s: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    """Costs of three rows in a row, (n - 2, 2, 2, pairs): how far off its course each pair is, in usual errors.

    `left` and `right` are (n, pairs, 2) in m. The second index says whether the sides are exchanged between the
    first row and the second, the third between the second and the third.
    """
    first, second, third = slice(None, -2), slice(1, -1), slice(2, None)
    off = np.empty((len(time_s) - 2, 2, 2, 2, left.shape[1]))
    for before in (0, 1):
        for after in (0, 1):
            for nth, (same, other) in enumerate(((left, right), (right, left))):
                start, end = (other if before else same)[first], (other if after else same)[third]
                off[:, before, after, nth] = off_course(time_s, start, same[second], end)
    usual = NOISE_M + USUAL * np.median(off[:, 0, 0], axis=(0, 1))
    step_s = np.diff(time_s)
    longer = np.maximum(1.0, np.maximum(step_s[1:], step_s[:-1]) / np.median(step_s))
    costs: FloatArray = np.minimum(off / (usual * longer[:, None, None, None, None]), WORST).mean(axis=3)
    return costs


def _exchanges(costs: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Between which rows the sides are clearly exchanged, (n - 1,), and where that is in doubt.

    By dynamic programming over costs (n - 2, 2, 2, pairs), with `CLEAR` to be paid for each exchange. It is in doubt
    where the other way would not be dearer by `CLEAR` in each of the two frames beside it, or not twice as dear, and
    where a pair of joints speaks against an exchange.
    """
    best = _cheapest(costs.mean(axis=-1))
    index, nth = best.astype(int), np.arange(len(best))
    beside = np.zeros((len(best), 2, costs.shape[-1]))  # what either way costs in the two frames
    beside[1:] = costs[nth[:-1], index[:-1]]
    beside[:-1] += costs[nth[:-1], :, index[1:]]
    this = beside[nth, index]
    dearer = beside[nth, 1 - index] - this
    too_little = dearer.mean(axis=1) < np.maximum((1 + best) * CLEAR, this.mean(axis=1))
    doubt = too_little | (best & (dearer.min(axis=1) < -CLEAR))
    return best & ~doubt, doubt


def _cheapest(cost: FloatArray) -> BoolArray:
    """Sequence of exchanges (n - 1,) of the least sum of costs (n - 2, 2, 2)."""
    paid, came = (0.0, CLEAR), []
    for (a, b), (c, d) in cost.tolist():
        from_crossed = paid[1] + c < paid[0] + a, paid[1] + d < paid[0] + b
        paid = min(paid[0] + a, paid[1] + c), min(paid[0] + b, paid[1] + d) + CLEAR
        came.append(from_crossed)
    sequence = [paid[1] < paid[0]]
    for step in reversed(came):
        sequence.append(step[sequence[-1]])
    return np.array(sequence[::-1])
