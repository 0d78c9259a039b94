"""Is everything here that a run needs, and what is to be done about what is not.

Each check is one small function that answers with a `Check`. ``fail`` means that clips cannot be judged here;
``warn``, that something beside that (the camera, the window) is not to be had. Libraries are loaded in a
child process, so that a crash in native code (an old processor, a missing system library) becomes a row too.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

from formcheck import kept
from formcheck.errors import ModelError
from formcheck.poses import model_store
from formcheck.poses.quiet import EVERYTHING, quiet

PYTHON = (3, 11)
LIBRARIES = {
    "mediapipe": "mediapipe",
    "av": "av",
    "opencv-contrib-python": "cv2",
    "numpy": "numpy",
    "scipy": "scipy.signal",
}
"""Distributions we are built on, and the module each is imported by."""
DECODERS = ("h264", "hevc", "vp9", "mpeg4", "mjpeg")
ENCODER = "libx264"
CAMERAS = 4
DEVICES = Path("/dev")
CHILD_TIMEOUT_S = 120

TRY_BUNDLE = """
import sys
import numpy as np
import mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]))
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    blank = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.zeros((96, 64, 3), np.uint8))
    print("people", len(landmarker.detect(blank).pose_landmarks))
"""


class Check(NamedTuple):
    """One row: what was looked at, how it stands, what was found, and what to do about it."""

    name: str
    status: Literal["ok", "warn", "fail"]
    found: str
    advice: str = ""


def examine() -> list[Check]:
    """Run every check, in the order shown."""
    model = check_model()
    return [
        check_python(),
        *(check_library(name) for name in LIBRARIES),
        check_cv2_owner(),
        check_decoders(),
        check_encoder(),
        check_cache(),
        check_kept(),
        model,
        check_bundle() if model.status == "ok" else Check("pose model runs", "warn", "not tried"),
        check_camera(),
        check_display(),
        check_processors(),
    ]


def check_python() -> Check:
    """Compare the running Python with the oldest that will do."""
    if sys.version_info[:2] < PYTHON:
        oldest = ".".join(map(str, PYTHON))
        return Check("Python", "fail", platform.python_version(), f"install Python {oldest} or later")
    return Check("Python", "ok", platform.python_version())


def check_library(name: str) -> Check:
    """Look whether a library is installed and can be loaded, and which version it is."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, "fail", "not installed", f'pip install "{name}"')
    trouble, _ = _in_child(f"import {LIBRARIES[name]}")
    if trouble:
        advice = f"install the system library it names, or pip install --force-reinstall {name}"
        return Check(name, "fail", f"{version}, but cannot be loaded: {trouble}", advice)
    return Check(name, "ok", version)


def check_cv2_owner() -> Check:
    """Find who owns `cv2`: two OpenCV wheels write into the same folder and overwrite each other."""
    owners = sorted(set(metadata.packages_distributions().get("cv2", [])))
    if len(owners) == 1:
        return Check("owner of cv2", "ok", owners[0])
    if not owners:
        return Check("owner of cv2", "fail", "nobody", "pip install opencv-contrib-python")
    advice = f"pip uninstall {' '.join(owners)}, then pip install opencv-contrib-python"
    return Check("owner of cv2", "fail", " and ".join(owners), advice)


def check_decoders() -> Check:
    """Look for the codecs of phone and web clips."""
    missing = [name for name in DECODERS if not _has_codec(name, "r")]
    if missing:
        return Check("decoders", "fail", f"no {', '.join(missing)}", "pip install --force-reinstall av")
    return Check("decoders", "ok", ", ".join(DECODERS))


def check_encoder() -> Check:
    """Look for the codec of the annotated video."""
    if _has_codec(ENCODER, "w"):
        return Check("encoder", "ok", ENCODER)
    return Check("encoder", "fail", f"no {ENCODER}", "pip install --force-reinstall av (the wheel has it)")


def check_cache() -> Check:
    """Try to write into the folder that keeps the models."""
    folder = model_store.cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        advice = f"set {model_store.CACHE_VARIABLE} to a folder of yours"
        return Check("cache folder", "fail", f"{folder}: {error.strerror}", advice)
    return Check("cache folder", "ok", str(folder))


def check_kept() -> Check:
    """Say where the landmarks of earlier runs lie, and how much they take."""
    clips, taken = kept.size()
    most = f"of at most {kept.MOST_BYTES / 1e6:.0f} MB"
    return Check("kept landmarks", "ok", f"{kept.folder()}: {clips} clips, {taken / 1e6:.1f} MB {most}")


def check_model() -> Check:
    """Hash the default model in the cache."""
    name = model_store.DEFAULT
    try:
        path = model_store.verify(model_store.card_named(name))
    except ModelError as error:
        return Check("pose model", "fail", str(error), f"formcheck models pull {name}")
    return Check("pose model", "ok", f"{name}, {path}")


def check_bundle() -> Check:
    """Load the model and run it once on a small blank picture, in which nobody is to be found."""
    path = model_store.cached_path(model_store.card_named(model_store.DEFAULT))
    trouble, said = _in_child(TRY_BUNDLE, str(path))
    if trouble or said.split() != ["people", "0"]:
        found = trouble or f"answered {said.strip() or 'nothing'} to a blank picture"
        return Check("pose model runs", "fail", found, "pip install --force-reinstall mediapipe")
    return Check("pose model runs", "ok", "loaded, and found nobody in a blank picture")


def check_camera() -> Check:
    """Find a camera that gives a picture; clips need none."""
    numbers = list(range(CAMERAS))
    if sys.platform == "linux":
        devices = (re.fullmatch(r"video(\d+)", path.name) for path in DEVICES.glob("video*"))
        numbers = sorted(int(device[1]) for device in devices if device)[:CAMERAS]
    with quiet(EVERYTHING):
        working = [str(number) for number in numbers if _gives_picture(number)]
    if working:
        return Check("camera", "ok", f"number {', '.join(working)}")
    advice = "needed for live only: plug one in, close what uses it, allow its use to the terminal"
    return Check("camera", "warn", "none gives a picture" if numbers else "none", advice)


def check_display() -> Check:
    """Look for a screen for the live window; clips need none."""
    if sys.platform != "linux":
        return Check("display", "ok", sys.platform)
    for variable in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(variable):
            return Check("display", "ok", f"{variable}={os.environ[variable]}")
    return Check("display", "warn", "none", "needed for the live window only: run in a desktop session")


def check_processors() -> Check:
    """Count the processors this process may use."""
    mine = getattr(os, "sched_getaffinity", None)
    count = len(mine(0)) if mine else os.cpu_count() or 1
    if count < 2:
        return Check("processors", "warn", str(count), "live needs two to keep up; clips only take longer")
    return Check("processors", "ok", str(count))


def _has_codec(name: str, mode: Literal["r", "w"]) -> bool:
    try:
        from av.codec import Codec

        Codec(name, mode)
    except (ImportError, ValueError):  # PyAV's UnknownCodecError is a ValueError
        return False
    return True


def _gives_picture(number: int) -> bool:
    try:
        import cv2
    except (ImportError, OSError):
        return False
    camera = cv2.VideoCapture(number)
    try:
        return bool(camera.isOpened() and camera.read()[0])
    finally:
        camera.release()


def _in_child(code: str, *arguments: str) -> tuple[str, str]:
    """Run Python code apart; answer with what went wrong (empty = nothing) and what it printed."""
    command = [sys.executable, "-P", "-c", code, *arguments]
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=CHILD_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {CHILD_TIMEOUT_S} s", ""
    if run.returncode < 0:
        return f"crashed (signal {-run.returncode}); mediapipe needs a processor with AVX", run.stdout
    if run.returncode:
        last = run.stderr.strip().splitlines() or [f"stopped with code {run.returncode}"]
        return last[-1], run.stdout
    return "", run.stdout
