"""The committed clips and their truth belong together."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CLIPS = sorted(SAMPLES.glob("*.mp4"))


def truth_of(clip: Path) -> dict:
    return json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))


def test_there_are_clips():
    assert len(CLIPS) >= 7
    assert sum(clip.stat().st_size for clip in CLIPS) < 4_000_000


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_clip_and_truth_have_the_same_frames(clip):
    truth = truth_of(clip)
    with av.open(str(clip)) as video:
        stream = video.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        frames = [(float(frame.pts * stream.time_base), frame.width, frame.height) for frame in video.decode(stream)]
    times = [frame[0] - frames[0][0] for frame in frames]
    assert times == pytest.approx(truth["frames"]["time_s"], abs=1e-4)
    assert {list(frame[1:]) == truth["size"] for frame in frames} == {True}


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_size_limits_hold(clip):
    assert clip.stat().st_size <= 400_000
    assert clip.with_suffix(".truth.json").stat().st_size < 300_000


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_truth_is_whole(clip):
    truth = truth_of(clip)
    assert truth["schema"] == 1
    assert truth["clip"] == clip.stem
    count = len(truth["frames"]["time_s"])
    columns = dict(truth["frames"])
    joints = columns.pop("joints_px")
    assert {len(column) for column in [*columns.values(), *joints.values()]} == {count}
    assert sum(one["reps"] for one in truth["sets"]) == len(truth["reps"])
    assert set(columns["support"]) <= {"both", "left", "right"}


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_repetitions_agree_with_the_frames(clip):
    truth = truth_of(clip)
    frames = truth["frames"]
    for number, rep in enumerate(truth["reps"], start=1):
        assert rep["number"] == number
        assert rep["start_s"] < rep["key_s"] < rep["end_s"]
        key = frames["time_s"].index(rep["key_s"])
        assert frames["support"][key] == rep["side"]
        assert frames[f"{rep['side']}_knee_flexion_deg"][key] == pytest.approx(rep["knee_flexion_deg"], abs=0.01)
        sign = -1.0 if rep["side"] == "left" else 1.0
        assert sign * frames["obliquity_deg"][key] == pytest.approx(rep["drop_deg"], abs=0.01)
        assert 62 <= rep["knee_flexion_deg"] <= 88, "deep enough for a reading at 60°"
        assert rep["drop_at_60_deg"] is not None
        stable = "stable" in clip.stem or (clip.stem == "sls_both_front" and rep["side"] == "left")
        assert (rep["peak_drop_deg"] < 3.0) == stable
        assert stable or 10.0 <= rep["peak_drop_deg"] <= 16.0
