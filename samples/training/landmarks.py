"""Finds the landmarks in rendered pictures, as the pose model gives them while it follows a person.

Stills are shown twice, after an empty picture: the second time the model looks where it found the person the first
time, as it does in a video. Clips are shown in order.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from samples.renderer.geometry import Array

APART_MS = 5000
"""Between pictures that have nothing to do with each other: the model's own filter has forgotten by then."""


class Finder:
    """One landmarker; `find` gives the landmarks (N, 33, 6) of a shard's pictures."""

    def __init__(self, bundle: Path) -> None:
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(bundle), delegate=BaseOptions.Delegate.CPU),
            running_mode=vision.RunningMode.VIDEO,
        )
        self._landmarker = vision.PoseLandmarker.create_from_options(options)
        self._clock_ms = 0

    def find(self, shard: dict[str, Any]) -> Array:
        """Landmarks of every picture: pixels x, y; world x, y, z (m); visibility. nan where nobody is found."""
        starts = np.concatenate([[0], shard["ends"][:-1]])
        rows = []
        for nth, (start, end) in enumerate(zip(starts, shard["ends"], strict=True)):
            image = np.asarray(cv2.imdecode(shard["pictures"][start:end], cv2.IMREAD_COLOR), np.uint8)
            rgb = np.ascontiguousarray(image[..., ::-1])
            if shard["time_s"][nth] == 0.0:
                self._show(np.zeros_like(rgb), APART_MS)
                self._show(rgb, APART_MS)
            rows.append(self._show(rgb, 33 if shard["clip"][nth] == 0 else 50))
        return np.array(rows, np.float32)

    def _show(self, rgb: Any, after_ms: int) -> Array:  # noqa: ANN401
        self._clock_ms += after_ms
        found = self._landmarker.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), self._clock_ms)
        if not found.pose_landmarks:
            return np.full((33, 6), np.nan)
        height, width = rgb.shape[:2]
        flat = [(p.x * width, p.y * height) for p in found.pose_landmarks[0]]
        world = [(p.x, p.y, p.z) for p in found.pose_world_landmarks[0]]
        return np.column_stack([flat, world, [p.visibility for p in found.pose_landmarks[0]]])


def find_in(shard: Path, finder: Finder, out: Path) -> None:
    """Write a shard's landmarks, truth and all but the pictures to ``out``; whole or not at all."""
    with np.load(shard) as saved:
        columns = {name: saved[name] for name in saved.files}
    landmarks = finder.find(columns)
    del columns["pictures"], columns["ends"]
    draft = out.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, landmarks=landmarks, **columns)
    draft.replace(out)
