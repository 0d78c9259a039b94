"""Where in a clip a person is whole in the picture: who runs past the camera comes in, and goes, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.poses.people import inside
from formcheck.types import BoolArray, Landmark, Track

BORDER = 0.01
"""A landmark this near to the border, as a share of the picture's height, is squeezed onto it (convention)."""

BLINK_S = 0.1
"""A shorter time in which the model puts a landmark outside is its mistake and no leaving (convention)."""


def rows(track: Track, needs: Sequence[Landmark]) -> BoolArray:
    """Rows (T,) in which all of these landmarks are seen inside the picture, off its border.

    `track` is raw: turned upright, it no longer lies in the picture's borders.
    """
    margin = BORDER * track.height
    places = track.pixels[:, list(needs)] - margin
    return np.asarray(inside(places, int(track.width - 2 * margin), int(track.height - 2 * margin)).all(axis=1))


def stretches(track: Track, needs: Sequence[Landmark]) -> list[tuple[float, float]]:
    """Start and end, in seconds of the clip, of each time in which the person is whole in the picture; in order."""
    seen = np.flatnonzero(rows(track, needs))
    if not seen.size:
        return []
    usual_s = float(np.median(np.diff(track.time_s))) if len(track) > 1 else 0.0
    breaks = np.flatnonzero(np.diff(track.time_s[seen]) > max(BLINK_S, 1.5 * usual_s)) + 1
    parts = np.split(seen, breaks)
    return [(float(track.time_s[part[0]]), float(track.time_s[part[-1]])) for part in parts]
