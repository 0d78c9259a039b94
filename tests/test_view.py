"""Azimuth: 0 = front, +90 = the person's left side toward the camera."""

import numpy as np
import pytest

from formcheck import view
from formcheck.types import Angle, View
from tests import people
from tests.people import Camera, Moment


def world(azimuth: float, frames: int = 1) -> np.ndarray:
    return people.film(np.arange(frames), [Moment()] * frames, Camera(azimuth_deg=azimuth)).world


@pytest.mark.parametrize("azimuth", [-170.0, -90.0, -20.0, 0.0, 34.0, 90.0, 135.0, 180.0])
def test_azimuth_is_that_of_the_camera(azimuth):
    assert view.azimuth_deg(world(azimuth))[0] == pytest.approx(azimuth)


@pytest.mark.parametrize(
    ("azimuth", "name"),
    [
        (0, "front"), (35, "front"), (-35, "front"), (36, "front oblique"), (-59, "front oblique"),
        (61, "left side"), (90, "left side"), (119, "left side"), (-61, "right side"), (-119, "right side"),
        (121, "rear oblique"), (-144, "rear oblique"), (146, "rear"), (-180, "rear"), (180, "rear"),
    ],
)  # fmt: skip
def test_names(azimuth, name):
    assert view.name_of(azimuth) == name


def test_the_mean_of_a_clip_from_behind_does_not_jump_at_180():
    both = np.concatenate([world(178.0), world(-176.0)])
    assert abs(view.at_a_glance(both).azimuth.value_deg) == pytest.approx(179.0)
    assert view.at_a_glance(both).name == "rear"


def test_frames_without_a_person_do_not_count_and_none_at_all_is_unknown():
    some = world(20.0, frames=4)
    some[1:3] = np.nan
    assert view.at_a_glance(some).azimuth.value_deg == pytest.approx(20.0)
    nobody = view.at_a_glance(np.full((3, 33, 3), np.nan))
    assert nobody.name == "unknown"
    assert np.isnan(nobody.azimuth.value_deg)


@pytest.mark.parametrize(("azimuth", "way"), [(0, 1), (89, 1), (-89, 1), (91, -1), (180, -1), (-100, -1)])
def test_the_persons_left_is_at_the_right_of_the_picture_from_the_front(azimuth, way):
    assert view.toward_left(View(Angle(azimuth, 10.0), "")) == way


def test_sure_frames_count_for_more():
    found = view.find(np.array([0.0, 30.0]), np.array([10.0, 20.0])).azimuth
    weighed = 4 * np.exp(0j) + np.exp(1j * np.radians(30.0))  # by 1 / se²
    assert found.value_deg == pytest.approx(np.degrees(np.angle(weighed)))
    assert found.se_deg == 15.0
