"""Faults put into clean tracks are put right or left out; what people do is no fault."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck import health, smoothing
from formcheck.errors import NoRepetition
from formcheck.exercises import EXERCISES
from formcheck.follow import follow_clip
from formcheck.health import swaps
from formcheck.health.joints import spikes
from formcheck.health.parts import about_trunk_m
from formcheck.poses import open_estimator
from formcheck.types import Landmark, Repair, Side, Track
from tests import faults, people
from tests.accuracy.health import KINDS, Tally, trial
from tests.people import Camera, Moment, Plan

NEEDS = EXERCISES[0].needs
SQUATS = people.noisy(people.squats(Plan(), Camera(azimuth_deg=10.0)).track)
STANDING = people.noisy(people.film(np.arange(240) / 30, [Moment()] * 240))


def kinds(track: Track) -> list[str]:
    return [event.kind for event in health.examine(track, NEEDS)[1]]


@settings(max_examples=15, deadline=None)
@given(
    azimuth=st.floats(-180, 180),
    rate=st.sampled_from([5.0, 15.0, 25.0, 30.0, 60.0, 120.0]),
    jitter=st.floats(0.0, 0.4),
    noise=st.floats(0.0, 3.0),
    seed=st.integers(0, 99),
)
def test_squats_from_any_side_at_any_rate_are_healthy(azimuth, rate, jitter, noise, seed):
    plan = Plan(depths_deg=(80.0,), side=Side.RIGHT, lean_deg=10.0)
    track = people.squats(plan, Camera(azimuth_deg=azimuth), rate=rate, jitter=jitter, seed=seed).track
    track = people.noisy(track, noise, seed)
    kept, events = health.examine(track, NEEDS)
    assert events == []
    np.testing.assert_array_equal(kept.pixels, track.pixels)


@pytest.mark.parametrize("rate", [25.0, 30.0, 60.0, 240.0])
@pytest.mark.parametrize("azimuth", [-90.0, 90.0, 180.0, 0.0, 60.0])
def test_legs_that_cross_in_a_stride_are_not_exchanged(rate, azimuth):
    run = people.noisy(people.running(np.arange(0, 4, 1 / rate), camera=Camera(azimuth_deg=azimuth)))
    assert kinds(run) == []


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("turn_s", [0.6, 1.0, 3.0])
def test_somebody_who_turns_round_is_not_flipped(rate, turn_s):
    turn = people.noisy(people.turning(np.arange(0, 5, 1 / rate), turn_s))
    kept, events = health.examine(turn, NEEDS)
    assert events == []
    np.testing.assert_array_equal(kept.pixels, turn.pixels)


def test_one_hip_behind_the_other_all_the_time_is_left_to_the_estimator():
    profile = people.noisy(people.squats(Plan(), Camera(azimuth_deg=90.0)).track)
    profile.pixels[:, Landmark.RIGHT_HIP] = profile.pixels[:, Landmark.LEFT_HIP] + 1.0
    assert kinds(profile) == []


@pytest.mark.parametrize("marks", [faults.LEGS, faults.ARMS, faults.KNEES], ids=["legs", "arms", "knees"])
@pytest.mark.parametrize("rows", [np.arange(60, 61), np.arange(60, 90)], ids=["a frame", "a second"])
def test_swapped_limbs_are_put_right(marks, rows):
    kept, events = health.examine(faults.swapped(SQUATS, rows, marks).track, NEEDS)
    for name in ("pixels", "world", "visible"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(SQUATS, name))
    assert [(e.kind, e.repair) for e in events] == [("swap", Repair.REPAIRED)]
    assert events[0].start_s == SQUATS.time_s[rows[0]]
    assert events[0].end_s == SQUATS.time_s[rows[-1]]


def test_legs_swapped_while_they_run_past_each_other_are_put_right_or_left_out():
    run = people.noisy(people.running(np.arange(0, 4, 1 / 30)))
    kept, _ = health.examine(faults.swapped(run, np.arange(50, 53), faults.LEGS).track, NEEDS)
    away = np.linalg.norm(kept.pixels - run.pixels, axis=2)
    assert np.nanmax(away) == 0.0
    assert np.isfinite(kept.pixels).all(axis=2).mean() > 0.9


@pytest.mark.parametrize("crossed", [False, True])
def test_a_frame_that_is_no_use_does_not_cost_the_whole_clip_its_knees(crossed, monkeypatch):
    """In such a frame an exchange may be seen on its one side only, so that halves of the clip seem to differ."""
    found = swaps._exchanges

    def one_too_many(costs):
        exchange, doubt = found(costs)
        exchange[len(exchange) // 2] ^= True
        return exchange, doubt

    monkeypatch.setattr(swaps, "_exchanges", one_too_many)
    knees = next(unit for unit in swaps.UNITS if unit.name == "knees")
    half = np.arange(len(STANDING)) > len(STANDING) // 2
    track = swaps._exchanged(STANDING, half & crossed, knees)
    swapped, unsure = swaps._examine(track, about_trunk_m(track), knees)
    assert not swapped.any()
    assert unsure.any() == crossed  # thighs that cross in one half are a fault, and which is not said


def test_a_body_taken_for_the_other_side_is_put_right_by_the_other_frames():
    kept, events = health.examine(faults.flipped(STANDING, np.arange(100, 160)).track, NEEDS)
    np.testing.assert_array_equal(kept.pixels, STANDING.pixels)
    assert [(e.kind, e.repair, e.parts) for e in events] == [("flip", Repair.REPAIRED, ["whole body"])]


def test_a_body_flipped_half_of_the_time_is_left_out():
    kept, events = health.examine(faults.flipped(STANDING, np.arange(120)).track, NEEDS)
    assert [(e.kind, e.repair) for e in events] == [("flip", Repair.MARKED)]
    assert np.isnan(kept.pixels[5:-5]).all()


def test_a_body_flipped_from_the_first_to_the_last_frame_cannot_be_told():
    assert kinds(faults.flipped(STANDING, np.arange(len(STANDING))).track) == []


def test_a_bystander_is_left_out_until_the_runner_is_back():
    rows = np.arange(100, 130)
    kept, events = health.examine(faults.elsewhere(STANDING, rows).track, NEEDS)
    assert np.isnan(kept.pixels[rows]).all()
    others = np.setdiff1d(np.arange(len(STANDING)), rows)
    np.testing.assert_array_equal(kept.pixels[others], STANDING.pixels[others])
    assert [e.kind for e in events] == ["jump"]


def test_of_a_clip_that_is_cut_the_longer_part_is_kept():
    rows = np.arange(150, len(STANDING))
    kept, events = health.examine(faults.elsewhere(STANDING, rows, away_m=0.0).track, NEEDS)
    assert np.isnan(kept.pixels[rows]).all()
    assert np.isfinite(kept.pixels[:150]).all()
    assert [(e.kind, e.end_s) for e in events] == [("jump", STANDING.time_s[-1])]


def test_walking_up_to_the_camera_is_no_jump():
    grows = np.linspace(1.0, 3.0, len(SQUATS))[:, None, None]
    near = dataclasses.replace(SQUATS, pixels=SQUATS.pixels * grows / 3.0)
    assert "jump" not in kinds(near)


@pytest.mark.parametrize("frames", [1, 2])
def test_a_spike_is_left_out_and_bridged(frames):
    rows = np.arange(100, 100 + frames)
    fault = faults.spiked(STANDING, rows, Landmark.LEFT_KNEE)
    kept, events = health.examine(fault.track, NEEDS)
    assert np.isnan(kept.pixels[rows, Landmark.LEFT_KNEE]).all()
    assert np.isfinite(np.delete(kept.pixels[rows], Landmark.LEFT_KNEE, axis=1)).all()
    assert [(e.kind, e.parts) for e in events] == [("spike", ["left leg"])]
    smooth = smoothing.smooth(kept).pixels[rows, Landmark.LEFT_KNEE]
    assert np.linalg.norm(smooth - STANDING.pixels[rows, Landmark.LEFT_KNEE], axis=1).max() < 5.0  # px; 112 away


def test_the_foot_of_a_sprinter_is_no_spike():
    """8 m/s about a hip 0.9 m away."""
    time_s = np.arange(0, 2, 1 / 30)
    swing = 0.9 * np.stack([np.cos(8 / 0.9 * time_s), np.sin(8 / 0.9 * time_s)], axis=1)
    assert not spikes(time_s, swing).any()


def test_a_leg_outside_takes_its_frames_along_and_an_arm_only_itself():
    rows = np.arange(30, 90)
    kept, events = health.examine(faults.below(STANDING, rows).track, NEEDS)
    assert np.isnan(kept.pixels[rows]).all()
    assert "left leg" in {part for e in events for part in e.parts}
    wrist = STANDING.pixels.copy()
    wrist[rows, Landmark.LEFT_WRIST, 0] += STANDING.width
    kept, events = health.examine(dataclasses.replace(STANDING, pixels=wrist), NEEDS)
    assert np.isnan(kept.pixels[rows, Landmark.LEFT_WRIST]).all()
    assert np.isfinite(kept.pixels[:, list(NEEDS)]).all()


@pytest.mark.parametrize(("marks", "alike"), [(faults.LEFT_LEG, False), ([Landmark.LEFT_WRIST], True)])
def test_other_needs_change_nothing_as_long_as_what_they_name_is_inside(marks, alike):
    """A leg below the picture, which only the feet's needs name, and a hand, which none does."""
    pixels = STANDING.pixels.copy()
    pixels[30:90, marks, 1] += STANDING.height
    track, hips = dataclasses.replace(STANDING, pixels=pixels), NEEDS[:2]
    assert health.alike(track, NEEDS, NEEDS)
    assert health.alike(track, hips, NEEDS) is alike
    (kept, events), (other, more) = health.examine(track, hips), health.examine(track, NEEDS)
    assert (events == more and np.array_equal(kept.pixels, other.pixels, equal_nan=True)) is alike


def test_a_leg_along_the_border_is_not_believed():
    squeezed = STANDING.pixels.copy()
    marks = faults.LEFT_LEG
    squeezed[:, marks, 0] = STANDING.width - 2.0
    kept, _ = health.examine(dataclasses.replace(STANDING, pixels=squeezed), NEEDS)
    assert np.isnan(kept.pixels[:, marks]).all()


def test_a_shank_that_is_too_long_is_left_out():
    rows = np.arange(30, 90)
    kept, _ = health.examine(faults.stretched(STANDING, rows).track, NEEDS)
    assert np.isnan(kept.pixels[rows, Landmark.LEFT_ANKLE]).all()
    assert np.isfinite(kept.pixels[rows, Landmark.RIGHT_ANKLE]).all()


def test_nobody_there_and_hardly_anybody():
    nobody = people.without(STANDING, np.arange(len(STANDING)))
    assert kinds(nobody) == []
    assert kinds(people.without(STANDING, np.arange(2, len(STANDING)))) == []


@settings(max_examples=10, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 99))
def test_what_was_examined_needs_no_more_repair(kind, seed):
    once, _ = health.examine(KINDS[kind](SQUATS, np.random.default_rng(seed)).track, NEEDS)
    twice, events = health.examine(once, NEEDS)
    np.testing.assert_array_equal(twice.pixels, once.pixels)
    assert not [event for event in events if event.repair is Repair.REPAIRED]


def test_share_of_faults_that_stay_and_of_harm():
    """Measured over 7 rendered and 6 real clips (`python -m tests.accuracy.health`): 8 % of knees at most, 0.04 %."""
    tallies = {kind: Tally() for kind in KINDS}
    random = np.random.default_rng(1)
    for _ in range(3):
        trial(SQUATS, random, tallies)
    for kind, tally in tallies.items():
        assert tally.faulty > 0, kind
        assert tally.right + tally.left_out >= 0.9 * tally.faulty, kind
        assert tally.harmed <= 0.001 * tally.others, kind


def test_the_result_tells_of_them():
    rows = np.arange(100, 130)
    analysis = people.conclude(faults.elsewhere(SQUATS, rows).track)
    result = analysis.result
    assert [event.kind for event in result.health] == ["jump"]
    assert result.health[0].sentence.startswith("From 3.3 to 4.3 s the landmarks jump")
    assert result.coverage.frames_left_out == 30
    assert any("30" not in note and "left out" in note for note in result.notes)
    assert np.isnan(analysis.shown.pixels[110]).all()
    clean = people.conclude(SQUATS).result
    assert clean.health == []
    assert not [note for note in clean.notes if "left out" in note]


def test_a_swap_does_not_change_the_verdict():
    swapped = people.conclude(faults.swapped(SQUATS, np.arange(150, 170), faults.LEGS).track).result
    assert repr(swapped.reps) == repr(people.conclude(SQUATS).result.reps)  # nan is nan


def test_a_clip_that_cannot_be_told_has_no_repetition():
    half = len(SQUATS) // 2
    with pytest.raises(NoRepetition):
        people.conclude(faults.flipped(SQUATS, np.arange(half)).track)


@pytest.mark.footage
@pytest.mark.model
def test_a_real_body_that_flips_is_put_right(footage, model):
    """The man faces this camera throughout; the model takes him for seen from behind in 30 of 100 frames."""
    clip = next((footage / "groundtruth" / "pose2sim_blender").rglob("cam02.mp4"))
    track, _ = follow_clip(clip, lambda: open_estimator(str(model)))
    kept, events = health.examine(track, NEEDS)

    def toward_left(examined: Track) -> np.ndarray:
        across = examined.pixels[:, Landmark.LEFT_SHOULDER, 0] - examined.pixels[:, Landmark.RIGHT_SHOULDER, 0]
        return across[np.isfinite(across)] > 0

    assert toward_left(track).mean() < 0.8  # measured: 0.70
    assert toward_left(kept).mean() > 0.95  # measured: 0.99
    assert ("flip", Repair.REPAIRED) in {(e.kind, e.repair) for e in events}
