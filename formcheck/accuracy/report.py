"""The whole report: docs/ACCURACY.md is its output."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from formcheck import hip_line, pelvis
from formcheck.accuracy import clips, frames
from formcheck.accuracy.scores import table

FRAMES = "frames.npz"


def report(folder: Path) -> Iterator[str]:
    """Tables, a text each, of the held-out frames and clips in a folder."""
    held = frames.load(folder / FRAMES)
    people = len(set(held["person"].tolist()))
    yield f"Single frames: {len(held['person'])} of {people} people, the camera's roll being known.\n"
    for angle in ("obliquity", "tilt", "azimuth"):
        for name in (hip_line.NAME, pelvis.NAME):
            if (angle, name) != ("tilt", hip_line.NAME):
                yield table(
                    f"{angle.capitalize()} of one frame, degrees, by {name}", frames.scores(held, angle, name)
                )
    for name in (hip_line.NAME, pelvis.NAME):
        seen = list(clips.clips(folder / "clips", name))
        yield table(
            f"Drop of a repetition relative to standing, {len(seen)} clips, by {name}", clips.drop_scores(seen)
        )
        yield clips.verdicts(seen) + "\n"
        if name == pelvis.NAME:
            yield table("Level, degrees", clips.level_scores(seen))
            for clip in seen:
                if clip.refused:
                    yield f"Refused: {clip.name} ({clip.truth['view']}): {clip.refused}\n"
