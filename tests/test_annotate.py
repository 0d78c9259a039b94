"""The annotated video: what is drawn is where the person is, whatever the size of the picture."""

import numpy as np
import pytest

from formcheck.outputs.annotate import annotate
from formcheck.sources import open_source
from tests import people
from tests.clips import make_clip
from tests.people import SOURCE, Plan


@pytest.mark.parametrize("longest_side", [960, 480])
def test_the_skeleton_is_drawn_where_the_landmarks_are(tmp_path, longest_side):
    track = people.squats(Plan(depths_deg=(80.0,))).track
    dark = np.zeros((SOURCE.height, SOURCE.width, 3), np.uint8)
    clip = make_clip(tmp_path / "clip.mp4", track.time_s[:6], stored=[dark] * 6)
    with open_source(clip, longest_side=longest_side) as source:
        annotate(people.conclude(track), source, tmp_path / "drawn.mp4")
    with open_source(tmp_path / "drawn.mp4") as source:
        image = next(iter(source)).image
    assert max(image.shape) == longest_side
    bright = np.argwhere(image.max(axis=2) > 128)[:, ::-1] / (longest_side / SOURCE.height)
    body = track.pixels[0][11:29]
    np.testing.assert_allclose(bright[:, 1].min(), body[:, 1].min(), atol=10)
    np.testing.assert_allclose(bright[:, 1].max(), track.pixels[0][[31, 32], 1].max(), atol=10)
