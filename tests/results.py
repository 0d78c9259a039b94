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


def repeated(analysis: Analysis, times: int) -> Analysis:
    """A clip so many times longer, in which the same is done again and again; findings over a set are as before."""
    track, result, readings = analysis.track, analysis.result, analysis.readings
    lasts_s = float(track.time_s[-1] + track.time_s[1])
    reps, count = result.reps, len(result.reps)
    later_s = np.repeat(np.arange(times) * lasts_s, len(track))
    frames = {name: np.tile(column, times) for name, column in readings.values.items()}
    frames["rep"] = np.where(frames["rep"] > 0, frames["rep"] + count * np.repeat(np.arange(times), len(track)), 0)
    time_s = np.tile(track.time_s, times) + later_s
    long = replace(
        track,
        time_s=time_s,
        **{
            name: np.concatenate([getattr(track, name)] * times) for name in ("pixels", "world", "visible", "persons")
        },
    )
    more = [
        replace(
            rep,
            number=rep.number + nth * count,
            **{name: getattr(rep, name) + nth * lasts_s for name in ("start_s", "key_s", "end_s")},
        )
        for nth in range(times)
        for rep in reps
    ]
    return replace(
        analysis,
        track=long,
        readings=replace(readings, time_s=time_s, values=frames),
        result=replace(result, reps=more),
    )
