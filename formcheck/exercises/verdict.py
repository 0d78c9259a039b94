"""A leg's repetitions → one plain sentence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from formcheck.exercises.judge import worst
from formcheck.exercises.profile import Profile
from formcheck.types import Z90, Angle, Grade, Neutral, Rep, Side, Verdict

MEASURE = "drop_from_neutral_deg"
OTHERWISE = "drop_deg"


def conclude_leg(
    side: Side,
    reps: Sequence[Rep],
    profile: Profile,
    neutral: Neutral,
    *,
    unreadable_because: str,
    coverage: float,
) -> Verdict:
    """Sum up one leg's repetitions.

    The mean drop keeps the error of a single repetition: what is wrong with the estimate of one person in one
    clip is wrong in each of their repetitions, so it does not average out. Fewer repetitions that were read
    than the profile's `min_reps` give no colour (BORDERLINE), whatever they say.
    """
    measure = MEASURE if neutral.frames else OTHERWISE
    values = np.array([rep.readings[measure] for rep in reps], float)
    errors = np.array([rep.readings["drop_se_deg"] for rep in reps], float)
    read = np.isfinite(values) & np.isfinite(errors)
    count = f"{side.capitalize()} leg, {len(reps)} repetition{'s' * (len(reps) != 1)}"
    if not read.any():
        why = unreadable_because or "The pelvis could not be read in any of them."
        return Verdict(side, Grade.UNREADABLE, f"{count}: {why}", len(reps), Angle(math.nan, math.nan), coverage)
    drop = Angle(float(values[read].mean()), float(errors[read].mean()))
    grades = Counter(rep.grade for rep in reps)
    grade = _grade(grades, len(reps), profile.min_reps)
    zero = "its level in quiet standing" if neutral.frames else "horizontal"
    degrees, half = round(drop.value_deg), Z90 * drop.se_deg
    way = "below" if degrees > 0 else "above" if degrees < 0 else "from"
    moved = (
        f"the {side.other} side of the pelvis was on average {abs(degrees)}° ± {half:.0f}° {way} {zero} "
        "at the deepest point"
    )
    sentence = f"{count}: {moved}: {_meaning(grade, grades, len(reps), profile.min_reps)}."
    return Verdict(side, grade, sentence, len(reps), drop, coverage)


def _grade(grades: Counter[Grade], reps: int, min_reps: int) -> Grade:
    """UNSTABLE when most repetitions are, STABLE when none is worse; too few are never either."""
    if reps - grades[Grade.UNREADABLE] < min_reps:
        return Grade.BORDERLINE
    if grades[Grade.UNSTABLE] * 2 > reps:
        return Grade.UNSTABLE
    return Grade.BORDERLINE if grades[Grade.UNSTABLE] else worst(grades)


def _meaning(grade: Grade, grades: Counter[Grade], reps: int, min_reps: int) -> str:
    if reps < min_reps:
        return f"too few repetitions for a verdict ({min_reps} are needed)"
    if (read := reps - grades[Grade.UNREADABLE]) < min_reps:
        return f"only {read} of {reps} could be read, too few for a verdict ({min_reps} are needed)"
    if grade is Grade.STABLE:
        return "stable, the pelvis was held level"
    if grade is Grade.UNSTABLE:
        return f"unstable in {grades[Grade.UNSTABLE]} of {reps} repetitions"
    if grade is Grade.UNREADABLE:
        return f"{grades[Grade.UNREADABLE]} of {reps} repetitions could not be read"
    if grades[Grade.UNSTABLE]:
        return f"borderline, unstable in {grades[Grade.UNSTABLE]} of {reps} repetitions"
    return "borderline, too close to the limit to call with this error"
