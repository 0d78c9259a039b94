"""Saved results → HTML. What is shown is decided elsewhere; here it is put into words and into the template."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from formcheck.exercises.verdict import counted
from formcheck.outputs.report import curves, evidence, first, plots
from formcheck.outputs.report.curves import Curve, Typical
from formcheck.outputs.report.history import History
from formcheck.outputs.report.saved import MOST_REPS, Saved
from formcheck.outputs.report.words import Words
from formcheck.plan.trend import Change, Trend
from formcheck.types import Z90, Grade

SYMBOLS = {Grade.STABLE: "✓", Grade.BORDERLINE: "≈", Grade.UNSTABLE: "✗", Grade.UNREADABLE: "?"}
"""Beside each grade's word, so that no meaning hangs on colour."""

DIGITS = {" mm": 0, " steps/min": 0, " s": 2, "": 2}
"""Decimals by unit; degrees have one (convention)."""

DATA = {"result.json": "application/json", "reps.csv": "text/csv", "frames.csv": "text/csv"}


def render(saved: Saved, words: Words, history: History | None, *, embed: bool) -> str:
    """The whole page.

    Parameters
    ----------
    saved, history
        What to show; no history where nobody was named.
    words
        The language.
    embed
        Put video and data into the page.
    """
    style, script = _own("style.css"), _own("script.js")
    curve = curves.find(saved)
    typical = curves.typical(curve, saved.sides) if curve else []
    return (
        _environment(words)
        .get_template("report.html")
        .render(
            t=words,
            say=words.say,
            saved=saved,
            result=saved.result,
            embed=embed,
            style=style,
            script=script,
            policy=_policy(style, script),
            symbols=SYMBOLS,
            shown=_shower(words),
            rep_name=lambda rep: f"{words.say(saved.noun)} {rep.number}",
            angle=lambda angle, digits=1: words.measured(angle.value_deg, Z90 * angle.se_deg, "°", digits),
            mean=lambda week, unit: words.measured(week.value, Z90 * week.se, unit),
            legs=first.legs(saved),
            advice=first.work_on(saved),
            unreadable=all(verdict.grade is Grade.UNREADABLE for verdict in saved.result.verdicts),
            curve=curve,
            timeline=plots.timeline(curve) if curve else None,
            summary=_summary(curve, saved, words) if curve else "",
            typical=typical,
            overlay=plots.overlay(curve, typical) if curve and typical else None,
            overlay_note=_overlay_note(typical),
            overlay_summary=_overlay_summary(curve, typical, saved, words) if curve else "",
            most_reps=MOST_REPS,
            evidence=evidence,
            history=history,
            weeks=plots.weeks,
            trend_says=lambda trend: _trend_says(trend, words),
            video=_source(saved.video, "video/mp4", embed=embed) if saved.video else "",
            nan=math.nan,
            data={name: _source(saved.folder / name, kind, embed=embed) for name, kind in DATA.items()},
            axis_text=lambda ticks, value: words.number(value, _tick_digits(ticks)),
        )
    )


def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["say"] = words.say
    return environment


@cache
def _own(name: str) -> str:
    """A file of this package that goes into the page as it is."""
    return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: nothing from anywhere but the page itself and the video beside it."""

    def own(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {own(style)}; script-src {own(script)}; img-src data:; "
        "media-src 'self' file: data: blob:; base-uri 'none'; form-action 'none'"
    )


def _source(path: Path, kind: str, *, embed: bool) -> str:
    """The address of a neighbouring file, or all of it as a data URL."""
    if not embed:
        return quote(path.name)
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _tick_digits(ticks: Sequence[float]) -> int:
    """As many decimals as tell ticks apart."""
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _shower(words: Words) -> Callable[[float, float, str], str]:
    """A function that writes a value with its error and unit."""
    return lambda value, error, unit: words.measured(value, error, unit, DIGITS.get(unit, 1))


def _summary(curve: Curve, saved: Saved, words: Words) -> str:
    """The timeline in words, for who cannot see it."""
    shown, unit = _shower(words), curve.criterion.unit
    told = []
    for side in saved.sides:
        values = [stretch.judged.value for stretch in curve.of(side) if stretch.judged]
        if values:
            mean, low, high = (
                shown(v, math.nan, unit) for v in (sum(values) / len(values), min(values), max(values))
            )
            told.append(words("curve_side", side=words(side), count=len(values), value=mean, low=low, high=high))
    return words("curve_summary", sides=" ".join(told))


def _overlay_summary(curve: Curve, typical: Sequence[Typical], saved: Saved, words: Words) -> str:
    shown, unit = _shower(words), curve.criterion.unit
    return " ".join(
        words(
            "overlay_summary" if len(each.each) > 1 else "overlay_one",
            side=words(each.side),
            count=words.say(counted(len(each.each), saved.noun)),
            value=shown(_middle(each.mean), math.nan, unit),
            spread=shown(_middle(each.spread), math.nan, unit),
        )
        for each in typical
    )


def _overlay_note(typical: Sequence[Typical]) -> str:
    """Which text says what lines and bands are."""
    most = max((len(each.each) for each in typical), default=0)
    return "overlay_note_one" if most < 2 else "overlay_note" if most <= plots.MOST_THIN else "overlay_note_band"


def _middle(values: Any) -> float:  # noqa: ANN401
    return float(values[len(values) // 2])


def _trend_says(trend: Trend, words: Words) -> str:
    """What the weeks came to, as `plan.words` says it in English."""
    unit = trend.series.unit
    told = {
        "size": words.measured(abs(trend.rise), math.nan, unit),
        "detectable": words.measured(trend.detectable, math.nan, unit),
        "weeks": trend.span,
    }
    key = {Change.BETTER: "trend_better", Change.WORSE: "trend_worse", Change.TOO_EARLY: "trend_early"}.get(
        trend.change, "trend_none_advice" if trend.wants_advice else "trend_none"
    )
    return words(key, **told)
