"""The LiteRT engine: its geometry beside plain definitions, and its landmarks beside MediaPipe's."""

import zipfile

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.errors import ModelDamaged
from formcheck.follow import follow_clip
from formcheck.poses import Engine, litert, open_estimator
from formcheck.poses.litert import LiteRTLandmarker, Networks, refined, spanned_by
from formcheck.poses.mediapipe import MediaPipeLandmarker
from formcheck.poses.network import cut_off
from formcheck.poses.region import Region
from tests.command import SAMPLES, pictures

NAMES = ["sls_both_front", "sls_left_drop_rolled", "sls_right_stable_rear"]

MAP = 16
"""Side of the heat maps that are made here."""


@given(
    st.tuples(*[st.floats(-200.0, 200.0)] * 2),
    st.floats(5.0, 300.0),
    st.floats(-np.pi, np.pi),
    st.floats(1.0, 4.0),
)
def test_what_spans_a_square_lies_straight_above_its_middle(middle, away, turn_rad, side):
    reached = np.array(middle) + away * np.array([np.sin(turn_rad), -np.cos(turn_rad)])
    region = Region.upright(np.array(middle), reached, side)
    assert region.side == pytest.approx(side * away)
    assert region.out(np.array([[0.5, 0.5], [0.5, 0.5 - 1.0 / side]])) == pytest.approx(
        np.array([middle, reached]), abs=1e-6 * side * away
    )


@pytest.mark.parametrize("turn_rad", [0.0, 0.4, -2.0])
def test_a_spot_in_the_square_is_where_the_picture_has_it(turn_rad):
    """A blurred dot, cut out and carried back."""
    picture = np.zeros((300, 400, 3), np.uint8)
    spot = np.array([230.0, 140.0])
    picture[140, 230] = 255
    picture = cv2.GaussianBlur(picture, (0, 0), 6.0) * 20
    region = Region(200.0, 160.0, 180.0, turn_rad)
    light = region.cut_out(picture, 256, cv2.BORDER_CONSTANT)[..., 0].astype(float)
    rows, columns = np.mgrid[:256, :256]
    centre = np.array([(light * columns).sum(), (light * rows).sum()]) / light.sum()
    assert region.out(centre[None] / 256)[0] == pytest.approx(spot, abs=0.02)  # measured 0.004, of grey levels


def test_space_turns_with_the_square():
    up = np.array([[0.0, -1.0, 3.0]])
    right = Region(0.0, 0.0, 1.0, np.pi / 2).turned(up)
    assert right == pytest.approx(np.array([[1.0, 0.0, 3.0]]))


@given(
    st.lists(st.tuples(*[st.floats(-0.3, 1.3)] * 2), min_size=1, max_size=5),
    st.integers(0, 2**32 - 1),
)
def test_refined_is_the_centre_of_the_heat_near_by(points, seed):
    """Beside the loops of refine_landmarks_from_heatmap_calculator.cc, written out."""
    heat = np.random.default_rng(seed).normal(-2.0, 2.0, (MAP, MAP, len(points)))
    found = refined(np.array(points), heat)
    for nth, (x, y) in enumerate(points):
        expected, column, row = (x, y), int(x * MAP), int(y * MAP)
        if 0 <= column < MAP and row >= 0:
            places = [
                (i, j, 1.0 / (1.0 + np.exp(-heat[j, i, nth])))
                for i in range(max(0, column - 3), min(MAP, column + 4))
                for j in range(max(0, row - 3), min(MAP, row + 4))
            ]
            if places and max(sure for *_, sure in places) >= 0.5:
                total = sum(sure for *_, sure in places)
                expected = tuple(sum(place[k] * place[2] for place in places) / total / MAP for k in (0, 1))
        assert found[nth] == pytest.approx(np.array(expected), abs=1e-9)


def boxes(*shown: tuple[int, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """What a detector says: of each (place, x, score), a box of 0.2 about x whose points are it and 0.1 above it."""
    told, scores = np.zeros((2254, 12)), np.full(2254, -100.0)
    places = litert._places()
    for nth, x, score in shown:
        middle = np.array([x, 0.5])
        told[nth, :4] = *(middle - places[nth]), 0.2, 0.2
        told[nth, 4:8] = np.ravel([middle - places[nth], middle - [0.0, 0.1] - places[nth]])
        scores[nth] = score
    return told, scores


def test_a_detector_that_is_not_sure_has_found_nobody():
    assert spanned_by(*boxes((7, 0.3, -0.1))) is None


def test_of_two_people_the_surer_one_is_found():
    points = spanned_by(*boxes((7, 0.3, 1.0), (2000, 0.7, 2.0)))
    assert points == pytest.approx(np.array([[0.7, 0.5], [0.7, 0.4]]))


def test_boxes_of_one_person_are_averaged_by_their_scores():
    sure = 1.0 / (1.0 + np.exp(-np.array([1.0, 2.0])))
    points = spanned_by(*boxes((7, 0.30, 1.0), (2000, 0.36, 2.0)))
    x = (sure @ [0.30, 0.36]) / sure.sum()
    assert points == pytest.approx(np.array([[x, 0.5], [x, 0.4]]))


@pytest.mark.model
def test_the_end_of_a_network_is_cut_off_and_the_rest_says_the_same(model):
    with zipfile.ZipFile(model) as parts:
        whole = parts.read(litert.LANDMARKS)
    from formcheck.poses.network import Network

    picture = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    said = Network(whole)(picture)
    for of_all, of_rest in zip(
        [said[0], said[1], said[3], said[4]], Network(cut_off(whole, litert.OUTPUTS))(picture), strict=True
    ):
        np.testing.assert_array_equal(of_all, of_rest)


@pytest.fixture(scope="module")
def both(model):
    """MediaPipe's landmarker, and how to make the other one."""
    networks = Networks(model, "full")
    landmarker = MediaPipeLandmarker(model, "full")
    yield landmarker, lambda: LiteRTLandmarker(networks)
    landmarker.close()


@pytest.mark.model
@pytest.mark.xdist_group("litert")
@pytest.mark.parametrize("name", NAMES)
def test_a_single_picture_has_mediapipes_landmarks(both, name):
    """Measured here: at most 0.033 px, 0.2 mm and 0.0002."""
    mediapipe, other = both
    for picture in pictures(name, 2.0, 3.0)[::6]:
        one, two = mediapipe.detect(picture), other().detect(picture)
        assert np.linalg.norm(one.pixels - two.pixels, axis=1).max() < 0.1
        assert np.abs(one.world - two.world).max() < 0.002
        assert np.abs(one.visible - two.visible).max() < 0.002


@pytest.mark.model
@pytest.mark.xdist_group("litert")
def test_the_same_person_is_tracked_and_forgotten(model):
    """Through a second with half of it blank: who is lost, and how visibility carries over, is as in MediaPipe."""
    frames = pictures("sls_both_front", 1.0, 2.0)
    frames[10:15] = [np.full_like(frames[0], 128)] * 5
    mediapipe, other = MediaPipeLandmarker(model, "full"), LiteRTLandmarker(Networks(model, "full"))
    apart = []
    for nth, picture in enumerate(frames):
        one, two = mediapipe.track(picture), other.track(picture)
        assert (one is None) == (two is None) == (10 <= nth < 15)
        if one is not None:
            apart.append(np.linalg.norm(one.pixels - two.pixels, axis=1))
            assert np.abs(one.visible - two.visible).max() < 0.01  # measured 0.002
    mediapipe.close()
    assert np.median(apart) < 0.5  # measured 0.1; see docs/PERFORMANCE.md
    assert np.max(apart[0]) < 0.1  # measured 0.005: nothing hangs on what was before


@pytest.mark.model
@pytest.mark.parametrize("engine", Engine)
def test_where_landmarks_come_from_says_what_ran_the_model(model, engine):
    clip = SAMPLES / "standing_front.mp4"
    track, origin = follow_clip(clip, lambda: open_estimator(str(model), engine), end_s=0.1)
    assert np.isfinite(track.pixels).all()
    assert np.isfinite(track.appearance).all()
    assert origin.engine == engine


@pytest.mark.parametrize("content", [b"", b"no network", b"\0" * 4000])
def test_a_bundle_of_something_else_is_refused(tmp_path, content):
    bundle = tmp_path / "other.task"
    with zipfile.ZipFile(bundle, "w") as parts:
        parts.writestr(litert.DETECTOR, content)
        parts.writestr(litert.LANDMARKS, content)
    with pytest.raises(ModelDamaged, match="other"):
        Networks(bundle, "other")


def test_a_bundle_without_its_networks_is_refused(tmp_path):
    bundle = tmp_path / "empty.task"
    with zipfile.ZipFile(bundle, "w"):
        pass
    with pytest.raises(ModelDamaged):
        Networks(bundle, "empty")
