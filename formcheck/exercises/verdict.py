"""A side's repetitions → one plain sentence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from formcheck.exercises.base import Exercise
from formcheck.exercises.judge import mean_of, worst
from formcheck.exercises.profile import Criterion, Profile
from formcheck.types import Z90, Finding, Grade, Neutral, Rep, Side, Verdict

_GRAVELY = (Grade.UNSTABLE, Grade.BORDERLINE, Grade.STABLE)


def conclude_side(
    exercise: Exercise,
    side: Side,
    reps: Sequence[Rep],
    findings: Sequence[Finding],
    profile: Profile,
    view: str,
    neutral: Neutral,
    coverage: float,
) -> Verdict:
    """Sum up one side's repetitions in the criterion that decided.

    Of repetitions judged one by one, most must be unstable for an unstable verdict and none worse than stable for a
    stable one; what is judged over the set has its own grade; the worse counts. Fewer repetitions that were read than
    the profile's `min_reps` give no colour (BORDERLINE), whatever they say. The value told is the mean with the error
    of a single repetition: what is wrong with the estimate of one person in one clip is wrong in each of their
    repetitions, so it does not average out.
    """
    deciding = [criterion for criterion in profile.seen_from(view) if criterion.decides]
    told = _headline(deciding, findings)
    begins = f"{exercise.who(side)}, {counted(len(reps), exercise.noun)}"
    if told is None:
        why = exercise.cannot(view) or exercise.unread(view)
        unit = deciding[0].unit if deciding else ""
        return Verdict(side, Grade.UNREADABLE, f"{begins}: {why}", len(reps), "", math.nan, math.nan, unit, coverage)
    value, se = mean_of(told, reps)
    grade, meaning = _grade(deciding, reps, findings, profile, exercise.noun)
    sentence = f"{begins}: {_says(told, side, value, se, exercise.rest if neutral.frames else '')}: {meaning}."
    return Verdict(side, grade, sentence, len(reps), told.name, value, Z90 * se, told.unit, coverage)


def counted(number: int, noun: str) -> str:
    """A number of things: 1 repetition, 2 repetitions."""
    return f"{number} {noun}{'s' * (number != 1)}"


def _headline(deciding: Sequence[Criterion], findings: Sequence[Finding]) -> Criterion | None:
    """The deciding criterion with the most findings of the worst grade; None if none was read."""
    grades = {c.name: Counter(f.grade for f in findings if f.criterion == c.name) for c in deciding}
    read = [c for c in deciding if any(grades[c.name][grade] for grade in _GRAVELY)]
    return max(read, key=lambda c: [grades[c.name][grade] for grade in _GRAVELY[:2]], default=None)


def _says(criterion: Criterion, side: Side, value: float, se: float, rest: str) -> str:
    """The criterion's sentence; as many digits as its error is worth."""
    digits, unit = int(Z90 * se < 1.0), criterion.unit
    rounded = round(value, digits) + 0.0
    shown = abs(rounded) if "{below}" in criterion.says else rounded
    return criterion.sentence(
        side=str(side),
        other=str(side.other),
        value=f"{shown:.{digits}f}{unit} ± {Z90 * se:.{digits}f}{unit}",
        below="below" if rounded > 0 else "above" if rounded < 0 else "from",
        zero=f"its level in {rest}" if rest else "horizontal",
    )


def _grade(
    deciding: Sequence[Criterion], reps: Sequence[Rep], findings: Sequence[Finding], profile: Profile, noun: str
) -> tuple[Grade, str]:
    """The side's grade, and what it means in words."""
    over_set = [f.grade for f in findings if any(f.criterion == c.name and c.over != "repetition" for c in deciding)]
    one_by_one = any(c.over == "repetition" for c in deciding)
    grades = Counter(rep.grade for rep in reps)
    read = len(reps) - grades[Grade.UNREADABLE] if one_by_one else len(reps)
    needed = f"too few for a verdict ({profile.min_reps} are needed)"
    if len(reps) < profile.min_reps:
        return Grade.BORDERLINE, needed.replace("too few", f"too few {noun}s", 1)
    if read < profile.min_reps:
        return Grade.BORDERLINE, f"only {read} of {len(reps)} could be read, {needed}"
    bad = grades[Grade.UNSTABLE]
    each = _of_each(grades, len(reps)) if one_by_one else Grade.STABLE
    grade = worst([each, *over_set])
    some = f"{bad} of {counted(len(reps), noun)}"
    if grade is Grade.STABLE:
        return grade, f"stable, {profile.held}"
    if grade is Grade.UNSTABLE:
        return grade, f"unstable in {some}" if bad else "unstable"
    if grade is Grade.UNREADABLE:
        return grade, f"{grades[grade]} of {counted(len(reps), noun)} could not be read"
    if bad:
        return grade, f"borderline, unstable in {some}"
    return grade, "borderline, too close to the limit to call with this error"


def _of_each(grades: Counter[Grade], reps: int) -> Grade:
    """UNSTABLE when most repetitions are, STABLE when none is worse."""
    if grades[Grade.UNSTABLE] * 2 > reps:
        return Grade.UNSTABLE
    return Grade.BORDERLINE if grades[Grade.UNSTABLE] else worst(grades)
