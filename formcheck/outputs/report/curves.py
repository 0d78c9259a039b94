"""The curve that the report draws: what decides, frame by frame, in every repetition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formcheck.exercises.profile import Criterion
from formcheck.outputs.report.saved import Saved, legs_of
from formcheck.types import Z90, Finding, FloatArray, Rep, Side

PERCENT = np.arange(0.0, 101.0, 2.0)
"""Where repetitions are compared: every fiftieth of their time, as `percent of the repetition`."""

_AT = re.compile(r"_at_[a-z0-9]+(?=_)")
_LEVEL = "left_lower"


class Stretch(NamedTuple):
    """A repetition's part of a curve: (n,) each, `error` half the 90 % interval; nan = could not be read.

    `judged` is its finding by the curve's criterion, at the criterion's instant; None where that could not be read.
    """

    rep: Rep
    time_s: FloatArray
    value: FloatArray
    error: FloatArray
    judged: Finding | None


@dataclass(frozen=True)
class Curve:
    """What is drawn, by which criterion it is judged, and its repetitions in order of time."""

    criterion: Criterion
    stretches: list[Stretch]

    @property
    def of_level(self) -> bool:
        """Whether it is an angle from the person's own level or from horizontal."""
        return self.criterion.measure.startswith(("drop", _LEVEL))

    def of(self, side: Side) -> list[Stretch]:
        """A side's repetitions."""
        return [stretch for stretch in self.stretches if stretch.rep.side is side]


class Typical(NamedTuple):
    """A side's repetitions stretched to the same length: each (k, m), their mean and standard deviation (m,)."""

    side: Side
    each: FloatArray
    mean: FloatArray
    spread: FloatArray


def find(saved: Saved) -> Curve | None:
    """The curve of the criterion that decided a verdict, else of another that decides; None where none has one."""
    said = next((verdict.criterion for verdict in saved.result.verdicts if verdict.criterion), "")
    for criterion in saved.deciding(said):
        for measure in (criterion.measure, criterion.otherwise):
            values = {side: _column(saved, measure, side) for side in saved.sides} if measure else {}
            if any(np.isfinite(column).any() for column in values.values()):
                judged = {rep.number: found for side in saved.sides for rep, found in saved.read(criterion, side)}
                return Curve(
                    criterion,
                    [
                        _stretch(saved, criterion, rep, values[rep.side], judged.get(rep.number))
                        for rep in saved.result.reps
                    ],
                )
    return None


def typical(curve: Curve, sides: Sequence[Side]) -> list[Typical]:
    """Each side's repetitions by percentage of their time; sides without one that was read are left out.

    Mean and standard deviation are those of what was read there; nan where nothing was, and where one was, a standard
    deviation.
    """
    found = []
    for side in sides:
        each = np.array([_by_percent(stretch) for stretch in curve.of(side)]).reshape(-1, len(PERCENT))
        each = each[np.isfinite(each).any(axis=1)]
        if len(each):
            read = np.ma.masked_invalid(each)
            spread = np.ma.sqrt(read.var(axis=0, ddof=1)).filled(np.nan)
            found.append(Typical(side, each, read.mean(axis=0).filled(np.nan), spread))
    return found


def _by_percent(stretch: Stretch) -> FloatArray:
    """A repetition's values at `PERCENT` of its time; nan where the frames around one could not be read."""
    at_s = stretch.rep.start_s + PERCENT / 100.0 * (stretch.rep.end_s - stretch.rep.start_s)
    if len(stretch.time_s) < 2:
        return np.full(len(PERCENT), np.nan)
    return np.asarray(np.interp(at_s, stretch.time_s, stretch.value))


def _stretch(saved: Saved, criterion: Criterion, rep: Rep, column: FloatArray, judged: Finding | None) -> Stretch:
    rows = saved.readings["rep"] == rep.number
    error = _errors(saved, criterion, rep)[rows]
    return Stretch(rep, saved.readings.time_s[rows], column[rows], error, judged)


def _column(saved: Saved, measure: str, side: Side) -> FloatArray:
    """A measure of a repetition in every frame (T,): by its name, or by that of the side; of both legs the mean."""
    name, values = _AT.sub("", measure), saved.readings.values
    if name.startswith(_LEVEL):  # both names of a level are obliquity
        zero_deg = saved.result.neutral.obliquity.value_deg if "neutral" in name else 0.0
        return np.asarray(values["obliquity_deg"] - zero_deg)
    if name in values:
        return values[name]
    nothing = np.full(len(saved.readings), np.nan)
    return np.asarray(np.mean([values.get(f"{leg}_{name}", nothing) for leg in legs_of(side)], axis=0))


def _errors(saved: Saved, criterion: Criterion, rep: Rep) -> FloatArray:
    """Half-width of the 90 % interval in every frame (T,); where frames have none, that of the repetition."""
    values = saved.readings.values
    name = _AT.sub("", criterion.error)
    names = ["obliquity_se_deg"] if name.startswith(_LEVEL) else [name, f"{rep.side}_{name}"]
    own = np.full(len(saved.readings), rep.readings.get(criterion.error, np.nan))
    return Z90 * next((values[each] for each in names if each in values), own)
