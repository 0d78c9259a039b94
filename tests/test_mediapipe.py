"""The landmarker itself, on a frame of a sample."""

import cv2
import numpy as np
import pytest

from formcheck.poses import open_estimator
from formcheck.types import Frame, Landmark
from tests.command import SAMPLES


@pytest.mark.model
def test_landmarks_are_where_the_person_is_now_and_not_a_moment_ago(model):
    """The picture is pushed up and down as a runner bounces, 12 px in a third of a second, at 60 frames a second."""
    clip = cv2.VideoCapture(str(SAMPLES / "sls_left_stable_front.mp4"))
    _, still = clip.read()
    clip.release()
    bounce_px = np.round(6.0 * np.sin(2 * np.pi * 3.0 * np.arange(60) / 60.0)).astype(int)
    hips_px = []
    with open_estimator(str(model)) as estimator:
        for n, down in enumerate(bounce_px.tolist()):
            image = np.roll(still, down, axis=0)
            pose = estimator.estimate(Frame(n, n / 60.0, image))
            assert pose is not None
            hips_px.append(float(pose.pixels[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1].mean()))
    # In phase and behind by a quarter of a turn: a delay of 33 ms would be 0.6 of a radian.
    turn = 2 * np.pi * 3.0 * np.arange(20, 60) / 60.0
    moved = np.array(hips_px[20:]) - np.mean(hips_px[20:])
    late = np.arctan2(-moved @ np.cos(turn), moved @ np.sin(turn))
    assert abs(late) < 0.06  # 3 ms
