"""Peak memory of `formcheck analyze` on a long clip beside a short one.

    python -m tests.benchmarks.memory [CLIP] [--minutes 1 10] [--model full]

The clips are one (a sample) played there and back; each is analysed by a process of its own with all outputs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from formcheck.bench import long_clip

SAMPLE = Path(__file__).parents[2] / "samples" / "sls_left_stable_front.mp4"


def peak_mb(clip: Path, out: Path, model: str) -> float:
    """Peak resident memory of one analysis, in MB."""
    command = [sys.executable, "-m", "formcheck", "analyze", str(clip), "-o", str(out), "--model", model]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"analyze failed with exit code {process.returncode}")
    return usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 10])
    parser.add_argument("--model", default="full")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first = None
        for minutes in arguments.minutes:
            clip = Path(folder, f"{minutes:g}min.mp4")
            long_clip.write(arguments.clip, clip, 60 * minutes, None)
            peak = peak_mb(clip, Path(folder, f"{minutes:g}"), arguments.model)
            first = first or peak
            print(f"{minutes:5g} min  peak {peak:6.0f} MB  {peak / first:5.2f} x", flush=True)


if __name__ == "__main__":
    main()
