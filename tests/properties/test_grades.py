"""Laws of grading: no value is two things, and a larger error never turns doubt into a colour."""

import math

from hypothesis import given
from hypothesis import strategies as st

from formcheck.exercises.judge import grade, worst
from formcheck.types import Grade

NUMBERS = st.floats(-1e3, 1e3)
ERRORS = st.floats(0, 1e3)
WORSE = st.sampled_from(["above", "below"])
BADNESS = {Grade.STABLE: 0, Grade.BORDERLINE: 1, Grade.UNSTABLE: 2}


@st.composite
def limits(draw) -> tuple[float, float, str]:
    """Borderline, unstable, and the direction in which they lie."""
    worse = draw(WORSE)
    inner, outer = sorted((draw(NUMBERS), draw(NUMBERS)), reverse=worse == "below")
    return inner, outer, worse


@given(NUMBERS, ERRORS, ERRORS, limits())
def test_a_larger_error_never_makes_a_colour(value, error, more, bounds):
    small, large = grade(value, error, *bounds), grade(value, error + more, *bounds)
    if small is Grade.BORDERLINE:
        assert large is Grade.BORDERLINE
    else:
        assert large in (small, Grade.BORDERLINE)


@given(NUMBERS, NUMBERS, ERRORS, limits())
def test_a_worse_value_is_never_graded_better(a, b, error, bounds):
    better, worse = sorted((a, b), reverse=bounds[2] == "below")
    assert BADNESS[grade(better, error, *bounds)] <= BADNESS[grade(worse, error, *bounds)]


@given(NUMBERS, ERRORS, limits())
def test_away_from_zero_is_above_either_way(value, error, bounds):
    borderline, unstable = sorted(abs(bound) for bound in bounds[:2])
    away = grade(value, error, borderline, unstable, "away")
    assert away is grade(-value, error, borderline, unstable, "away")
    assert away is grade(abs(value), error, borderline, unstable, "above")


@given(NUMBERS, ERRORS, limits())
def test_a_colour_is_given_only_to_what_its_whole_interval_allows(value, error, bounds):
    borderline, unstable, worse = bounds
    sign = 1 if worse == "above" else -1
    came_to = grade(value, error, *bounds)
    if came_to is Grade.STABLE:
        assert sign * value < sign * borderline
        assert sign * value + error < sign * unstable
    if came_to is Grade.UNSTABLE:
        assert sign * value >= sign * unstable
        assert sign * value - error >= sign * borderline


@given(NUMBERS, ERRORS, limits())
def test_above_and_below_are_mirror_images(value, error, bounds):
    borderline, unstable, worse = bounds
    other = "below" if worse == "above" else "above"
    assert grade(value, error, *bounds) is grade(-value, error, -borderline, -unstable, other)


@given(st.sampled_from([math.nan, math.inf, -math.inf]), st.floats(), limits())
def test_what_is_no_number_is_unreadable(value, error, bounds):
    assert grade(value, error, *bounds) is Grade.UNREADABLE
    assert grade(1.0, abs(value), *bounds) is Grade.UNREADABLE


@given(st.lists(st.sampled_from(Grade)), st.lists(st.sampled_from(Grade)))
def test_the_worst_of_more_is_no_better(some, more):
    order = [Grade.STABLE, Grade.UNREADABLE, Grade.BORDERLINE, Grade.UNSTABLE]
    if some:
        assert order.index(worst(some + more)) >= order.index(worst(some))
    assert (worst(some) is Grade.STABLE) == (set(some) == {Grade.STABLE})
