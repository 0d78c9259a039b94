"""What `analyze` says of the sample clips beside what is true of them.

    python -m tests.accuracy.samples [--engine litert] [--fps 15]

Every sample with repetitions is analysed with its camera's true roll. Printed: repetitions and sides found, the
person's view, and for each reading the bias, root mean square and largest error over all repetitions, with
the share of them whose stated 90 % interval holds the truth.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck import exercises, pipeline
from formcheck.poses import DEFAULT_ENGINE, Engine
from formcheck.types import Z90, Rep, Result, Side

SAMPLES = Path(__file__).parents[2] / "samples"

ERRORS = {
    "drop_from_neutral_deg": "drop_se_deg",
    "knee_flexion_deg": "knee_flexion_se_deg",
    "fppa_deg": "fppa_se_deg",
    "trunk_lean_deg": "trunk_lean_se_deg",
}
"""Readings that truth knows too, and where their standard errors are."""


@dataclass(frozen=True)
class Compared:
    """One repetition found, beside the true one: differences by name, and who holds the truth."""

    clip: str
    rep: Rep
    truth: dict[str, Any]
    wrong: dict[str, float]
    held: dict[str, bool]


def truths() -> list[dict[str, Any]]:
    """The truth of every sample, by name."""
    return [json.loads(path.read_text()) for path in sorted(SAMPLES.glob("*.truth.json"))]


def compare(result: Result, truth: dict[str, Any]) -> list[Compared]:
    """Pair repetitions in order; says nothing of those one side has too many of."""
    return [_pair(truth["clip"], rep, true) for rep, true in zip(result.reps, truth["reps"], strict=False)]


def _pair(clip: str, rep: Rep, true: dict[str, Any]) -> Compared:
    wrong = {name: getattr(rep, name) - true[name] for name in ("start_s", "key_s", "end_s")}
    held = {}
    for name, error in ERRORS.items():
        expected = true[name]
        if name == "trunk_lean_deg" and rep.side is Side.RIGHT:
            expected = -expected  # truth: toward the person's left; ours: toward the stance side
        wrong[name] = rep.readings[name] - expected
        held[name] = abs(wrong[name]) <= Z90 * rep.readings[error]
    return Compared(clip, rep, true, wrong, held)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", type=Engine, default=DEFAULT_ENGINE)
    parser.add_argument("--fps", type=float)
    asked = parser.parse_args()
    compared: list[Compared] = []
    for truth in truths():
        if not truth["reps"]:
            continue
        roll = truth["camera"]["roll_deg"]
        clip = SAMPLES / f"{truth['clip']}.mp4"
        analysis = pipeline.analyse(clip, exercises.EXERCISES[0], engine=asked.engine, fps=asked.fps, roll_deg=roll)
        pairs = compare(analysis.result, truth)
        compared += pairs
        sides = sum(p.rep.side == p.truth["side"] for p in pairs)
        view = analysis.result.view
        print(
            f"{truth['clip']:<24} {len(analysis.result.reps)} of {len(truth['reps'])} repetitions, {sides} sides "
            f"right, {view.name} ({view.azimuth.value_deg:.0f}°)"
        )
    print(f"\n{len(compared)} repetitions\n{'':<24}{'bias':>8}{'rms':>8}{'largest':>9}{'held':>7}")
    for name in compared[0].wrong:
        values = np.array([p.wrong[name] for p in compared])
        held = np.mean([p.held[name] for p in compared]) if name in ERRORS else math.nan
        share = "" if math.isnan(held) else f"{held:.0%}"
        rms = np.sqrt(np.mean(values**2))
        print(f"{name:<24}{values.mean():8.2f}{rms:8.2f}{np.abs(values).max():9.2f}{share:>7}")


if __name__ == "__main__":
    main()
