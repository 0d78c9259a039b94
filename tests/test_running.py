"""What is read from a stick runner."""

import numpy as np
import pytest

from formcheck.exercises import find
from formcheck.measures import leg, running, scale, trunk
from formcheck.prepare import upright_body
from formcheck.types import Angle, Neutral, Side
from tests import people, runners
from tests.runners import FRONT, REAR, SIDE, Runner

RUNNING = find("running")
NO_NEUTRAL = Neutral(Angle(np.nan, np.nan), np.nan, np.nan, 0)
LEFT_SIDE = people.replace(SIDE, azimuth_deg=90.0)
FAR = {
    camera.azimuth_deg: people.replace(camera, distance_m=None, focal_px=571.0)
    for camera in (SIDE, REAR, FRONT, LEFT_SIDE)
}
"""The same size without perspective, in which what is measured is exact."""


def test_a_reading_between_frames_and_what_its_instant_costs():
    time_s, values = np.arange(5) * 0.1, np.array([0.0, 1.0, 3.0, np.nan, 4.0])
    assert running.at(time_s, values, 0.15) == pytest.approx((2.0, 0.0))
    assert running.at(time_s, values, 0.05, 0.02) == pytest.approx((0.5, 0.2))
    assert np.isnan(running.at(time_s, values, 0.25)[0])
    assert np.isnan(running.at(time_s, values, 0.5)[0])
    assert np.isnan(running.at(time_s, values, -0.01)[0])


@pytest.mark.parametrize("azimuth", [-90.0, 90.0])
def test_the_side_view_tells_lean_foot_and_knee(azimuth):
    runner = Runner(trunk_forward_deg=8.0, foot_ahead_m=0.2)
    track, steps = runners.film(runner, FAR[azimuth], noise_px=0.0, rate=240.0)
    ahead = running.ahead(track.pixels)
    assert ahead == (1 if azimuth < 0 else -1)
    assert trunk.forward_deg(track.pixels, ahead) == pytest.approx(8.0, abs=0.1)
    size = scale.steady_metres_per_px(track)
    for step in steps[1:-1]:
        foot_mm = running.foot_ahead_mm(track.pixels, step.side, ahead, size)
        # The ankle is 0.06 m over a heel that strikes with the toe up by 17°, which takes it back by 0.02 m.
        assert running.at(track.time_s, foot_mm, step.strike_s)[0] == pytest.approx(182.0, abs=6.0)
        knee = leg.knee_flexion_from_side_deg(track.pixels, step.side)
        space = runner.bodies(track.time_s)[:, leg.JOINTS[step.side]]
        thigh, shank = space[:, 0] - space[:, 1], space[:, 2] - space[:, 1]
        cosine = (thigh * shank).sum(1) / np.linalg.norm(thigh, axis=1) / np.linalg.norm(shank, axis=1)
        row = int(np.abs(track.time_s - step.midstance_s).argmin())
        assert knee[row] == pytest.approx(180.0 - np.degrees(np.arccos(cosine[row])), abs=0.5)


def test_a_level_that_is_not_known_costs_where_the_vertical_matters():
    track, _ = runners.film(Runner(), LEFT_SIDE, rate=60.0)
    body = upright_body(track, 0.0)
    ten = people.replace(body.level, roll=Angle(0.0, 10.0))
    told = []
    for each in (body, people.replace(body, level=ten)):
        readings = RUNNING.read(each)
        told.append(RUNNING.measure(each, readings, RUNNING.efforts(each, readings), NO_NEUTRAL)[1])
    ahead_mm, forward_deg = ([one[name] for one in told] for name in ("foot_ahead_se_mm", "trunk_forward_se_deg"))
    assert forward_deg[1] > 10.0 > forward_deg[0]
    assert ahead_mm[1] > 1000.0 * np.radians(10.0) * people.THIGH * 1.5 > ahead_mm[0]


@pytest.mark.parametrize("azimuth", [0.0, 180.0])
@pytest.mark.parametrize("width_m", [0.08, -0.03])
def test_step_width_is_negative_when_crossed_over(azimuth, width_m):
    runner = Runner(step_width_m=width_m)
    track, steps = runners.film(runner, FAR[azimuth], noise_px=0.0)
    left = 1 if azimuth == 0.0 else -1
    drift = left * np.linspace(0.0, 100.0, len(track))[:, None]  # across a quarter of a metre in six seconds
    pixels = track.pixels + np.stack([drift, np.zeros_like(drift)], axis=2)
    size = scale.steady_metres_per_px(track)
    both = [(step.midstance_s, step.side) for step in steps]
    widths = running.step_width_mm(track.time_s, pixels, both, runner.step_s, left, size)
    assert np.isnan(widths[0])
    assert widths[2:-1] == pytest.approx(1000.0 * width_m, abs=8.0)
    missing = running.step_width_mm(track.time_s, pixels, both[:4] + both[5:], runner.step_s, left, size)
    assert np.isnan(missing).tolist() == [True, False, False, False, True, *[False] * (len(both) - 6)]


@pytest.mark.parametrize(("rate", "slower", "tells"), [(60.0, 1.0, False), (30.0, 4.0, True), (120.0, 1.0, True)])
def test_contact_time_needs_enough_frames_of_life(rate, slower, tells):
    assert running.tells_contact(np.arange(100) / rate / slower) is tells


def test_of_nobody_nothing_is_read():
    assert np.isnan(running.foot_ahead_mm(np.full((2, 33, 2), np.nan), Side.LEFT, 1, np.ones(2))).all()
