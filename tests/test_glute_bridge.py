"""Bridges of a stick person: counts, sides, instants, lines and level, and what is no bridge.

A stick person's landmarks are its joints, so its hip line reads `bridge.HIP_MARK_DEG` too high.
"""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import NoRepetition
from formcheck.exercises import bridge, find
from formcheck.types import LEFT_AND_RIGHT, Grade, Landmark, Side
from tests import people, people_floor
from tests.people import Camera
from tests.people_floor import LIES_DEG, TOP_DEG, Rep, bridges, conclude, crossing_s

SIDES_ON = [88.0, -75.0]
ENDS = [0.0, 170.0]
FRAME_S = 1 / 30


def film(reps, azimuth_deg: float):
    return bridges(reps, Camera(azimuth_deg=azimuth_deg))


def hip_m(rep: Rep, share: float) -> float:
    """Height of the hips when a share of the trunk's turn is done."""
    return float(np.sin(np.radians(LIES_DEG + share * (rep.angle_deg - LIES_DEG))))


def turn_share(rep: Rep, of_height: float) -> float:
    """Share of the trunk's turn at which a share of the hips' rise is done."""
    shares = np.linspace(0.0, 1.0, 10001)
    heights = np.array([hip_m(rep, share) for share in shares])
    return float(np.interp(of_height, (heights - heights[0]) / (heights[-1] - heights[0]), shares))


@pytest.mark.parametrize("azimuth_deg", [*SIDES_ON, *ENDS])
@pytest.mark.parametrize("side", [Side.BOTH, Side.RIGHT])
def test_counts_sides_and_instants(azimuth_deg, side):
    reps = [Rep(side), Rep(side, hold_s=0.5), Rep(side, hold_s=2.0)]
    clip = film(reps, azimuth_deg)
    result = conclude(clip).result
    assert result.exercise == ("glute-bridge" if side is Side.BOTH else "one-leg-bridge")
    assert [rep.side for rep in result.reps] == [side] * 3
    assert [rep.key_s for rep in result.reps] == pytest.approx(clip.key_s, abs=FRAME_S)  # measured 0.004 s
    for rep, found, key_s in zip(reps, result.reps, clip.key_s, strict=True):
        begins_s = key_s - rep.hold_s / 2 - rep.up_s
        assert found.start_s == pytest.approx(begins_s + crossing_s(rep, turn_share(rep, 0.1)), abs=FRAME_S)
        held_s = rep.hold_s + 2 * (rep.up_s - crossing_s(rep, turn_share(rep, 0.9)))
        assert found.readings["hold_s"] == pytest.approx(held_s, abs=FRAME_S)


@pytest.mark.parametrize("azimuth_deg", [88.0, -92.0])
@pytest.mark.parametrize("top_deg", [TOP_DEG, 14.0])
def test_from_the_side_the_hip_line_is_that_of_the_joints(azimuth_deg, top_deg):
    result = conclude(film([Rep(angle_deg=top_deg)] * 2, azimuth_deg)).result
    track = people.film_bodies([0.0], people_floor.bridge(top_deg, 0.0, Side.BOTH)[None], Camera(azimuth_deg=90.0))
    true = bridge.floor.hip_line_deg(track.pixels, Side.LEFT)[0]
    for rep in result.reps:
        assert rep.readings["hip_line_deg"] - bridge.HIP_MARK_DEG == pytest.approx(true, abs=0.2)  # measured 0.03
        assert np.isnan(rep.readings["left_lower_deg"])


def test_hips_that_stay_low_are_unstable_and_hips_in_line_are_not():
    low = conclude(film([Rep(angle_deg=8.0)] * 5, 88.0)).result
    high = conclude(film([Rep(angle_deg=TOP_DEG)] * 5, 88.0)).result
    assert low.verdicts[0].grade is Grade.UNSTABLE
    assert "below the line from shoulders to knees" in low.verdicts[0].sentence
    assert high.verdicts[0].grade is Grade.STABLE


@pytest.mark.parametrize("azimuth_deg", [0.0, 180.0])
@pytest.mark.parametrize("side", list(Side))
def test_from_an_end_the_level_has_the_sign_of_the_side_that_is_not_held_up(azimuth_deg, side):
    obliquity_deg = 6.0
    result = conclude(film([Rep(side, obliquity_deg=obliquity_deg)] * 2, azimuth_deg)).result
    name, sign = {Side.BOTH: ("left_lower", 1), Side.LEFT: ("drop", -1), Side.RIGHT: ("drop", 1)}[side]
    for rep in result.reps:
        for reading in (f"{name}_deg", f"{name}_from_neutral_deg"):
            assert rep.readings[reading] == pytest.approx(sign * obliquity_deg, abs=0.3)  # measured 0.05
        assert np.isnan(rep.readings["hip_line_deg"])
    assert result.reference == "lying"


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_mirrored_the_other_leg_did_the_same(side):
    clip = film([Rep(side, obliquity_deg=5.0)] * 2, 0.0)
    own = conclude(clip).result
    other = conclude(replace(clip, track=people.mirrored(clip.track))).result
    assert [rep.side for rep in other.reps] == [rep.side.other for rep in own.reps]
    for a, b in zip(own.reps, other.reps, strict=True):
        assert a.readings["drop_deg"] == pytest.approx(b.readings["drop_deg"])
        assert a.key_s == pytest.approx(b.key_s)


def test_hips_that_sag_in_the_hold_are_told_from_hips_that_stay():
    clip = film([Rep(hold_s=2.0)] * 2, 88.0)
    pixels = clip.track.pixels.copy()
    for key_s in clip.key_s:
        late = np.clip((clip.track.time_s - key_s) / 1.0, 0.0, 1.0) * (clip.track.time_s < key_s + 1.6)
        for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP):
            pixels[:, hip, 1] += late * 3.0
    sagging = replace(clip, track=people.replace(clip.track, pixels=pixels))
    still, sinks = (conclude(one, "glute-bridge").result.reps[0].readings["sinks_deg"] for one in (clip, sagging))
    assert still == pytest.approx(0.0, abs=0.5)
    lower_m = 3.0 / 280.0  # 280 px a metre
    assert sinks == pytest.approx(np.degrees(lower_m / people.TORSO + lower_m / people.THIGH), abs=0.5)


def test_what_is_no_bridge_is_refused_and_told_what_would_be_one():
    lying = film([Rep(angle_deg=0.0)], 88.0)
    with pytest.raises(NoRepetition, match="lying on the back"):
        conclude(lying, "glute-bridge")
    with pytest.raises(NoRepetition, match="name one-leg-bridge"):
        conclude(film([Rep(Side.LEFT)] * 2, 88.0), "glute-bridge")
    with pytest.raises(NoRepetition, match="name glute-bridge"):
        conclude(film([Rep()] * 2, 88.0), "one-leg-bridge")
    with pytest.raises(NoRepetition, match="film from the side"):
        conclude(film([Rep(angle_deg=0.0)], 0.0), "glute-bridge")
    squats = people.squats(people.Plan())
    with pytest.raises(NoRepetition):
        conclude(squats, "glute-bridge")


def test_from_an_end_what_does_not_show_the_pelvis_is_counted_and_not_judged():
    """The pelvis' own estimator does not read a stick person's pelvis, as it has no flesh."""
    clip = film([Rep()] * 2, 0.0)
    origin = people.Origin(people.SOURCE, None, None, corrupt_frames=0, model="stick person", model_sha256="0" * 64)
    result = people.pipeline.conclude(clip.track, find("glute-bridge"), origin).result
    assert len(result.reps) == 2
    assert {str(rep.grade) for rep in result.reps} == {"unreadable"}
    assert "could not be read" in result.verdicts[0].sentence


def test_a_leg_that_was_not_seen_leaves_its_line_unread():
    clip = film([Rep()] * 3, 88.0)
    gone = np.abs(clip.track.time_s - clip.key_s[1]) < 0.15
    hidden = people.without(clip.track, gone, [Landmark.LEFT_SHOULDER])
    reps = conclude(replace(clip, track=hidden), "glute-bridge").result.reps
    assert [bool(np.isnan(rep.readings["hip_line_deg"])) for rep in reps] == [False, True, False]
