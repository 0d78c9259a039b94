"""Efforts → repetitions, findings and verdicts: the same for every exercise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.errors import ProfileError
from formcheck.exercises.base import Exercise
from formcheck.exercises.judge import judge, judge_set, worst
from formcheck.exercises.profile import Criterion, Profile
from formcheck.exercises.verdict import conclude_side
from formcheck.types import BoolArray, Effort, Finding, FloatArray, Neutral, Rep, Side, Span, Verdict

REST_BETWEEN_SETS_S = 10.0
"""Longer between two repetitions of a leg is a new set (convention)."""


def score(
    exercise: Exercise,
    profile: Profile,
    view: str,
    time_s: FloatArray,
    efforts: Sequence[Effort],
    told: Sequence[dict[str, float]],
    neutral: Neutral,
    read: BoolArray,
) -> tuple[list[Rep], list[Finding], list[Verdict]]:
    """Judge what was done, by the criteria that the view can show.

    Parameters
    ----------
    exercise, profile, view
        What was done, what it is judged by, and the name of the view.
    time_s
        (T,) of the clip.
    efforts, told, neutral
        What the exercise found, what it measured in each, and the person's own zero.
    read
        Rows (T,) in which what decides could be read, for the coverage.

    Returns
    -------
    reps
        In order of time; a side's sets are told apart by a long rest of that side.
    findings
        Of each repetition, then those over a whole set (`rep` = 0).
    verdicts
        One for each side that was used.

    Raises
    ------
    ProfileError
        The profile asks for what the exercise does not measure.
    """
    refuse_another(exercise, profile)
    seen = profile.seen_from(view)
    each = [criterion for criterion in seen if criterion.over in ("repetition", "mean")]
    reps: list[Rep] = []
    findings: list[Finding] = []
    for effort, values in zip(efforts, told, strict=True):
        start_s, key_s, end_s = _instants_s(effort, time_s)
        came = [c for c in each if c.measure in values]
        number = len(reps) + 1
        judged = [(c, judge(c, values, rep=number, side=effort.side, time_s=key_s)) for c in came]
        findings += [finding for c, finding in judged if c.over == "repetition"]
        grade = worst(finding.grade for c, finding in judged if c.decides)
        set_number = _set_number(reps, effort.side, start_s)
        reps.append(Rep(number, set_number, effort.side, start_s, key_s, end_s, grade, values))
    findings += _over_sets([c for c in seen if c.over != "repetition"], reps)
    verdicts = [
        conclude_side(
            exercise,
            side,
            [rep for rep in reps if rep.side is side],
            [f for f in findings if f.side is side],
            profile,
            view,
            neutral,
            _coverage(read, [effort.span for effort in efforts if effort.side is side]),
        )
        for side in Side
        if any(rep.side is side for rep in reps)
    ]
    return reps, findings, verdicts


def _over_sets(criteria: Sequence[Criterion], reps: Sequence[Rep]) -> list[Finding]:
    """Findings over a side's repetitions, and over both sides where both were used; a slope within its last set."""
    findings = []
    sides = [side for side in Side if any(rep.side is side for rep in reps)]
    for criterion in criteria:
        if criterion.over == "difference":
            if {Side.LEFT, Side.RIGHT} <= set(sides):
                findings.append(judge_set(criterion, reps, Side.BOTH))
            continue
        for side in sides:
            own = [rep for rep in reps if rep.side is side]
            if criterion.over == "slope":
                own = [rep for rep in own if rep.set_number == own[-1].set_number]
            findings.append(judge_set(criterion, own, side))
    return findings


def _set_number(reps: Sequence[Rep], side: Side, start_s: float) -> int:
    """A set is one side's, also where the sides take turns, and ends with a long rest of that side."""
    own = [rep for rep in reps if rep.side is side]
    if own and start_s - own[-1].end_s <= REST_BETWEEN_SETS_S:
        return own[-1].set_number
    return max((rep.set_number for rep in reps), default=0) + 1


def _instants_s(effort: Effort, time_s: FloatArray) -> tuple[float, float, float]:
    if effort.instants_s is not None:
        return effort.instants_s
    span = effort.span
    return float(time_s[span.start]), float(time_s[span.key]), float(time_s[span.end])


def _coverage(read: BoolArray, spans: Sequence[Span]) -> float:
    """Share of the spans' rows that were read."""
    return float(np.concatenate([read[span.start : span.end + 1] for span in spans]).mean())


def refuse_another(exercise: Exercise, profile: Profile) -> None:
    """Refuse another exercise's profile, and a misspelt measure, which would look like an instant that never came.

    Raises
    ------
    ProfileError
        With a sentence that says which.
    """
    if profile.exercise != exercise.name:
        raise ProfileError(f"The profile is for {profile.exercise}, and the exercise is {exercise.name}.")
    known = {c.measure for c in exercise.profile.criterion}
    known |= {c.otherwise for c in exercise.profile.criterion if c.otherwise}
    for criterion in profile.criterion:
        if criterion.measure not in known:
            raise ProfileError(
                f"The profile's criterion {criterion.name!r} asks for {criterion.measure!r}, which "
                f"{exercise.name} does not measure; it measures {', '.join(sorted(known))}."
            )
