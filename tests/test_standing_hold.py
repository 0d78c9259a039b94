"""Holds on one leg of a stick person."""

import pytest

from formcheck import exercises
from formcheck.errors import NoRepetition
from formcheck.types import LEFT_AND_RIGHT, Side
from tests import people
from tests.people import Camera, Plan

HOLD = exercises.find("standing-hold")
VIEWS = [Camera(), Camera(azimuth_deg=180.0), Camera(azimuth_deg=40.0), Camera(azimuth_deg=80.0)]


def done(track: people.Track) -> people.Analysis:
    return people.conclude(track, exercise=HOLD, roll_deg=0.0)


@pytest.mark.parametrize("camera", VIEWS, ids=lambda camera: f"{camera.azimuth_deg:.0f}")
@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_a_hold_is_found_with_its_leg_and_its_length(side, camera):
    reps = done(people.hold(side, 8.0, camera)).result.reps
    assert [rep.side for rep in reps] == [side]
    # The foot rises within 0.4 s about 2.0 s: off the floor at most 0.2 s before; measured 0.13.
    assert reps[0].start_s == pytest.approx(1.8, abs=0.2)
    assert reps[0].readings["hold_s"] == pytest.approx(8.4, abs=0.4)
    assert reps[0].key_s == pytest.approx(6.0, abs=0.05)


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
@pytest.mark.parametrize("camera", VIEWS[:2], ids=["front", "rear"])
def test_drop_its_worst_and_its_growth_are_read(side, camera):
    read = done(people.hold(side, 12.0, camera, drop_deg=3.0, grows_deg=9.0)).result.reps[0].readings
    assert read["drop_deg"] == pytest.approx(7.5, abs=0.4)
    assert read["worst_drop_deg"] == pytest.approx(11.8, abs=0.6)
    assert read["drop_growth_deg"] == pytest.approx(6.0, abs=0.6)  # thirds are centred two thirds of the hold apart


def test_a_short_lift_is_no_hold():
    with pytest.raises(NoRepetition, match="No hold was found"):
        done(people.hold(Side.LEFT, 2.5))


def test_a_set_of_squats_on_one_leg_is_no_hold():
    with pytest.raises(NoRepetition):
        done(people.squats(Plan()).track)


def test_a_hold_broken_by_touching_down_is_two():
    first, second = people.hold(Side.RIGHT, 6.0), people.hold(Side.RIGHT, 5.0)
    time_s = [*first.time_s[:-55], *(second.time_s[55:] - second.time_s[55] + first.time_s[-55])]
    rows = {
        name: people.np.concatenate([getattr(first, name)[:-55], getattr(second, name)[55:]])
        for name in ("pixels", "world", "visible", "persons")
    }
    reps = done(people.replace(first, time_s=people.np.asarray(time_s), **rows)).result.reps
    assert [rep.side for rep in reps] == [Side.RIGHT] * 2
    assert reps[0].end_s < reps[1].start_s
