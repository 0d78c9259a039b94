"""Values with errors against limits."""

import math

import numpy as np
import pytest

from formcheck.exercises.judge import Z90, grade, judge, judge_set, worst
from formcheck.exercises.profile import Criterion
from formcheck.types import Grade, Rep, Side

S, B, U, N = Grade.STABLE, Grade.BORDERLINE, Grade.UNSTABLE, Grade.UNREADABLE


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (2.0, 1.0, S), (4.9, 3.0, S), (4.9, 3.1, B),  # the whole interval must be short of 8
        (5.0, 0.0, B), (7.9, 0.0, B),
        (8.0, 3.0, U), (8.0, 3.1, B), (20.0, 12.0, U), (20.0, 15.1, B),
        (-15.0, 1.0, S),  # a hike is no drop
        (math.nan, 1.0, N), (2.0, math.nan, N), (math.inf, 1.0, N), (2.0, math.inf, N),
    ],
)  # fmt: skip
def test_grades_of_a_value_whose_larger_is_worse(value, error, expected):
    assert grade(value, error, 5.0, 8.0, "above") is expected


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [(70.0, 10.0, S), (70.0, 25.0, B), (60.0, 0.0, B), (45.0, 15.0, U), (45.0, 16.0, B), (20.0, 5.0, U)],
)
def test_grades_of_a_value_whose_smaller_is_worse(value, error, expected):
    assert grade(value, error, 60.0, 45.0, "below") is expected


def criterion(**other) -> Criterion:
    facts = dict(name="drop", measure="a", error="se", unit="°", instant="", cue="Lift.", source="")  # noqa: C408
    return Criterion(**(facts | {"views": ("front",), "borderline_from": 5.0, "unstable_from": 8.0} | other))


def judged(readings: dict[str, float], **other):
    return judge(criterion(**other), readings, rep=3, side=Side.RIGHT, time_s=4.5)


def test_a_finding_says_what_it_is_about():
    finding = judged({"a": 9.0, "se": 1.0})
    assert (finding.criterion, finding.rep, finding.side, finding.time_s) == ("drop", 3, Side.RIGHT, 4.5)
    assert (finding.value, finding.unit) == (9.0, "°")
    assert finding.error == pytest.approx(Z90)


def test_the_error_is_a_90_percent_interval():
    """One standard error is 1.645 times shorter than what decides."""
    assert judged({"a": 4.0, "se": 3.9 / 1.645}).grade is S
    assert judged({"a": 4.0, "se": 4.1 / 1.645}).grade is B


def test_the_other_reading_counts_only_when_the_first_is_nan():
    assert judged({"a": math.nan, "b": 9.0, "se": 0.1}, otherwise="b").value == 9.0
    assert judged({"a": 1.0, "b": 9.0, "se": 0.1}, otherwise="b").value == 1.0
    assert judged({"a": math.nan, "b": 9.0, "se": 0.1}).grade is N


def test_a_reading_that_is_not_there_is_unreadable():
    assert judged({"se": 1.0}).grade is N
    assert judged({"a": 1.0}).grade is N


@pytest.mark.parametrize(("value", "cue"), [(4.9, ""), (5.0, "Lift."), (9.0, "Lift."), (math.nan, "")])
def test_a_cue_is_given_for_a_value_past_the_borderline_whatever_its_error(value, cue):
    assert judged({"a": value, "se": 9.0}).cue == cue


def test_the_limit_is_the_one_that_decided():
    assert judged({"a": 1.0, "se": 0.1}).limit == 5.0
    assert judged({"a": 9.0, "se": 0.1}).limit == 8.0


def test_the_worst_of_several():
    assert worst([S, S]) is S
    assert worst([S, N]) is N
    assert worst([S, N, B]) is B
    assert worst([S, B, U, N]) is U
    assert worst([]) is N


def rep(number: int, side: Side, value: float, se: float = 1.0) -> Rep:
    return Rep(number, 1, side, number, number + 0.5, number + 1.0, S, {"a": value, "se": se})


def reps(*values: float, side: Side = Side.LEFT, se: float = 1.0) -> list[Rep]:
    return [rep(nth, side, value, se) for nth, value in enumerate(values, 1)]


def test_a_mean_keeps_the_error_of_one_and_takes_the_scatter_besides():
    found = judge_set(criterion(over="mean"), reps(4.0, 6.0, 8.0, math.nan), Side.LEFT)
    assert (found.rep, found.value) == (0, 6.0)
    assert found.error == pytest.approx(Z90 * math.hypot(1.0, 2.0 / math.sqrt(3)))


def test_a_slope_is_least_squares_with_students_interval():
    """By hand: values 1, 2, 3, 5 rise by 1.3 a repetition; 0.3 squared is left over by two degrees of freedom."""
    found = judge_set(criterion(over="slope"), reps(1.0, 2.0, 3.0, 5.0, se=9.0), Side.LEFT)
    assert found.value == pytest.approx(1.3)
    assert found.error == pytest.approx(2.920 * math.sqrt(0.3 / 2 / 5), rel=1e-3)  # t(0.95, 2) = 2.920
    assert judge_set(criterion(over="slope"), reps(1.0, 2.0, 3.0), Side.LEFT).grade is N


def test_the_slopes_interval_holds_as_often_as_stated():
    rng = np.random.default_rng(1)
    held = []
    for _ in range(2000):
        values = 0.7 * np.arange(8) + rng.normal(0.0, 1.5, 8)
        found = judge_set(criterion(over="slope"), reps(*values), Side.LEFT)
        held.append(abs(found.value - 0.7) <= found.error)
    assert np.mean(held) == pytest.approx(0.90, abs=0.02)  # ± 3 standard errors of 2000 draws


def test_sides_differ_by_their_means_left_minus_right():
    both = [*reps(9.0, 9.0), *reps(4.0, 4.0, side=Side.RIGHT)]
    found = judge_set(criterion(over="difference", worse="away"), both, Side.BOTH)
    assert (found.value, found.side) == (5.0, Side.BOTH)
    assert found.error == pytest.approx(Z90 * math.sqrt(3.0))
    assert judge_set(criterion(over="difference"), reps(9.0), Side.BOTH).grade is N
