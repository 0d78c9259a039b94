"""A session from poses: what is kept, judged, counted and shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.live.judge import Asked, Opinion, Told, and_back, opine
from formcheck.live.tally import LONG_S, SHORT_S, Tally
from formcheck.scene import Phase
from formcheck.sound import Tone
from formcheck.types import Grade, Rep, Side
from tests.live import ROOM, Kept, Prompt, nobody, one_after_the_other, seen, standing
from tests.people import Plan, conclude, squats

LEFT = Plan(side=Side.LEFT, drop_deg=10.0)
RIGHT = Plan(side=Side.RIGHT, drop_deg=2.0)


def reps(analysis):
    """What is compared of the repetitions of an analysis."""
    return [(rep.side, rep.set_number) for rep in analysis.result.reps]


def test_live_counts_what_the_clip_shows():
    clip = squats([LEFT, RIGHT], ROOM)
    session, moments = seen(clip.track, led=False)
    done = [told for moment in moments for told in moment.done]
    assert [told.rep.side for told in done] == list(clip.sides)
    assert [told.rep.number for told in done] == [1, 2, 3, 4, 5, 6]
    for told, key_s in zip(done, clip.key_s, strict=True):
        assert told.rep.key_s == pytest.approx(key_s, abs=0.15)
    assert moments[-1].scene.counts == {Side.LEFT: 3, Side.RIGHT: 3}
    np.testing.assert_array_equal(session.track.time_s, clip.track.time_s - clip.track.time_s[0])


def test_a_repetition_is_told_once_and_soon_after_its_end():
    clip = squats(LEFT, ROOM)
    _, moments = seen(clip.track, led=False)
    told_s = [moment.scene.time_s for moment in moments for _ in moment.done]
    ends_s = [rep.end_s for rep in conclude(clip.track).result.reps]
    late_s = np.array(told_s) - ends_s
    assert (late_s > 0.0).all()
    assert (late_s < 1.5).all(), late_s  # an opinion every half second, ten frames late


def test_the_exercise_is_found_and_then_kept():
    clip = squats(LEFT, ROOM)
    session, moments = seen(clip.track, None, led=False)
    assert moments[10].scene.title == ""
    assert moments[-1].scene.title == "Single-leg squat"
    assert session.exercise is not None


def test_nothing_is_kept_until_somebody_stands_still():
    kept = Kept()
    clip = one_after_the_other(nobody(3.0), standing(4.0), squats(LEFT, ROOM).track)
    session, moments = seen(clip, kept=kept)
    began_s = next(m.scene.time_s for m in moments if m.scene.guidance.phase is Phase.STILL)
    assert kept.times_s[0] == began_s
    assert began_s > 3.0
    assert len(kept.times_s) == len(session.track)
    assert session.track.time_s[0] == 0.0
    session.close()
    assert kept.closed


def test_a_pause_is_a_grey_picture_with_nobody_in_it():
    kept = Kept()
    up = standing(1.5, hands_up=("LEFT",))
    clip = one_after_the_other(standing(8.0), up, standing(2.0), up, standing(8.0))
    session, moments = seen(clip, kept=kept)
    assert len(kept.grey) == 1
    empty = np.isnan(session.track.pixels).all(axis=(1, 2))
    assert empty.sum() == 1
    assert session.track.time_s[np.flatnonzero(empty)] == pytest.approx(kept.grey[0] - kept.times_s[0])
    assert len(kept.times_s) == len(session.track)
    paused = [moment.scene for moment in moments if moment.scene.guidance.phase is Phase.PAUSED]
    assert not any(scene.recording for scene in paused)


def test_what_is_not_recorded_is_not_said_to_be():
    _, moments = seen(standing(8.0))
    assert not any(moment.scene.recording for moment in moments)


class Sees:
    """A judge to whom a repetition of this grade is always under way, a new one every two seconds."""

    def __init__(self, grade):
        self.idle = True
        self._past = []
        self._grade = grade
        self._until_s = 0.0

    def submit(self, track, _):
        self._until_s = float(track.time_s[-1])

    def take(self):
        start_s = self._until_s // 2.0 * 2.0
        rep = Rep(1, 1, Side.BOTH, start_s, self._until_s, self._until_s + 1.0, self._grade, {})
        if self._past and start_s > self._past[-1].rep.start_s:
            self._past[-1] = replace(self._past[-1], lasts=False)
        if not self._past or start_s > self._past[-1].rep.start_s:
            self._past.append(Told(rep, "", "", True))
        return Opinion(0.0, self._until_s, True, "single-leg-squat", None, None, list(self._past))


@pytest.mark.parametrize(("grade", "warnings"), [(Grade.UNSTABLE, 4), (Grade.BORDERLINE, 0), (Grade.STABLE, 0)])
def test_a_warning_comes_once_a_repetition_while_it_lasts(grade, warnings):
    _, moments = seen(standing(6.4), led=False, judge=Sees(grade))
    warned_s = [moment.scene.time_s for moment in moments if moment.tone is Tone.WARNING]
    assert len(warned_s) == warnings
    assert len({time_s // 2.0 for time_s in warned_s}) == warnings


def test_the_echo_makes_a_repetition_under_way_whole():
    clip = squats(Plan(depths_deg=(80.0,)), ROOM)
    so_far = clip.track.time_s <= clip.key_s[0]
    half = one_after_the_other(clip.track)
    cut = type(half)(
        **{name: getattr(half, name)[so_far] for name in ("time_s", "pixels", "world", "visible", "persons")},
        width=half.width,
        height=half.height,
    )
    assert opine(cut, Asked("single-leg-squat")).told[0].lasts
    whole = opine(clip.track, Asked("single-leg-squat"))
    assert [told.lasts for told in whole.told] == [False]
    echo = and_back(cut)
    np.testing.assert_allclose(np.diff(echo.time_s), np.diff(echo.time_s)[::-1], atol=1e-9)
    assert (np.diff(echo.time_s) > 0).all()


def test_a_long_session_is_judged_by_its_end_and_keeps_its_count():
    many = [Plan(side=side, drop_deg=3.0) for side in (Side.LEFT, Side.RIGHT) * 4]  # of three repetitions
    clip = squats(many, ROOM)
    assert clip.track.time_s[-1] > 2 * LONG_S
    judge = Prompt(after=150)
    _, moments = seen(clip.track, led=False, judge=judge)
    done = [told for moment in moments for told in moment.done]
    assert [told.rep.side for told in done] == list(clip.sides)[: len(done)]
    assert len(done) >= 22  # the last opinion is some seconds old
    longest = max(track.time_s[-1] - track.time_s[0] for track in judge.asked)
    assert longest < LONG_S + SHORT_S


def test_a_session_that_is_led_keeps_the_standing_for_later_opinions():
    many = [Plan(side=Side.LEFT, drop_deg=3.0, stand_s=0.3)] * 8
    clip = one_after_the_other(standing(7.0), squats(many, ROOM).track)
    judge = Prompt(after=150)
    seen(clip, judge=judge)
    last = judge.asked[-1]
    assert last.time_s[0] < 4.0
    assert np.diff(last.time_s).max() > 5.0
    row = int(np.diff(last.time_s).argmax()) + 1
    assert np.isnan(last.pixels[row]).all()


def test_nothing_done_is_an_empty_tally():
    tally = Tally()
    assert tally.told == []
    assert tally.last is None
    assert tally.under_way is None
    assert tally.counts == {}
