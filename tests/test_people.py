"""Which of the people in the picture is followed, and what is no person at all."""

import numpy as np
import pytest

from formcheck.poses.people import box, extent, inside, is_person, pick
from formcheck.types import Landmark
from tests import people
from tests.people import Camera, Moment

WIDTH, HEIGHT = 1280, 720
FULL = np.ones(33)


def person(at: float = 640.0, size: float = 1.0) -> np.ndarray:
    shape = people.film([0.0], [Moment()], Camera(focal_px=800.0, width=0, height=0)).pixels[0]
    return shape * size + [at, HEIGHT / 2]


def test_a_whole_person_is_one():
    assert is_person(person(), FULL, WIDTH, HEIGHT)


def test_too_small_beside_the_picture_or_not_a_number_is_none():
    assert not is_person(person(size=0.13), FULL, WIDTH, HEIGHT)
    assert not is_person(np.where(np.arange(33)[:, None] == 3, np.nan, person()), FULL, WIDTH, HEIGHT)
    assert not is_person(person(at=-300), FULL, WIDTH, HEIGHT)


def test_legs_that_are_placed_in_the_picture_but_not_seen_are_none():
    assert not is_person(person(), np.full(33, 0.4), WIDTH, HEIGHT)
    one_knee = np.full(33, 0.4)
    one_knee[Landmark.LEFT_KNEE] = 0.6
    assert is_person(person(), one_knee, WIDTH, HEIGHT)


def test_legs_outside_the_picture_cannot_be_asked_for():
    assert is_person(person() + np.array([0, 350]), np.full(33, 0.2), WIDTH, HEIGHT)


def test_the_largest_is_followed_unless_it_stands_at_the_edge():
    assert pick([person(640, 0.7), person(900, 1.0)], WIDTH, None) == 1
    assert pick([person(640, 0.7), person(1279, 1.0)], WIDTH, None) == 0
    assert pick([], WIDTH, None) is None


@pytest.mark.parametrize("order", [1, -1])
def test_who_was_followed_goes_on_being_followed(order):
    both = [person(500, 0.6), person(900, 1.0)][::order]
    followed = pick(both, WIDTH, person(520, 0.6))
    assert followed is not None
    assert extent(both[followed]) == pytest.approx(extent(person(500, 0.6)))


def test_a_jump_to_somebody_else_is_nobody():
    assert pick([person(1200)], WIDTH, person(100)) is None
    assert pick([], WIDTH, person(100)) is None


def test_the_box_holds_the_person_and_stays_in_the_picture():
    left, top, right, bottom = box(person(), WIDTH, HEIGHT, margin=0.05)
    assert inside(person() - [left, top], right - left, bottom - top).all()
    assert box(person(10), WIDTH, HEIGHT, margin=0.5)[0] == 0
    assert box(person(1270), WIDTH, HEIGHT, margin=0.5)[2] == WIDTH
    assert all(isinstance(edge, int) for edge in box(person(), WIDTH, HEIGHT, 0.1))


def test_inside_is_half_open():
    corners = np.array([[0, 0], [WIDTH - 0.1, HEIGHT - 0.1], [WIDTH, 5], [5, HEIGHT], [-0.1, 5], [np.nan, 5]])
    assert inside(corners, WIDTH, HEIGHT).tolist() == [True, True, False, False, False, False]
