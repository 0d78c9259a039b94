"""What is found of the steps of a stick runner, beside what is true of them.

    python -m tests.accuracy.gait [CLIPS]

Three runners (152, 168 and 186 steps a minute) for four seconds at every view and frame rate, 400 px tall, with 2 px
of white noise on every landmark. Printed, of each instant: the median and the 90th percentile of the error, and the
share of the stated 90 % intervals that hold. With a folder of landmarks (NAME.npz, saved by `analyze`) and their
truth (NAME.truth.json), the same of these.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from formcheck import health
from formcheck import level as levels
from formcheck.exercises.base import LEGS
from formcheck.poses import recorded
from formcheck.segments import gait
from formcheck.types import Z90, Side
from tests import runners

VIEWS = {"side": runners.SIDE, "rear": runners.REAR, "front": runners.FRONT}
RUNNERS = (
    runners.Runner(152.0, 0.85),
    runners.Runner(168.0, 0.75, Side.RIGHT),
    runners.Runner(186.0, 0.65, begins_s=0.05),
)
INSTANTS = ("strike", "midstance", "toe_off")


def paired(found: gait.Gait, steps: Sequence, step_s: float):
    """Stances, each beside the true step whose midstance is nearest, where that is within a quarter of a step."""
    near = [(one, min(steps, key=lambda s: abs(s.midstance_s - one.midstance.time_s))) for one in found.stances]
    return [(a, s) for a, s in near if abs(s.midstance_s - a.midstance.time_s) < step_s / 4]


def line(name: str, found: int, true: int, pairs) -> str:
    """One row of the table."""
    says = f"{name:28} {found:3} of {true:3}  {sum(a.side is s.side for a, s in pairs):3} sides "
    for instant in INSTANTS:
        wrong = np.array([getattr(a, instant).time_s - getattr(s, f"{instant}_s") for a, s in pairs])
        held = np.array([Z90 * getattr(a, instant).se_s for a, _ in pairs]) > np.abs(wrong)
        says += f" | {instant} {1000 * np.median(wrong):+4.0f} {1000 * np.percentile(np.abs(wrong), 90):4.0f} ms"
        says += f" {np.mean(held):4.0%}"
    return says


def main() -> None:
    """Print the tables."""
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).glob("*.truth.json")):
            truth = json.loads(path.read_text())
            saved = path.with_name(path.name.replace(".truth.json", ".npz"))
            if truth["exercise"] == "running" and saved.exists():
                track, _ = health.examine(recorded.load(saved), LEGS)
                found = gait.find(levels.upright(track, levels.find(track)))
                steps = [
                    SimpleNamespace(
                        side=r["side"], strike_s=r["start_s"], midstance_s=r["key_s"], toe_off_s=r["end_s"]
                    )
                    for r in truth["reps"]
                ]
                near = paired(found, steps, found.step.time_s)
                print(line(path.name.split(".")[0], len(found.stances), len(steps), near))
    for view, camera in VIEWS.items():
        for rate in (25.0, 30.0, 60.0, 120.0, 240.0):
            near, count, true = [], 0, 0
            for runner in RUNNERS:
                track, steps = runners.film(runner, camera, rate=rate, lasts_s=4.0, seed=int(runner.cadence_per_min))
                found = gait.find(track)
                near += paired(found, steps, runner.step_s)
                count += len(found.stances)
                true += sum(s.strike_s >= 0 and s.toe_off_s <= track.time_s[-1] for s in steps)
            print(line(f"{view}, {rate:g} a second", count, true, near))


if __name__ == "__main__":
    main()
