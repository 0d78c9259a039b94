"""Plots as shapes in pixels of an SVG, which the template draws; nothing here knows HTML or a language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from formcheck.exercises.profile import Criterion
from formcheck.outputs.report.curves import PERCENT, Curve, Stretch, Typical
from formcheck.outputs.report.saved import MOST_REPS
from formcheck.plan.trend import Mean, Trend
from formcheck.types import Z90, FloatArray, Rep

TIMELINE, SMALL = (1000, 300), (420, 290)
"""Pixels across and down."""

LEFT, RIGHT, TOP, BOTTOM = 46, 14, 34, 44
"""Margins in pixels, for the axes' texts."""

LEAST_ACROSS = 26
"""Pixels that a usual repetition should be wide, so that a finger meets it (24, WCAG 2.2)."""

WIDEST = 5000
"""Pixels across that a long clip's timeline may have (convention)."""

MOST_POINTS = 1000
"""Of all curves of a plot together: more than a point a pixel is not seen, and the page stays small (convention)."""

MOST_THIN = 12
"""More curves of single repetitions than this hide each other (convention)."""


OVER, UNDER = -4.0, 13.0
"""Pixels from a line to the text over it and under it."""


class Axis(NamedTuple):
    """Values from `low` to `high` as pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int) -> list[float]:
        """Round values along it, at most so many intervals of 1, 2 or 5 times a power of ten."""
        least = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(least))
        step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1.0 - 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        return [nth * step for nth in range(first, math.floor(self.high / step + 1e-9) + 1)]


class Path(NamedTuple):
    """A line or an area in a side's style; `kind` is curve, thin, band or chance."""

    kind: str
    side: str
    d: str


class Zone(NamedTuple):
    """A repetition's place along the timeline."""

    rep: Rep
    x: float
    width: float


class Limit(NamedTuple):
    """A limit's height and its text's, its value, and whether values are borderline or unstable from there."""

    y: float
    text_y: float
    value: float
    grade: str


class Mark(NamedTuple):
    """A value with its 90 % interval."""

    side: str
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Plot:
    """Shapes, and the axes they were placed by; ticks along x are given where they are not round numbers."""

    x: Axis
    y: Axis
    width: int
    height: int
    paths: list[Path] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    days: list[tuple[float, date]] = field(default_factory=list)


def timeline(curve: Curve) -> Plot:
    """The curve over time: bands, limits, and what each repetition was judged by; of very many, the first."""
    stretches = curve.stretches[:MOST_REPS]
    reps = [stretch.rep for stretch in stretches]
    start_s, end_s = min(rep.start_s for rep in reps), max(rep.end_s for rep in reps)
    usual_s = float(np.median([rep.end_s - rep.start_s for rep in reps]))
    height = TIMELINE[1]
    inner = (end_s - start_s) / max(usual_s, 1e-3) * LEAST_ACROSS
    width = round(min(max(TIMELINE[0], inner + LEFT + RIGHT), WIDEST))
    margin_s = 0.02 * (end_s - start_s)
    x = Axis(start_s - margin_s, end_s + margin_s, LEFT, width - RIGHT)
    y = _up(curve.criterion, height, [stretch.value for stretch in stretches], _judged(stretches))
    stride = max(1, math.ceil(sum(len(stretch.time_s) for stretch in stretches) / MOST_POINTS))
    paths = []
    for stretch in stretches:
        rows = slice(None, None, stride)
        across, value, error = stretch.time_s[rows], stretch.value[rows], stretch.error[rows]
        paths.append(Path("band", stretch.rep.side, _area(x, y, across, value - error, value + error)))
        paths.append(Path("curve", stretch.rep.side, _line(x, y, across, value)))
    marks = [
        Mark(finding.side, x.at(finding.time_s), *_interval(y, finding.value, finding.error))
        for finding in (stretch.judged for stretch in stretches)
        if finding
    ]
    zones = [Zone(rep, x.at(rep.start_s), x.at(rep.end_s) - x.at(rep.start_s)) for rep in reps]
    return Plot(x, y, width, height, _behind_first(paths), _limits(curve.criterion, y), zones, marks)


def overlay(curve: Curve, sides: Sequence[Typical]) -> Plot:
    """The sides' repetitions over each other by percentage of their time."""
    width, height = SMALL
    x = Axis(0.0, 100.0, LEFT, width - RIGHT)
    y = _up(curve.criterion, height, [each for side in sides for each in (*side.each, side.mean + side.spread)], [])
    paths = []
    for side in sides:
        thin = side.each if 1 < len(side.each) <= MOST_THIN else ()
        paths += [Path("thin", side.side, _line(x, y, PERCENT, each)) for each in thin]
        paths.append(Path("band", side.side, _area(x, y, PERCENT, side.mean - side.spread, side.mean + side.spread)))
        paths.append(Path("curve", side.side, _line(x, y, PERCENT, side.mean)))
    return Plot(x, y, width, height, _behind_first(paths), _limits(curve.criterion, y))


def weeks(trend: Trend) -> Plot:
    """A trend's weekly means with their 90 % intervals, before the band about the first that may be chance."""
    width, height = SMALL
    first, last = trend.weeks[0], trend.weeks[-1]
    around = max(1.0, 0.08 * (last.monday - first.monday).days)
    x = Axis(first.monday.toordinal() - around, last.monday.toordinal() + around, LEFT, width - RIGHT)
    chance = first.value - trend.detectable, first.value + trend.detectable
    ends = [end for week in trend.weeks for end in (week.value - Z90 * week.se, week.value + Z90 * week.se)]
    y = _nice(min(*ends, *chance), max(*ends, *chance), height)
    band = _area(x, y, np.array([x.low, x.high]), np.full(2, chance[0]), np.full(2, chance[1]))
    marks = [_of_week(week, trend, x, y) for week in trend.weeks]
    days = [(x.at(week.monday.toordinal()), week.monday) for week in dict.fromkeys((first, last))]
    return Plot(x, y, width, height, [Path("chance", "both", band)], marks=marks, days=days)


def _of_week(week: Mean, trend: Trend, x: Axis, y: Axis) -> Mark:
    return Mark(trend.series.side, x.at(week.monday.toordinal()), *_interval(y, week.value, Z90 * week.se))


def _interval(y: Axis, value: float, error: float) -> tuple[float, float, float]:
    return y.at(value), y.at(value - error), y.at(value + error)


def _judged(stretches: Sequence[Stretch]) -> list[float]:
    """Ends of the judged values' intervals."""
    found = [stretch.judged for stretch in stretches if stretch.judged]
    return [end for finding in found for end in (finding.value - finding.error, finding.value + finding.error)]


def _up(criterion: Criterion, height: int, curves: Iterable[FloatArray], more: Iterable[float]) -> Axis:
    """The axis upward that holds all curves, the limits and `more`; bands may leave it."""
    values = np.concatenate([*curves, [limit for limit, _ in _bounds(criterion)], list(more)])
    values = values[np.isfinite(values)]
    return _nice(float(values.min()), float(values.max()), height)


def _nice(low: float, high: float, height: int) -> Axis:
    margin = 0.06 * (high - low) or 1.0
    return Axis(low - margin, high + margin, height - BOTTOM, TOP)


def _bounds(criterion: Criterion) -> list[tuple[float, str]]:
    bounds = [(criterion.borderline_from, "borderline"), (criterion.unstable_from, "unstable")]
    return bounds + ([(-value, grade) for value, grade in bounds] if criterion.worse == "away" else [])


def _limits(criterion: Criterion, y: Axis) -> list[Limit]:
    """The texts of borderline and unstable are on the sides that do not face each other."""
    middle = sum((criterion.borderline_from, criterion.unstable_from)) / 2
    limits = []
    for value, grade in _bounds(criterion):
        upper = value > (middle if value > 0 or criterion.worse != "away" else -middle)
        limits.append(Limit(y.at(value), y.at(value) + (OVER if upper else UNDER), value, grade))
    return limits


def _behind_first(paths: list[Path]) -> list[Path]:
    """In the order of drawing: bands, then thin lines, then curves."""
    return sorted(paths, key=lambda path: ("band", "thin", "curve").index(path.kind))


def _line(x: Axis, y: Axis, across: FloatArray, up: FloatArray) -> str:
    """An SVG path through points (n,), broken where one could not be read."""
    pieces, pen = [], "M"
    for place, value in zip(across.tolist(), up.tolist(), strict=True):
        if math.isfinite(value):
            pieces.append(f"{pen}{x.at(place):.1f} {y.at(value):.1f}")
            pen = "L"
        else:
            pen = "M"
    return "".join(pieces)


def _area(x: Axis, y: Axis, across: FloatArray, low: FloatArray, high: FloatArray) -> str:
    """The closed SVG path between two lines (n,); points that could not be read are left out."""
    read = np.isfinite(low) & np.isfinite(high)
    edge = _line(x, y, np.r_[across[read], across[read][::-1]], np.r_[high[read], low[read][::-1]])
    return f"{edge}Z" if edge else ""
