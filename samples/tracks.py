"""Landmarks of clips, kept as small as they stay useful."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.follow import follow_clip
from formcheck.poses import open_estimator, recorded
from formcheck.types import Track

PIXEL, METRE, VISIBLE, LOOK = 1 / 8, 1 / 512, 1 / 1024, 1 / 32
"""Steps of pixels, of world places (m), of visibility and of appearance: well under what the landmarks tremble.

Visibility is finer, as it mostly stays within a few hundredths of 1 and the standard errors hang on it.
"""


def stepped(values: NDArray[np.floating], step: float, kind: type[np.floating]) -> NDArray[np.floating]:
    """Return values rounded to whole steps, laid out along time: what follows each other compresses together."""
    return np.asfortranarray((np.round(values / step) * step).astype(kind))


def small(track: Track) -> Track:
    """Return a track whose numbers are rounded so that they compress; nan stays nan."""
    return replace(
        track,
        pixels=stepped(track.pixels, PIXEL, np.float32),
        world=stepped(track.world, METRE, np.float16),
        visible=stepped(track.visible, VISIBLE, np.float16),
        appearance=stepped(track.appearance, LOOK, np.float16),
    )


def save_track(clip: Path, folder: Path) -> Path:
    """Follow the person in a clip; write NAME.npz, and the truth beside it, into a folder; return the .npz's path."""
    track, _ = follow_clip(clip, lambda: open_estimator("full"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{clip.stem}.npz"
    recorded.save(small(track), path)
    truth = clip.with_suffix(".truth.json")
    if truth.parent.resolve() != folder.resolve():
        shutil.copy(truth, folder)
    return path
