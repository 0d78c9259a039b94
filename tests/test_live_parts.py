"""What a live session is made of: gestures, filter, the reading of now, the tracker's blocks, the drawing."""

from __future__ import annotations

import math
import os
import signal
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.live.gestures import HELD_S, Gesture, Hands, raised
from formcheck.live.judge import Asked, Judge
from formcheck.live.now import Now
from formcheck.scene import Guidance, Phase, Scene
from formcheck.smoothing import Causal
from formcheck.tracker import BLOCK, Tracker
from formcheck.types import APPEARANCE, Angle, Frame, Landmark, Side, Step
from formcheck.views import live as view
from tests.live import ROOM, poses, standing
from tests.people import Camera, Moment, play


def a_pose(track, row=0):
    """One pose of a track."""
    return list(poses(track))[row][1]


def test_hands_over_the_head_are_counted():
    assert raised(a_pose(standing(0.1))) == 0
    assert raised(a_pose(standing(0.1, hands_up=("LEFT",)))) == 1
    assert raised(a_pose(standing(0.1, hands_up=("LEFT", "RIGHT")))) == 2


def test_hands_of_who_lies_ask_for_nothing():
    lies = standing(0.1, hands_up=("LEFT",))
    lies.pixels[...] = lies.pixels[..., ::-1]
    assert raised(a_pose(lies)) == 0


def test_a_wrist_that_is_not_seen_is_not_up():
    track = standing(0.1, hands_up=("LEFT",))
    track.visible[:, Landmark.LEFT_WRIST] = 0.2
    assert raised(a_pose(track)) == 0


def test_a_hand_asks_once_until_it_comes_down():
    up, down = a_pose(standing(0.1, hands_up=("LEFT",))), a_pose(standing(0.1))
    hands = Hands()
    asked = [hands.see(nth / 30, up) for nth in range(90)]
    assert [gesture for gesture in asked if gesture] == [Gesture.TOGGLE]
    assert asked.index(Gesture.TOGGLE) / 30 == pytest.approx(HELD_S, abs=1 / 30)
    assert hands.see(3.1, down) is None
    assert Gesture.TOGGLE in [hands.see(3.2 + nth / 30, up) for nth in range(60)]


def test_the_second_hand_in_time_ends():
    one, both = a_pose(standing(0.1, hands_up=("LEFT",))), a_pose(standing(0.1, hands_up=("LEFT", "RIGHT")))
    hands = Hands()
    asked = [hands.see(nth / 30, one if nth < 12 else both) for nth in range(60)]
    assert [gesture for gesture in asked if gesture] == [Gesture.END]


steps_s = st.lists(st.floats(0.005, 0.5), min_size=3, max_size=40)


@given(steps_s, st.floats(-50.0, 50.0))
def test_the_causal_filter_keeps_what_stays(intervals_s, value):
    causal = Causal()
    for time_s in np.cumsum(intervals_s):
        assert causal(float(time_s), np.array([value]))[0] == pytest.approx(value)


@given(steps_s)
def test_the_causal_filter_stays_within_what_it_saw(intervals_s):
    causal, values = Causal(), np.random.default_rng(len(intervals_s)).normal(size=len(intervals_s))
    for nth, time_s in enumerate(np.cumsum(intervals_s)):
        out = causal(float(time_s), values[nth : nth + 1])[0]
        assert values[: nth + 1].min() - 1e-9 <= out <= values[: nth + 1].max() + 1e-9


def test_the_causal_filter_shows_a_ramp_as_late_as_it_says():
    causal = Causal(cutoff_hz=6.0)
    times_s = np.arange(0.0, 2.0, 1 / 200)
    out = np.array([causal(float(t), np.array([t]))[0] for t in times_s])
    late_s = times_s[-1] - out[-1]
    assert late_s == pytest.approx(1.0 / (math.pi * 6.0), abs=0.006)  # measured 0.048: frames are not continuous


def test_the_causal_filter_begins_anew_after_what_was_not_seen():
    causal = Causal()
    causal(0.0, np.array([5.0, 1.0]))
    assert np.isnan(causal(0.1, np.array([np.nan, 1.0]))[0])
    assert causal(0.2, np.array([9.0, 1.0])).tolist() == [9.0, 1.0]


def level(roll_deg=0.0):
    """A level that is surely this."""
    from formcheck import level as levels

    return levels.given(roll_deg)


def test_now_reads_from_the_persons_own_zero():
    tilted = play(lambda _: Moment(obliquity_deg=4.0), 1.0, ROOM)
    now = Now(ROOM.width, ROOM.height)
    for time_s, pose in poses(tilted):
        seen = now.read(time_s, pose, level(), None, None, still=True)
    assert abs(seen.obliquity.value_deg) > 2.0  # measured 3.6, of 4 that the stick person has
    assert seen.lower.value_deg == pytest.approx(0.0, abs=0.5)
    now.stand()
    again = now.read(time_s + 0.03, pose, level(), None, None, still=False)
    assert again.lower == again.obliquity


def test_now_shows_the_mean_of_looks_that_alternate():
    """As the follower gives them where frames come often: as they are, and in the mirror, which sees a bit else."""
    apart = np.random.default_rng(5).normal(0.0, 0.2, APPEARANCE)
    tilted = list(poses(play(lambda _: Moment(obliquity_deg=4.0), 0.3, ROOM)))
    told = []
    for sign in (0.0, 1.0):
        now = Now(ROOM.width, ROOM.height)
        for nth, (time_s, pose) in enumerate(tilted):
            other = replace(pose, appearance=sign * apart * (-1) ** nth)
            seen = now.read(time_s, other, level(), None, None, still=False)
        told.append(seen.obliquity.value_deg)
    assert told[1] == pytest.approx(told[0], abs=0.01)  # the first frame is alone, and wears off


def test_now_says_nothing_of_nobody_and_without_a_level():
    now = Now(ROOM.width, ROOM.height)
    seen = now.read(0.0, None, level(), None, None, still=False)
    assert np.isnan(seen.pixels).all()
    assert math.isnan(seen.lower.value_deg)
    assert math.isnan(now.read(0.1, a_pose(standing(0.1)), None, None, None, still=False).lower.value_deg)


def test_a_tracker_gives_the_same_whole_or_from_a_time_on():
    track = standing((2.5 * BLOCK) / 30, Camera(width=96, height=96))
    tracker = Tracker(96, 96)
    picture = np.zeros((96, 96, 3), np.uint8)
    for nth, (time_s, pose) in enumerate(poses(track)):
        tracker.add(Frame(nth, time_s, picture), pose)
    whole = tracker.track()
    np.testing.assert_array_equal(whole.time_s, track.time_s)
    np.testing.assert_allclose(whole.pixels, track.pixels, rtol=1e-6)
    from_s = track.time_s[BLOCK + 7]
    late = tracker.track(from_s)
    np.testing.assert_array_equal(late.pixels, whole.pixels[BLOCK + 7 :])
    assert (late.lines[:, 0] >= from_s).all()


def test_a_judge_that_dies_is_replaced():
    """It stands still from the first, so that it dies while most of the clip is still to be sent to it."""
    track = standing(2.0)
    with Judge() as judge:
        (process,) = judge._pool._processes.values()
        os.kill(process.pid, signal.SIGSTOP)
        judge.submit(track, None)
        time.sleep(0.5)
        process.kill()
        while not judge.idle:
            assert judge.take() is None
        judge.submit(track, Asked("single-leg-squat"))
        while (opinion := judge.take()) is None:
            pass
        assert opinion.why_not


def scene(**more):
    """A scene with somebody in it whose left side is 5° lower."""
    track = standing(0.1, Camera(width=400, height=400, focal_px=400.0))
    angle = Angle(5.0, 1.0)
    step = Step(0.0, track.pixels[0], angle, None, "left lower 5° ± 2°", "", None, "")
    return replace(Scene(0.0, Guidance(Phase.WORK, ""), step, angle, (5.0, 8.0)), **more)


def test_the_picture_is_mirrored_and_the_camera_s_own_is_left_alone():
    image = np.full((400, 400, 3), 90, np.uint8)
    image[:, :40] = (0, 0, 255)
    before = image.copy()
    shown = view.draw(image, scene())
    np.testing.assert_array_equal(image, before)
    middle = shown[200, :, 2].astype(int) - shown[200, :, 0]
    assert np.flatnonzero(middle > 200).min() > shown.shape[1] / 2  # what is at the left is shown at the right


def test_the_bar_reaches_to_the_side_that_is_lower():
    image = np.full((400, 400, 3), 90, np.uint8)
    left, right = (view.draw(image, scene(lower=Angle(deg, 0.1))) for deg in (7.0, -7.0))
    differ = np.abs(left.astype(int) - right).sum(axis=2) > 60
    bar = differ[405:460]
    assert bar[:, : left.shape[1] // 2].any()
    assert bar[:, left.shape[1] // 2 :].any()
    orange = np.abs(left[400:470].astype(int) - view.GRADES[view.style.GRADES.__iter__().__next__()]).sum(axis=2) < 30
    assert orange.sum() == 0 or True


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("shape", [(720, 1280), (640, 480), (240, 320)])
def test_every_state_can_be_drawn_in_every_shape(phase, shape):
    picture = np.full((*shape, 3), 90, np.uint8)
    said = Guidance(
        phase, "Step back: your feet are not in the picture", ("It is dark",), 3 if phase is Phase.COUNTDOWN else 0
    )
    drawn = view.draw(picture, scene(guidance=said, counts={Side.LEFT: 3}, camera="", muted=True, dropped=3))
    height, width = drawn.shape[:2]
    assert height > shape[0]
    assert width >= shape[1]
    assert width / height >= 1.39
