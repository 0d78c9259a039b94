"""MediaPipe's PoseLandmarker as a `Landmarker`. The only importer of mediapipe.

Asked for several people it takes half as much time again on every frame, and reports one still unless they are alike
in size and apart. So it is asked for one.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from formcheck.errors import ModelDamaged
from formcheck.poses.landmarker import Found
from formcheck.poses.quiet import quiet
from formcheck.types import ImageBGR

BETWEEN_FRAMES_MS = 1_000_000
"""What MediaPipe is told passes between two frames. In VIDEO mode it filters landmarks over time (one-euro: Casiez
2012), and as such a filter only looks back it shows a movement late: where a runner is lowest, by two frames of
sixty a second. After so long a time it lets them be; `smoothing` looks both ways."""


class Scout:
    """A landmarker of single pictures; as it remembers none, one `MediaPipeLandmarker` after another may use it.

    Raises
    ------
    ModelDamaged
        MediaPipe cannot read the bundle.
    """

    def __init__(self, bundle: Path, name: str) -> None:
        self.landmarker = _open(bundle, name, vision.RunningMode.IMAGE)


class MediaPipeLandmarker:
    """PoseLandmarker on the CPU, in VIDEO mode to track and in IMAGE mode to detect.

    Parameters
    ----------
    bundle, name
        A `.task` file, and what a failure calls it.
    scout
        Opened before, and closed by whoever opened it; None = its own.

    Raises
    ------
    ModelDamaged
        MediaPipe cannot read the bundle.
    """

    def __init__(self, bundle: Path, name: str, scout: Scout | None = None) -> None:
        self._tracker = _open(bundle, name, vision.RunningMode.VIDEO)
        self._open: list[Any] = [self._tracker]
        self._scout = (scout or Scout(bundle, name)).landmarker
        if scout is None:
            self._open.append(self._scout)
        self._clock_ms = 0
        self._seen = False

    def detect(self, image: ImageBGR) -> Found | None:
        """The person in a picture on its own; see `Landmarker`."""
        with self._quiet():
            return self._first(self._scout.detect(_converted(image)), image)

    def track(self, image: ImageBGR) -> Found | None:
        """The person in the next picture; see `Landmarker`."""
        self._clock_ms += BETWEEN_FRAMES_MS
        with self._quiet():
            return self._first(self._tracker.detect_for_video(_converted(image), self._clock_ms), image)

    def close(self) -> None:
        """Close what is its own."""
        while self._open:
            self._open.pop().close()

    def _quiet(self) -> Any:  # noqa: ANN401
        """The landmarker warns once, when it first sees someone."""
        return nullcontext() if self._seen else quiet()

    def _first(self, found: Any, image: ImageBGR) -> Found | None:  # noqa: ANN401
        if not found.pose_landmarks:
            return None
        self._seen = True
        height, width = image.shape[:2]
        landmarks, space = found.pose_landmarks[0], found.pose_world_landmarks[0]
        return Found(
            np.array([(p.x * width, p.y * height) for p in landmarks], np.float32),
            np.array([(p.x, p.y, p.z) for p in space], np.float32),
            np.array([p.visibility for p in landmarks], np.float32),
        )


def _open(bundle: Path, name: str, mode: Any) -> Any:  # noqa: ANN401
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle), delegate=BaseOptions.Delegate.CPU),
        running_mode=mode,
    )
    try:
        with quiet():
            return vision.PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise ModelDamaged(f"MediaPipe cannot read the pose model {name} ({bundle}).") from error


def _converted(image: ImageBGR) -> Any:  # noqa: ANN401
    rgb = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)  # numpy takes ten times as long
    return mp.Image(mp.ImageFormat.SRGB, rgb)
