"""Draw people, render them, find their landmarks: ``python -m samples.training OUT [--people N] [--jobs N] …``.

Each person is a file in OUT/pictures and one in OUT/landmarks, or one in OUT/closeups; what is there already is left
alone, so that a run that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from formcheck.poses.model_store import find
from samples.training.closeups import make_closeups
from samples.training.landmarks import Finder, find_in
from samples.training.postures import FAMILIES
from samples.training.render import Amount, make_person

CLOSEUPS = 24
"""Close-ups of a person."""


def main(arguments: list[str] | None = None) -> int:
    """Make what is missing; with several jobs, each is a process that takes every so many-th person."""
    parser = argparse.ArgumentParser(prog="python -m samples.training", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, default=400, help="how many")
    parser.add_argument("--first", type=int, default=0, help="number of the first; each number is one person")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--what", choices=["pictures", "closeups"], default="pictures")
    parser.add_argument("--model", default="full", help="lite, full, heavy, or the path of a bundle")
    parser.add_argument("--stills", type=int, default=Amount.stills, help="whole pictures of each")
    parser.add_argument("--clips", type=int, default=Amount.clips, help="and so many short motions")
    parser.add_argument("--families", nargs="+", choices=list(FAMILIES), default=list(FAMILIES), help="what they do")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--job", type=int, default=None, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.job is None and wanted.jobs > 1:
        again = [sys.executable, "-m", "samples.training", *(arguments or sys.argv[1:])]
        jobs = [subprocess.Popen([*again, "--job", str(job)]) for job in range(wanted.jobs)]
        return max(job.wait() for job in jobs)
    numbers = range(wanted.first + (wanted.job or 0), wanted.first + wanted.people, wanted.jobs)
    if wanted.what == "closeups":
        return _closeups(numbers, wanted.seed, wanted.families, wanted.out / "closeups")
    pictures, found = wanted.out / "pictures", wanted.out / "landmarks" / Path(wanted.model).stem
    pictures.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    finder = None
    for number in numbers:
        shard, out = pictures / f"{number:05d}.npz", found / f"{number:05d}.npz"
        if not shard.exists():
            make_person(
                number, wanted.seed, Amount(wanted.stills, wanted.clips, families=tuple(wanted.families)), shard
            )
        if not out.exists():
            finder = finder or Finder(find(wanted.model).path)
            find_in(shard, finder, out)
        print(f"person {number}", flush=True)
    return 0


def _closeups(numbers: range, seed: int, families: list[str], folder: Path) -> int:
    """Make the close-ups that are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        if not (folder / f"{number:05d}.npz").exists():
            make_closeups(number, seed, CLOSEUPS, families, folder / f"{number:05d}.npz")
        print(f"person {number}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
