"""Clips that cannot be measured are refused with a sentence that says what to do."""

import numpy as np
import pytest

from formcheck.checks import check_person
from formcheck.errors import ClipTooShort, NoPerson, PersonCut, UpsideDown
from formcheck.exercises import EXERCISES, find
from formcheck.types import Landmark, Track
from tests import people, people_floor
from tests.people import Camera, Moment, Plan

NEEDS = EXERCISES[0].needs


def standing(frames: int = 100) -> Track:
    return people.film(np.arange(frames) / 30, [Moment()] * frames)


def test_a_whole_person_passes():
    check_person(standing(), NEEDS)
    check_person(people.squats(Plan()).track, NEEDS)


@pytest.mark.parametrize("frames", [0, 1, 4])
def test_too_short(frames):
    with pytest.raises(ClipTooShort, match=f"{frames} frames?;"):
        check_person(standing(frames), NEEDS)
    check_person(standing(5), NEEDS)


def test_nobody_and_hardly_anybody():
    for seen in (0, 4):
        with pytest.raises(NoPerson, match="whole body"):
            check_person(people.without(standing(), np.arange(100) >= seen), NEEDS)
    check_person(people.without(standing(), np.arange(100) >= 5), NEEDS)


def test_upside_down_but_not_lying():
    track = standing()
    turned = people.replace(track, pixels=np.array([720, 960]) - track.pixels, world=track.world * [-1.0, -1.0, 1.0])
    with pytest.raises(UpsideDown, match="180"):
        check_person(turned, NEEDS)
    check_person(people.film(np.arange(50) / 30, [Moment()] * 50, Camera(roll_deg=80.0)), NEEDS)


def test_lying_with_the_head_toward_a_camera_that_looks_down_is_not_upside_down():
    """The feet are above the shoulders in the picture, the trunk is level in space."""
    lying = people_floor.bridges([people_floor.Rep()], Camera(azimuth_deg=180.0)).track
    looks_down = lying.pixels.copy()
    looks_down[..., 1] -= 300.0 * lying.world[..., 2]  # what is farther is higher in the picture
    check_person(people.replace(lying, pixels=looks_down), find("glute-bridge").needs)
    shoulders, ankles = looks_down[0, Landmark.LEFT_SHOULDER, 1], looks_down[0, Landmark.LEFT_ANKLE, 1]
    assert shoulders > ankles + 250.0


def test_shoulders_are_named_where_an_exercise_needs_them():
    lying = people_floor.bridges([people_floor.Rep()], Camera(azimuth_deg=90.0)).track
    cut = people.replace(lying, pixels=lying.pixels + np.array([400.0, 0.0]))
    with pytest.raises(PersonCut, match=r"^The shoulders are outside"):
        check_person(cut, find("glute-bridge").needs)


@pytest.mark.parametrize(
    ("up_px", "parts"), [(330, "feet"), (430, "knees and feet"), (520, "hips and knees and feet")]
)
def test_a_person_cut_off_is_told_what_is_missing(up_px, parts):
    track = standing()
    cut = people.replace(track, pixels=track.pixels + np.array([0.0, up_px]))
    with pytest.raises(PersonCut, match=f"^The {parts} are outside"):
        check_person(cut, NEEDS)


def test_being_cut_off_for_less_than_half_the_clip_is_borne():
    track = standing()
    shifted = track.pixels.copy()
    shifted[:40, :, 1] += 400
    cut = people.replace(track, pixels=shifted)
    check_person(cut, NEEDS)


def test_the_nose_is_not_the_person():
    """A runner filmed without the head is there all the same."""
    headless = people.without(standing(), np.arange(100), [Landmark.NOSE])
    check_person(headless, NEEDS)
