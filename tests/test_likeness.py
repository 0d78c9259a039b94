"""Every exercise knows its own clips and no other's: stick people, rendered samples, and real clips."""

import numpy as np
import pytest

from formcheck import hip_line, smoothing
from formcheck.exercises import EXERCISES, find, recognise
from formcheck.prepare import upright_body
from formcheck.types import Side, Track
from tests import people
from tests.people import Camera, Moment, Plan, Task

SIDE_ON = 80.0

SWAY_DEG = 32.0
"""Of the knee: the hips sink by 5 % of their height."""


def clips(azimuth: float) -> dict[str, Track]:
    camera = Camera(azimuth_deg=azimuth)
    hinge = Moment(knee_flexion_deg=20.0, hinge_deg=75.0, leg_below_deg=5.0)
    return {
        "single-leg-squat": people.squats(Plan(), camera).track,
        "single-leg-deadlift": Task(hinge).film(camera),
        "two-leg-squat": Task(Moment(knee_flexion_deg=85.0), lifts=False).film(camera),
        "standing-hold": people.hold(Side.RIGHT, 8.0, camera),
    }


def others(azimuth: float) -> dict[str, Track]:
    camera = Camera(azimuth_deg=azimuth)
    return {
        "run": people.running(people.times(6.0), camera=camera),
        "standing": people.play(lambda _: Moment(), 6.0, camera),
        "one foot up for a moment": people.hold(Side.LEFT, 2.0, camera),
    }


def likenesses(track: Track) -> dict[str, float]:
    body = upright_body(smoothing.smooth(track), 0.0, hip_line.NAME)
    return {exercise.name: exercise.likeness(body) for exercise in EXERCISES}


@pytest.mark.parametrize("azimuth", [0.0, 180.0, 40.0, SIDE_ON, -SIDE_ON])
@pytest.mark.parametrize("name", ["single-leg-squat", "single-leg-deadlift", "two-leg-squat", "standing-hold"])
def test_an_exercise_is_itself_and_no_other(name, azimuth):
    alike = likenesses(clips(azimuth)[name])
    assert alike.pop(name) > 0.9
    assert max(alike.values()) < 0.05, alike


@pytest.mark.parametrize("azimuth", [0.0, 180.0, SIDE_ON])
@pytest.mark.parametrize("name", ["standing", "one foot up for a moment", "run"])
def test_what_is_none_of_these_is_like_none(name, azimuth):
    feet = ("single-leg-squat", "single-leg-deadlift", "two-leg-squat", "standing-hold")
    alike = likenesses(others(azimuth)[name])
    assert max(alike[one] for one in feet) < 0.05, alike


@pytest.mark.parametrize("azimuth", [0.0, 180.0])
def test_hips_that_sway_in_a_hold_are_no_squat(azimuth):
    def at(time_s: float) -> Moment:
        lifted = float(np.clip((time_s - 2.0) / 0.4, 0.0, 1.0) * np.clip((9.0 - time_s) / 0.4, 0.0, 1.0))
        sways = people.there_and_back(time_s, [3.0], 4.0)
        return Moment(people.STANDING_FLEXION_DEG + SWAY_DEG * sways, lifted=lifted)

    alike = likenesses(people.play(at, 11.0, Camera(azimuth_deg=azimuth)))
    assert alike["standing-hold"] > 0.9
    assert alike["single-leg-squat"] < 0.05, alike


@pytest.mark.parametrize("seed", range(3))
def test_noise_changes_nothing_of_it(seed):
    for name, track in clips(0.0).items():
        best = recognise.rank(upright_body(smoothing.smooth(people.noisy(track, 1.0, seed)), 0.0, hip_line.NAME))[0]
        assert best.exercise == name
        assert find(best.exercise).name == recognise.sure([best]).name
        assert np.isfinite(best.confidence)
