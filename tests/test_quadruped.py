"""Hip raises on all fours of a stick person: counts, sides, instants, lines and level, and what is none."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import NoRepetition, WhichExercise
from formcheck.exercises import recognise
from formcheck.types import LEFT_AND_RIGHT, Grade, Landmark, Side
from tests import people, people_floor
from tests.people import Camera
from tests.people_floor import Rep, bridges, conclude, crossing_s, raises

FRAME_S = 1 / 30
TRUNK_RISES_DEG = float(np.degrees(np.arcsin((0.55 - 0.05 - people.THIGH) / people.TORSO)))


def film(reps, azimuth_deg: float):
    return raises(reps, Camera(azimuth_deg=azimuth_deg))


@pytest.mark.parametrize("azimuth_deg", [88.0, -92.0, 180.0])
def test_counts_sides_and_instants(azimuth_deg):
    reps = [Rep(Side.LEFT, 85.0), Rep(Side.RIGHT, 85.0, hold_s=0.0), Rep(Side.RIGHT, 60.0), Rep(Side.LEFT, 95.0)]
    clip = film(reps, azimuth_deg)
    result = conclude(clip).result
    assert result.exercise == "quadruped-hip-raise"
    assert [rep.side for rep in result.reps] == list(clip.sides)
    for rep, found, key_s in zip(reps, result.reps, clip.key_s, strict=True):
        assert found.key_s == pytest.approx(key_s, abs=FRAME_S)
        begins_s = key_s - rep.hold_s / 2 - rep.up_s
        from_rear = 2 * FRAME_S if azimuth_deg == 180.0 else 0.0  # a thigh that begins to rise hardly looks shorter
        assert found.start_s == pytest.approx(begins_s + crossing_s(rep, 0.1), abs=FRAME_S + from_rear)


@pytest.mark.parametrize("azimuth_deg", [88.0, -92.0])
@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_from_the_side_the_thigh_has_its_angle_to_the_trunk(azimuth_deg, side):
    low, high = conclude(film([Rep(side, 60.0), Rep(side, 100.0)], azimuth_deg)).result.reps
    for rep, thigh_deg in ((low, 60.0), (high, 100.0)):
        below = 90.0 - TRUNK_RISES_DEG - thigh_deg  # the trunk prolonged falls toward the feet
        assert rep.readings["thigh_line_deg"] == pytest.approx(below, abs=0.5)  # measured 0.1
        assert rep.readings["trunk_motion_deg"] == pytest.approx(0.0, abs=0.2)
        assert np.isnan(rep.readings["drop_deg"])


def test_a_thigh_left_low_or_swung_too_high_is_unstable_and_one_in_line_is_not():
    in_line_deg = 90.0 - TRUNK_RISES_DEG
    for thigh_deg, grade, way in (
        (in_line_deg - 45.0, Grade.UNSTABLE, "below"),
        (in_line_deg + 45.0, Grade.UNSTABLE, "above"),
        (in_line_deg, Grade.STABLE, "line of the trunk"),
    ):
        (verdict,) = conclude(film([Rep(Side.LEFT, thigh_deg, hold_s=0.3)] * 5, 88.0)).result.verdicts
        assert verdict.grade is grade
        assert way in verdict.sentence


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_from_behind_a_pelvis_that_hitches_the_raised_side_has_a_negative_drop(side):
    hitched = -5.0 if side is Side.LEFT else 5.0
    result = conclude(film([Rep(side, 85.0, obliquity_deg=hitched)] * 2, 180.0)).result
    for rep in result.reps:
        assert rep.readings["drop_deg"] == pytest.approx(-5.0, abs=0.3)  # measured 0.02
        assert rep.readings["drop_from_neutral_deg"] == pytest.approx(-5.0, abs=0.3)
        assert np.isnan(rep.readings["thigh_line_deg"])
    assert result.reference == "kneeling on all fours"


def test_mirrored_the_other_leg_did_the_same():
    clip = film([Rep(Side.LEFT, 85.0, obliquity_deg=4.0), Rep(Side.RIGHT, 70.0)], 180.0)
    own = conclude(clip).result.reps
    other = conclude(replace(clip, track=people.mirrored(clip.track))).result.reps
    assert [rep.side for rep in other] == [rep.side.other for rep in own]
    assert [rep.readings["drop_deg"] for rep in other] == pytest.approx([rep.readings["drop_deg"] for rep in own])


def test_a_leg_that_leaves_the_picture_for_a_moment_is_one_repetition():
    clip = film([Rep(Side.LEFT, 85.0)] * 2, 88.0)
    gone = np.abs(clip.track.time_s - clip.key_s[0]) < 0.2
    hidden = people.without(clip.track, gone, [Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE])
    reps = conclude(replace(clip, track=hidden), "quadruped-hip-raise").result.reps
    assert [rep.side for rep in reps] == [Side.LEFT] * 2
    assert np.isfinite(reps[0].readings["thigh_line_deg"])  # where it was seen next to the middle of the hold


def test_frames_that_contradict_the_view_say_nothing_of_a_side():
    """A body taken for seen from the front in every other half second has no side that could be told."""
    clip = film([Rep(Side.LEFT, 85.0)] * 2, 180.0)
    exchanged = (clip.track.time_s % 1.0) < 0.4
    world = np.where(exchanged[:, None, None], clip.track.world[:, people.MIRROR], clip.track.world)
    body = people_floor.body_of(people.replace(clip.track, world=world))
    hip_raise = people_floor.find("quadruped-hip-raise")
    readings = hip_raise.read(body)
    np.testing.assert_array_equal(np.isnan(readings["obliquity_deg"]), exchanged)
    np.testing.assert_array_equal(np.isnan(readings["left_thigh_deg"]), exchanged)
    assert hip_raise.movements(readings) == []
    assert recognise.sure(recognise.rank(body)) is hip_raise  # nothing else known is done on all fours


def test_from_an_end_the_posture_tells_the_exercise_and_between_two_asks():
    kneels, lies = raises([Rep(Side.LEFT, 5.0)], Camera(azimuth_deg=180.0)), bridges([Rep()], Camera(azimuth_deg=0.0))
    still = people.replace(lies.track, pixels=np.repeat(lies.track.pixels[:1], len(lies.track), axis=0))
    assert recognise.sure(recognise.rank(people_floor.body_of(kneels.track))).name == "quadruped-hip-raise"
    with pytest.raises(WhichExercise, match=r"glute-bridge \(43%\) or one-leg-bridge \(43%\)"):
        recognise.sure(recognise.rank(people_floor.body_of(still)))
    for other in (raises([Rep(Side.LEFT, 5.0)], Camera(azimuth_deg=88.0)), film([Rep(Side.LEFT, 5.0)], 0.0)):
        assert max(one.confidence for one in recognise.rank(people_floor.body_of(other.track))) < recognise.NOT_AT_ALL


def test_what_is_no_hip_raise_is_refused():
    with pytest.raises(NoRepetition, match="one thigh raised"):
        conclude(film([Rep(Side.LEFT, 15.0)], 88.0), "quadruped-hip-raise")
    with pytest.raises(NoRepetition, match="film from the side"):
        conclude(film([Rep(Side.LEFT, 15.0)], 180.0), "quadruped-hip-raise")
    for clip in (people.squats(people.Plan()), bridges([Rep(Side.LEFT)], Camera(azimuth_deg=88.0))):
        with pytest.raises(NoRepetition):
            conclude(clip, "quadruped-hip-raise")


@pytest.mark.parametrize("azimuth_deg", [88.0, 0.0])
def test_exercises_on_the_floor_and_standing_are_not_taken_for_each_other(azimuth_deg):
    camera = Camera(azimuth_deg=azimuth_deg)
    clips = {
        "glute-bridge": bridges([Rep()] * 2, camera),
        "one-leg-bridge": bridges([Rep(Side.LEFT)] * 2, camera),
        "quadruped-hip-raise": raises([Rep(Side.LEFT, 85.0)] * 2, camera),
        "single-leg-squat": people.squats(people.Plan(), camera),
    }
    for name, clip in clips.items():
        found = {one.exercise: one.confidence for one in recognise.rank(people_floor.body_of(clip.track))}
        assert max(found, key=found.__getitem__) == name
        assert found[name] > recognise.SURE
