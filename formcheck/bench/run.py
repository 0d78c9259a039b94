"""All ways through a clip in turn, several times: medians, and ratios to the bare landmarker round by round."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from formcheck.bench import child
from formcheck.bench.child import Used
from formcheck.errors import InputError
from formcheck.follow import cores
from formcheck.sources import open_source
from formcheck.types import Number

HELP = ("-c", "from formcheck.cli.app import main; main()", "--help")

Tell = Callable[[float], None]
"""Told how many processes have come to their end."""


@dataclass(frozen=True)
class Row:
    """One way: medians over the rounds, and medians of the ratios to the bare landmarker within a round."""

    way: str
    frames_per_s: float
    wall_s: float
    cpu_ms_per_frame: float
    peak_mb: Number
    wall_ratio: float
    cpu_ratio: float


@dataclass(frozen=True)
class Table:
    """What `formcheck bench` prints; `stages_ms` is processor time a frame."""

    frames: int
    width: int
    height: int
    cores: int
    repeat: int
    rows: list[Row]
    stages_ms: dict[str, float]
    help_s: float
    first_frame_s: float


def processes(ways: int, repeat: int) -> int:
    """How many processes a run takes."""
    return repeat * (ways + 2) + 1


def run(clip: Path, model: str, ways: list[str], repeat: int, tell: Tell = lambda _: None) -> Table:
    """Go through a clip by every way, the first of which the others are compared with.

    Raises
    ------
    InputError
        One of them came to no end; its own words are passed on.
    """
    rounds: list[dict[str, tuple[float, Used]]] = []
    helps: list[float] = []
    firsts: list[float] = []
    done = 0

    def ended() -> None:
        nonlocal done
        done += 1
        tell(done)

    for _ in range(repeat):
        rounds.append({})
        for way in ways:
            rounds[-1][way] = _measured(way, clip, model)
            ended()
        helps.append(_help_s())
        firsts.append(_measured(child.FIRST_FRAME, clip, model)[0])
        ended()
        ended()
    _, whole = _measured(child.STAGES, clip, model)
    ended()
    stages_ms = {stage: 1000 * cpu_s / whole.frames for stage, cpu_s in whole.stages.items()}
    rows = [_row(way, ways[0], rounds) for way in ways]
    with open_source(clip) as source:
        size = source.info.width, source.info.height
    return Table(whole.frames, *size, cores(), repeat, rows, stages_ms, median(helps), median(firsts))


def _row(way: str, bare: str, rounds: list[dict[str, tuple[float, Used]]]) -> Row:
    wall_s = median(each[way][0] for each in rounds)
    frames = rounds[0][way][1].frames
    return Row(
        way=way,
        frames_per_s=frames / wall_s,
        wall_s=wall_s,
        cpu_ms_per_frame=median(1000 * each[way][1].cpu_s / frames for each in rounds),
        peak_mb=median(each[way][1].peak_mb for each in rounds),
        wall_ratio=median(each[way][0] / each[bare][0] for each in rounds),
        cpu_ratio=median(each[way][1].cpu_s / each[bare][1].cpu_s for each in rounds),
    )


def _measured(way: str, clip: Path, model: str) -> tuple[float, Used]:
    """Seconds of a way, from the process's beginning to its last file, and what it used."""
    began = time.time()
    command = [sys.executable, "-P", "-m", "formcheck.bench.child", way, str(clip), model]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise InputError(f"{clip.name} cannot be measured, “{way}” ended with: {last}")
    used = child.USED.validate_json(ended.stdout)
    return used.ended - began - used.aside_s, used


def _help_s() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-P", *HELP], capture_output=True, check=True)
    return time.perf_counter() - began
