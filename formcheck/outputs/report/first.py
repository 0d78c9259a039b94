"""The first screen: what each leg came to, its worst and best repetition, and one thing to work on."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from formcheck.exercises.judge import badness
from formcheck.outputs.report import pictures
from formcheck.outputs.report.saved import Saved
from formcheck.types import Finding, Grade, Rep, Side, Verdict

PICTURE_HEIGHT = 260
"""Pixels: sharp at the size it is shown in on a laptop."""


class Picture(NamedTuple):
    """A repetition at the instant it is judged at; `which` is worst, best or only."""

    which: str
    rep: Rep
    finding: Finding
    source: str


class Leg(NamedTuple):
    """A side's verdict and its pictures; none without a video, or where nothing could be read."""

    verdict: Verdict
    pictures: list[Picture]


class Advice(NamedTuple):
    """A criterion's cue, and in how many `of` its findings that were read it came to this `grade`."""

    criterion: str
    cue: str
    grade: Grade
    times: int
    of: int


def legs(saved: Saved) -> list[Leg]:
    """Every side that has a verdict."""
    return [Leg(verdict, _pictures(saved, verdict)) for verdict in saved.result.verdicts]


def work_on(saved: Saved) -> Advice | None:
    """The cue of the worst findings: of what decides first, then of the most frequent; None where none is past."""
    decides = {criterion.name for criterion in saved.profile.criterion if criterion.decides}
    read = [finding for finding in saved.result.findings if finding.grade is not Grade.UNREADABLE]
    for grade in (Grade.UNSTABLE, Grade.BORDERLINE):
        counts = Counter(finding.criterion for finding in read if finding.cue and finding.grade is grade)
        if counts:
            most = max(counts, key=lambda name: (name in decides, counts[name]))
            cue = next(finding.cue for finding in read if finding.criterion == most and finding.cue)
            return Advice(most, cue, grade, counts[most], sum(finding.criterion == most for finding in read))
    return None


def worst_and_best(saved: Saved, side: Side, criterion: str) -> dict[str, tuple[Rep, Finding]]:
    """Which repetitions of a side to show: the worst and the best by a criterion, or the only one that was read."""
    judged = next((c for c in saved.profile.criterion if c.name == criterion), None)
    read = saved.read(judged, side) if judged else []
    if not judged or not read:
        return {}
    ranked = sorted(read, key=lambda one: badness(one[1].value, judged.worse))
    return {"worst": ranked[-1], "best": ranked[0]} if len(ranked) > 1 else {"only": ranked[0]}


def _pictures(saved: Saved, verdict: Verdict) -> list[Picture]:
    if saved.video is None:
        return []
    shown = worst_and_best(saved, verdict.side, verdict.criterion)
    return [
        Picture(which, rep, finding, pictures.at(saved, finding.time_s, PICTURE_HEIGHT))
        for which, (rep, finding) in shown.items()
    ]
