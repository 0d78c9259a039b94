"""QASLS, the Qualitative Analysis of Single Leg Loading (Herrington): ten yes/no questions about a leg.

An item is answered where the view shows it and where its whole 90 % interval is on one side of the limit; else it is
not assessable, with the reason. Questions and limits are data (profiles/qasls.toml).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from pydantic import BaseModel, ConfigDict, FiniteFloat

from formcheck import pelvis, view
from formcheck.exercises.profile import ViewName, builtin
from formcheck.measures import posture, scale, steady
from formcheck.types import (
    LEFT_AND_RIGHT,
    Z90,
    Body,
    Effort,
    FloatArray,
    Qasls,
    QaslsItem,
    Readings,
    Rep,
    Side,
)

HANDS_SE_MM, WOBBLE_SE_MM = 65.0, 4.0
"""What is read of hands and knees that keep still, root mean square on rendered squats: 24–127 mm and 1–8 mm."""

THIGH_SE_DEG = 5.0
"""As of alignment of the knee, of which the thigh is the upper half (convention)."""

FOOT_SE_MM = 60.0
"""A foot in the air in front of the body may look as low as the other (convention: of rendered ones a sixth do)."""


SURELY_SEEN_DEG = 60.0
"""Of who is folded further the legs are seen end-on or hidden, and their landmarks exchange places (convention)."""


class Item(BaseModel):
    """One question: which measure answers it (the first that is known), and from what limit on the answer is yes.

    `away` = away from zero, either way; `below` = below the limit is yes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    asks: str
    measures: tuple[str, ...]
    limit: FiniteFloat
    away: bool = False
    below: bool = False
    unit: str
    views: tuple[ViewName, ...]


@cache
def items() -> tuple[Item, ...]:
    """The ten items, in QASLS' order."""
    return tuple(Item.model_validate(one) for one in tomllib.loads(builtin("qasls"))["item"])


def assess(body: Body, readings: Readings, efforts: Sequence[Effort], reps: Sequence[Rep]) -> list[Qasls]:
    """Answer the ten items for each leg that carried, by the median over its repetitions.

    `efforts` and `reps` go together; what the repetitions read counts before what is measured here.
    """
    told = _measure(body, readings, efforts)
    every = [more | rep.readings for more, rep in zip(told, reps, strict=True)]
    return [
        _of_leg(side, [one for one, rep in zip(every, reps, strict=True) if rep.side is side], body.view.name)
        for side in LEFT_AND_RIGHT
        if any(rep.side is side for rep in reps)
    ]


def _of_leg(side: Side, told: Sequence[Mapping[str, float]], view_name: str) -> Qasls:
    answered = [_answer(item, told, view_name) for item in items()]
    scores = [item.score for item in answered if item.score is not None]
    return Qasls(side, sum(scores), len(scores), answered)


def _answer(item: Item, told: Sequence[Mapping[str, float]], view_name: str) -> QaslsItem:
    """0 = no, 1 = yes, None = not assessable, and then why."""
    value, se = _typical(item, told)
    error, score, why = Z90 * se, None, ""
    sign = -1.0 if item.below else 1.0
    past = sign * ((abs(value) if item.away else value) - item.limit)
    if view_name not in item.views:
        value = error = math.nan
        why = f"not seen from the {view_name}"
    elif not any(name in one for name in item.measures for one in told):
        why = "not asked of this exercise"
    elif not math.isfinite(past) or not math.isfinite(error):
        why = "could not be read"
    elif abs(past) <= error:
        why = "too close to call"
    else:
        score = int(past > 0)
    return QaslsItem(item.name, item.asks, score, why, value, error, item.limit, item.unit)


def _typical(item: Item, told: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    """Median over repetitions of the first measure that was read, and of its standard error; nan of none."""
    for name in item.measures:
        pairs = np.array([(one.get(name, np.nan), one.get(_error(name), np.nan)) for one in told])
        pairs = pairs[np.isfinite(pairs).all(axis=1)]
        if len(pairs):
            value, se = np.median(pairs, axis=0)
            return float(value), float(se)
    return math.nan, math.nan


def _error(measure: str) -> str:
    """Name of a measure's standard error; drops share theirs."""
    if measure == "drop_from_neutral_deg":
        return "drop_se_deg"
    stem, _, unit = measure.rpartition("_")
    return f"{stem}_se_{unit}"


def _measure(body: Body, readings: Readings, efforts: Sequence[Effort]) -> list[dict[str, float]]:
    """What the exercises do not measure themselves, of each effort, while its legs are surely seen."""
    pixels, left = body.track.pixels, view.toward_left(body.view)
    size = scale.steady_metres_per_px(body.track)
    hands = steady.hands_aside_mm(pixels, size)
    thighs = {side: steady.thigh_in_deg(pixels, side, left) for side in LEFT_AND_RIGHT}
    with np.errstate(invalid="ignore"):
        folded = posture.trunk_from_up_deg(body.track.world) > SURELY_SEEN_DEG
    turn_deg, turn_se = readings["rotation_deg"], readings["rotation_se_deg"]
    told = []
    for span, side in ((effort.span, effort.side) for effort in efforts):
        rows = np.arange(span.start, span.end + 1)
        rows = rows[~folded[rows]]
        key = int(rows[np.argmin(np.abs(rows - span.key))]) if rows.size else span.start
        inner = rows[(2 * rows >= span.start + span.key) & (2 * rows <= span.key + span.end)]
        foot_up_m = readings["left_lower_m"][inner if inner.size else [key]] * (1.0 if side is Side.LEFT else -1.0)
        told.append(
            {
                "hands_aside_mm": _range(hands[rows]),
                "hands_aside_se_mm": HANDS_SE_MM,
                "pelvis_turn_deg": float(turn_deg[key] - turn_deg[span.start]),
                "pelvis_turn_se_deg": float(pelvis.difference_se_deg(turn_se[key], turn_se[span.start])),
                "thigh_in_deg": float(thighs[side][key]),
                "thigh_in_se_deg": THIGH_SE_DEG,
                "free_thigh_aside_deg": float(thighs[side.other][key]),
                "free_thigh_aside_se_deg": THIGH_SE_DEG,
                "fppa_deg": float(readings[f"{side}_fppa_deg"][key]),
                "fppa_se_deg": float(readings[f"{side}_fppa_se_deg"][key]),
                "free_foot_up_mm": 1000.0 * float(np.min(foot_up_m)),
                "free_foot_up_se_mm": FOOT_SE_MM,
                "wobble_mm": steady.wobble(readings[f"{side}_knee_medial_mm"][rows]),
                "wobble_se_mm": WOBBLE_SE_MM,
            }
        )
    return told


def _range(values: FloatArray) -> float:
    """The larger of the ranges of columns (n, 2), without their outer twentieths; nan where one is nan."""
    return float(np.ptp(np.percentile(values, [5, 95], axis=0), axis=0).max()) if len(values) else np.nan
