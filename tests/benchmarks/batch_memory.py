"""Whether a worker's memory stays flat: resident memory of one process over many clips.

    python -m tests.benchmarks.batch_memory [--clips 200] [--seconds 2]

Each clip is some seconds of a sample, followed in four parts as a long clip is, judged and written by one process.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from formcheck import follow
from formcheck.batch import find, job
from formcheck.outputs.clip import Asked
from tests.command import SAMPLES


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=2.0)
    arguments = parser.parse_args()
    follow.PART_S = arguments.seconds / 4
    samples = sorted(SAMPLES.glob("sls_*.mp4"))
    with tempfile.TemporaryDirectory() as out:
        for nth in range(1, arguments.clips + 1):
            clip = samples[nth % len(samples)]
            asked = Asked("single-leg-squat", start_s=1.0, end_s=1.0 + arguments.seconds, video=False)
            stamp = find.stamp(str(clip))
            job.run(job.Job(str(nth), "", str(clip), stamp, out, f"clips/{nth}", asked))
            if nth in (1, 5, 10) or nth % 25 == 0:
                print(f"{nth:5d} clips  {resident_mb():7.0f} MB", flush=True)


if __name__ == "__main__":
    main()
