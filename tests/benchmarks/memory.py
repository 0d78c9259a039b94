"""Peak memory of `formcheck analyze` on a long clip beside a short one.

    python -m tests.benchmarks.memory [--minutes 1 10] [--model full]

The clips are a sample repeated; each is analysed by a process of its own with all outputs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from formcheck.outputs.video import VideoWriter
from formcheck.sources import open_source

SAMPLE = Path(__file__).parents[2] / "samples" / "sls_left_stable_front.mp4"


def repeat(sample: Path, path: Path, seconds: float) -> int:
    """Write the sample again and again until `seconds` are filled; the number of frames."""
    with open_source(sample) as source:
        frames = [frame.image for frame in source]
        rate = source.info.frame_rate
    count = round(seconds * rate)
    height, width = frames[0].shape[:2]
    with VideoWriter(path, width, height) as writer:
        for index in range(count):
            writer.write(frames[index % len(frames)], index / rate)
    return count


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
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 10])
    parser.add_argument("--model", default="full")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first = None
        for minutes in arguments.minutes:
            clip = Path(folder, f"{minutes:g}min.mp4")
            frames = repeat(SAMPLE, clip, 60 * minutes)
            peak = peak_mb(clip, Path(folder, f"{minutes:g}"), arguments.model)
            first = first or peak
            print(f"{minutes:5g} min {frames:7d} frames  peak {peak:6.0f} MB  {peak / first:5.2f} x", flush=True)


if __name__ == "__main__":
    main()
