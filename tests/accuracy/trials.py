"""Clips of real people with a reference: film, camera, and the pelvis as motion capture has it.

Known are two layouts, as published: Pose2Sim's balancing demonstration (`pose2sim_blender`: one man, four cameras)
and an OpenCap session (`opencap-cmbbe2024`: two phones). Both references were computed from the same films
without markers, so they are good, not perfect. `Moco_motion.mot` of the former is a simulated walk (Falisse 2022),
not this man.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.errors import ProfileError
from formcheck.follow import follow_clip
from formcheck.poses import open_estimator, recorded
from formcheck.types import FloatArray, Track
from tests.accuracy import cameras, motion
from tests.accuracy.cameras import Camera
from tests.accuracy.motion import FROM_OPENSIM, Pelvis, hip_axis

Y_OFFSET_M = {"Squats": -0.265, "JumpHighKnees": -0.29, "Jump": -0.31}
"""OpenCap lifts each trial so that its feet touch the floor; this puts it back. Seen by drawing the markers."""


@dataclass(frozen=True)
class Trial:
    """One film of one movement. `group` names the movement: its films show the same instants.

    `references` are readings of the same pelvis by name, the one held for the truth first.
    """

    name: str
    group: str
    clip: Path
    camera: Camera
    references: dict[str, Pelvis]

    def truth(self, time_s: FloatArray) -> Pelvis:
        """The pelvis at the clip's times."""
        return next(iter(self.references.values())).at(time_s)


def find(folder: Path) -> list[Trial]:
    """Every film with a reference in a folder of such data sets; an empty list when there is none."""
    return [*_pose2sim(folder / "pose2sim_blender"), *_opencap(folder / "opencap-cmbbe2024")]


def landmarks(trial: Trial, cache: Path) -> Track:
    """Raw landmarks of a trial by the full model, from `cache` when it holds them."""
    saved = cache / f"{trial.name}.npz"
    try:
        return recorded.load(saved)
    except ProfileError:  # none yet, or of an older format
        track, _ = follow_clip(trial.clip, open_estimator)
        cache.mkdir(parents=True, exist_ok=True)
        recorded.save(track, saved)
        return track


def _pose2sim(home: Path) -> list[Trial]:
    if not home.is_dir():
        return []
    markers_s, markers = _markers(home / "Pose2Sim_markers.trc")
    hips = np.stack([markers["LHip"], markers["RHip"]], axis=1)
    moved = motion.read_mot(home / "Pose2Sim_motion.mot")
    references = {
        "inverse kinematics": motion.pelvis_of_mot(moved, hips),
        "hip joints": Pelvis(markers_s, hip_axis(markers["LHip"], markers["RHip"]), hips),
    }
    return [
        Trial(f"balance_cam{n}", "balance", home / f"cam{n:02d}.mp4", camera, references)
        for n, camera in enumerate(cameras.pose2sim(home / "Pose2Sim_cameras.toml"), start=1)
    ]


def _opencap(home: Path) -> list[Trial]:
    trials = []
    for group, y_offset_m in Y_OFFSET_M.items():
        if not (home / "MarkerData" / f"{group}.trc").exists():
            continue
        markers_s, markers = _markers(home / "MarkerData" / f"{group}.trc")
        hips = np.stack([markers["LHip"], markers["RHip"]], axis=1)
        moved = motion.read_mot(home / "OpenSimData" / "Kinematics" / f"{group}.mot")
        references = {
            "inverse kinematics": motion.pelvis_of_mot(moved, hips),
            "hip joints": Pelvis(markers_s, hip_axis(markers["LHip"], markers["RHip"]), hips),
            "front spines": Pelvis(markers_s, hip_axis(markers["L.ASIS_study"], markers["r.ASIS_study"]), hips),
        }
        for n in (0, 1):
            video = home / "Videos" / f"Cam{n}"
            camera = cameras.opencap(video / "cameraIntrinsicsExtrinsics.json", 360, y_offset_m)
            clip = video / "InputMedia" / group / f"{group}_sync.mp4"
            trials.append(Trial(f"{group}_cam{n}", group, clip, camera, references))
    return trials


def _markers(path: Path) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Times (T,) and markers (T, 3) by name, in this world."""
    time_s, markers = motion.read_trc(path)
    return time_s, {name: points @ FROM_OPENSIM.T for name, points in markers.items()}
