"""Clips of real people with a reference: film, camera, and the pelvis as motion capture has it.

Known are two layouts, as published: Pose2Sim's balancing demonstration (`pose2sim_blender`: one man, four cameras)
and an OpenCap session (`opencap-cmbbe2024`: two phones). Both references were computed from the same films
without markers, so they are good, not perfect; `references` holds several, to be compared. `Moco_motion.mot` of
the former is a simulated walk (Falisse 2022), not this man.

The balancing man's obliquity is sound: the fitted model, the hip joints, and our landmarks of all films together
agree to 3°. His heading is not: those landmarks put it 22° further to the right, and he walks in a direction between
the two. So azimuth, rotation and tilt of his films are good to some 20°; the command prints what the references make
of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.errors import ProfileError
from formcheck.follow import follow_clip
from formcheck.poses import DEFAULT_ENGINE, Engine, open_estimator, recorded
from formcheck.types import FloatArray, Landmark, Track
from tests.accuracy import cameras, motion
from tests.accuracy.cameras import Camera
from tests.accuracy.motion import FROM_OPENSIM, Pelvis, hip_axis

Y_OFFSET_M = {"Squats": -0.265, "JumpHighKnees": -0.29, "Jump": -0.31}
"""OpenCap lifts each trial so that its feet touch the floor; this puts it back. Seen by drawing the markers."""

PAIRS = {
    "Hip": (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    "Knee": (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE),
    "Ankle": (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
    "Shoulder": (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
}
"""Joints that references and landmarks share, by the name the former give them."""

LAGS_S = np.arange(-20, 21) * 0.005
"""Lags that are tried: the films were synchronised by their makers, so little is left over."""


@dataclass(frozen=True)
class Trial:
    """One film of one movement. `group` names the movement: its films show the same instants.

    `references` are readings of the same pelvis by name, the one held for the truth first. `middles` (T, 4, 3) m are
    the points between left and right of PAIRS at `middles_s` (T,).
    """

    name: str
    group: str
    clip: Path
    camera: Camera
    references: dict[str, Pelvis]
    middles_s: FloatArray
    middles: FloatArray

    @property
    def truth(self) -> Pelvis:
        """The reference all else is compared with."""
        return next(iter(self.references.values()))

    def lag_s(self, track: Track) -> float:
        """How much later the landmarks of a smooth track move than the reference's joints in the picture.

        Speeds are compared, as places differ by what either means by a joint; and points between left and right,
        so that landmarks which swap the sides do not matter. The pelvis' angles take no part.
        """
        seen = np.stack([track.pixels[:, pair].mean(axis=1) for pair in PAIRS.values()], axis=1)
        apart = [seen - self.camera.project(self._middles_at(track.time_s - lag)) for lag in LAGS_S]
        return float(LAGS_S[np.argmin([np.nanstd(np.diff(pixels, axis=0)) for pixels in apart])])

    def _middles_at(self, time_s: FloatArray) -> FloatArray:
        return motion.between(self.middles_s, self.middles, time_s)


def find(folder: Path) -> list[Trial]:
    """Every film with a reference in a folder of such data sets; an empty list when there is none."""
    return [*_pose2sim(folder / "pose2sim_blender"), *_opencap(folder / "opencap-cmbbe2024")]


def landmarks(trial: Trial, cache: Path, engine: Engine = DEFAULT_ENGINE) -> Track:
    """Raw landmarks of a trial by the full model, from `cache` when it holds them."""
    cache = cache if engine is Engine.MEDIAPIPE else cache / engine
    saved = cache / f"{trial.name}.npz"
    try:
        return recorded.load(saved)
    except ProfileError:  # none yet, or of an older format
        track, _ = follow_clip(trial.clip, lambda: open_estimator(engine=engine))
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
    middles = _middles(markers)
    return [
        Trial(f"balance_cam{n}", "balance", home / f"cam{n:02d}.mp4", camera, references, markers_s, middles)
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
            name = f"{group}_cam{n}"
            trials.append(Trial(name, group, clip, camera, references, markers_s, _middles(markers)))
    return trials


def _markers(path: Path) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Times (T,) and markers (T, 3) by name, in this world."""
    time_s, markers = motion.read_trc(path)
    return time_s, {name: points @ FROM_OPENSIM.T for name, points in markers.items()}


def _middles(markers: dict[str, FloatArray]) -> FloatArray:
    """Points (T, 4, 3) between left and right of PAIRS."""
    return np.stack([(markers[f"L{name}"] + markers[f"R{name}"]) / 2 for name in PAIRS], axis=1)
