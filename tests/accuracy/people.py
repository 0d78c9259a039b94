"""How near the pelvis of real people comes to a reference: the hip line beside the product's estimator.

    python -m tests.accuracy.people FOLDER [--cache DIR] [--export OUT.npz]

FOLDER holds the data sets named in trials.py.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import platformdirs

from formcheck.types import FloatArray
from tests.accuracy import motion, trials
from tests.accuracy.trials import Trial


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--cache", type=Path, default=platformdirs.user_cache_path("formcheck") / "people")
    asked.add_argument("--export", type=Path, help="write landmarks and truth of every clip, for trying estimators")
    options = asked.parse_args()
    found = trials.find(options.folder)
    if options.export:
        arrays = {f"{t.name}/{name}": v for t in found for name, v in exported(t, options.cache).items()}
        np.savez_compressed(options.export, **arrays)


def exported(trial: Trial, cache: Path) -> dict[str, FloatArray]:
    """Raw landmarks of a trial and what is true at each of its frames, by name."""
    track, camera = trials.landmarks(trial, cache), trial.camera
    pelvis = trial.truth(track.time_s)
    other = {name: p.at(track.time_s) for name, p in trial.references.items()}
    return {
        "time_s": track.time_s,
        "pixels": track.pixels,
        "world": track.world,
        "visible": track.visible,
        "persons": track.persons,
        "width": np.array(track.width),
        "height": np.array(track.height),
        **motion.angles_deg(pelvis.attitude),
        "hip_joints_obliquity_deg": motion.angles_deg(other["hip joints"].attitude)["obliquity_deg"],
        "azimuth_deg": camera.azimuth_deg(pelvis),
        "elevation_deg": camera.elevation_deg(pelvis),
        "roll_there_deg": camera.roll_there_deg(pelvis),
        "axis_px": camera.axis_px(pelvis),
        "hips_px": camera.project(pelvis.hips),
        "roll_deg": np.array(camera.roll_deg),
        "pitch_deg": np.array(camera.pitch_deg),
        "focal_px": np.array(camera.matrix[1, 1]),
    }


if __name__ == "__main__":
    main()
