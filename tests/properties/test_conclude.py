"""What must hold of any clip of any person: laws of the whole way from landmarks to result."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from formcheck.errors import FormcheckError, NoRepetition
from formcheck.types import LEFT_AND_RIGHT, Analysis, Grade, Landmark, Rep
from tests import people
from tests.people import Camera, Plan

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FRONTAL = st.sampled_from([0.0, 180.0, 20.0, -20.0, 160.0])
PLANS = st.builds(
    Plan,
    side=st.sampled_from(LEFT_AND_RIGHT),
    depths_deg=st.lists(st.floats(65, 100), min_size=1, max_size=3).map(tuple),
    drop_deg=st.floats(-12, 20),
    neutral_deg=st.floats(-2, 2),
    lean_deg=st.floats(-10, 15),
    knee_in_m=st.floats(-0.04, 0.06),
    rep_s=st.floats(1.4, 2.6),
)
CAMERAS = st.builds(
    Camera,
    azimuth_deg=FRONTAL,
    distance_m=st.sampled_from([None, 2.5, 4.0]),
    focal_px=st.floats(500, 800),
)


def values(rep: Rep) -> np.ndarray:
    return np.array(list(rep.readings.values()))


def same_reps(a: Analysis, b: Analysis, *, within: float = 1e-6) -> None:
    """As many repetitions of the same legs, at the same times, with the same values and grades."""
    assert [rep.side for rep in a.result.reps] == [rep.side for rep in b.result.reps]
    assert [rep.set_number for rep in a.result.reps] == [rep.set_number for rep in b.result.reps]
    for one, other in zip(a.result.reps, b.result.reps, strict=True):
        assert list(one.readings) == list(other.readings)
        assert [one.start_s, one.key_s, one.end_s] == pytest.approx([other.start_s, other.key_s, other.end_s])
        np.testing.assert_allclose(values(one), values(other), atol=within, rtol=1e-6)


@FEW
@given(PLANS, CAMERAS)
def test_the_plan_is_found_again(plan, camera):
    """The laws below would hold of an empty answer too; this is what they are laws of."""
    clip = people.squats(plan, camera)
    reps = people.conclude(clip.track).result.reps
    assert [rep.side for rep in reps] == list(clip.sides)
    assert [rep.key_s for rep in reps] == pytest.approx(clip.key_s, abs=0.05)  # measured 0.03: a frame
    square_on = camera.azimuth_deg in (0.0, 180.0) and camera.distance_m is None
    for rep in reps:
        assert rep.start_s < rep.key_s < rep.end_s
        if square_on:
            assert rep.readings["drop_from_neutral_deg"] == pytest.approx(plan.drop_deg, abs=0.2)  # measured 0.12


@FEW
@given(PLANS, CAMERAS)
def test_the_mirror_image_swaps_sides_and_nothing_else(plan, camera):
    clip = people.squats(plan, camera)
    one, other = people.conclude(clip.track), people.conclude(people.mirrored(clip.track))
    assert [rep.side.other for rep in one.result.reps] == [rep.side for rep in other.result.reps]
    for a, b in zip(one.result.reps, other.result.reps, strict=True):
        assert (a.start_s, a.key_s, a.end_s, a.grade) == (b.start_s, b.key_s, b.end_s, b.grade)
        np.testing.assert_allclose(values(a), values(b), atol=1e-5)  # a straight line's bend is 0 to 1e-6
    legs = [(leg.side, leg.total, leg.assessable) for leg in other.result.qasls]
    assert [(leg.side.other, leg.total, leg.assessable) for leg in one.result.qasls] == legs
    np.testing.assert_allclose(one.readings["obliquity_deg"], -other.readings["obliquity_deg"], atol=1e-9)
    np.testing.assert_allclose(one.readings["trunk_lean_deg"], -other.readings["trunk_lean_deg"], atol=1e-9)
    for measure in ("knee_flexion_deg", "fppa_deg", "knee_medial_mm"):
        for side in LEFT_AND_RIGHT:
            mine, theirs = one.readings[f"{side}_{measure}"], other.readings[f"{side.other}_{measure}"]
            np.testing.assert_allclose(mine, theirs, atol=1e-4)
    assert [f.grade for f in one.result.findings] == [f.grade for f in other.result.findings]


@FEW
@given(PLANS, CAMERAS, st.floats(-30, 30))
def test_a_rolled_camera_whose_roll_is_stated_changes_nothing(plan, camera, roll):
    level = people.conclude(people.squats(plan, camera).track, roll_deg=0.0)
    rolled = people.conclude(
        people.squats(plan, replace(camera, roll_deg=roll, width=1600, height=1600)).track, roll_deg=roll
    )
    same_reps(level, rolled)


@FEW
@given(PLANS, FRONTAL, st.floats(0.3, 3.0))
def test_a_finer_picture_changes_nothing_but_the_error(plan, azimuth, scale):
    """The error of a hip line goes with its length in pixels; every value is of the person."""
    coarse = people.squats(plan, Camera(azimuth_deg=azimuth)).track
    fine = people.replace(
        coarse, pixels=coarse.pixels * scale, width=int(720 * scale) + 1, height=int(960 * scale) + 1
    )
    a, b = people.conclude(coarse, roll_deg=0.0), people.conclude(fine, roll_deg=0.0)
    wider, narrower = (x.readings["obliquity_se_deg"] for x in ((a, b) if scale < 1 else (b, a)))
    assert (wider <= narrower).all()

    def without_error(analysis: Analysis) -> Analysis:
        reps = [replace(rep, readings=rep.readings | {"drop_se_deg": 0.0}) for rep in analysis.result.reps]
        return replace(analysis, result=replace(analysis.result, reps=reps))

    same_reps(without_error(a), without_error(b))


@FEW
@given(PLANS, st.floats(2.5, 8.0))
def test_standing_farther_off_with_a_longer_lens_changes_little(plan, distance):
    """Perspective alone: at 2.5 m the pelvis of a deep squat is seen from above."""
    near = people.squats(plan, Camera(distance_m=distance, focal_px=280 * distance)).track
    flat = people.squats(plan, Camera()).track
    a, b = people.conclude(near).result.reps, people.conclude(flat).result.reps
    assert [rep.side for rep in a] == [rep.side for rep in b]
    for one, other in zip(a, b, strict=True):
        assert one.key_s == pytest.approx(other.key_s, abs=0.05)
        drops = [rep.readings["drop_from_neutral_deg"] for rep in (one, other)]
        assert drops[0] == pytest.approx(drops[1], abs=2.5)


@FEW
@given(PLANS, st.sampled_from([0.0, 180.0]), st.floats(15, 120), st.floats(0, 0.4), st.integers(0, 9))
def test_the_frame_rate_changes_nothing_but_how_finely_time_is_cut(plan, azimuth, rate, jitter, seed):
    usual = people.conclude(people.squats(plan, Camera(azimuth_deg=azimuth), rate=60.0).track)
    other = people.conclude(
        people.squats(plan, Camera(azimuth_deg=azimuth), rate=rate, jitter=jitter, seed=seed).track
    )
    assert [rep.side for rep in usual.result.reps] == [rep.side for rep in other.result.reps]
    frame_s = (1 + jitter) / rate
    for a, b in zip(usual.result.reps, other.result.reps, strict=True):
        assert a.key_s == pytest.approx(b.key_s, abs=frame_s + 1 / 60)
        assert a.readings["drop_from_neutral_deg"] == pytest.approx(b.readings["drop_from_neutral_deg"], abs=0.4)
        assert a.readings["knee_flexion_deg"] == pytest.approx(b.readings["knee_flexion_deg"], abs=2.0)


@FEW
@given(PLANS, CAMERAS, st.floats(0, 1e5))
def test_a_later_start_shifts_times_and_nothing_else(plan, camera, shift):
    track = people.squats(plan, camera).track
    early = people.conclude(track)
    late = people.conclude(people.replace(track, time_s=track.time_s + shift))
    for a, b in zip(early.result.reps, late.result.reps, strict=True):
        shifted = [a.start_s + shift, a.key_s + shift, a.end_s + shift]
        assert [b.start_s, b.key_s, b.end_s] == pytest.approx(shifted, abs=1e-5)
        np.testing.assert_allclose(values(a), values(b), atol=1e-3)
        assert a.grade is b.grade


@FEW
@given(PLANS, CAMERAS)
def test_a_stranger_in_the_background_changes_the_note_and_nothing_else(plan, camera):
    track = people.squats(plan, camera).track
    alone, crowd = people.conclude(track), people.conclude(people.replace(track, persons=track.persons * 2))
    same_reps(alone, crowd)
    assert any("Several people" in note for note in crowd.result.notes)
    assert not any("Several people" in note for note in alone.result.notes)


STABLE_LIMITS = people.limits(40.0, 60.0)
"""With the hip line's error of 13° a drop under 20° is clearly within these."""

UNSTABLE_LIMITS = people.limits(-60.0, -40.0)
"""With them even a hike of 12° is clearly past the limit."""


@st.composite
def dropped(draw, frames: int):
    """Frames that are lost: scattered ones, and one long gap."""
    lost = np.zeros(frames, bool)
    share = draw(st.sampled_from([0.0, 0.1, 0.5, 0.9]))
    lost[np.random.default_rng(draw(st.integers(0, 99))).random(frames) < share] = True
    start, length = draw(st.integers(0, frames - 1)), draw(st.integers(0, frames))
    lost[start : start + length] = True
    return lost


NEEDED = st.sampled_from([None, [Landmark.LEFT_HIP], [Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE], [Landmark.NOSE]])


@settings(FEW, max_examples=40)
@given(st.data(), PLANS, CAMERAS, NEEDED)
def test_what_was_not_seen_is_never_called_stable(data, plan, camera, landmarks):
    """Losing frames or landmarks may lose repetitions or make them unreadable; it makes none better or up."""
    clip = people.squats(plan, camera)
    track = people.without(clip.track, data.draw(dropped(len(clip.track))), landmarks)
    for profile, never in ((UNSTABLE_LIMITS, Grade.STABLE), (STABLE_LIMITS, Grade.UNSTABLE)):
        try:
            result = people.conclude(track, profile).result
        except FormcheckError:
            continue
        assert len(result.reps) <= len(clip.key_s)
        assert all(verdict.grade is not never for verdict in result.verdicts)
        for rep in result.reps:
            assert rep.grade is not never
            assert rep.side is plan.side
            if rep.grade is not Grade.UNREADABLE:
                near = np.abs(track.time_s - rep.key_s) <= 0.2
                assert np.isfinite(track.pixels[near][:, Landmark.LEFT_HIP]).any()


@FEW
@given(PLANS, CAMERAS)
def test_a_hip_never_seen_while_squatting_gives_no_repetition_that_is_judged(plan, camera):
    clip = people.squats(plan, camera)
    bent = np.array([plan.at(t).knee_flexion_deg > 20.0 for t in clip.track.time_s])
    try:
        reps = people.conclude(people.without(clip.track, bent, [Landmark.RIGHT_HIP]), STABLE_LIMITS).result.reps
    except FormcheckError:
        return
    assert all(rep.grade is Grade.UNREADABLE for rep in reps)


@FEW
@given(PLANS, CAMERAS)
def test_nothing_is_judged_of_somebody_who_only_stands(plan, camera):
    standing = people.squats(replace(plan, depths_deg=(5.0,), drop_deg=0.0), camera)
    with pytest.raises(NoRepetition):
        people.conclude(standing.track)


@FEW
@given(st.lists(PLANS, min_size=2, max_size=3), CAMERAS)
def test_sets_of_both_legs_are_told_apart(plans, camera):
    assume(len({plan.side for plan in plans}) == 2)
    depths = [depth for plan in plans for depth in plan.depths_deg]
    assume(min(depths) > 0.7 * max(depths))  # a dip that is shallow beside the others is not a repetition
    clip = people.squats(plans, camera)
    result = people.conclude(clip.track).result
    assert [rep.side for rep in result.reps] == list(clip.sides)
    assert {verdict.side for verdict in result.verdicts} == set(LEFT_AND_RIGHT)
    assert sum(verdict.reps for verdict in result.verdicts) == len(result.reps)
    for a, b in zip(result.reps, result.reps[1:], strict=False):
        assert a.end_s <= b.start_s
        assert (a.set_number != b.set_number) >= (a.side is not b.side)
