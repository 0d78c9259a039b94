"""Times on one leg, from the moment the other foot leaves the floor until it is back."""

from __future__ import annotations

import numpy as np

from formcheck.types import FloatArray, Side

OFF_FLOOR = 0.4
"""Of the height at which a foot is surely lifted, the share at which it leaves the floor (convention)."""


def lifts(left_lower_m: FloatArray, lifted_m: float) -> list[tuple[int, int, Side]]:
    """Stretches with one foot off the floor, in order of time: first and last row, and the leg stood on.

    Parameters
    ----------
    left_lower_m
        (T,) by how much the left foot is lower than the right, over what it is with both on the floor; nan ends
        a stretch.
    lifted_m
        Feet that differ by more are not both on the floor; see `support.lifted_m`.
    """
    found = []
    for side, lower in ((Side.LEFT, left_lower_m), (Side.RIGHT, -left_lower_m)):
        with np.errstate(invalid="ignore"):
            off = np.concatenate(([False], lower > OFF_FLOOR * lifted_m, [False]))
        edges = np.flatnonzero(np.diff(off.astype(np.int8))).reshape(-1, 2)
        found += [(int(a), int(b) - 1, side) for a, b in edges if np.max(lower[a:b]) > lifted_m]
    return sorted(found)
