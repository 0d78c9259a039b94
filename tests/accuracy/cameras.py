"""Calibrated cameras of the lab clips: where a point of the world is seen, and how the camera stands.

The world is that of motion.py: x left, y back, z up, metres.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from formcheck.types import FloatArray
from tests.accuracy.motion import FROM_OPENSIM, Pelvis

Z_UP = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""Turns OpenSim's axes into those of a Pose2Sim calibration, whose z is up."""

BACK_WALL = np.array([[0.0, 0.0, -1.0], [0.0, -1.0, 0.0], [-1.0, 0.0, 0.0]])
"""Turns OpenSim's axes into those of an OpenCap checkerboard on the wall behind the person."""

ARM_M = 0.1
"""Half-length of the pelvis' axis where it is drawn into a picture, about that of a hip line."""


@dataclass(frozen=True)
class Camera:
    """A pinhole camera. `turn` (3, 3) and `shift` (3,) m take the world to the camera (x right, y down, z away).

    `matrix` (3, 3) px and `distortion` as in OpenCV.
    """

    matrix: FloatArray
    distortion: FloatArray
    turn: FloatArray
    shift: FloatArray

    @property
    def place(self) -> FloatArray:
        """Where it stands (3,), m."""
        return np.asarray(-self.turn.T @ self.shift)

    @property
    def roll_deg(self) -> float:
        """+ = turned clockwise, as in `Level`."""
        x, y, _ = self.turn[:, 2]
        return float(np.degrees(np.arctan2(-x, -y)))

    @property
    def pitch_deg(self) -> float:
        """+ = looks up."""
        return float(np.degrees(np.arcsin(self.turn[2, 2])))

    def project(self, points: FloatArray) -> FloatArray:
        """Pixels (…, 2) of points (…, 3); nan stays nan."""
        flat = np.asarray(points, float).reshape(-1, 3)
        turn = cv2.Rodrigues(self.turn)[0]
        pixels = cv2.projectPoints(flat, turn, self.shift, self.matrix, self.distortion)[0]
        return np.asarray(pixels.reshape(*points.shape[:-1], 2))

    def azimuth_deg(self, pelvis: Pelvis) -> FloatArray:
        """Where the camera stands about the pelvis (T,), as in view.py: 0 in front, +90 at the person's left."""
        to = self.place - pelvis.middle
        left = pelvis.attitude[:, :2, 0]
        front = np.stack([left[:, 1], -left[:, 0]], axis=1)
        return np.degrees(np.arctan2((to[:, :2] * left).sum(axis=1), (to[:, :2] * front).sum(axis=1)))

    def elevation_deg(self, pelvis: Pelvis) -> FloatArray:
        """How far the camera stands above the pelvis, as the angle of the line of sight (T,)."""
        to = self.place - pelvis.middle
        return np.degrees(np.arctan2(to[:, 2], np.linalg.norm(to[:, :2], axis=1)))

    def roll_there_deg(self, pelvis: Pelvis) -> FloatArray:
        """How far the vertical through the pelvis leans to the left in the picture (T,).

        It is `roll_deg` for a camera that looks level, or a pelvis in the middle of the picture.
        """
        low, high = (self.project(pelvis.middle + [0.0, 0.0, z]) for z in (-ARM_M, ARM_M))
        return np.degrees(np.arctan2(low[:, 0] - high[:, 0], low[:, 1] - high[:, 1]))

    def axis_px(self, pelvis: Pelvis) -> FloatArray:
        """Both ends of the pelvis' left–right axis in the picture (T, 2, 2), left first."""
        arm = ARM_M * pelvis.attitude[:, :, 0]
        return self.project(np.stack([pelvis.middle + arm, pelvis.middle - arm], axis=1))


def pose2sim(path: Path) -> list[Camera]:
    """Cameras of a Pose2Sim calibration (.toml), in its order."""
    cameras = []
    for name, c in tomllib.loads(path.read_text()).items():
        if name == "metadata":
            continue
        turn = cv2.Rodrigues(np.array(c["rotation"]))[0] @ Z_UP @ FROM_OPENSIM.T
        cameras.append(Camera(np.array(c["matrix"]), np.array(c["distortions"]), turn, np.array(c["translation"])))
    return cameras


def opencap(path: Path, width_px: int, y_offset_m: float) -> Camera:
    """Camera of an OpenCap session (.json), for a clip reduced to `width_px`, its markers moved up by `y_offset_m`."""
    c = json.loads(path.read_text())
    turn = np.array(c["rotation"]) @ BACK_WALL
    shift = np.ravel(c["translation"]) / 1000 + turn @ [0.0, y_offset_m, 0.0]
    matrix = np.array(c["intrinsicMat"])
    matrix[:2] *= width_px / np.ravel(c["imageSize"])[1]
    return Camera(matrix, np.ravel(c["distortion"]), turn @ FROM_OPENSIM.T, shift)
