"""Who is on the floor and who is not, of stick people whose posture is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.lying import heights, lies
from formcheck.types import Landmark, Side
from tests import people, people_floor
from tests.people import Camera


@pytest.mark.parametrize("azimuth_deg", [0.0, 40.0, 90.0, 180.0])
@pytest.mark.parametrize("roll_deg", [-10.0, 0.0, 10.0])
def test_who_stands_or_squats_is_not_on_the_floor(azimuth_deg, roll_deg):
    track = people.squats(camera=Camera(azimuth_deg=azimuth_deg, roll_deg=roll_deg)).track
    assert not lies(track.pixels, track.world).any()


@pytest.mark.parametrize(
    ("film", "azimuth_deg"),
    [(people_floor.bridges, deg) for deg in (0.0, 40.0, 90.0, 180.0)]
    + [(people_floor.raises, deg) for deg in (60.0, 90.0, 140.0, 180.0)],
)
def test_who_bridges_or_kneels_is(film, azimuth_deg):
    """Not so on all fours from the head, where a stick person's depth is true and the landmarks' is not."""
    track = film([people_floor.Rep(Side.LEFT)], Camera(azimuth_deg=azimuth_deg)).track
    assert lies(track.pixels, track.world).mean() > 0.9


LIES = people_floor.bridges([people_floor.Rep()], Camera()).track


@given(st.floats(0.1, 10.0), st.floats(-1000.0, 1000.0))
def test_neither_distance_nor_place_in_the_picture_matters(larger, further):
    told = heights(LIES.pixels[:3], LIES.world[:3])
    assert heights(LIES.pixels[:3] * larger + further, LIES.world[:3]) == pytest.approx(told, abs=1e-6)


def test_the_sides_do_not_matter():
    track = people_floor.raises([people_floor.Rep(Side.LEFT)], Camera(azimuth_deg=30.0)).track
    other = people.mirrored(track)
    assert heights(other.pixels, other.world) == pytest.approx(heights(track.pixels, track.world), abs=1e-6)


def test_who_is_not_seen_is_not_on_the_floor():
    pixels = LIES.pixels.copy()
    pixels[:, Landmark.LEFT_WRIST] = np.nan
    assert lies(LIES.pixels, LIES.world).all()
    assert not lies(pixels, LIES.world).any()
