"""Writes what `formcheck accuracy` reads: ``python -m samples.training.held_out DATA [--out samples/held_out]``.

From DATA, as ``python -m samples.training`` and ``samples.training.clips`` (into DATA/clips) made it: landmarks and
truth, no pictures, of people that no calibration learns from or is scaled on.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from formcheck.poses.model_store import find
from formcheck.poses.patch import PatchReader, open_reader
from samples.tracks import save_track

TRUTH = ("family", "obliquity_deg", "tilt_deg", "azimuth_deg", "elevation_deg", "roll_deg", "distance_m")
MEASURES = 10
"""People whose number this divides only measure; see models/train."""

STILLS = 20


def _frames(data: Path, reader: PatchReader) -> dict[str, Any]:
    """Columns of the stills of all measuring people in which somebody was found."""
    rows: dict[str, list[Any]] = {}
    for file in sorted((data / "landmarks" / "full").glob("*.npz")):
        if int(file.stem) % MEASURES:
            continue
        with np.load(file) as saved, np.load(data / "pictures" / file.name) as shard:
            marks, ends, coded = saved["landmarks"], shard["ends"], shard["pictures"]
            truth = {name: saved[name] for name in TRUTH}
        starts = np.concatenate([[0], ends[:-1]])
        for nth in np.flatnonzero(np.isfinite(marks).all(axis=(1, 2))[:STILLS]):
            image = np.asarray(cv2.imdecode(coded[starts[nth] : ends[nth]], cv2.IMREAD_COLOR), np.uint8)
            row = {name: column[nth] for name, column in truth.items()} | {
                "person": int(file.stem),
                "pixels": marks[nth, :, :2].astype(np.float32),
                "world": marks[nth, :, 2:5].astype(np.float16),
                "visible": marks[nth, :, 5].astype(np.float16),
                "appearance": reader.read(image, marks[nth, :, :2], marks[nth, :, 2:5]).astype(np.float16),
            }
            for name, value in row.items():
                rows.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in rows.items()}


def main(arguments: list[str] | None = None) -> int:
    """Write the frames and the tracks of the clips."""
    parser = argparse.ArgumentParser(prog="python -m samples.training.held_out", description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "held_out")
    wanted = parser.parse_args(arguments)
    reader = open_reader(find("full").path)
    if reader is None:
        raise SystemExit("The full model has no landmark network that formcheck.poses.patch knows.")
    (wanted.out / "clips").mkdir(parents=True, exist_ok=True)
    np.savez_compressed(wanted.out / "frames.npz", allow_pickle=False, **_frames(wanted.data, reader))
    for clip in sorted((wanted.data / "clips").glob("*.mp4")):
        print(save_track(clip, wanted.out / "clips").stem, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
