"""The stick person keeps its own promises; what is built on it is only as good as this."""

import numpy as np
import pytest

from formcheck.types import LEFT_AND_RIGHT, Landmark
from tests import people
from tests.people import Camera, Moment, Plan


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
@pytest.mark.parametrize("flexion", [5.0, 45.0, 90.0])
def test_the_standing_legs_parts_keep_their_lengths_and_its_knee_its_angle(side, flexion):
    rows = people.body(Moment(flexion, side, lifted=1.0, obliquity_deg=4.0))
    hip, knee, ankle = (rows[Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE", "ANKLE"))
    assert np.linalg.norm(hip - knee) == pytest.approx(people.THIGH)
    assert np.linalg.norm(knee - ankle) == pytest.approx(people.SHANK)
    bend = np.degrees(np.arccos((hip - knee) @ (ankle - knee) / people.THIGH / people.SHANK))
    assert 180 - bend == pytest.approx(flexion)


def test_mirroring_twice_changes_nothing_and_every_left_meets_its_right():
    assert (people.MIRROR[people.MIRROR] == np.arange(33)).all()
    for landmark in Landmark:
        other = Landmark(int(people.MIRROR[landmark])).name
        assert other == landmark.name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")


def test_a_set_begins_and_ends_standing_and_is_deepest_when_it_says():
    plan = Plan(depths_deg=(70.0, 80.0), drop_deg=5.0)
    assert plan.at(0.0) == plan.at(plan.length_s) == Moment()
    assert [plan.at(key).knee_flexion_deg for key in plan.key_s] == pytest.approx([70.0, 80.0])
    assert plan.at(plan.key_s[0]).obliquity_deg == pytest.approx(-5.0)


def test_both_cameras_agree_on_what_is_at_the_depth_of_the_middle():
    near = people.film([0.0], [Moment()], Camera(distance_m=2.5))
    flat = people.film([0.0], [Moment()], Camera())
    rows = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP, Landmark.LEFT_SHOULDER]
    assert near.pixels[0, rows] == pytest.approx(flat.pixels[0, rows])
