"""Where up is, by the upright edges of the room.

Upright edges are parallel, so in the picture they all run toward one place, the vertical vanishing point: far away
when the camera looks straight ahead, near when it looks up or down, aside when it is rolled. Nobody says which
lines are upright. Each may be, or may be anything (a leaning broom, a leaf, a board of the floor), and a roll and
pitch are as likely as the lines that would then be upright are many, long and far apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.level.table import Sight, up_deg
from formcheck.types import FloatArray

PLUMB_DEG = 0.2
"""How far an upright edge is from the plumb line as a lens shows it: in real rooms long edges are 0.1° to 0.4° off
the fit, the median of all 0.1° to 0.6° where short ones are many."""

CROOKED, CROOKED_DEG = 0.1, 2.5
"""Share of edges that were hung or set up by eye, and how far those are from plumb (convention)."""

END_PX = 0.0004
"""Standard deviation of a line's end across the line, as a share of the picture's diagonal: a third of a pixel at
the size at which lines are sought (convention)."""

UPRIGHT_SHARES = (0.05, 0.2, 0.5, 0.9)
"""Shares of the lines that are upright, equally likely beforehand (convention)."""

ANYTHING = 1.0 / 100.0
"""Density per degree of the direction of a line that is not upright: all that are kept are within 50° of the
picture's columns."""

SAME_THING, SAME_THING_DEG = 0.012, 4.0
"""Lines nearer than this share of the diagonal, in nearly one direction, are pieces of one edge, or edges of one
thing that is plumb or not as a whole: they share one vote (convention)."""

MOST_LOOKS = 12
"""So many looks, evenly spread over a longer clip, say as much as all of them."""


@dataclass(frozen=True)
class Edges:
    """Lines of one look.

    `places` (n, 2) of their middles, see `table.Sight`; `lean_deg` (n,) from the columns, + = leaning to the left,
    and `se_deg` its standard deviation; `votes` (n,), each one's share of the vote of its edge.
    """

    places: FloatArray
    lean_deg: FloatArray
    se_deg: FloatArray
    votes: FloatArray


def looks(lines: FloatArray, sight: Sight) -> list[Edges]:
    """The lines (N, 5) of a track, look by look."""
    times = np.unique(lines[:, 0])
    if len(times) > MOST_LOOKS:
        times = times[np.linspace(0, len(times) - 1, MOST_LOOKS).round().astype(int)]
    return [_edges(lines[lines[:, 0] == time_s, 1:], sight) for time_s in times]


def _edges(lines: FloatArray, sight: Sight) -> Edges:
    """Lines (n, 4), upper end first, as evidence."""
    diagonal = np.hypot(sight.width, sight.height)
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    length = np.hypot(across, down)
    lean_deg = np.degrees(np.arctan2(across, down))
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    normal = np.stack((down, -across), axis=1) / length[:, None]
    apart = np.abs(((middle[:, None] - middle) * normal[:, None]).sum(axis=2))
    near = np.maximum(apart, apart.T) < SAME_THING * diagonal
    same = near & (np.abs(lean_deg[:, None] - lean_deg) < SAME_THING_DEG)
    return Edges(
        places=sight.places(middle),
        lean_deg=lean_deg,
        se_deg=np.hypot(PLUMB_DEG, np.degrees(np.sqrt(2.0) * END_PX * diagonal / length)),
        votes=length / (same @ length),
    )


def support(seen: Edges, roll_deg: FloatArray, tangent: FloatArray, blur_deg: float) -> FloatArray:
    """Log-likelihood (S, R, T) of one look for each share of upright lines, see `table.Evidence`."""
    off = seen.lean_deg - up_deg(roll_deg[..., None], tangent[..., None], seen.places)
    se = np.hypot(seen.se_deg, blur_deg)
    upright = (1 - CROOKED) * _normal(off, se) + CROOKED * _normal(off, np.hypot(se, CROOKED_DEG))
    return np.stack([np.log(s * upright + (1 - s) * ANYTHING) @ seen.votes for s in UPRIGHT_SHARES])


def evidence(seen: list[Edges], roll_deg: FloatArray, tangent: FloatArray, blur_deg: float) -> FloatArray:
    """Log-likelihood (R, T) of all looks, see `table.Evidence`.

    Their mean and not their sum: a camera that stands still sees the same edges in every look.
    """
    each = np.mean([support(look, roll_deg, tangent, blur_deg) for look in seen], axis=0)
    return np.asarray(np.log(np.exp(each - each.max()).mean(axis=0)))


def upright_edges(seen: list[Edges], roll_deg: float, tangent: float) -> int:
    """How many separate edges agree with a level, in an average look."""
    counts = [
        look.votes[
            np.abs(look.lean_deg - up_deg(np.array(roll_deg), np.array(tangent), look.places)) < 3 * look.se_deg
        ]
        for look in seen
    ]
    return round(float(np.mean([votes.sum() for votes in counts])))


def _normal(off: FloatArray, sd: FloatArray) -> FloatArray:
    return np.exp(-0.5 * (off / sd) ** 2) / (np.sqrt(2 * np.pi) * sd)
