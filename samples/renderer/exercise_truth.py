"""The truth of every exercise but the single-leg squat, from the posed bones alone.

Instants (`start_s`, `key_s`, `end_s`) of a repetition:

- single-leg-deadlift, two-leg-squat: the hinge (the knees' flexion) leaves and comes back to its value at the
  repetition's nominal start plus 10 % of its range; key = middle of the hold, the time above 90 % of the range.
- bridges, quadruped-hip-raise: the same by the hips' height, and the raised thigh's angle from the vertical.
- standing-hold: the free sole leaves, and comes back to, the floor; key = middle.
- running: a foot's sole comes within `TOUCH_M` of the floor and leaves it; key = lowest middle of the hips between.

Values are those at the key unless their name says otherwise. Signs: README.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samples.renderer.bones import (
    LEFT,
    SIDES,
    Bones,
    fppa,
    hip_line,
    opening,
    signed,
    thigh_line,
    trunk_forward,
    trunk_lean,
)
from samples.renderer.geometry import Array
from samples.renderer.pose import Side
from samples.renderer.skeleton import OUTWARD

TOUCH_M = 0.004
"""A sole this near to the floor is on it."""
STANDS_S = 0.5
"""So long after the end of a repetition one may still be straightening up."""


@dataclass(frozen=True)
class Span:
    """Instants of a repetition, s, and the row of its key."""

    start_s: float
    key_s: float
    end_s: float
    key: int
    kept: NDArray[np.bool_]


def crossings(times: Array, values: Array, level: float, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Return when ``values`` (T,) first rise through a level in the marked rows, and last fall, interpolated."""
    rows = np.flatnonzero(inside)
    above = rows[values[rows] >= level]
    first, last = int(above[0]), int(above[-1])

    def at(low: int, high: int) -> float:
        share = (level - values[low]) / (values[high] - values[low])
        return float(times[low] + share * (times[high] - times[low]))

    return at(first - 1, first), at(last + 1, last)


def by_level(rows: Bones, values: Array, span: tuple[float, float]) -> tuple[Span, tuple[float, float]]:
    """Return the instants, and the hold, by a value that rises and falls within a nominal span."""
    inside = (rows.time_s >= span[0] - 1e-9) & (rows.time_s <= span[1] + 1e-9)
    rest, top = values[inside][0], values[inside].max()
    (start, end), held = (
        crossings(rows.time_s, values, float(rest + share * (top - rest)), inside) for share in (0.1, 0.9)
    )
    middle = (held[0] + held[1]) / 2.0
    key = int(np.argmin(np.abs(rows.time_s - middle)))
    return Span(start, middle, end, key, (rows.time_s >= start) & (rows.time_s <= end)), held


def largest(values: Array) -> float:
    """Return the value (T,) farthest from zero, with its sign."""
    return float(values[np.argmax(np.abs(values))])


def _instants(span: Span) -> dict[str, float]:
    return {"start_s": span.start_s, "key_s": span.key_s, "end_s": span.end_s}


def deadlift(rows: Bones, side: Side, span: tuple[float, float]) -> dict[str, float]:
    """Return the truth of one single-leg deadlift."""
    free: Side = "right" if side == "left" else "left"
    neutral = rows.neutral() or {}
    hinge, drop = trunk_forward(rows), rows.drop(side)
    one, _ = by_level(rows, hinge, span)
    wrists = np.minimum(rows.joints["wrist", "left"][:, 2], rows.joints["wrist", "right"][:, 2])
    knee, ankle = rows.joints["knee", side][:, 2], rows.joints["ankle", side][:, 2]
    after = (rows.time_s >= one.end_s) & (rows.time_s <= one.end_s + STANDS_S)
    leg = rows.joints["ankle", free] - rows.joints["hip", free]
    line = -signed(rows.middle("hip") - rows.middle("shoulder"), leg, LEFT)
    return {
        **_instants(one),
        "drop_deg": drop[one.key],
        "drop_from_neutral_deg": drop[one.key] + OUTWARD[side] * neutral["obliquity_deg"],
        "worst_drop_deg": largest(drop[one.kept]),
        "hip_opening_deg": opening(rows, side)[one.key],
        "hinge_deg": hinge[one.key],
        "trunk_leg_line_deg": line[one.key],
        "knee_flexion_deg": rows.flexion(side)[one.key],
        "reach_share": ((knee - wrists) / (knee - ankle))[one.key],
        "stands_up_deg": float(hinge[after].min()) - neutral["trunk_forward_deg"],
    }


def bridge(rows: Bones, side: str, span: tuple[float, float]) -> dict[str, float]:
    """Return the truth of one bridge, on one leg or both."""
    carrying = tuple(one for one in SIDES if side in (one, "both"))
    one, (from_s, to_s) = by_level(rows, rows.middle("hip")[:, 2], span)
    held = (rows.time_s >= from_s) & (rows.time_s <= to_s)
    line = hip_line(rows, carrying)
    level = rows.pelvis[:, 1] if side == "both" else rows.drop(carrying[0])
    return {
        **_instants(one),
        "left_lower_deg" if side == "both" else "drop_deg": level[one.key],
        "hip_line_deg": line[one.key],
        "hold_s": to_s - from_s,
        "sag_deg": float(np.interp(to_s, rows.time_s, line)) - float(line[held].min()),
    }


def quadruped(rows: Bones, side: Side, span: tuple[float, float]) -> dict[str, float]:
    """Return the truth of one hip raise on all fours; ``side`` is the raised leg's."""
    thigh = rows.joints["knee", side] - rows.joints["hip", side]
    one, _ = by_level(rows, np.rad2deg(np.arctan2(thigh[:, 1], -thigh[:, 2])), span)
    forward = trunk_forward(rows)[one.kept]
    turned = rows.pelvis[:, 0] - np.interp(one.start_s, rows.time_s, rows.pelvis[:, 0])
    return {
        **_instants(one),
        "drop_deg": OUTWARD[side] * rows.pelvis[one.key, 1],
        "rotation_deg": turned[one.key],
        "thigh_line_deg": thigh_line(rows, side)[one.key],
        "knee_flexion_deg": rows.flexion(side)[one.key],
        "trunk_motion_deg": float(np.ptp(forward)),
    }


def two_leg_squat(rows: Bones, _: str, span: tuple[float, float]) -> dict[str, float]:
    """Return the truth of one squat on both legs."""
    knees = (rows.flexion("left") + rows.flexion("right")) / 2.0
    one = by_level(rows, knees, span)[0]
    return {
        **_instants(one),
        "left_lower_deg": rows.pelvis[one.key, 1],
        "knee_flexion_deg": knees[one.key],
        "trunk_forward_deg": trunk_forward(rows)[one.key],
        "shift_mm": 1000.0 * (rows.middle("hip") - rows.middle("ankle"))[one.key, 0],
    }


def standing_hold(rows: Bones, side: Side, span: tuple[float, float]) -> dict[str, float]:
    """Return the truth of one hold on one leg."""
    up = rows.soles[:, SIDES.index("right" if side == "left" else "left")]
    inside = (rows.time_s >= span[0] - 1e-9) & (rows.time_s <= span[1] + 1e-9)
    start, end = crossings(rows.time_s, up, TOUCH_M, inside)
    key = int(np.argmin(np.abs(rows.time_s - (start + end) / 2.0)))
    one = Span(start, (start + end) / 2.0, end, key, (rows.time_s >= start) & (rows.time_s <= end))
    drop = rows.drop(side)[one.kept]
    return {
        **_instants(one),
        "drop_deg": float(np.median(drop)),
        "worst_drop_deg": largest(drop),
        "trunk_lean_deg": OUTWARD[side] * float(np.median(trunk_lean(rows)[one.kept])),
        "hold_s": end - start,
    }


Truth = Callable[[Bones, Any, tuple[float, float]], dict[str, float]]

EXERCISES: dict[str, Truth] = {
    "single-leg-deadlift": deadlift,
    "glute-bridge": bridge,
    "one-leg-bridge": bridge,
    "quadruped-hip-raise": quadruped,
    "two-leg-squat": two_leg_squat,
    "standing-hold": standing_hold,
}


def steps(rows: Bones) -> list[dict[str, Any]]:
    """Return the truth of every whole stance: struck and left within the rows, which should be dense (some ms)."""
    found = [(start, end, side) for side in SIDES for start, end in _stances(rows, side)]
    out: list[dict[str, Any]] = []
    for start, end, side in sorted(found):
        hips = rows.middle("hip")
        first, last = (int(row) for row in np.searchsorted(rows.time_s, (start, end)))
        key = first + int(np.argmin(hips[first:last, 2]))
        foot = rows.joints["ankle", side]
        out.append(
            {
                "side": side,
                "start_s": start,
                "key_s": float(rows.time_s[key]),
                "end_s": end,
                "drop_deg": rows.drop(side)[key],
                "trunk_forward_deg": trunk_forward(rows)[key],
                "trunk_lean_deg": OUTWARD[side] * trunk_lean(rows)[key],
                "fppa_deg": fppa(rows, side)[key],
                "foot_ahead_mm": 1000.0 * (hips - foot)[first, 1],
                "knee_flexion_at_contact_deg": rows.flexion(side)[first],
                "knee_flexion_deg": rows.flexion(side)[key],
                "contact_time_s": end - start,
                "foot_x_mm": 1000.0 * foot[key, 0],
            }
        )
    _between_steps(out)
    return out


def _between_steps(out: list[dict[str, Any]]) -> None:
    """Add what two steps make together: the width from the step before, the time to the next one."""
    for number, one in enumerate(out):
        if number and out[number - 1]["side"] != one["side"]:
            one["step_width_mm"] = OUTWARD[one["side"]] * (one["foot_x_mm"] - out[number - 1]["foot_x_mm"])
        if number + 1 < len(out) and out[number + 1]["side"] != one["side"]:
            one["step_time_s"] = out[number + 1]["start_s"] - one["start_s"]
            one["cadence_per_min"] = 60.0 / one["step_time_s"]
    for one in out:
        del one["foot_x_mm"]


def _stances(rows: Bones, side: Side) -> list[tuple[float, float]]:
    """Return start and end, s, of each whole contact of a foot, interpolated between rows."""
    above = rows.soles[:, SIDES.index(side)] - TOUCH_M
    turns = np.flatnonzero(np.diff((above <= 0.0).astype(int)))
    share = above[turns] / (above[turns] - above[turns + 1])
    times = rows.time_s[turns] + share * (rows.time_s[turns + 1] - rows.time_s[turns])
    first = int(above[0] <= 0.0)
    return [(float(a), float(b)) for a, b in zip(times[first::2], times[first + 1 :: 2], strict=False)]
