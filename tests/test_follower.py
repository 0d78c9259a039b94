"""The follower: how it looks at the hips, frame after frame, with a landmarker and a look that are made up."""

from itertools import pairwise

import numpy as np
import pytest

from formcheck.exercises import EXERCISES
from formcheck.poses.follower import IN_TURN_S, Follower
from formcheck.poses.landmarker import Found
from formcheck.smoothing import SAMPLES_PER_EDGE, low_pass
from formcheck.types import APPEARANCE, Frame
from tests.live import ROOM, poses, standing


class Standing:
    """A landmarker that always finds the same person."""

    def __init__(self):
        _, pose = next(iter(poses(standing(0.1))))
        self._found = Found(pose.pixels, pose.world, pose.visible)

    def detect(self, _):
        return None

    def track(self, _):
        return self._found

    def close(self):
        pass


class Look:
    """Says 3, in the mirror 5, and remembers which it was asked for."""

    def __init__(self):
        self.ways = []

    def read(self, *asked):
        self.ways.append(asked[-1])
        return np.full(APPEARANCE, {None: 4.0, False: 3.0, True: 5.0}[self.ways[-1]])


def looks(times_s):
    """What frames at these times look like, and which way each was looked at."""
    look, image = Look(), np.zeros((ROOM.height, ROOM.width, 3), np.uint8)
    with Follower(Standing(), look, name="", sha256="", engine="") as follower:
        seen = [follower.estimate(Frame(nth, time_s, image)).appearance for nth, time_s in enumerate(times_s)]
    return np.array(seen), look.ways


@pytest.mark.parametrize("rate", [29.97, 60.0])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_looks_in_turn_come_out_of_the_smoothing_as_their_mean(rate, exercise):
    times_s = np.arange(90) / rate
    seen, ways = looks(times_s)
    assert ways[0] is None
    assert all(one is not other for one, other in pairwise(ways))
    out = low_pass(times_s, seen, exercise.cutoff_hz)
    assert out[20:-20] == pytest.approx(4.0, abs=0.001)  # measured 0.0002


def test_where_frames_come_seldom_the_hips_are_looked_at_both_ways():
    """Nothing would make one of the two, in whatever exercise."""
    assert max(exercise.cutoff_hz for exercise in EXERCISES) * SAMPLES_PER_EDGE <= 1.0 / IN_TURN_S + 1e-9
    assert looks(np.arange(10) / 25.0)[1] == [None] * 10


def test_after_a_gap_the_hips_are_looked_at_both_ways():
    assert looks([0.0, 0.033, 0.2, 0.233])[1] == [None, False, None, False]
