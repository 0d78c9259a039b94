"""The trend: a change is called one only when it is more than chance, and nothing is said too early."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.plan.draw import ASCII, BAND, FIRST, LABEL, MEAN, NUMBERS, chart
from formcheck.plan.trend import Change, trends
from formcheck.plan.words import ADVICE, trend_sentence
from formcheck.types import Grade, Side
from tests.training import done as did

START = date(2025, 3, 3)
LEFT = {Side.LEFT: [10]}


def weekly(drops_deg, se_deg=1.0, **more):
    """One session a week, on Mondays; None = a week without."""
    return [
        did(START + timedelta(weeks=nth), LEFT, drop_deg=drop, se_deg=se_deg, **more)
        for nth, drop in enumerate(drops_deg)
        if drop is not None
    ]


def only(sessions):
    (trend,) = trends(sessions)
    return trend


@pytest.mark.parametrize(
    ("drops_deg", "change"),
    [
        ([8.0], Change.TOO_EARLY),
        ([8.0] * 8, Change.TOO_EARLY),  # seven weeks from the first to the last
        ([8.0] * 9, Change.NONE),
        ([8.0] + [None] * 7 + [8.0], Change.NONE),
        ([8.0, 3.9], Change.BETTER),
        ([8.0, 4.0], Change.TOO_EARLY),  # 4.0° are what may be chance
        ([8.0, 12.1], Change.WORSE),
        ([8.0] * 8 + [3.0], Change.BETTER),
        ([8.0, 2.0] + [None] * 6 + [7.0], Change.NONE),
    ],
)
def test_what_the_weeks_come_to(drops_deg, change):
    assert only(weekly(drops_deg)).change is change


def test_no_change_in_eight_weeks_sends_to_somebody_who_knows():
    assert trend_sentence(only(weekly([8.0] * 8 + [7.5]))) == (
        "no detectable change in eight weeks: see a physical therapist or a trainer "
        "(0.5° apart, and up to 4.0° may be chance)."
    )


def test_but_not_who_holds_still_already():
    said = trend_sentence(only(weekly([1.0] * 9, grade=Grade.STABLE)))
    assert said == "no detectable change in eight weeks, and the pelvis was held still: go on."


def test_getting_worse_sends_there_too_and_getting_better_does_not():
    assert ADVICE in trend_sentence(only(weekly([4.0, 9.0])))
    assert trend_sentence(only(weekly([9.0, 4.0]))) == (
        "5.0° better since the week of 3 March 2025, and up to 4.0° may be chance."
    )


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=12), st.floats(0.1, 6.0))
def test_nothing_smaller_than_the_detectable_change_is_called_one_and_advice_never_comes_early(drops_deg, se_deg):
    trend = only(weekly(drops_deg, se_deg))
    assert trend.detectable >= 4.0
    assert trend.detectable >= 1.96 * np.sqrt(2) * se_deg - 1e-9
    assert (trend.change in (Change.BETTER, Change.WORSE)) == (abs(trend.rise) > trend.detectable)
    if trend.span < 8 and trend.change is not Change.WORSE:
        assert ADVICE not in trend_sentence(trend)


def test_noise_alone_is_seldom_called_a_change():
    random = np.random.default_rng(1)
    called = [
        only(weekly(random.normal(7.0, 2.5, 9), 2.5)).change in (Change.BETTER, Change.WORSE) for _ in range(1000)
    ]
    assert np.mean(called) == pytest.approx(0.05, abs=0.02)  # 0.046 to 0.057 over four seeds


def test_a_bridge_needs_more_than_a_squat():
    assert only(weekly([8.0, 2.0], exercise="one-leg-bridge")).detectable == 6.6
    assert only(weekly([8.0, 2.0])).detectable == 4.0


def test_errors_average_out_over_days_but_not_within_one():
    monday, thursday = START, START + timedelta(days=3)
    twice = [did(monday, LEFT, se_deg=3.0), did(monday, LEFT, se_deg=3.0, drop_deg=8.0)]
    (week,) = only(twice).weeks
    assert (week.value, week.days) == (7.0, 1)
    assert week.se == pytest.approx(3.0)
    (week,) = only([*twice, did(thursday, LEFT, se_deg=4.0, drop_deg=9.0)]).weeks
    assert (week.value, week.se, week.days) == (8.0, 2.5, 2)


def test_legs_exercises_and_too_few_repetitions_are_kept_apart():
    sessions = [
        did(START, {Side.LEFT: [10], Side.RIGHT: [4]}),
        did(START, LEFT, exercise="glute-bridge"),
        did(START + timedelta(weeks=1), LEFT, drop_deg=float("nan")),
        did(START + timedelta(weeks=2), LEFT, unread=6),
    ]
    found = trends(sessions)
    assert [(t.series.exercise, t.series.side, len(t.weeks)) for t in found] == [
        ("glute-bridge", Side.LEFT, 1),
        ("single-leg-squat", Side.LEFT, 1),
    ]


def test_what_is_relative_to_something_else_is_not_compared():
    from dataclasses import replace

    first, second = weekly([8.0, 2.0])
    assert len(trends([first, replace(second, reference="gravity")])) == 2
    assert len(trends([first, replace(second, estimator="pelvis/9")])) == 2


@given(
    st.lists(st.none() | st.floats(-30, 30), min_size=1, max_size=60).filter(lambda x: x[-1] is not None),
    st.floats(0.1, 9.0),
    st.integers(60, 200),
)
def test_a_chart_keeps_to_its_width_and_shows_every_mean_at_its_place(drops_deg, se_deg, width):
    trend = only(weekly(drops_deg, se_deg))
    lines = chart(trend, width)
    assert max(map(len, lines)) <= max(width, 80)
    rows = [line for line in lines[2:-2] if MEAN in line]
    assert 1 <= len(rows) <= 26
    assert len(rows) == min(len(trend.weeks), 26)
    columns = [line.index(MEAN) for line in rows]
    shown = trend.weeks if len(trend.weeks) <= 26 else (trend.weeks[0], *trend.weeks[-25:])
    ranks = np.argsort([week.value for week in shown], kind="stable")
    assert all(np.diff(np.array(columns)[ranks]) >= 0)
    assert lines[0].isascii() or "°" in lines[0]


def test_the_band_of_the_chart_is_the_detectable_change():
    trend = only(weekly([10.0, None, 10.0], 0.1))
    lines = chart(trend, 80)
    background = next(line for line in lines if "1 week" in line)[LABEL:][: 80 - LABEL - NUMBERS]
    start, end, middle = background.index(BAND), background.rindex(BAND), background.index(FIRST)
    ticks = [nth for nth, mark in enumerate(lines[1][LABEL:]) if mark == "┬"]
    names = [float(name.rstrip("°")) for name in lines[0].split()]
    value = np.interp([start, middle, end], ticks, names)
    assert value == pytest.approx([6.0, 10.0, 14.0], abs=0.2)  # a column is 0.2° wide


def test_a_chart_can_be_put_into_ascii():
    for line in chart(only(weekly([8.0, None, 6.0] + [5.0] * 30)), 80):
        assert line.translate(ASCII).isascii()
        assert len(line.translate(ASCII)) <= 80
