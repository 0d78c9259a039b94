"""Calibrated cameras of the lab clips: where a point of the world is seen, and how the camera stands.

The world is that of motion.py: x left, y back, z up, metres.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from itertools import combinations
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
        up = np.array([0.0, 0.0, ARM_M])
        low, high = self.project(pelvis.middle - up), self.project(pelvis.middle + up)
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
    """Camera of an OpenCap session (.json), for a clip `width_px` wide and markers to be moved up by `y_offset_m`."""
    c = json.loads(path.read_text())
    turn = np.array(c["rotation"]) @ BACK_WALL
    shift = np.ravel(c["translation"]) / 1000 + turn @ [0.0, y_offset_m, 0.0]
    matrix = np.array(c["intrinsicMat"])
    matrix[:2] *= width_px / np.ravel(c["imageSize"])[1]
    return Camera(matrix, np.ravel(c["distortion"]), turn @ FROM_OPENSIM.T, shift)


def triangulate(cameras: list[Camera], pixels: FloatArray) -> FloatArray:
    """Points (T, N, 3) m nearest to where each camera sees them, `pixels` (C, T, N, 2); nan where one sees nothing.

    Of more than two cameras the one that agrees least with the others is left out, frame by frame, as landmarks of
    one film may have swapped the sides.
    """
    best = np.full((*pixels.shape[1:3], 3), np.nan)
    least = np.full(len(best), np.inf)
    for chosen in combinations(range(len(cameras)), max(2, len(cameras) - 1)):
        some, seen = [cameras[c] for c in chosen], pixels[list(chosen)]
        points = _meet(some, seen)
        missed = np.stack([camera.project(points) - p for camera, p in zip(some, seen, strict=True)])
        worst = np.linalg.norm(missed, axis=-1).max(axis=(0, 2))
        better = worst < least  # never where it is nan
        best[better], least[better] = points[better], worst[better]
    return best


def _meet(cameras: list[Camera], pixels: FloatArray) -> FloatArray:
    """Points (T, N, 3) by the direct linear method (Hartley & Zisserman 2004, 12.2)."""
    rows = []
    for camera, seen in zip(cameras, pixels, strict=True):
        flat = np.nan_to_num(seen.reshape(-1, 1, 2).astype(float))
        x, y = cv2.undistortPoints(flat, camera.matrix, camera.distortion).reshape(*seen.shape).T
        p = np.column_stack([camera.turn, camera.shift])
        rows += [x.T[..., None] * p[2] - p[0], y.T[..., None] * p[2] - p[1]]
    point = np.linalg.svd(np.stack(rows, axis=-2))[2][..., -1, :]
    met = np.asarray(point[..., :3] / point[..., 3:])
    return np.where(np.isfinite(pixels).all(axis=(0, 3))[..., None], met, np.nan)
