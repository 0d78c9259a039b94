"""The prescription: what counts as a set and as a day, what is left, and when next."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.plan.prescription import PRESCRIPTION, Done, counted_days, done, monday_of, training_days, week_of
from formcheck.plan.words import week_sentences
from formcheck.types import Side
from tests.training import BOTH_LEGS
from tests.training import done as did

MONDAY = date(2025, 6, 30)
MON, TUE, WED, THU, FRI, SAT, SUN = (MONDAY + timedelta(days=nth) for nth in range(7))
LEFT = ("single-leg-squat", Side.LEFT)
RIGHT = ("single-leg-squat", Side.RIGHT)

days = st.lists(st.integers(-21, 6).map(lambda nth: MONDAY + timedelta(days=nth)), max_size=20)


@pytest.mark.parametrize(
    ("reps", "unstable", "unread", "expected"),
    [
        (8, 0, 0, Done(1, 0)),
        (7, 0, 0, Done(0, 7)),
        (9, 2, 0, Done(0, 7)),
        (10, 2, 0, Done(1, 0)),
        (8, 0, 8, Done(1, 0)),  # done all the same, though the picture could not tell how
        (13, 0, 0, Done(1, 0)),
        (24, 0, 0, Done(1, 0)),
        (5, 5, 0, Done(0, 0)),
    ],
)
def test_a_set_is_full_with_eight_repetitions_that_were_not_unstable(reps, unstable, unread, expected):
    assert done([did(MON, {Side.LEFT: [reps]}, unstable=unstable, unread=unread)]) == {LEFT: {MON: expected}}


def test_sets_of_several_clips_of_a_day_add_up_and_short_ones_do_not_make_a_set_together():
    clips = [did(MON, {Side.LEFT: [8, 5]}), did(MON, {Side.LEFT: [9]}), did(MON, {Side.RIGHT: [4, 4]})]
    assert done(clips) == {LEFT: {MON: Done(2, 5)}, RIGHT: {MON: Done(0, 4)}}
    assert training_days(clips) == [MON]
    assert training_days(clips[2:]) == []


def test_a_run_is_no_set():
    assert training_days([did(MON, {Side.LEFT: [80]}, exercise="running")]) == []


@pytest.mark.parametrize(
    ("trained", "counted"),
    [
        ([], []),
        ([MON, TUE], [MON]),
        ([MON, WED], [MON, WED]),
        ([MON, TUE, WED], [MON, WED]),
        ([TUE, WED, THU, FRI], [TUE, THU]),
        ([MON - timedelta(days=1), MON], [MON - timedelta(days=1)]),
    ],
)
def test_of_days_that_follow_each_other_every_other_one_counts(trained, counted):
    assert counted_days(trained) == counted


@given(days)
def test_no_two_counted_days_are_consecutive_and_no_choice_of_days_has_more(trained):
    counted = counted_days(set(trained))
    assert all((b - a).days >= 2 for a, b in pairwise(counted))
    assert set(counted) <= set(trained)
    assert len(counted) == _most(sorted(set(trained)))


def _most(trained: list[date]) -> int:
    """The same by dynamic programming: with or without the last day."""
    best = {date.min: 0}
    for day in trained:
        best[day] = 1 + max(count for last, count in best.items() if last == date.min or (day - last).days >= 2)
    return max(best.values())


@given(days, st.integers(0, 6))
def test_what_is_proposed_is_never_next_to_a_training_day_nor_in_the_past(trained, nth):
    today = MONDAY + timedelta(days=nth)
    week = week_of([did(day) for day in trained], today)
    past = {day for day in trained if day <= today}
    assert week.upcoming
    assert all((b - a).days >= 2 for a, b in pairwise(week.upcoming))
    for day in week.upcoming:
        assert today <= day <= MONDAY + timedelta(days=13)
        assert not {day - timedelta(days=1), day, day + timedelta(days=1)} & past
    assert monday_of(week.upcoming[0]) == monday_of(week.upcoming[-1])
    assert week.upcoming[0] <= week.latest <= MONDAY + timedelta(days=13)


@given(days, st.integers(0, 6))
def test_doing_what_is_proposed_completes_the_week_whenever_it_fits(trained, nth):
    today = MONDAY + timedelta(days=nth)
    sessions = [did(day) for day in trained if day <= today]
    week = week_of(sessions, today)
    fits = week.left and len(week.upcoming) == week.left and week.upcoming[0] <= SUN
    for first in {week.upcoming[0], week.latest} if fits else set():
        late = [first + timedelta(days=2 * each) for each in range(week.left)]
        assert week_of([*sessions, *(did(day) for day in late)], SUN).complete


@given(days, st.integers(0, 6))
def test_days_done_and_days_left_are_the_prescribed_ones(trained, nth):
    week = week_of([did(day) for day in trained], MONDAY + timedelta(days=nth))
    assert len(week.counted) + week.left >= PRESCRIPTION.days_a_week
    assert week.left == 0 or len(week.counted) + week.left == PRESCRIPTION.days_a_week
    assert set(week.counted) <= set(week.trained)
    assert week.complete == (week.left == 0)


def test_an_empty_week_begins_today():
    week = week_of([], TUE)
    assert (week.left, week.upcoming, week.latest) == (2, (TUE, THU), FRI)
    assert week_sentences(week, TUE) == [
        "None of two training days done this week. Two left. "
        "Next: today, Tuesday 1 July, at the latest Friday 4 July."
    ]


def test_a_week_on_its_way():
    week = week_of([did(MON)], TUE)
    assert (week.left, week.upcoming, week.latest) == (1, (WED,), SUN)
    assert "One left. Next: tomorrow, Wednesday 2 July, at the latest Sunday 6 July." in week_sentences(week, TUE)[0]


def test_a_complete_week_goes_on_in_the_next_one_with_a_day_between():
    week = week_of([did(WED), did(SUN)], SUN)
    assert week.complete
    assert week.upcoming[0] == TUE + timedelta(days=7)
    assert "The week is complete; go on Tuesday 8 July." in week_sentences(week, SUN)[0]


def test_a_week_that_can_no_longer_be_completed_says_so():
    week = week_of([], SUN)
    assert "Two left, of which one can still be done: today, Sunday 6 July." in week_sentences(week, SUN)[0]
    week = week_of([did(SAT)], SUN)
    assert (
        "One left, but no day of this week is far enough from the last: go on tomorrow, Monday"
        in (week_sentences(week, SUN)[0])
    )


def test_a_leg_left_behind_is_named_until_it_has_had_a_set():
    left, right = did(MON, {Side.LEFT: [10]}), did(MON, {Side.RIGHT: [9]})
    week = week_of([left, did(WED, {Side.LEFT: [10]})], WED)
    assert (week.left, week.behind, week.complete) == (0, (RIGHT,), False)
    assert week.upcoming == (FRI,)
    assert any(said.startswith("The right leg has had no full set") for said in week_sentences(week, WED))
    assert week_of([left, right, did(WED, {Side.LEFT: [10]})], WED).complete


def test_what_did_not_count_is_told():
    week = week_of([did(MON, unstable=2), did(TUE, unread=1)], TUE)
    said = " ".join(week_sentences(week, TUE))
    assert "Tuesday did not count as a day: the day before was one." in said
    assert "4 of 40 repetitions were unstable and did not count." in said
    assert "2 of 40 repetitions could not be read; they counted." in said


def test_the_future_is_not_known_to_the_week():
    assert week_of([did(MON), did(FRI)], WED) == week_of([did(MON)], WED)


def test_both_legs_is_what_the_helper_does():
    assert done([did(MON, BOTH_LEGS)]) == {LEFT: {MON: Done(1, 0)}, RIGHT: {MON: Done(1, 0)}}
