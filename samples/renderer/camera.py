"""A pinhole camera and its exact projection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.renderer.geometry import UP, Array, about, unit


@dataclass(frozen=True)
class Camera:
    """A camera that looks at the person's spot on the floor from ``distance_m`` away.

    Attributes
    ----------
    yaw_deg : float
        Where it stands around the person: 0 = in front, 90 = at the person's left, 180 = behind.
    pitch_deg : float
        + looks up, - looks down.
    roll_deg : float
        + = turned clockwise as seen from behind the camera, so the picture's content turns
        counter-clockwise.
    vfov_deg : float
        Full vertical field of view.
    aside_m : float
        Moves camera and aim sideways, + to the camera's right.
    """

    distance_m: float = 2.9
    height_m: float = 1.0
    yaw_deg: float = 0.0
    pitch_deg: float = -1.5
    roll_deg: float = 0.0
    vfov_deg: float = 42.0
    aside_m: float = 0.0
    size: tuple[int, int] = (480, 640)

    @property
    def axes(self) -> tuple[Array, Array, Array]:
        """Right, up and forward (3,) of the picture in the world."""
        forward = about(UP, self.yaw_deg) @ np.array([0.0, 1.0, 0.0])
        right = np.cross(forward, UP)
        forward = about(right, self.pitch_deg) @ forward
        up = np.cross(right, forward)
        turn = about(forward, self.roll_deg)
        return turn @ right, turn @ up, forward

    @property
    def position(self) -> Array:
        """Where the camera is (3,), m."""
        level = about(UP, self.yaw_deg) @ np.array([0.0, 1.0, 0.0])
        side = np.cross(level, UP)
        return np.asarray(-level * self.distance_m + side * self.aside_m + UP * self.height_m)

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return float(self.size[1] / 2.0 / np.tan(np.deg2rad(self.vfov_deg) / 2.0))

    def project(self, points: Array) -> Array:
        """Return the pixels (N, 2) of world points (N, 3); the corner of the picture is (0, 0)."""
        right, up, forward = self.axes
        away = points - self.position
        depth = away @ unit(forward)
        x = self.size[0] / 2.0 + self.focal_px * (away @ right) / depth
        y = self.size[1] / 2.0 - self.focal_px * (away @ up) / depth
        return np.stack([x, y], axis=1)
