"""Results folders of stick persons, with a video whose every frame can be told from its grey."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from formcheck.outputs.video import VideoWriter
from formcheck.outputs.write import VIDEO, write_numbers
from formcheck.types import Analysis

DARKEST, STEP, GREYS = 24, 16, 13
"""The grey of frame n is DARKEST + STEP * (n % GREYS), which H.264 keeps apart."""


def grey(frame: int) -> int:
    return DARKEST + STEP * (frame % GREYS)


def frame_of(shade: float) -> int:
    """The frame that a grey tells, modulo GREYS."""
    return round((shade - DARKEST) / STEP) % GREYS


def save(analysis: Analysis, folder: Path, *, video: bool = True) -> Path:
    """What `analyze` would leave in a folder, but for the report."""
    folder.mkdir(parents=True, exist_ok=True)
    write_numbers(analysis, folder)
    if video:
        track = analysis.track
        height, width = track.height // 4, track.width // 4
        with VideoWriter(folder / VIDEO, width, height) as writer:
            for number, time_s in enumerate(track.time_s):
                writer.write(np.full((height, width, 3), grey(number), np.uint8), float(time_s))
    return folder


def named(analysis: Analysis, clip: str, *notes: str) -> Analysis:
    """The analysis of a clip of another name, with more notes."""
    result = analysis.result
    source = replace(result.origin.source, name=clip)
    origin = replace(result.origin, source=source)
    return replace(analysis, result=replace(result, origin=origin, notes=[*result.notes, *notes]))
