"""How fast a batch is beside the bare landmarker on the same frames, with one and two processes.

    python -m tests.benchmarks.batch_rate [--clips 8] [--workers 1 2]

The samples stand for clips, told apart by bytes behind their end. The bare landmarker works on frames decoded
beforehand, its opening included, as in `formcheck bench`. Processor time is printed beside the clock's, which other
work on the machine stretches. Starting the processes, some seconds, is part of the batch.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from formcheck.batch.find import EVERYTHING
from formcheck.batch.keys import Settings
from formcheck.batch.whole import run_batch
from formcheck.batch.workers import Processes
from formcheck.bench.ways import bare
from formcheck.outputs.clip import Asked
from tests.batches import settled
from tests.command import SAMPLES


def used_s() -> float:
    """Processor time of this process and of those it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    samples = sorted(SAMPLES.glob("sls_*.mp4"))
    frames, bare_s, bare_used = 0, 0.0, 0.0
    for nth in range(arguments.clips):
        began, before = time.perf_counter(), used_s()
        spent = bare(samples[nth % len(samples)], "full", Path())
        frames += spent.frames
        bare_s += time.perf_counter() - began - spent.aside_s
        bare_used += used_s() - before - spent.aside_cpu_s
    print(f"{arguments.clips} clips, {frames} frames")
    print(
        f"  bare         {frames / bare_s:6.1f} frames/s   {1000 * bare_used / frames:5.1f} ms processor time a frame"
    )
    with tempfile.TemporaryDirectory() as folder:
        for nth in range(arguments.clips):
            path = Path(folder, "in", f"{nth}.mp4")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(samples[nth % len(samples)].read_bytes() + nth.to_bytes(4))
            settled(path)
        for size in arguments.workers:
            before, began = used_s(), time.perf_counter()
            with Processes(size) as pool:
                asked = Settings(Asked("single-leg-squat", video=False))
                run_batch([f"{folder}/in"], f"{folder}/out{size}", asked, wanted=EVERYTHING, pool=pool)
            took_s, used = time.perf_counter() - began, used_s() - before
            print(
                f"  {size} processes  {frames / took_s:6.1f} frames/s   {1000 * used / frames:5.1f} ms processor time"
                f" a frame   {3600 * arguments.clips / took_s:6.0f} clips/h   {bare_s / took_s:5.2f} x bare"
            )


if __name__ == "__main__":
    main()
