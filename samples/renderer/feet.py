"""Feet that roll over the floor, and how far their soles are from it."""

from __future__ import annotations

import numpy as np

from samples.renderer.body import Body
from samples.renderer.geometry import Array, about
from samples.renderer.pose import PlacedLeg, Side
from samples.renderer.skeleton import SOLE_M, SUFFIX, Skeleton, across, flat_foot

HEEL_SHARE = 0.36
"""How far the heel's edge lies behind the ankle, as a part of the way from ankle to the ball of the foot."""


def sole(body: Body, side: Side) -> Array:
    """Return heel, ball and toe tip (3, 3) of a shod foot at rest, m, on the under side of the shoe."""
    ankle, ball = (body.head(f"{bone}.{SUFFIX[side]}") for bone in ("foot", "toe3-1"))
    ahead = (ball - ankle) * np.array([1.0, 1.0, 0.0])
    points = ankle + np.outer([-HEEL_SHARE, 1.0, 1.4], ahead)
    points[:, 2] = -SOLE_M
    return np.asarray(points)


def sole_height(skeleton: Skeleton, side: Side) -> float:
    """Return how far the lowest of heel, ball and toe tip is above the floor, m."""
    heights = []
    for point, bone in zip(sole(skeleton.body, side), ("foot", "foot", "toe3-1"), strict=True):
        number = skeleton.body.index[f"{bone}.{SUFFIX[side]}"]
        away = skeleton.rotations[number] @ (point - skeleton.body.heads[number])
        heights.append(float(skeleton.positions[number, 2] + away[2]))
    return min(heights)


def rolled(body: Body, side: Side, spot_m: tuple[float, float], toe_out_deg: float, pitch_deg: float) -> PlacedLeg:
    """Return a leg on the floor whose foot has rolled over heel (``pitch_deg`` < 0) or ball (> 0).

    ``spot_m`` (x, y) is where its ankle is while the foot stands flat. Rolling over the ball, the toes stay flat.
    """
    rest = body.head(f"foot.{SUFFIX[side]}")
    pivot = body.head(f"toe3-1.{SUFFIX[side]}") if pitch_deg > 0.0 else sole(body, side)[0]
    flat = flat_foot(body, side, toe_out_deg)
    turn = flat @ about(across(body, side), pitch_deg)
    ankle = np.array([*spot_m, rest[2] + SOLE_M]) + flat @ (pivot - rest) + turn @ (rest - pivot)
    place = (float(ankle[0]), float(ankle[1]), float(ankle[2]))
    return PlacedLeg(place, pitch_deg, toe_out_deg, max(pitch_deg, 0.0))
