"""The annotated video: what is drawn is where the person is, whatever the size of the picture, on the clip's own."""

from itertools import pairwise

import numpy as np
import pytest

from formcheck.outputs import annotate
from formcheck.sources import open_source
from formcheck.sources.planes import Planar
from formcheck.views.style import INK
from tests import people
from tests.clips import corners_of, make_clip, pattern
from tests.people import SOURCE, Plan
from tests.test_planes import shown

FRAMES = 6


def drawn(tmp_path, picture: np.ndarray, **stored: str) -> tuple[np.ndarray, list[tuple[float, Planar]]]:
    """What is drawn on a still picture: the person's landmarks in the first frame, and the annotated video."""
    track = people.squats(Plan(depths_deg=(80.0,))).track
    clip = make_clip(tmp_path / "clip.mp4", track.time_s[:FRAMES], stored=[picture] * FRAMES, **stored)
    with open_source(clip) as source:
        annotate.annotate(people.conclude(track), source, tmp_path / "drawn.mp4")
    with open_source(tmp_path / "drawn.mp4") as source:
        return track.pixels[0], list(source.planes(10_000))


@pytest.mark.parametrize("longest_side", [960, 480])
def test_the_skeleton_is_drawn_where_the_landmarks_are(tmp_path, monkeypatch, longest_side):
    monkeypatch.setattr(annotate, "LONGEST_SIDE", longest_side)
    pixels, frames = drawn(tmp_path, np.zeros((SOURCE.height, SOURCE.width, 3), np.uint8))
    image = shown(frames[0][1])
    assert max(image.shape) == longest_side
    bright = np.argwhere(image.max(axis=2) > 128)[:, ::-1] / (longest_side / SOURCE.height)
    np.testing.assert_allclose(bright[:, 1].min(), pixels[11:29, 1].min(), atol=10)
    np.testing.assert_allclose(bright[:, 1].max(), pixels[[31, 32], 1].max(), atol=10)


@pytest.mark.parametrize(("pixels", "full_range"), [("yuv420p", False), ("yuvj420p", True)])
def test_the_clip_keeps_its_colours_below_what_is_drawn(tmp_path, pixels, full_range):
    _, frames = drawn(tmp_path, pattern(0, SOURCE.width, SOURCE.height), pixels=pixels)
    assert {picture.colours.full_range for _, picture in frames} == {full_range}
    with open_source(tmp_path / "clip.mp4") as source:
        image = next(iter(source)).image
    np.testing.assert_allclose(corners_of(shown(frames[0][1])), corners_of(image), atol=4)  # measured 1


def test_the_verdict_comes_last_on_a_picture_without_the_skeleton(tmp_path):
    pixels, frames = drawn(tmp_path, np.full((SOURCE.height, SOURCE.width, 3), 200, np.uint8))
    times_s = [time_s for time_s, _ in frames]
    assert len(frames) == FRAMES + round(annotate.CARD_S * annotate.CARD_RATE)
    assert all(one < other for one, other in pairwise(times_s))
    before, first, last = (shown(frames[at][1]) for at in (FRAMES - 1, FRAMES, -1))
    feet = slice(int(pixels[[31, 32], 1].min()) - 20, None)  # below all that is written
    assert np.ptp(before[feet]) > 100
    for card in (first, last):
        np.testing.assert_allclose(
            card[feet],
            np.broadcast_to(0.25 * 200 + 0.75 * np.array(INK), card[feet].shape),
            atol=5,  # measured 2
        )
