"""The pelvis calibration: numbers trained by models/train, and the layers made of them, in numpy."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from formcheck.errors import ModelError
from formcheck.types import FloatArray

FILE = "pelvis.npz"


def model_folders() -> list[Traversable]:
    """Where models/ lies: inside an installed package, or beside the package in a checkout."""
    package = resources.files("formcheck")
    return [folder for folder in (package / "_models", Path(str(package)).parent / "models") if folder.is_dir()]


@cache
def calibration() -> dict[str, FloatArray]:
    """The calibration's arrays by name, float32.

    Raises
    ------
    ModelError
        The file is missing from this installation.
    """
    for folder in model_folders():
        if (folder / FILE).is_file():
            with (folder / FILE).open("rb") as file, np.load(file, allow_pickle=False) as saved:
                return {name: saved[name].astype(np.float32) for name in saved.files}
    raise ModelError("The pelvis calibration is missing from this installation; reinstall formcheck.")


@cache
def look_name() -> str:
    """Which look an appearance was made by: 16 hex digits of the SHA-256 of its layers and the finder's."""
    numbers = calibration()
    layers = [numbers[name].tobytes() for name in sorted(numbers) if name.startswith(("look.", "hips.", "lies."))]
    return hashlib.sha256(b"".join(layers)).hexdigest()[:16]


def dense(x: FloatArray, name: str) -> FloatArray:
    """A fully connected layer: outputs (N, O) of inputs (N, I)."""
    numbers = calibration()
    out: FloatArray = x @ numbers[f"{name}.w"] + numbers[f"{name}.b"]
    return out


def convolved(x: FloatArray, name: str, stride: int) -> FloatArray:
    """A zero-padded layer of 3 × 3 kernels with rectified outputs.

    Parameters
    ----------
    x
        (N, H, W, I).
    name
        ``name.w`` are its kernels (9 · I, O), rows by kernel row, column, channel.
    stride
        1 or 2.

    Returns
    -------
    array
        (N, H / stride, W / stride, O).
    """
    count, height, width, features = x.shape
    padded = np.zeros((count, height + 2, width + 2, features), x.dtype)  # np.pad takes as long as the product
    padded[:, 1:-1, 1:-1] = x
    near = [padded[:, i : i + height : stride, j : j + width : stride] for i in range(3) for j in range(3)]
    seen = np.concatenate(near, axis=3)
    out = dense(seen.reshape(-1, 9 * features), name)
    return np.maximum(out, np.float32(0.0), out=out).reshape(*seen.shape[:3], -1)


def soft_step(x: FloatArray) -> FloatArray:
    """X / (1 + exp(−x)) (SiLU; Elfwing 2018)."""
    with np.errstate(over="ignore"):
        out: FloatArray = x / (1.0 + np.exp(-x))
    return out
