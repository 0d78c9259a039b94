"""The real command line in a process of its own, and clips made out of samples."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.sources.file import FileSource
from tests.clips import make_clip

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
DRAWN = "sls_left_stable_front"
"""The one sample that is analysed with its video, for all tests."""

COMMAND = [sys.executable, "-c", "from formcheck.cli.app import main; main()"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "FORMCHECK_KEEP": "0"}
"""Landmarks of earlier runs are asked for by those tests that are about them."""


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def formcheck(*arguments: str | Path, at: Path, **environment: str) -> Done:
    """Run `formcheck` in the folder `at`, with these variables besides the usual ones."""
    command = [*COMMAND, *map(str, arguments)]
    env = ENVIRONMENT | environment
    run = subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, timeout=300, check=False)
    return Done(run.returncode, run.stdout, run.stderr)


def pictures(name: str, start_s: float, end_s: float) -> list[np.ndarray]:
    """The upright frames of a stretch of a sample."""
    with FileSource(SAMPLES / f"{name}.mp4", start_s=start_s, end_s=end_s) as source:
        return [frame.image for frame in source]


def remade(path: Path, frames: list[np.ndarray], change: Callable[[np.ndarray], np.ndarray] = np.copy) -> Path:
    """A clip at 30 frames a second of these pictures, each changed; sides are cut to even numbers."""
    stored = [np.ascontiguousarray(change(frame)) for frame in frames]
    height, width = (side // 2 * 2 for side in stored[0].shape[:2])
    return make_clip(path, np.arange(len(stored)) / 30, stored=[frame[:height, :width] for frame in stored])
