"""Limbs that the model invents outside the picture or squeezes onto its border."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.health.parts import LIMBS, WHOLE_BODY, events, without
from formcheck.poses.people import inside
from formcheck.types import BoolArray, HealthEvent, Landmark, Repair, Track

BORDER = 0.01
"""A limb whose every landmark beyond the first is within this share of the picture's height of one border, or
beyond it, is squeezed onto it (convention)."""


def leave_out(track: Track, needs: Sequence[Landmark]) -> tuple[Track, list[HealthEvent]]:
    """Leave out limbs outside the picture; where a landmark in `needs` is, the whole row."""
    gone, found = marks_outside(track), []
    for limb, marks in LIMBS.items():
        away = np.asarray(gone[:, marks].any(axis=1))
        what = f"the {limb} is outside the picture and is left out."
        found += events(track.time_s, away, "outside", [limb], Repair.MARKED, what)
    rows = np.asarray(gone[:, list(needs)].any(axis=1))
    what = "hips, knees or feet are outside the picture; these frames are left out."
    found += events(track.time_s, rows, "outside", [WHOLE_BODY], Repair.MARKED, what)
    return without(track, gone | rows[:, None]), found


def marks_outside(track: Track) -> BoolArray:
    """Which landmarks of limbs (T, 33) are outside the picture."""
    gone = np.zeros(track.pixels.shape[:2], bool)
    for marks in LIMBS.values():
        away = np.isfinite(track.pixels[:, marks, 0]) & ~inside(track.pixels[:, marks], track.width, track.height)
        away[:, 1:] |= _squeezed(track, marks[1:])[:, None]
        gone[:, marks] = away
    return gone


def _squeezed(track: Track, marks: Sequence[Landmark]) -> BoolArray:
    """Rows (T,) in which all of these lie along one border."""
    x, y = track.pixels[:, list(marks), 0], track.pixels[:, list(marks), 1]
    near = BORDER * track.height
    sides = (x < near, x > track.width - near, y < near, y > track.height - near)
    return np.any([side.all(axis=1) for side in sides], axis=0)
