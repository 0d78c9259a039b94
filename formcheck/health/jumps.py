"""Jumps of the whole body: a cut in the clip, a bystander, a piece of furniture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from formcheck.health.parts import TRUNK, WHOLE_BODY, events, off_course, seen, without
from formcheck.measures.scale import steady_metres_per_px
from formcheck.types import BoolArray, FloatArray, HealthEvent, Landmark, Repair, Track

JOINTS = np.array(
    [mark for mark in Landmark if mark.name.endswith(("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE"))]
)

TRUNK_M_PER_S2 = 50.0
"""The trunk of a person is not accelerated more than this: five times gravity, as in landing (convention)."""

SPEED_M_PER_S = 12.0
"""Nobody runs faster: 12.3 m/s at the most (Graubner and Nixdorf 2011, the 100 m of Berlin 2009)."""

TRUNK_NOISE_M = 0.1
"""The middle of four landmarks errs by no more between frames (convention; measured on real clips: 0.05)."""

SIZE_PER_S = 2.0
"""Relative growth in the picture: a runner of 6 m/s coming from 3 m away (convention)."""

SIZE_NOISE = 0.05
"""The model's own flicker of size (convention; measured: 0.04 beyond `SIZE_PER_S` in a clip without feet, none in 20
others; a cut from front to rear, as large in the picture, 0.10)."""

SIZE_OVER_S = 0.1
"""Size is compared over this time, as the model glides from one person to the next in several frames (convention)."""


def leave_out(track: Track) -> tuple[Track, list[HealthEvent]]:
    """Leave out the rows in which something else than the runner is followed.

    Where the body moves or changes size faster than a person can, the clip is cut into pieces. The runner is the
    longest chain of pieces that a person can have got from one to the next of; the rest is left out.
    """
    rows = np.flatnonzero(seen(track, TRUNK))
    lost = np.zeros(len(track), bool)
    if rows.size >= 3:
        lost[rows] = ~_longest_chain(*_places(track, rows))
    what = "the landmarks jump to something else, or the clip is cut; these frames are left out."
    found = events(track.time_s, lost, "jump", [WHOLE_BODY], Repair.MARKED, what)
    return without(track, np.repeat(lost[:, None], track.pixels.shape[1], axis=1)), found


def _places(track: Track, rows: np.ndarray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Times (n,), middles of the trunk (n, 2) in m, and logarithms of the size in the picture (n,)."""
    middle = track.pixels[rows][:, TRUNK].mean(axis=1)
    place = middle * steady_metres_per_px(track)[rows, None]
    return track.time_s[rows], place, _log_size(track.pixels[rows], track.world[rows])


def _log_size(pixels: FloatArray, world: FloatArray) -> FloatArray:
    """Logarithm of pixels a metre, (n,): the median over all pairs of joints, so that no limb alone changes it."""
    one, other = np.triu_indices(len(JOINTS), 1)
    px, m = (places[:, JOINTS[one]] - places[:, JOINTS[other]] for places in (pixels, world[..., :2]))
    with np.errstate(divide="ignore"):
        return np.median(np.log(np.linalg.norm(px, axis=2)) - np.log(np.linalg.norm(m, axis=2)), axis=1)


def _longest_chain(time_s: FloatArray, place: FloatArray, size: FloatArray) -> BoolArray:
    """Rows (n,) of the pieces that belong together and hold the most rows."""
    edges = [0, *(np.flatnonzero(_breaks(time_s, place, size)) + 1), len(time_s)]
    pieces = list(pairwise(edges))
    most, before = [stop - start for start, stop in pieces], [-1] * len(pieces)
    for nth, (start, stop) in enumerate(pieces):
        for earlier in range(nth - 1):  # never the one right before: there is a break between them
            last = pieces[earlier][1] - 1
            away_s = time_s[start] - time_s[last]
            near = np.linalg.norm(place[start] - place[last]) <= TRUNK_NOISE_M + SPEED_M_PER_S * away_s
            alike = abs(size[start] - size[last]) <= SIZE_NOISE + SIZE_PER_S * away_s
            if near and alike and most[earlier] + stop - start > most[nth]:
                most[nth], before[nth] = most[earlier] + stop - start, earlier
    kept = np.zeros(len(time_s), bool)
    piece = int(np.argmax(most))
    while piece >= 0:
        kept[slice(*pieces[piece])] = True
        piece = before[piece]
    return kept


def _breaks(time_s: FloatArray, place: FloatArray, size: FloatArray) -> BoolArray:
    """Steps (n - 1,) that a person cannot make."""
    step_s = np.diff(time_s)
    ahead = off_course(time_s, place[:-2], place[1:-1], place[2:])
    back = off_course(-time_s[::-1], *(place[::-1][nth : nth + len(place) - 2] for nth in range(3)))[::-1]
    off = np.minimum(np.r_[np.inf, ahead], np.r_[back, np.inf])
    broken = off > TRUNK_NOISE_M + TRUNK_M_PER_S2 * step_s**2
    since = np.minimum(np.searchsorted(time_s, time_s - SIZE_OVER_S), np.arange(len(time_s)) - 1).clip(0)
    grown = np.abs(size - size[since]) > SIZE_NOISE + SIZE_PER_S * (time_s - time_s[since])
    for row in np.flatnonzero(grown):
        broken[since[row] + int(np.argmax(np.abs(np.diff(size[since[row] : row + 1]))))] = True
    return broken
