"""The kept landmarks of rendered exercises and their truth belong together, and are what their names say."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from formcheck.poses import recorded

EXERCISES = Path(__file__).resolve().parents[2] / "samples" / "exercises"
TRACKS = sorted(EXERCISES.glob("*.npz"))
SIDES = ("left", "right")
VIEWS = {"front", "rear", "left side", "right side"}


def truth_of(track: Path) -> dict:
    return json.loads(track.with_suffix(".truth.json").read_text(encoding="utf-8"))


def test_every_exercise_is_there():
    truths = [truth_of(track) for track in TRACKS]
    kinds = {truth["exercise"] for truth in truths}
    assert kinds == {
        "single-leg-deadlift",
        "running",
        "glute-bridge",
        "one-leg-bridge",
        "quadruped-hip-raise",
        "two-leg-squat",
        "standing-hold",
    }
    for kind in kinds - {"glute-bridge", "two-leg-squat"}:
        assert {rep["side"] for one in truths if one["exercise"] == kind for rep in one["reps"]} == {"left", "right"}


def test_they_stay_small():
    assert sum(file.stat().st_size for file in EXERCISES.iterdir()) < 3_900_000


@pytest.mark.parametrize("file", TRACKS, ids=lambda file: file.stem)
def test_landmarks_and_truth_have_the_same_frames(file):
    truth, track = truth_of(file), recorded.load(file)
    assert track.time_s - track.time_s[0] == pytest.approx(truth["frames"]["time_s"], abs=1e-3)
    assert [track.width, track.height] == truth["size"]
    found = np.isfinite(track.pixels).all(axis=(1, 2)).mean()
    # from the side nobody is ever lost; a person passing is there for part of the clip only
    assert found > (0.95 if truth["view"] in ("left side", "right side") and "passing" not in file.stem else 0.4)
    assert {track.pixels.dtype, track.world.dtype, track.appearance.dtype} == {np.dtype(np.float32)}


@pytest.mark.parametrize("file", TRACKS, ids=lambda file: file.stem)
def test_truth_is_whole(file):
    truth = truth_of(file)
    assert truth["view"] in VIEWS
    assert {len(column) for column in truth["frames"].values()} == {len(truth["frames"]["time_s"])}
    assert file.with_suffix(".truth.json").stat().st_size < 40_000
    last = truth["frames"]["time_s"][-1]
    for number, rep in enumerate(truth["reps"], start=1):
        assert rep["number"] == number
        assert 0.0 <= rep["start_s"] < rep["key_s"] < rep["end_s"] <= last + 0.05
    if truth["exercise"] == "running":
        assert truth["neutral"] is None
        if truth["slow"] == 1.0 and "passing" not in file.stem:
            assert min(sum(rep["side"] == side for rep in truth["reps"]) for side in ("left", "right")) >= 8
    else:
        assert min(rep["start_s"] for rep in truth["reps"]) >= 1.2
        assert set(truth["neutral"]) >= {"obliquity_deg", "trunk_forward_deg"}


@pytest.mark.parametrize("file", TRACKS, ids=lambda file: file.stem)
def test_they_are_what_their_names_say(file):
    """``left_stable_right_drop`` and its like: after a side, how its repetitions are."""
    words, truth = file.stem.split("_"), truth_of(file)
    for before, how in pairwise(words):
        for rep in truth["reps"] if how in KINDS else []:
            if before not in SIDES or rep["side"] in (before, "both"):
                name, low, high = KINDS[how]
                assert low < rep.get(name, rep.get("left_lower_deg")) < high, (rep["number"], how)


KINDS = {
    "stable": ("drop_deg", -3.5, 4.5),
    "drop": ("drop_deg", 10.0, 15.0),
    "open": ("hip_opening_deg", 14.0, 21.0),
    "bent": ("knee_flexion_deg", 55.0, 65.0),
    "level": ("drop_deg", -3.0, 3.0),
    "hitched": ("drop_deg", -16.0, -11.0),
    "lower": ("left_lower_deg", 7.0, 13.0),
    "sagging": ("hip_line_deg", 18.0, 32.0),
    "straight": ("hip_line_deg", -1.0, 6.0),
}
