"""Roll: its sign, its spread, and that turning upright is nothing but a turn."""

import numpy as np
import pytest

from formcheck import level, pelvis
from formcheck.types import Landmark
from tests import people
from tests.people import Camera, Moment


def test_a_camera_rolled_clockwise_sees_the_upright_lean_to_the_left():
    track = people.film([0.0], [Moment()], Camera(roll_deg=10.0))
    head, hip = track.pixels[0, Landmark.NOSE], track.pixels[0, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    assert head[0] < hip[0]


@pytest.mark.parametrize("roll", [-30.0, -2.5, 0.0, 12.0, 45.0])
def test_the_stated_roll_puts_every_landmark_back_where_a_level_camera_sees_it(roll):
    rolled = people.film([0.0], [Moment(60.0, obliquity_deg=7.0)], Camera(roll_deg=roll))
    upright = people.film([0.0], [Moment(60.0, obliquity_deg=7.0)], Camera())
    turned = level.upright(rolled, level.given(roll))
    assert turned.pixels == pytest.approx(upright.pixels, abs=1e-9)
    assert turned.world == pytest.approx(upright.world, abs=1e-12)


def test_a_roll_nobody_states_enters_obliquity_one_to_one():
    rolled = people.film([0.0], [Moment()], Camera(roll_deg=5.0))
    read = pelvis.estimate(level.upright(rolled, level.assumed()), level.assumed())
    # The picture turns anticlockwise: what is at its right, the person's left, rises.
    assert read["obliquity_deg"][0] == pytest.approx(-5.0)


def test_the_spread_of_the_level_joins_the_error_of_the_pelvis():
    track = people.film([0.0], [Moment()], Camera())
    known = (level.assumed(), level.given(0))
    by_eye, stated = (pelvis.estimate(track, each)["obliquity_se_deg"][0] for each in known)
    assert by_eye**2 - stated**2 == pytest.approx(level.ASSUMED_SE_DEG**2 - level.GIVEN_SE_DEG**2)


def test_who_says_so_is_said():
    assert "assumed" in level.assumed().how
    assert "user" in level.given(3.0).how
    assert level.given(3.0).roll.value_deg == 3.0


def test_what_was_not_seen_stays_unseen_and_the_track_given_is_left_alone():
    track = people.without(people.film([0.0, 1.0], [Moment()] * 2, Camera()), np.array([True, False]))
    before = track.pixels.copy()
    turned = level.upright(track, level.given(8.0))
    assert np.isnan(turned.pixels[0]).all()
    assert np.isfinite(turned.pixels[1]).all()
    np.testing.assert_array_equal(track.pixels, before)
