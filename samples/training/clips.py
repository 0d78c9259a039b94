"""Held-out clips: people of numbers that training never sees, doing single-leg squats from many views.

``python -m samples.training.clips OUT [--clips N] [--jobs N]`` renders what is missing, mp4 and truth.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from samples.renderer.body import Phenotype, load_body
from samples.renderer.camera import Camera
from samples.renderer.clip import make_clip
from samples.renderer.motions.single_leg_squat import FREE_LEGS, Course, Motion, Rep, Set
from samples.renderer.pose import ARMS, Side
from samples.renderer.recipes import Recipe
from samples.renderer.skeleton import solve
from samples.training import people, shots

Rng = np.random.Generator

FIRST = 1_000_000
"""Numbers of held-out people start here; a table for training must not reach it."""

VIEWS = {"front": (0.0, 18.0), "rear": (180.0, 18.0), "front oblique": (47.0, 6.0), "rear oblique": (133.0, 6.0)}
CHANCES = (0.38, 0.32, 0.15, 0.15)


def recipe(number: int, seed: int = 1) -> Recipe:
    """Draw a held-out clip."""
    rng = np.random.default_rng([seed, FIRST + number])
    phenotype, outfit = people.phenotype(rng), people.outfit(rng)
    view = str(rng.choice(list(VIEWS), p=CHANCES))
    middle, spread = VIEWS[view]
    yaw = float(rng.choice([-1.0, 1.0])) * float(
        np.clip(rng.normal(middle, spread / 2.0), middle - spread, middle + spread)
    )
    motion = _motion(rng, number)
    return Recipe(
        f"held_out_{number:03d}",
        view,
        phenotype,
        outfit,
        replace(people.room(rng), turn_deg=yaw),
        _camera(rng, phenotype, motion, yaw),
        motion,
        noise=float(rng.uniform(0.5, 4.0)),
        blur_px=float(rng.uniform(0.3, 0.9)),
    )


def _motion(rng: Rng, number: int) -> Motion:
    """Draw one set of three or four repetitions: held, or dropping (or hiking), all else drawn apart from it."""
    side: Side = "left" if rng.uniform() < 0.5 else "right"
    drop, depth = float(rng.uniform(-5.0, 17.0)), float(rng.uniform(55.0, 90.0))
    lean, knee_in, turn = float(rng.normal(4.0, 6.0)), float(rng.normal(6.0, 8.0)), float(rng.normal(0.0, 6.0))
    reps = tuple(
        Rep(
            depth_deg=depth + float(rng.normal(0.0, 3.0)),
            drop_deg=drop + float(rng.normal(0.0, 1.5)),
            seconds=float(rng.uniform(1.4, 2.2)),
            lean_deg=lean + float(rng.normal(0.0, 1.0)),
            knee_in_deg=knee_in,
            turn_deg=turn,
        )
        for _ in range(int(rng.integers(3, 5)))
    )
    one = Set(side, reps, free=str(rng.choice(sorted(FREE_LEGS))), pause_s=float(rng.uniform(0.15, 0.5)))
    return Motion(
        (replace(one, standing_drop_deg=float(rng.normal(0.5, 1.0))),),
        quiet_s=1.2,
        neutral_obliquity_deg=float(rng.normal(0.0, 1.5)),
        neutral_tilt_deg=float(rng.normal(9.0, 5.0)),
        neutral_rotation_deg=float(rng.normal(0.0, 4.0)),
        deepest_tilt_deg=float(rng.normal(20.0, 6.0)),
        deepest_trunk_deg=float(rng.normal(24.0, 9.0)),
        arms=str(rng.choice(sorted(ARMS))),
        sway_deg=float(rng.uniform(0.1, 0.5)),
        seed=number,
    )


def _camera(rng: Rng, phenotype: Phenotype, motion: Motion, yaw: float) -> Camera:
    """Draw a camera that has the whole motion in its picture."""
    body, course = load_body(phenotype), Course(motion)
    skin = np.concatenate([solve(body, course.pose(t)).vertices()[::29] for t in np.arange(0.0, course.seconds, 0.4)])
    size = (480, 640) if rng.uniform() < 0.6 else (640, 480)
    while True:
        shot = shots.camera(rng, skin, size, yaw)
        if shot is not None:
            return shot


def main(arguments: list[str] | None = None) -> int:
    """Render what is missing."""
    parser = argparse.ArgumentParser(prog="python -m samples.training.clips", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--job", type=int, default=None, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.job is None and wanted.jobs > 1:
        again = [sys.executable, "-m", "samples.training.clips", *(arguments or sys.argv[1:])]
        jobs = [subprocess.Popen([*again, "--job", str(job)]) for job in range(wanted.jobs)]
        return max(job.wait() for job in jobs)
    for number in range(wanted.job or 0, wanted.clips, wanted.jobs):
        one = recipe(number)
        if not (wanted.out / f"{one.name}.truth.json").exists():
            print(make_clip(one, wanted.out), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
