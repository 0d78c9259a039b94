"""Roll, pitch and their spread: from the user, from the lines of a room, from the person; and turning upright."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck import hip_line, level
from formcheck.level import person
from formcheck.level.table import Sight, up_deg, weigh
from formcheck.types import Z90, Angle, Landmark, Side, Track
from tests import people, runners
from tests.people import Camera, Moment, Plan

WIDTH, HEIGHT = 720, 960


def room(
    roll_deg: float = 0.0,
    pitch_deg: float = 0.0,
    *,
    edges: int = 12,
    clutter: int = 0,
    focal_px: float = 800.0,
    seed: int = 0,
    noise_px: float = 0.5,
) -> np.ndarray:
    """Lines (n, 4) of a room: upright edges of 0.6–2 m some metres away, and others of any direction."""
    rng = np.random.default_rng(seed)
    roll, pitch = np.radians(roll_deg), np.radians(pitch_deg)
    forward = np.array([0.0, np.cos(pitch), np.sin(pitch)])
    right, up = np.array([1.0, 0.0, 0.0]), np.array([0.0, -np.sin(pitch), np.cos(pitch)])
    right, up = np.cos(roll) * right - np.sin(roll) * up, np.sin(roll) * right + np.cos(roll) * up
    lines = []
    while len(lines) < edges + clutter:
        at = 4.0 * forward + rng.uniform(-2.2, 2.2, 3) * [1.0, 0.5, 1.0]
        way = np.array([0.0, 0.0, 1.0])
        if len(lines) >= edges:
            lean = rng.uniform(-np.pi, np.pi)
            way = np.cos(lean) * up + np.sin(lean) * right
        ends = at + np.outer([0.5, -0.5], way) * rng.uniform(0.6, 2.0)
        depth = ends @ forward
        seen = np.stack(
            (WIDTH / 2 + focal_px * (ends @ right) / depth, HEIGHT / 2 - focal_px * (ends @ up) / depth), 1
        )
        seen += rng.normal(0.0, noise_px, (2, 2))
        seen = seen[np.argsort(seen[:, 1])]
        if ((seen > 0) & (seen < [WIDTH, HEIGHT])).all() and abs(np.diff(seen[:, 1])[0]) > abs(
            np.diff(seen[:, 0])[0]
        ):
            lines.append(seen.ravel())
    return np.array(lines).reshape(-1, 4)


def clip(*looks: np.ndarray, of: Track | None = None) -> Track:
    """A track with these lines, one look every two seconds; of nobody unless there is someone."""
    nobody = people.without(people.film([0.0], [Moment()], Camera(width=WIDTH, height=HEIGHT)), np.array([True]))
    rows = [np.column_stack((np.full(len(lines), 2.0 * nth), lines)) for nth, lines in enumerate(looks)]
    return replace(of or nobody, lines=np.concatenate([np.empty((0, 5)), *rows]))


def test_a_camera_rolled_clockwise_sees_the_upright_lean_to_the_left():
    track = people.film([0.0], [Moment()], Camera(roll_deg=10.0))
    head, hip = track.pixels[0, Landmark.NOSE], track.pixels[0, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    assert head[0] < hip[0]
    assert up_deg(np.array(10.0), np.array(0.0), np.zeros(2)) == pytest.approx(10.0)


@pytest.mark.parametrize("roll", [-30.0, -2.5, 0.0, 12.0, 45.0])
def test_the_stated_roll_puts_every_landmark_back_where_a_level_camera_sees_it(roll):
    rolled = people.film([0.0], [Moment(60.0, obliquity_deg=7.0)], Camera(roll_deg=roll))
    upright = people.film([0.0], [Moment(60.0, obliquity_deg=7.0)], Camera())
    turned = level.upright(rolled, level.given(roll))
    assert turned.pixels == pytest.approx(upright.pixels, abs=1e-9)
    assert turned.world == pytest.approx(upright.world, abs=1e-12)


def test_a_roll_that_is_stated_wrongly_enters_obliquity_one_to_one():
    rolled = people.film([0.0], [Moment()], Camera(roll_deg=5.0))
    read = hip_line.estimate(level.upright(rolled, level.given(0.0)), level.given(0.0))
    # The picture turns anticlockwise: what is at its right, the person's left, rises.
    assert read["obliquity_deg"][0] == pytest.approx(-5.0)


def test_the_spread_of_the_level_joins_the_error_of_the_pelvis():
    track = people.film([0.0], [Moment()], Camera())
    found, stated = level.find(track), level.given(0.0)
    wide, narrow = (hip_line.estimate(track, each)["obliquity_se_deg"][0] for each in (found, stated))
    assert wide**2 - narrow**2 == pytest.approx(found.at_person.se_deg**2 - level.GIVEN_SE_DEG**2)


def test_what_was_not_seen_stays_unseen_and_the_track_given_is_left_alone():
    track = people.without(people.film([0.0, 1.0], [Moment()] * 2, Camera()), np.array([True, False]))
    before = track.pixels.copy()
    turned = level.upright(track, level.given(8.0))
    assert np.isnan(turned.pixels[0]).all()
    assert np.isfinite(turned.pixels[1]).all()
    np.testing.assert_array_equal(track.pixels, before)


@settings(max_examples=25, deadline=None)
@given(
    roll=st.floats(-30, 30),
    pitch=st.floats(-25, 25),
    focal=st.floats(650, 1500),
    clutter=st.integers(0, 20),
    seed=st.integers(0, 1000),
)
def test_a_room_tells_the_roll_to_a_degree(roll, pitch, focal, clutter, seed):
    found = level.find(clip(room(roll, pitch, clutter=clutter, focal_px=focal, seed=seed)))
    assert found.roll.value_deg == pytest.approx(
        roll, abs=max(1.0, 3.0 * found.roll.se_deg)
    )  # measured: 0.2° at most
    assert found.roll.se_deg < 2.0


def test_errors_are_as_large_as_they_are_said_to_be():
    rng = np.random.default_rng(3)
    rolls, pitches, wrong, se = rng.uniform(-15, 15, 80), rng.uniform(-25, 25, 80), [], []
    for seed, (roll, pitch) in enumerate(zip(rolls, pitches, strict=True)):
        lines = room(roll, pitch, edges=2 + seed % 4, clutter=seed % 8, seed=seed, noise_px=1.0)
        found = level.find(clip(lines)).roll
        wrong.append(found.value_deg - roll)
        se.append(found.se_deg)
    held = np.mean(np.abs(wrong) <= Z90 * np.array(se))
    assert held >= 0.85  # measured: 0.89
    assert np.mean(np.abs(wrong)) < np.mean(se)


@pytest.mark.parametrize("pitch", [-20.0, 15.0])
def test_edges_that_converge_tell_the_pitch(pitch):
    found = level.find(clip(room(4.0, pitch, focal_px=768.0)))
    assert found.pitch.value_deg == pytest.approx(pitch, abs=2.0)
    assert found.pitch.se_deg > 2.0  # the focal length is not known
    assert found.looks_down == Angle(-found.pitch.value_deg, found.pitch.se_deg)  # on the middle: nobody is there


def test_no_line_is_no_confident_number():
    found = level.find(clip())
    assert found.roll.value_deg == pytest.approx(0.0, abs=0.1)
    assert found.roll.se_deg > 5.0
    assert found.evidence == []
    assert "assumed" in found.how
    assert np.isnan(found.pitch.value_deg)
    assert np.isnan(found.looks_down.value_deg)


@pytest.mark.parametrize("seed", range(8))
def test_lines_of_any_direction_are_no_confident_number(seed):
    found = level.find(clip(room(12.0, edges=0, clutter=10, seed=seed)))
    assert found.roll.se_deg > 2.0


def test_one_edge_found_in_pieces_is_one_edge():
    whole = np.array([[300.0, 100.0, 310.0, 700.0]])
    share = np.linspace(0.0, 1.0, 7)
    ends = whole[0, :2] + share[:, None] * (whole[0, 2:] - whole[0, :2])
    pieces = np.column_stack((ends[:-1], ends[1:]))
    one, many = (level.find(clip(lines)).roll for lines in (whole, pieces))
    assert many.value_deg == pytest.approx(one.value_deg, abs=0.5)
    assert many.se_deg > 0.8 * one.se_deg


def test_more_looks_at_the_same_room_are_no_more_evidence():
    lines = room(5.0, -8.0, edges=4)
    once, often = level.find(clip(lines)).roll, level.find(clip(*[lines] * 30)).roll
    assert often.value_deg == pytest.approx(once.value_deg, abs=1e-6)
    assert often.se_deg == pytest.approx(once.se_deg, rel=1e-3)


def test_a_camera_that_moves_is_known_as_little_as_it_moves():
    rolls = [-4.0, -2.0, 0.0, 2.0, 4.0]
    found = level.find(clip(*(room(roll, seed=nth) for nth, roll in enumerate(rolls)))).roll
    assert found.value_deg == pytest.approx(0.0, abs=2.5)
    assert found.se_deg == pytest.approx(np.std(rolls), rel=0.3)


def test_up_at_the_person_is_not_the_roll_when_a_camera_looks_down_on_someone_aside():
    lines, tangent = room(3.0, -20.0, focal_px=768.0), np.tan(np.radians(-20.0))
    aside = people.film([0.0], [Moment()], Camera(width=WIDTH, height=HEIGHT))
    aside = replace(aside, pixels=aside.pixels + np.array([150.0, 0.0]))
    found = level.find(clip(lines, of=aside))
    hips = aside.pixels[0, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    true = float(up_deg(np.array(3.0), np.array(tangent), Sight(WIDTH, HEIGHT).places(hips)))
    assert true == pytest.approx(3.0 - 4.0, abs=0.5)  # 150 px of 768, times the tangent
    assert found.at_person.value_deg == pytest.approx(true, abs=0.7)
    assert found.roll.value_deg == pytest.approx(3.0, abs=0.7)


@pytest.mark.parametrize("roll", [-25.0, -10.0, 0.0, 14.0])
@pytest.mark.parametrize("azimuth", [0.0, 30.0, 180.0])
def test_quiet_standing_is_a_plumb_line_however_the_camera_is_rolled(roll, azimuth):
    stands = person.plumb(people.squats(Plan(), Camera(roll_deg=roll, azimuth_deg=azimuth)).track)
    assert stands.what == "the person's quiet standing"
    assert stands.lean_deg == pytest.approx(roll, abs=0.1)
    assert 40 < stands.frames < 5 * 30  # two stands of 2 s, none of the squats between them


def test_a_stance_on_one_leg_is_no_quiet_standing():
    one_leg = Moment(stance=Side.LEFT, lifted=1.0, trunk_lean_deg=5.0)
    stands = person.plumb(people.film(people.times(3.0), [one_leg] * 91))
    assert stands.what == "the person's posture"
    assert stands.se_deg >= person.POSTURE_SE_DEG


def test_posture_is_a_coarser_plumb_line_from_the_side_where_runners_lean_ahead():
    front, side = (
        person.plumb(runners.film(runners.Runner(), camera, lasts_s=3.0)[0])
        for camera in (runners.FRONT, runners.SIDE)
    )
    assert front.what == side.what == "the person's posture"
    assert side.se_deg > front.se_deg + 2.0
    assert abs(side.lean_deg) < Z90 * side.se_deg  # measured 12.9° of 17.5°


def test_who_lies_says_nothing():
    track = people.film(people.times(3.0), [Moment()] * 91, Camera(roll_deg=80.0))
    assert person.plumb(track) is None
    assert level.find(track).evidence == []


def test_room_and_person_that_disagree_widen_the_error():
    standing = people.film(people.times(3.0), [Moment()] * 91, Camera(roll_deg=9.0, width=WIDTH, height=HEIGHT))
    alone, agree, disagree = (
        level.find(clip(room(roll), of=of)) for roll, of in ((9.0, None), (9.0, standing), (-3.0, standing))
    )
    assert agree.roll.se_deg <= alone.roll.se_deg * 1.05
    assert disagree.roll.se_deg > 3.0 * agree.roll.se_deg
    assert [one.what for one in disagree.evidence] == ["upright edges of the room", "the person's quiet standing"]


def test_boards_that_run_away_do_not_outvote_the_person():
    boards = np.array([[x, 560.0, 360.0 + 2.6 * (x - 360.0) - 60.0, 940.0] for x in (250.0, 300.0, 350.0)])
    standing = people.film(people.times(3.0), [Moment()] * 91, Camera(roll_deg=20.0, width=WIDTH, height=HEIGHT))
    found = level.find(clip(boards, of=standing))
    assert abs(found.at_person.value_deg - 20.0) < 3.0 * found.at_person.se_deg


def test_a_rolled_clip_gives_the_drop_of_the_level_one():
    lines = [room(roll, -5.0) for roll in (0.0, 10.0)]
    tracks = [people.squats(Plan(), Camera(roll_deg=roll, width=WIDTH, height=HEIGHT)).track for roll in (0.0, 10.0)]
    drops = [
        people.conclude(clip(seen, of=track)).result.reps[1].readings["drop_deg"]
        for seen, track in zip(lines, tracks, strict=True)
    ]
    assert drops[1] == pytest.approx(drops[0], abs=1.0)


def test_evidence_is_weighed_by_its_spread():
    def says(value: float, se: float):
        return lambda roll, tangent, blur: -0.5 * ((roll - value) / np.hypot(se, blur)) ** 2 + 0.0 * tangent

    both = weigh(says(2.0, 1.0), says(5.0, 2.0)).roll
    assert both.value_deg == pytest.approx(2.6, abs=0.15)  # the prior draws a little toward 0
    assert both.se_deg == pytest.approx(1 / np.sqrt(1 + 1 / 4), rel=0.05)


def test_who_says_so_is_said():
    assert "user" in level.given(3.0).how
    assert level.given(3.0).roll.value_deg == 3.0
    assert level.find(clip(room(6.0))).how.startswith("found, roll 6°")


def test_feet_low_in_the_picture_are_looked_down_on_and_a_camera_that_looks_up_less_so():
    track = people.film([0.0, 0.1], [Moment()] * 2)
    feet = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
    stated = level.given(0.0)
    down = level.looks_down_deg(stated, track, feet)
    assert down > 5.0
    up = replace(stated, pitch=Angle(10.0, 1.0))
    assert level.looks_down_deg(up, track, feet) == pytest.approx(down - 10.0)
    assert level.looks_down_deg(stated, people.without(track, np.arange(2)), feet) == 0.0
