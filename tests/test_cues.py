"""When a sound is due: at most once a repetition, and only about what is sure."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.live.cues import Cues
from formcheck.sound import Tone
from formcheck.types import Grade

LIMIT = 5.0

values = st.one_of(st.floats(-20, 20), st.just(math.nan), st.sampled_from([LIMIT, 9.0, 0.0]))
errors = st.one_of(st.floats(0, 10), st.just(math.nan), st.just(1.0))
grades = st.sampled_from(Grade)


@st.composite
def sessions(draw) -> list[tuple]:
    """Repetitions in order, rests between them, grades at their ends, and the person muting now and then."""
    events: list[tuple] = []
    for rep in range(1, draw(st.integers(1, 5)) + 1):
        for number in (rep, 0):
            events += [("read", number, draw(values), draw(errors)) for _ in range(draw(st.integers(0, 6)))]
            if number:
                events.append(("end", number, draw(grades)))
            if draw(st.integers(0, 5)) == 0:
                events.append(("mute", draw(st.booleans())))
    return events


def run(cues: Cues, events: list[tuple]) -> list[tuple[int, Tone, tuple]]:
    """The tones given: of which repetition, which, and at what."""
    given_tones = []
    for event in events:
        if event[0] == "mute":
            cues.muted = event[1]
            continue
        tone = cues.during(*event[1:], LIMIT) if event[0] == "read" else cues.ended(*event[1:])
        if tone is not None:
            assert not cues.muted
            given_tones.append((event[1], tone, event))
    return given_tones


@given(sessions())
def test_never_two_in_a_repetition_never_between_and_never_about_what_is_not_sure(events):
    tones = run(Cues(), events)
    reps = [rep for rep, _, _ in tones]
    assert len(set(reps)) == len(reps)
    assert 0 not in reps
    for _, tone, event in tones:
        if event[0] == "read":
            assert tone is Tone.WARNING
            assert event[2] - event[3] > LIMIT
        else:
            assert tone is Tone.STABLE
            assert event[2] is Grade.STABLE


@given(sessions())
def test_never_one_while_muted(events):
    assert run(Cues(muted=True), [event for event in events if event[0] != "mute"]) == []


@given(sessions())
def test_between_two_warnings_the_value_was_back_within_the_limit(events):
    cues, within = Cues(), True
    for event in events:
        if event[0] == "mute":
            cues.muted = event[1]
        elif event[0] == "read":
            within = within or event[2] <= LIMIT
            if cues.during(*event[1:], LIMIT) is Tone.WARNING:
                assert within
                within = False


@given(sessions())
def test_a_repetition_that_goes_surely_past_the_limit_after_being_within_it_is_warned_of(events):
    cues, within, told = Cues(), True, set()
    for event in (event for event in events if event[0] == "read"):
        _, rep, value, error = event
        within = within or value <= LIMIT
        due = within and value - error > LIMIT and rep > max(told, default=0)
        assert (cues.during(rep, value, error, LIMIT) is Tone.WARNING) == due
        if due:
            told.add(rep)
            within = False


def test_a_drop_held_into_the_next_repetition_is_told_once():
    cues = Cues()
    assert [cues.during(1, 8, 1, LIMIT), cues.during(1, 8, 1, LIMIT)] == [Tone.WARNING, None]
    assert [cues.during(2, 8, 1, LIMIT), cues.during(2, 5.5, 1, LIMIT), cues.during(2, 9, 1, LIMIT)] == [None] * 3
    assert [cues.during(0, 3, 1, LIMIT), cues.during(3, 8, 1, LIMIT)] == [None, Tone.WARNING]


@pytest.mark.parametrize(("value", "error"), [(6, 1), (6, 1.5), (5, 0), (math.nan, 1), (9, math.nan)])
def test_what_is_not_surely_past_the_limit_is_not_warned_of(value, error):
    assert Cues().during(1, value, error, LIMIT) is None


def test_a_stable_repetition_is_confirmed_unless_it_was_warned_of():
    cues = Cues()
    assert [cues.ended(1, Grade.STABLE), cues.ended(1, Grade.STABLE)] == [Tone.STABLE, None]
    assert cues.during(2, 9, 1, LIMIT) is Tone.WARNING
    assert cues.ended(2, Grade.STABLE) is None
    others = [grade for grade in Grade if grade is not Grade.STABLE]
    assert [cues.ended(3, grade) for grade in others] == [None] * len(others)


def test_unmuted_within_a_repetition_it_warns_of_what_is_still_so():
    cues = Cues(muted=True)
    assert cues.during(1, 9, 1, LIMIT) is None
    cues.muted = False
    assert cues.during(1, 9, 1, LIMIT) is Tone.WARNING
