"""Trunk and thigh on the floor against stick people with known angles, and postures told apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.level import person
from formcheck.measures import floor, posture
from formcheck.measures.scale import typical_metres_per_px
from formcheck.segments.shares import between_rests, ends_s, hold_s, middle_s
from formcheck.types import LEFT_AND_RIGHT, Side, Span
from tests import people, people_floor
from tests.people import Camera, Plan
from tests.people_floor import Rep, all_fours, bridge

SIDES_ON = [Camera(azimuth_deg=90.0), Camera(azimuth_deg=-90.0)]
ENDS = [Camera(azimuth_deg=0.0), Camera(azimuth_deg=180.0)]
FRAME_S = 1 / 30
STILL = np.arange(30) / 30


def filmed(body: np.ndarray, camera: Camera):
    return people.film_bodies(STILL, np.repeat(body[None], len(STILL), axis=0), camera)


def true_line_deg(body: np.ndarray, side: Side) -> float:
    """Hips below the line from shoulder to knee, from the joints' places: law of cosines in the sagittal plane."""
    shoulder, hip, knee = (body[people.Landmark[f"{side.name}_{name}"], 1:] for name in ("SHOULDER", "HIP", "KNEE"))
    a, b, c = (np.linalg.norm(way) for way in (hip - shoulder, knee - hip, knee - shoulder))
    below = np.interp(hip[1], [shoulder[1], knee[1]], [shoulder[0], knee[0]]) > hip[0]
    return (1.0 if below else -1.0) * (180.0 - np.degrees(np.arccos((a * a + b * b - c * c) / (2 * a * b))))


@pytest.mark.parametrize("camera", SIDES_ON)
@pytest.mark.parametrize("rise_deg", [-3.0, 10.0, 20.0, 26.0])
@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_the_hip_line_is_positive_with_the_hips_below(camera, rise_deg, side):
    body = bridge(rise_deg, 0.0, Side.BOTH)
    read = floor.hip_line_deg(filmed(body, camera).pixels, side)
    assert read == pytest.approx(true_line_deg(body, side), abs=1e-6)


@pytest.mark.parametrize("camera", SIDES_ON)
@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_the_thigh_line_is_zero_in_line_and_positive_below(camera, side):
    trunk_deg = 90.0 + np.degrees(np.arcsin((0.55 - 0.05 - people.THIGH) / people.TORSO))  # rises toward the head
    for thigh_deg in (40.0, 90.0, 110.0):
        track = filmed(all_fours(thigh_deg, 0.0, side), camera)
        in_line = 180.0 - trunk_deg
        assert floor.thigh_line_deg(track.pixels, side) == pytest.approx(in_line - thigh_deg, abs=1e-6)
        assert floor.thigh_swing_deg(track.pixels, side) == pytest.approx(thigh_deg, abs=1e-6)


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_seen_from_behind_a_thigh_rises_as_much_as_it_looks_shorter(side):
    track = filmed(all_fours(70.0, 0.0, side), Camera(azimuth_deg=180.0))
    assert floor.thigh_rise_deg(track.pixels, side) == pytest.approx(70.0)
    assert floor.thigh_rise_deg(track.pixels, side.other) == pytest.approx(0.0, abs=1e-6)


def test_what_was_not_seen_stays_unknown():
    track = filmed(bridge(20.0, 0.0, Side.BOTH), SIDES_ON[0])
    pixels = track.pixels.copy()
    pixels[3, people.Landmark.LEFT_KNEE] = np.nan
    assert np.flatnonzero(np.isnan(floor.hip_line_deg(pixels, Side.LEFT))).tolist() == [3]
    nobody = np.full_like(pixels, np.nan)
    for read in (floor.hip_line_deg, floor.thigh_line_deg, floor.thigh_rise_deg, floor.thigh_swing_deg):
        assert np.isnan(read(nobody, Side.LEFT)).all()
    assert not posture.on_back(np.full(5, np.nan))
    assert not posture.on_all_fours(np.full(5, np.nan), np.full(5, np.nan))


@pytest.mark.parametrize("camera", [*SIDES_ON, *ENDS])
def test_postures_are_told_apart_from_every_side(camera):
    """Lying, on all fours and squatting; the middle of the way from standing to a deep squat is no bridge either."""
    lying, kneeling = (
        people_floor.bridges([Rep()], camera).track,
        people_floor.raises([Rep(Side.LEFT, 85.0)], camera).track,
    )
    squat = people.squats(Plan(depths_deg=(110.0,)), camera).track
    for track, back, fours in ((lying, True, False), (kneeling, False, True), (squat, False, False)):
        size = typical_metres_per_px(track)
        assert posture.on_back(posture.knees_over_hips_m(track.pixels, size)) is back
        shank = posture.feet_under_knees_m(track.pixels, size)
        assert posture.on_all_fours(posture.face_up(track.world), shank) is fours
        assert posture.on_floor(track, size) is (back or fours)


@pytest.mark.parametrize("camera", [*SIDES_ON, *ENDS])
def test_who_is_on_the_floor_is_no_plumb_line(camera):
    assert person.plumb(people_floor.bridges([Rep()], camera).track) is None
    assert person.plumb(people_floor.raises([Rep(Side.LEFT, 85.0)], camera).track) is None
    assert person.plumb(people.squats(Plan(), camera).track) is not None


def test_a_repetition_ends_by_shares_of_its_rise_and_is_held_between_them():
    time_s = np.arange(0.0, 6.0, 0.1)
    effort = np.interp(time_s, [1.0, 2.0, 2.5, 3.0, 3.5, 4.5], [0.0, 10.0, 8.0, 8.0, 10.0, 0.0])
    span = between_rests(effort, [Span(12, 20, 44)])[0]
    assert ends_s(effort, time_s, span, 0.1) == pytest.approx((1.1, 4.4))
    assert hold_s(effort, time_s, span) == pytest.approx((1.9, 3.6))  # the dip to 8 is within the hold


@given(st.floats(0.0, 3.0), st.floats(0.7, 1.4), st.integers(0, 1000))
def test_the_key_is_the_middle_of_the_hold_whichever_row_is_highest(stays_s, rise_s, seed):
    time_s = np.arange(0.0, 2.0 * rise_s + stays_s + 1.0, 1 / 30)
    half_s = rise_s + stays_s / 2
    up = np.clip((half_s - np.abs(time_s - 0.5 - half_s)) / rise_s, 0.0, 1.0)
    trembles = np.random.default_rng(seed).normal(0.0, 0.005, len(time_s))
    effort = (1.0 - np.cos(np.pi * up)) / 2 + trembles
    key_s = middle_s(effort, time_s, Span(0, int(np.argmax(effort)), len(time_s) - 1))
    assert key_s == pytest.approx(0.5 + half_s, abs=FRAME_S)  # measured at most 0.5 of it in 3000


def test_a_repetition_that_pauses_halfway_begins_where_it_rests():
    time_s = np.arange(0.0, 8.0, 0.1)
    effort = np.interp(time_s, [1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 3.0, 3.0, 10.0, 0.0])
    wide = between_rests(effort, [Span(30, 40, 50)])[0]
    assert ends_s(effort, time_s, wide, 0.1) == pytest.approx((1.0 + 1.0 / 3.0, 4.9))
    effort[15:18] = np.nan  # beyond a gap nobody knows
    assert between_rests(effort, [Span(30, 40, 50)])[0].start == 18
