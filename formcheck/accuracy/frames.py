"""Single frames of rendered people that no calibration has seen: the pelvis estimator beside the hip line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from formcheck import pelvis
from formcheck.accuracy.scores import Score, score
from formcheck.level import given, upright
from formcheck.pelvis import Estimate
from formcheck.types import Angle, FloatArray, Track

FLOOR = ("bridge", "quadruped")
LOOKS_DOWN_DEG = 12.0
"""A camera that looks at the pelvis from more than this far above or below is scored apart."""


def load(file: Path) -> dict[str, Any]:
    """The arrays of a file that `samples.training.held_out` wrote."""
    with np.load(file, allow_pickle=False) as saved:
        return {name: saved[name] for name in saved.files}


def groups(frames: dict[str, Any]) -> dict[str, Any]:
    """Rows of each group of frames, by its name."""
    off = np.abs((frames["azimuth_deg"] + 90.0) % 180.0 - 90.0)
    floor = np.isin(frames["family"], FLOOR)
    steep = np.abs(frames["elevation_deg"]) > LOOKS_DOWN_DEG
    front = (off <= 35.0) & ~floor
    facing = np.cos(np.radians(frames["azimuth_deg"])) > 0.0
    return {
        "front and rear, up to 35° off": front,
        "… single-leg squats": front & (frames["family"] == "squat1"),
        "… single-leg squats, seen level": front & (frames["family"] == "squat1") & ~steep,
        "… running": front & (frames["family"] == "run"),
        "… deadlifts": front & (frames["family"] == "deadlift"),
        "… on two feet": front & np.isin(frames["family"], ("stand", "squat2")),
        f"… seen from over {LOOKS_DOWN_DEG:.0f}° above or below": front & steep,
        "oblique, 35 to 60° off": (off > 35.0) & (off <= 60.0) & ~floor,
        "side, over 60° off": (off > 60.0) & ~floor,
        "… single-leg squats, side": (off > 60.0) & (frames["family"] == "squat1"),
        "on the floor": floor,
        "… bridges, from the feet": (off <= 35.0) & (frames["family"] == "bridge") & facing,
        "… bridges, from the head": (off <= 35.0) & (frames["family"] == "bridge") & ~facing,
        "… on all fours, from behind": (off <= 35.0) & (frames["family"] == "quadruped") & ~facing,
        "… on all fours, from the head": (off <= 35.0) & (frames["family"] == "quadruped") & facing,
    }


def angles(frames: dict[str, Any], estimator: str) -> dict[str, FloatArray]:
    """Pelvic angles of every frame by one of `pelvis.ESTIMATORS`, each turned upright by its own true roll."""
    rows = [_angles_of(frames, row, pelvis.ESTIMATORS[estimator]) for row in range(len(frames["roll_deg"]))]
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def _angles_of(frames: dict[str, Any], row: int, estimate: Estimate) -> dict[str, FloatArray]:
    one = slice(row, row + 1)
    roll = Angle(float(frames["roll_deg"][row]), 0.0)
    track = Track(
        time_s=np.zeros(1),
        pixels=frames["pixels"][one].astype(float),
        world=frames["world"][one].astype(float),
        visible=frames["visible"][one].astype(float),
        persons=np.ones(1, np.int64),
        width=0,
        height=0,
        appearance=frames["appearance"][one].astype(float),
    )
    level = replace(given(roll.value_deg), at_person=roll)
    return estimate(upright(track, level), level)


def scores(frames: dict[str, Any], angle: str, estimator: str) -> list[Score]:
    """Scores of an angle (obliquity, tilt or azimuth), a group of frames each."""
    found = angles(frames, estimator)
    said, se, truth = found[f"{angle}_deg"].copy(), found[f"{angle}_se_deg"], frames[f"{angle}_deg"]
    if angle == "azimuth":  # a circle: the answer nearest to the truth is meant
        said = truth + (said - truth + 180.0) % 360.0 - 180.0
    return [score(name, said[rows], se[rows], truth[rows]) for name, rows in groups(frames).items() if rows.any()]
