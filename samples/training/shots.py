"""From where and how a person is filmed, and what the camera makes of the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from samples.renderer.camera import Camera
from samples.renderer.geometry import Array
from samples.renderer.scene import Picture

Rng = np.random.Generator

SIZES = ((360, 480), (360, 640), (480, 360), (640, 360), (432, 576))
"""Pictures, (width, height): small, as the landmarker looks at 256 × 256 pixels of the person anyway."""

PITCH_DEG, ROLL_DEG, VFOV_DEG = 26.0, 15.0, (22.0, 92.0)


def camera(rng: Rng, skin: Array, size: tuple[int, int], yaw_deg: float = 0.0) -> Camera | None:
    """Draw a camera that has the whole of a person's skin (V, 3), m, in its picture; None if this draw cannot."""
    height, distance = float(rng.uniform(0.3, 2.0)), float(rng.uniform(1.5, 6.0))
    middle = float(skin[:, 2].min() + skin[:, 2].max()) / 2.0
    pitch = np.degrees(np.arctan2(middle - height, distance)) + rng.normal(0.0, 4.0)
    roll = float(np.clip(rng.normal(0.0, 7.0), -ROLL_DEG, ROLL_DEG)) if rng.uniform() < 0.8 else 0.0
    shot = Camera(
        distance_m=distance,
        height_m=height,
        yaw_deg=yaw_deg,
        pitch_deg=float(pitch),
        roll_deg=roll,
        aside_m=float(rng.normal(0.0, 0.06 * distance)),
        size=size,
    )
    reach = np.abs(_slopes(shot, skin)).max(axis=0)
    focal = float(rng.uniform(0.6, 1.0) * min(size[0] / 2.0 / reach[0], size[1] / 2.0 / reach[1]))
    vfov = float(np.degrees(2.0 * np.arctan(size[1] / 2.0 / focal)))
    if abs(shot.pitch_deg) > PITCH_DEG or not VFOV_DEG[0] < vfov < VFOV_DEG[1]:
        return None
    return replace(shot, vfov_deg=vfov)


def _slopes(shot: Camera, points: Array) -> Array:
    """Return how far aside and up (N, 2) points are, per unit of depth."""
    right, up, forward = shot.axes
    away = points - shot.position
    return np.asarray(np.stack([away @ right, away @ up], axis=1) / (away @ forward)[:, None])


@dataclass(frozen=True)
class Look:
    """How a sensor shows a scene: distortion, exposure, colour, softness, noise, compression."""

    distortion: float
    gain: float
    gamma: float
    tint: tuple[float, float, float]
    soft_px: float
    motion_px: float
    motion_deg: float
    noise: float
    quality: int


def look(rng: Rng) -> Look:
    """Draw a sensor: most are decent, some are dark, noisy, soft or heavily compressed."""
    return Look(
        distortion=float(rng.normal(0.0, 0.05)) if rng.uniform() < 0.5 else 0.0,
        gain=float(np.clip(rng.normal(1.0, 0.18), 0.35, 1.5)),
        gamma=float(rng.uniform(0.75, 1.35)),
        tint=(float(rng.normal(1.0, 0.05)), 1.0, float(rng.normal(1.0, 0.05))),
        soft_px=float(rng.uniform(0.2, 1.1)),
        motion_px=float(rng.uniform(2.0, 7.0)) if rng.uniform() < 0.2 else 0.0,
        motion_deg=float(rng.uniform(0.0, 180.0)),
        noise=float(rng.exponential(2.0)),
        quality=int(rng.integers(45, 95)),
    )


def distorted(points: Array, one: Look, size: tuple[int, int]) -> Array:
    """Return where pixels (N, 2) of a pinhole land behind the lens; r' = r (1 + k r²), r = 1 at the half diagonal."""
    middle, half = np.array(size) / 2.0, float(np.hypot(*size)) / 2.0
    away = (points - middle) / half
    return np.asarray(middle + half * away * (1.0 + one.distortion * (away**2).sum(axis=1, keepdims=True)))


def filmed(picture: Picture, one: Look, rng: Rng) -> bytes:
    """Return a rendered picture (H, W, 3), red-green-blue, as the JPEG a camera would give."""
    image: Any = picture.astype(np.float32)
    if one.distortion:
        image = _lens(image, one.distortion)
    if one.motion_px:
        image = cv2.filter2D(image, -1, _smear(one))
    image = cv2.GaussianBlur(image, (0, 0), one.soft_px)
    image = 255.0 * np.clip(image / 255.0 * one.gain * np.array(one.tint, np.float32), 0.0, 1.0) ** one.gamma
    grain = rng.normal(0.0, one.noise, (*image.shape[:2], 1)) + rng.normal(0.0, 0.3 * one.noise, image.shape)
    shown = np.clip(image + grain, 0, 255).astype(np.uint8)
    done, coded = cv2.imencode(".jpg", shown[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, one.quality])
    if not done:
        raise RuntimeError("OpenCV cannot write JPEG.")
    return coded.tobytes()


def _lens(image: Array, distortion: float) -> Array:
    """Return the picture behind a lens; see `distorted`. The inverse is found by fixed-point steps."""
    height, width = image.shape[:2]
    half = np.hypot(width, height) / 2.0
    y, x = np.mgrid[:height, :width].astype(np.float32)
    u, v = (x - width / 2.0) / half, (y - height / 2.0) / half
    a, b = u, v
    for _ in range(5):
        scale = 1.0 + distortion * (a * a + b * b)
        a, b = u / scale, v / scale
    across, down = (a * half + width / 2.0).astype(np.float32), (b * half + height / 2.0).astype(np.float32)
    return np.asarray(cv2.remap(image, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))


def _smear(one: Look) -> Array:
    """Return the kernel (k, k) of a straight motion blur."""
    size = 2 * int(np.ceil(one.motion_px / 2.0)) + 1
    way = np.radians(one.motion_deg)
    kernel = np.zeros((size, size), np.float32)
    for t in np.linspace(-one.motion_px / 2.0, one.motion_px / 2.0, 4 * size):
        column, row = size // 2 + t * np.cos(way), size // 2 + t * np.sin(way)
        kernel[int(np.clip(round(row), 0, size - 1)), int(np.clip(round(column), 0, size - 1))] += 1.0
    return np.asarray(kernel / kernel.sum())
