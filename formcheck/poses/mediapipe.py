"""MediaPipe's PoseLandmarker as an Estimator. The only importer of mediapipe.

The landmarker reports one person even when asked for more unless they are alike in size and apart, and
asking costs half as much time again on every frame. So one person is tracked, and a second landmarker looks
over the whole picture now and then: it finds a person, greys them out, and looks again. When that finds
several people, `people.pick` says who is followed and the tracker is shown only what is around that one.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from formcheck.errors import ModelDamaged
from formcheck.poses import people
from formcheck.poses.patch import open_reader
from formcheck.poses.quiet import quiet
from formcheck.types import FloatArray, Frame, ImageBGR, Pose

MAX_PEOPLE = 3
LOOK_AROUND_S = 2.0
LOOK_AROUND_CROWDED_S = 0.5
LOST_AFTER_S = 1.0
"""After this long without the followed person, whoever is largest and most central is followed."""

BYSTANDER_VISIBLE = 0.75
"""Mean visibility that makes a second find a person and not a limb of the first (convention)."""

GREY = 128

BETWEEN_FRAMES_MS = 1_000_000
"""What MediaPipe is told passes between two frames. In VIDEO mode it filters landmarks over time (one-euro: Casiez
2012), and as such a filter only looks back it shows a movement late: where a runner is lowest, by two frames of
sixty a second. After so long a time it lets them be; `smoothing` looks both ways."""


class Forgetful:
    """What remembers nothing from frame to frame, so that one after another may use it: the scout and the patch."""

    def __init__(self, bundle: Path, name: str) -> None:
        self.scout = _landmarker(bundle, name, vision.RunningMode.IMAGE)
        self.patch = open_reader(bundle)


class MediaPipeEstimator:
    """PoseLandmarker on the CPU in VIDEO mode.

    Parameters
    ----------
    bundle
        A `.task` file.
    name, sha256
        Stated in the result.
    shared
        Opened before, and closed by whoever opened it; None = the estimator's own.

    Raises
    ------
    ModelDamaged
        MediaPipe cannot read the bundle.
    """

    def __init__(self, bundle: Path, *, name: str, sha256: str, shared: Forgetful | None = None) -> None:
        self.name = name
        self.sha256 = sha256
        self._tracker = _landmarker(bundle, name, vision.RunningMode.VIDEO)
        self._open: list[Any] = [self._tracker]
        eyes = shared or Forgetful(bundle, name)
        if shared is None:
            self._open.append(eyes.scout)
        self._scout, self._patch = eyes.scout, eyes.patch
        self._persons = 0
        self._next_look_s = -np.inf
        self._last: tuple[float, FloatArray] | None = None
        self._clock_ms = 0

    def estimate(self, frame: Frame) -> Pose | None:
        """Landmarks of the followed person, or None; see `Estimator`."""
        height, width = frame.image.shape[:2]
        rgb = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)  # numpy takes ten times as long
        if self._last is not None and frame.time_s - self._last[0] > LOST_AFTER_S:
            self._last = None
        if frame.time_s >= self._next_look_s:
            self._look_around(rgb, frame.time_s)
        if self._persons > 1 and self._last is not None:
            rgb = _only(rgb, people.box(self._last[1], width, height, margin=0.5))
        self._clock_ms += BETWEEN_FRAMES_MS
        # The landmarker warns once, when it first sees someone.
        with quiet() if self._last is None else nullcontext():
            found = self._tracker.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), self._clock_ms)
        person = _first_person(found, width, height)
        if person is None:
            return None
        pixels, visible = person
        if self._persons > 1 and self._last and people.pick([pixels], width, self._last[1]) is None:
            return None
        self._last = (frame.time_s, pixels)
        world = np.array([(p.x, p.y, p.z) for p in found.pose_world_landmarks[0]], np.float32)
        pose = Pose(frame.time_s, pixels, world, visible, persons=max(self._persons, 1))
        return pose if self._patch is None else replace(pose, appearance=self._patch.read(frame.image, pixels, world))

    def _look_around(self, rgb: ImageBGR, time_s: float) -> None:
        """Count the people in the whole picture; of several, fix whom to follow."""
        height, width = rgb.shape[:2]
        seen: list[FloatArray] = []
        for nth in range(MAX_PEOPLE):
            with quiet() if self._last is None else nullcontext():
                found = self._scout.detect(mp.Image(mp.ImageFormat.SRGB, rgb))
            person = _first_person(found, width, height)
            if person is None or (nth > 0 and person[1].mean() < BYSTANDER_VISIBLE):
                break
            seen.append(person[0])
            left, top, right, bottom = people.box(person[0], width, height, margin=0.05)
            rgb = rgb.copy()
            rgb[top:bottom, left:right] = GREY
        self._persons = len(seen)
        crowded = len(seen) > 1
        self._next_look_s = time_s + (LOOK_AROUND_CROWDED_S if crowded else LOOK_AROUND_S)
        if crowded:
            chosen = people.pick(seen, width, self._last[1] if self._last else None)
            if chosen is not None:
                self._last = (time_s, seen[chosen])

    def close(self) -> None:
        """Close the landmarkers that are its own and give their memory back."""
        while self._open:
            self._open.pop().close()
            _give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _landmarker(bundle: Path, name: str, mode: Any) -> Any:  # noqa: ANN401
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle), delegate=BaseOptions.Delegate.CPU),
        running_mode=mode,
    )
    try:
        with quiet():
            return vision.PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise ModelDamaged(f"MediaPipe cannot read the pose model {name} ({bundle}).") from error


def _give_back() -> None:
    """Return freed memory to the system: glibc keeps some 20 MB of each closed landmarker to itself."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none, and no need
        if trim is not None:
            trim(0)


def _first_person(found: Any, width: int, height: int) -> tuple[FloatArray, FloatArray] | None:  # noqa: ANN401
    """Pixels (33, 2) and visibility (33,) of the landmarker's person, if it is one."""
    if not found.pose_landmarks:
        return None
    landmarks = found.pose_landmarks[0]
    pixels = np.array([(p.x * width, p.y * height) for p in landmarks], np.float32)
    visible = np.array([p.visibility for p in landmarks], np.float32)
    return (pixels, visible) if people.is_person(pixels, visible, width, height) else None


def _only(rgb: ImageBGR, box: people.Box) -> ImageBGR:
    """The picture with everything outside the box grey."""
    left, top, right, bottom = box
    shown = np.full_like(rgb, GREY)
    shown[top:bottom, left:right] = rgb[top:bottom, left:right]
    return shown
