"""Ways to do the same thing, timed in turn, so that a machine that has other work slows them alike."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np


def paired(ways: dict[str, Callable[[int], object]], rounds: int) -> None:
    """Call each way with 0, 1, 2, …, all in turn, and print medians; ratios are to the first, round by round."""
    wall, cpu = ({name: np.empty(rounds) for name in ways} for _ in range(2))
    for way in ways.values():
        way(0)
    for nth in range(rounds):
        for name, way in ways.items():
            wall_s, cpu_s = time.perf_counter(), time.process_time()
            way(nth)
            wall[name][nth], cpu[name][nth] = time.perf_counter() - wall_s, time.process_time() - cpu_s
    first = next(iter(ways))
    print(f"| {'':<44} | ms | CPU ms | x the first |\n| --- | --- | --- | --- |")
    for name in ways:
        ratio = np.median(wall[name] / wall[first])
        print(f"| {name:<44} | {1e3 * np.median(wall[name]):.1f} | {1e3 * np.median(cpu[name]):.1f} | {ratio:.2f} |")
