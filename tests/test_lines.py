"""Straight lines of a picture: where they are, and whose are left out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.sources.lines import MOST_LINES, straight_lines
from tests import people
from tests.people import Camera, Moment

WIDTH, HEIGHT = 720, 960


def wall() -> np.ndarray:
    """An even, slightly noisy wall."""
    noise = np.random.default_rng(0).normal(0.0, 2.0, (HEIGHT, WIDTH, 1))
    return np.clip(170.0 + noise, 0, 255).astype(np.uint8).repeat(3, axis=2)


def door(image: np.ndarray, *corners: tuple[float, float]) -> np.ndarray:
    """A dark quadrilateral, drawn to a sixteenth of a pixel."""
    cv2.fillPoly(image, [np.round(np.array(corners) * 16).astype(np.int32)], (70, 80, 90), cv2.LINE_AA, 4)
    return cv2.GaussianBlur(image, (3, 3), 0)


def lean_deg(lines: np.ndarray) -> np.ndarray:
    return np.degrees(np.arctan2(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]))


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_an_edge_is_found_where_it_is(scale):
    image = door(wall(), (100, 100), (220, 100), (260, 700), (140, 700))
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    lines = straight_lines(image, None) / scale
    assert lines[:2].mean(axis=0) == pytest.approx([160, 100, 200, 700], abs=6.0)
    assert lean_deg(lines[:2]) == pytest.approx(np.degrees(np.arctan2(40, 600)), abs=0.2)
    assert lines.dtype == np.float32


def test_the_upper_end_comes_first_and_the_longest_line(monkeypatch):
    image = door(
        door(wall(), (60, 80), (160, 80), (170, 880), (70, 880)), (400, 300), (500, 300), (480, 500), (380, 500)
    )
    lines = straight_lines(image, None)
    assert len(lines) >= 4
    assert (lines[:, 1] <= lines[:, 3]).all()
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    assert (np.diff(length) <= 0).all()


def test_lines_that_lie_are_left_out():
    image = door(wall(), (60, 300), (660, 330), (660, 400), (60, 370))
    assert (np.abs(lean_deg(straight_lines(image, None))) < 50).all()


def test_a_blank_wall_has_none():
    assert straight_lines(wall(), None).shape == (0, 4)
    assert straight_lines(np.zeros((HEIGHT, WIDTH, 3), np.uint8), None).shape == (0, 4)


def test_the_border_of_a_recorded_screen_is_no_edge_of_the_room():
    image = wall()
    image[:, :90], image[:, -90:] = 0, 0
    assert len(straight_lines(image, None)) == 0


def test_a_crowd_of_lines_is_cut_to_the_longest():
    image = wall()
    for x in range(4, WIDTH, 8):
        image[50:150, x : x + 4] = image[200:330, x : x + 4] = image[400:560, x : x + 4] = 30
    lines = straight_lines(image, None)
    assert len(lines) == MOST_LINES
    assert np.median(lines[:, 3] - lines[:, 1]) > 100


def test_what_the_person_wears_is_left_out_and_what_is_beside_stays():
    person = people.film([0.0], [Moment()], Camera(width=WIDTH, height=HEIGHT)).pixels[0]
    hips, shoulder = person[23], person[11]
    image = door(wall(), (60, 80), (160, 80), (170, 880), (70, 880))
    alone = straight_lines(image, person)
    for x in np.linspace(person[24, 0], hips[0], 4):  # stripes on the shirt
        cv2.line(image, (int(x), int(shoulder[1])), (int(x) + 9, int(hips[1])), (20, 20, 20), 4)
    assert len(straight_lines(image, None)) > len(alone)
    np.testing.assert_allclose(straight_lines(image, person), alone, atol=0.5)


def test_landmarks_far_outside_the_picture_are_borne():
    person = people.film([0.0], [Moment()], Camera(width=WIDTH, height=HEIGHT)).pixels[0] * [1.0, 40.0]
    image = door(wall(), (60, 80), (160, 80), (170, 880), (70, 880))
    assert straight_lines(image, person).shape[1] == 4
