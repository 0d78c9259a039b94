"""Pure geometry against a stick person whose angles are known; signs on each leg, from the front and behind."""

import numpy as np
import pytest

from formcheck.measures import foot, leg, scale, trunk
from formcheck.types import LEFT_AND_RIGHT, Landmark, Side
from tests import people
from tests.people import Camera, Moment

FRONT, REAR = (0.0, 1), (180.0, -1)
"""Azimuth, and which way the person's left is in the picture."""


CAMERA = Camera()


def one(moment: Moment, camera: Camera = CAMERA):
    return people.film([0.0], [moment], camera)


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
@pytest.mark.parametrize("azimuth", [0.0, 90.0, 180.0])
def test_the_knee_has_its_angle_from_the_front_the_side_and_behind(side, azimuth):
    """The stick stands at 5°: both parts look 0.1 % shorter than they are, worth 1° at 60° and more below."""
    flexion = np.concatenate([np.full(60, 5.0), np.linspace(5.0, 100.0, 40)])
    moments = [Moment(bend, side, lifted=1.0) for bend in flexion]
    track = people.film(np.arange(100) / 30, moments, Camera(azimuth_deg=azimuth))
    read = leg.knee_flexion_deg(track.pixels, side, scale.metres_per_px(track.pixels, track.world))
    deep = flexion >= 45.0
    assert read[deep] == pytest.approx(flexion[deep], abs=0.3)  # measured 0.23, at 45°
    assert read[:60].max() < 6.0


@pytest.mark.parametrize(("azimuth", "toward_left"), [FRONT, REAR])
@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
@pytest.mark.parametrize("knee_in_m", [0.05, -0.03])
def test_fppa_is_positive_with_the_knee_inside(azimuth, toward_left, side, knee_in_m):
    track = one(Moment(60.0, side, lifted=1.0, knee_in_m=knee_in_m), Camera(azimuth_deg=azimuth))
    half = people.THIGH * np.cos(np.radians(30.0))  # of the leg, as tall as it is in the picture
    truth = 2 * np.degrees(np.arctan2(knee_in_m, half))
    assert leg.fppa_deg(track.pixels, side, toward_left)[0] == pytest.approx(truth)


@pytest.mark.parametrize(("azimuth", "toward_left"), [FRONT, REAR])
@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_travel_is_positive_with_the_knee_inside_its_ankle(azimuth, toward_left, side):
    track = one(Moment(60.0, side, lifted=1.0, knee_in_m=0.04), Camera(azimuth_deg=azimuth))
    size = scale.metres_per_px(track.pixels, track.world)
    assert leg.knee_medial_mm(track.pixels, side, toward_left, size)[0] == pytest.approx(40.0)


def test_a_straight_leg_has_no_fppa_and_a_collapsed_one_none_that_can_be_read():
    track = one(Moment(5.0))
    assert leg.fppa_deg(track.pixels, Side.LEFT, 1)[0] == pytest.approx(0.0, abs=1e-5)
    pixels = track.pixels.copy()
    pixels[0, Landmark.LEFT_KNEE] = pixels[0, Landmark.LEFT_HIP]
    assert np.isnan(leg.fppa_deg(pixels, Side.LEFT, 1)[0])


@pytest.mark.parametrize(("azimuth", "toward_left"), [FRONT, REAR])
@pytest.mark.parametrize("lean", [-25.0, 0.0, 8.0])
def test_lean_is_positive_toward_the_persons_left(azimuth, toward_left, lean):
    track = one(Moment(trunk_lean_deg=lean), Camera(azimuth_deg=azimuth))
    assert trunk.lean_deg(track.pixels, toward_left)[0] == pytest.approx(lean)
    assert trunk.inclination_deg(track.pixels)[0] == pytest.approx(abs(lean))


def test_a_person_on_its_head_is_inclined_by_180():
    pixels = one(Moment()).pixels
    assert trunk.inclination_deg(-pixels)[0] == pytest.approx(180.0)


@pytest.mark.parametrize("azimuth", [0.0, 45.0, 180.0])
def test_a_pixel_has_its_size_at_the_person(azimuth):
    track = one(Moment(30.0), Camera(azimuth_deg=azimuth, focal_px=500.0))
    assert scale.metres_per_px(track.pixels, track.world)[0] == pytest.approx(2.5 / 500.0)
    assert scale.typical_metres_per_px(track) == pytest.approx(2.5 / 500.0)


def test_size_follows_a_walk_but_not_a_flicker():
    time_s = np.arange(600) / 30
    track = people.film(time_s, [Moment()] * 600)
    nearer = 1.0 + time_s / 20  # twice as large at the end
    flicker = np.where(np.arange(600) % 7 == 0, 1.3, 1.0)
    walk = people.replace(track, pixels=track.pixels * nearer[:, None, None] * flicker[:, None, None])
    truth = 2.5 / 700.0 / nearer
    steady = scale.steady_metres_per_px(walk)
    inner = slice(100, -100)  # half a window from either end
    assert steady[inner] == pytest.approx(truth[inner], rel=0.03)  # measured 0.02: a median of 6 s of a slope


def test_size_of_nobody_is_not_known():
    track = people.without(people.film([0.0, 0.1, 0.2], [Moment()] * 3), np.array([1]))
    assert np.isnan(scale.steady_metres_per_px(track)).tolist() == [False, True, False]
    assert np.isnan(scale.typical_metres_per_px(people.without(track, np.arange(3))))


def test_hips_are_as_high_as_the_standing_leg_is_long():
    track = one(Moment(90.0, lifted=1.0))
    size = scale.metres_per_px(track.pixels, track.world)
    truth = 2 * people.THIGH * np.cos(np.radians(45.0))
    below_ankle = (0.06 + 0.07) / 3  # the middle of ankle, heel and toe is what counts as the foot
    lower = foot.left_lower_m(track.pixels, track.world, size)
    leaks = people.LIFT / (1 + np.exp(people.LIFT / foot.AS_GOOD_AS_LEVEL_M))  # of the lifted foot
    assert foot.hip_height(track.pixels, size, lower)[0] == pytest.approx(truth + below_ankle - leaks)


@pytest.mark.parametrize(("stance", "sign"), [(Side.LEFT, 1.0), (Side.RIGHT, -1.0)])
def test_the_foot_stood_on_is_the_lower(stance, sign):
    track = one(Moment(stance=stance, lifted=1.0))
    size = scale.metres_per_px(track.pixels, track.world)
    assert foot.left_lower_m(track.pixels, track.world, size)[0] == pytest.approx(sign * people.LIFT)


def test_a_nearer_foot_seen_from_above_is_no_lower():
    """Both feet on the floor, the left one 0.4 m nearer: seen from 20° above it looks 0.14 m lower, but is not."""
    track = one(Moment())
    size = scale.metres_per_px(track.pixels, track.world)
    level_deg = foot.left_lower_m(track.pixels, track.world, size)
    pixels, world = track.pixels.copy(), track.world.copy()
    pixels[:, foot.LEFT_FOOT, 1] += 0.4 * np.sin(np.radians(20.0)) / size
    world[:, foot.LEFT_FOOT, 2] -= 0.4
    assert foot.left_lower_m(pixels, world, size)[0] == pytest.approx(level_deg[0] + 0.137, abs=1e-3)
    assert foot.left_lower_m(pixels, world, size, 20.0)[0] == pytest.approx(level_deg[0], abs=1e-3)


def test_feet_and_hips_keep_their_places_in_metres():
    near, far = (one(Moment(), Camera(focal_px=focal)) for focal in (800.0, 400.0))
    middle = np.array([360.0, 480.0])
    for places in (foot.hips_m, lambda *t: foot.places_m(*t)[0], lambda *t: foot.places_m(*t)[1]):
        sizes = [scale.typical_metres_per_px(track) for track in (near, far)]
        relative = [places(t.pixels, size) - middle * size for t, size in zip((near, far), sizes, strict=True)]
        assert relative[0] == pytest.approx(relative[1])


def test_descent_is_a_share_of_the_standing_height():
    """A leg of two equal parts bent by 60° is 1 - cos 30° = 0.134 shorter."""
    height = 0.9 * np.cos(np.radians(np.array([0.0, 0.0, 0.0, 45.0, 60.0]) / 2))
    assert leg.descent(height) == pytest.approx([0.0, 0.0, 0.0, 0.076, 0.134], abs=1e-3)


def test_descent_of_nobody_and_of_hips_below_the_feet():
    assert np.isnan(leg.descent(np.full(3, np.nan))).all()
    below = leg.descent(np.array([1.0, 1.0, -0.2, np.nan]))
    assert below[2] == pytest.approx(1.2)
    assert np.isnan(below[3])


def test_nan_in_nan_out():
    track = people.without(people.film([0.0, 0.1], [Moment()] * 2), np.array([0]))
    for values in (
        leg.knee_flexion_deg(track.pixels, Side.LEFT, np.ones(2)),
        leg.fppa_deg(track.pixels, Side.RIGHT, 1),
        trunk.lean_deg(track.pixels, 1),
        trunk.inclination_deg(track.pixels),
        scale.metres_per_px(track.pixels, track.world),
        foot.hip_height(track.pixels, np.ones(2), np.ones(2)),
        foot.left_lower_m(track.pixels, track.world, np.ones(2)),
    ):
        assert np.isnan(values).tolist() == [True, False]
