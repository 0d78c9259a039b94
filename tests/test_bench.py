"""`formcheck bench`: what is measured, not how long it takes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from formcheck.bench import child, long_clip, run
from formcheck.bench.child import Used
from formcheck.bench.ways import WAYS
from formcheck.errors import InputError
from formcheck.sources import open_source
from tests.clips import make_clip, number_of, steady
from tests.command import DRAWN, formcheck, pictures, remade


def used(cpu_s, peak_mb=100.0):
    return Used(frames=10, ended=0.0, aside_s=0.0, cpu_s=cpu_s, peak_mb=peak_mb)


def test_ratios_are_of_one_round_and_medians_of_all():
    rounds = [
        {"bare": (1.0, used(1.0)), "other": (3.0, used(2.0))},
        {"bare": (10.0, used(10.0)), "other": (20.0, used(40.0))},
        {"bare": (2.0, used(2.0)), "other": (2.0, used(2.0, peak_mb=300.0))},
    ]
    row = run._row("other", "bare", rounds)
    assert (row.wall_s, row.frames_per_s, row.wall_ratio) == (3.0, pytest.approx(10 / 3), 2.0)
    assert (row.cpu_ms_per_frame, row.cpu_ratio, row.peak_mb) == (200.0, 2.0, 100.0)


def test_a_long_clip_goes_there_and_back(tmp_path):
    make_clip(tmp_path / "short.mp4", steady(4, 10))
    long_clip.write(tmp_path / "short.mp4", tmp_path / "long.mp4", 0.9, None)
    with open_source(tmp_path / "long.mp4") as source:
        frames = list(source)
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2, 3, 2, 1, 0, 1, 2]
    np.testing.assert_allclose([frame.time_s for frame in frames], np.arange(9) / 10, atol=1e-4)


def test_a_picture_is_scaled_into_the_size_and_goes_on_at_its_border(tmp_path):
    grey = np.full((40, 20, 3), 90, np.uint8)
    grey[:, :4] = 200
    make_clip(tmp_path / "tall.mp4", [0.0, 0.1], stored=[grey, grey])
    long_clip.write(tmp_path / "tall.mp4", tmp_path / "wide.mp4", None, (160, 80))
    with open_source(tmp_path / "wide.mp4") as source:
        image = next(iter(source)).image
    assert image.shape == (80, 160, 3)
    np.testing.assert_allclose(image[40, [10, 50, 100, 150], 0], [200, 200, 90, 90], atol=10)  # 6 measured


def test_a_way_that_fails_says_why(tmp_path):
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(InputError, match=r"text.mp4 cannot be measured, “first frame” ended with: .*is text"):
        run._measured(child.FIRST_FRAME, tmp_path / "text.mp4", "full")


@pytest.mark.parametrize("size", ["1920", "1920x", "ax10"])
def test_a_size_that_is_none_is_refused(size, tmp_path):
    clip = make_clip(tmp_path / "clip.mp4", steady(2))
    assert formcheck("bench", clip, "--size", size, at=tmp_path).code == 2


@pytest.mark.model
def test_every_way_is_gone_over_the_same_frames(tmp_path, model):
    clip = remade(tmp_path / "clip.mp4", pictures(DRAWN, 0.0, 6.3))
    done = formcheck("bench", clip, "-n", "1", "-m", model, "--json", at=tmp_path)
    assert done.err == ""
    told = json.loads(done.out)
    assert (told["frames"], told["width"], told["height"]) == (189, 480, 640)
    assert [row["way"] for row in told["rows"]] == list(WAYS)
    assert (told["rows"][0]["wall_ratio"], told["rows"][0]["cpu_ratio"]) == (1.0, 1.0)
    assert set(told["stages_ms"]) == {
        "decoding", "landmarks", "lines of the room", "judging", "tables", "annotated video", "report",
    }  # fmt: skip
