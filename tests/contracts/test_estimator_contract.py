"""What every Estimator keeps, whatever model stands behind it.

An estimator that is added here (`ESTIMATORS`) is held to all of it. Each is given as a way to open a fresh one and
the frames of a clip in which one person is seen throughout.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from formcheck.poses import Engine, Estimator, open_estimator
from formcheck.poses.recorded import RecordedEstimator
from formcheck.types import Frame, Pose
from tests import people
from tests.command import pictures
from tests.people import Plan

FRAMES = 20
BLANK = np.full((640, 480, 3), 128, np.uint8)


@dataclass(frozen=True)
class Case:
    """How to open an estimator, and frames it sees a person in."""

    open: Callable[[], Estimator]
    frames: list[Frame]


def recorded(model: Callable[[], object]) -> Case:
    track = people.squats(Plan(depths_deg=(60.0,))).track
    small = {name: getattr(track, name)[:FRAMES] for name in ("time_s", "pixels", "world", "visible", "persons")}
    cut = people.replace(track, **small)
    frames = [Frame(n, float(t), np.zeros((960, 720, 3), np.uint8)) for n, t in enumerate(cut.time_s)]
    return Case(lambda: RecordedEstimator(cut), frames)


def with_model(engine: Engine, model: Callable[[], object]) -> Case:
    model()
    images = pictures("standing_front", 0.0, FRAMES / 30 - 0.01)
    frames = [Frame(n, n / 30, image) for n, image in enumerate(images)]
    return Case(lambda: open_estimator(engine=engine), frames)


ESTIMATORS = [
    pytest.param(recorded, id="recorded"),
    *(
        pytest.param(
            partial(with_model, engine),
            id=engine,
            marks=[pytest.mark.model, pytest.mark.xdist_group(f"{engine} contract")],
        )
        for engine in Engine
    ),
]


@pytest.fixture(scope="module", params=ESTIMATORS)
def case(request) -> Case:
    return request.param(lambda: request.getfixturevalue("model"))


@pytest.fixture
def estimator(case) -> Iterator[Estimator]:
    with case.open() as opened:
        yield opened


def watch(case: Case) -> list[Pose | None]:
    with case.open() as opened:
        return [opened.estimate(frame) for frame in case.frames]


@pytest.fixture(scope="module")
def poses(case) -> list[Pose | None]:
    return watch(case)


def test_it_says_which_weights_it_is_and_what_runs_them(estimator):
    assert estimator.name
    assert estimator.engine
    assert len(estimator.sha256) == 64
    assert set(estimator.sha256) <= set("0123456789abcdef")


def test_a_person_who_is_there_is_found_in_every_frame(poses, case):
    assert len(poses) == len(case.frames) >= FRAMES - 1
    assert all(pose is not None for pose in poses)


def test_shapes_types_and_times(poses, case):
    for pose, frame in zip(poses, case.frames, strict=True):
        assert pose.pixels.shape == (33, 2)
        assert pose.world.shape == (33, 3)
        assert pose.visible.shape == (33,)
        assert all(np.issubdtype(part.dtype, np.floating) for part in (pose.pixels, pose.world, pose.visible))
        assert pose.time_s == frame.time_s
        assert pose.persons == 1


def test_a_pose_is_whole_and_within_bounds(poses, case):
    for pose in poses:
        assert np.isfinite(pose.pixels).all()
        assert np.isfinite(pose.world).all()
        assert ((pose.visible >= 0) & (pose.visible <= 1)).all()
    height, width = case.frames[0].image.shape[:2]
    middle = np.mean([pose.pixels.mean(axis=0) for pose in poses], axis=0)
    assert ((middle > 0) & (middle < [width, height])).all()


def test_world_is_in_metres_about_the_hips_with_y_down(poses):
    for pose in poses:
        hips, shoulders = pose.world[[23, 24]].mean(axis=0), pose.world[[11, 12]].mean(axis=0)
        assert np.abs(hips).max() < 0.05
        assert 0.3 < hips[1] - shoulders[1] < 0.8


def test_left_is_the_persons_left(poses):
    """Both clips are seen from the front: the left hip is at the picture's right."""
    for pose in poses:
        assert pose.pixels[23, 0] > pose.pixels[24, 0]
        assert pose.world[23, 0] > pose.world[24, 0]


def test_the_same_clip_gives_the_same_landmarks_to_the_bit(poses, case):
    for one, other in zip(poses, watch(case), strict=True):
        np.testing.assert_array_equal(one.pixels, other.pixels)
        np.testing.assert_array_equal(one.world, other.world)
        np.testing.assert_array_equal(one.visible, other.visible)


def test_two_at_once_do_not_disturb_each_other(poses, case):
    with case.open() as one, case.open() as other:
        for pose, frame in zip(poses[:5], case.frames[:5], strict=True):
            np.testing.assert_array_equal(one.estimate(frame).pixels, pose.pixels)
            np.testing.assert_array_equal(other.estimate(frame).pixels, pose.pixels)


def test_a_picture_is_only_looked_at(case, estimator):
    image = case.frames[0].image.copy()
    image.flags.writeable = False
    assert estimator.estimate(Frame(0, 0.0, image)) is not None
    np.testing.assert_array_equal(image, case.frames[0].image)


def test_nobody_is_none(case, estimator):
    later = case.frames[-1].time_s + 60.0
    assert all(estimator.estimate(Frame(n, later + n / 30, BLANK)) is None for n in range(3))


def test_closing_twice_is_harmless(case):
    opened = case.open()
    opened.estimate(case.frames[0])
    opened.close()
    opened.close()
