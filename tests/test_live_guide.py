"""The guide: what it says in which state, and what takes it from one to the next."""

from __future__ import annotations

import math

import pytest

from formcheck import exercises
from formcheck.live.gestures import Gesture
from formcheck.live.guide import COUNTED_S, FINE_S, GONE_S, PATIENCE_S, STILL_S, Guide
from formcheck.scene import Phase
from formcheck.types import Angle, Level
from tests.live import ROOM, guided, nobody, one_after_the_other, standing
from tests.people import Camera, Moment, play

FRAME_S = 1 / 30


def phases(said):
    """Phases in the order they came."""
    return [one.phase for nth, one in enumerate(said) if nth == 0 or one.phase is not said[nth - 1].phase]


def begins_s(said, phase):
    """When a phase began."""
    return next(nth for nth, one in enumerate(said) if one.phase is phase) * FRAME_S


def test_whoever_stands_still_is_counted_in():
    said = guided(Guide(None), standing(8.0))
    assert phases(said) == [Phase.SETUP, Phase.STILL, Phase.COUNTDOWN, Phase.WORK]
    assert begins_s(said, Phase.STILL) == pytest.approx(FINE_S, abs=2 * FRAME_S)
    assert begins_s(said, Phase.COUNTDOWN) == pytest.approx(FINE_S + STILL_S, abs=3 * FRAME_S)
    assert begins_s(said, Phase.WORK) == pytest.approx(FINE_S + STILL_S + COUNTED_S, abs=4 * FRAME_S)
    counts = [one.count for one in said if one.phase is Phase.COUNTDOWN]
    assert sorted(set(counts), reverse=True) == [3, 2, 1]
    assert counts == sorted(counts, reverse=True)


def test_whoever_never_stands_still_is_counted_in_after_a_while():
    sways = standing(14.0)
    sways.pixels[..., 0] += 40.0 * (sways.time_s % 1.0 > 0.5)[:, None]
    said = guided(Guide(None), sways)
    assert begins_s(said, Phase.COUNTDOWN) == pytest.approx(FINE_S + PATIENCE_S, abs=3 * FRAME_S)


@pytest.mark.parametrize(
    ("shift", "says"),
    [
        ((0.0, 180.0), "Step back: your feet are not in the picture"),
        ((0.0, -300.0), "Step back: your head is not in the picture"),
        ((-470.0, 0.0), "Move to the middle of the picture"),
        ((470.0, 0.0), "Move to the middle of the picture"),
    ],
)
def test_whoever_is_cut_off_is_told_which_way(shift, says):
    track = standing(3.0)
    track.pixels[...] += shift
    said = guided(Guide(None), track)
    assert {one.says for one in said} == {says}
    assert phases(said) == [Phase.SETUP]


def test_whoever_is_far_away_is_told():
    said = guided(Guide(None), standing(2.0, Camera(focal_px=100.0, width=960, height=960)))
    assert {one.says for one in said} == {"Come nearer"}


def test_nobody_there():
    assert {one.says for one in guided(Guide(None), nobody(2.0))} == {"Step in front of the camera"}


def test_nobody_to_be_seen_in_the_dark():
    said = guided(Guide(None), nobody(2.0), brightness=20.0)
    assert {one.says for one in said} == {"Too dark: turn on a light"}


def test_a_view_that_cannot_show_what_decides():
    squat = exercises.find("single-leg-squat")
    aside = Camera(azimuth_deg=90.0, focal_px=900.0, width=960, height=960)
    said = guided(Guide(squat), standing(3.0, aside))
    assert said[-1].says == "Turn to face the camera"
    assert phases(said) == [Phase.SETUP]
    assert guided(Guide(None), standing(2.0, aside))[-1].phase is Phase.STILL  # whatever it will be


def level(roll_deg, se_deg=1.0):
    """A level that is rolled by so much."""
    angle, unknown = Angle(roll_deg, se_deg), Angle(math.nan, math.nan)
    return Level(angle, unknown, angle, unknown, "found", [])


def test_advice_stops_nobody():
    said = guided(Guide(None), standing(8.0), level=level(4.2), pose_hz=9.0, brightness=30.0)
    assert said[-1].phase is Phase.WORK
    assert said[-1].advice == (
        "The camera is crooked by 4°: allowed for, better straight",
        "It is dark: more light makes it surer",
        "Only 9 pictures a second are measured: --model lite is faster",
    )


@pytest.mark.parametrize("found", [level(1.5), level(4.0, se_deg=3.0), None])
def test_a_camera_that_may_be_straight_is_not_called_crooked(found):
    assert guided(Guide(None), standing(1.0), level=found)[-1].advice == ()


def test_a_slow_camera_is_not_the_models_fault():
    said = guided(Guide(None), standing(1.0), pose_hz=8.0, camera_hz=8.0)
    assert said[-1].advice == ("The camera gives only 8 pictures a second: more light may help",)


def test_the_lightest_model_is_not_offered_twice():
    assert guided(Guide(None, lite=True), standing(1.0), pose_hz=8.0)[-1].advice == (
        "Only 8 pictures a second are measured",
    )


def at_work():
    """Somebody who was counted in and stands for 2 s more."""
    return standing(FINE_S + STILL_S + COUNTED_S + 2.0)


def test_a_set_ends_when_the_person_walks_up():
    near = standing(3.0, Camera(focal_px=1500.0, width=960, height=960))
    guide = Guide(None)
    said = guided(guide, one_after_the_other(at_work(), near))
    assert phases(said)[3:] == [Phase.WORK, Phase.SETUP]
    assert said[-1].says.startswith("Set 1 done, you walked up.")
    assert guide.sets == 1


def test_a_set_ends_when_the_person_leaves():
    said = guided(Guide(None), one_after_the_other(at_work(), nobody(GONE_S + 0.5)))
    assert phases(said)[3:] == [Phase.WORK, Phase.SETUP]
    assert said[-1].says == "Set 1 done, you left the picture. Step in front of the camera"


def test_a_moment_unseen_ends_nothing():
    said = guided(Guide(None), one_after_the_other(at_work(), nobody(1.0), standing(1.0)))
    assert phases(said)[3:] == [Phase.WORK]


def test_a_deep_squat_ends_nothing():
    deep = play(lambda _: Moment(knee_flexion_deg=100.0), 3.0, ROOM)
    assert phases(guided(Guide(None), one_after_the_other(at_work(), deep)))[3:] == [Phase.WORK]


@pytest.mark.parametrize("hand", ["LEFT", "RIGHT"])
def test_a_hand_pauses_and_goes_on(hand):
    up, down = standing(1.5, hands_up=(hand,)), standing(1.0)
    said = guided(Guide(None), one_after_the_other(at_work(), up, down, up, standing(8.0)))
    assert phases(said)[3:] == [Phase.WORK, Phase.PAUSED, Phase.SETUP, Phase.STILL, Phase.COUNTDOWN, Phase.WORK]


def test_both_hands_end():
    said = guided(Guide(None), one_after_the_other(at_work(), standing(1.5, hands_up=("LEFT", "RIGHT"))))
    assert said[-1].phase is Phase.ENDED


def test_a_hand_that_goes_up_in_passing_does_nothing():
    said = guided(Guide(None), one_after_the_other(at_work(), standing(0.5, hands_up=("LEFT",)), standing(1.0)))
    assert phases(said)[3:] == [Phase.WORK]


def test_a_hand_starts_who_is_not_wholly_in_the_picture():
    track = standing(3.0, hands_up=("LEFT",))
    track.pixels[...] += [0.0, 180.0]
    assert Phase.COUNTDOWN in phases(guided(Guide(None), track))


def test_keys_do_what_hands_do():
    said = guided(Guide(None), at_work(), keys={7.0: Gesture.TOGGLE, 7.2: Gesture.TOGGLE, 7.4: Gesture.END})
    assert phases(said)[3:] == [Phase.WORK, Phase.PAUSED, Phase.SETUP, Phase.ENDED]


def test_a_clip_is_all_work_and_hands_in_it_are_its_own():
    track = one_after_the_other(nobody(3.0), standing(2.0, hands_up=("LEFT", "RIGHT")))
    assert phases(guided(Guide(None, led=False), track)) == [Phase.WORK]
