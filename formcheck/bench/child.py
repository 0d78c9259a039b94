"""One way through a clip, in this process: `python -m formcheck.bench.child WAY CLIP MODEL` prints `Used` as JSON."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from formcheck.types import Number

STAGES = "stages"
FIRST_FRAME = "first frame"


@dataclass(frozen=True)
class Used:
    """What a process took; `ended` by the clock of the day, `aside_s` of it not its own, memory at its peak."""

    frames: int
    ended: float
    aside_s: float
    cpu_s: float
    peak_mb: Number
    stages: dict[str, float] = field(default_factory=dict)


USED = TypeAdapter(Used)


def peak_mb() -> float:
    """Peak resident memory of this process in MB; nan on Windows.

    Linux's own record is read where there is one: what `getrusage` says a process inherits from its parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:
        return math.nan
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes


def main(name: str, clip: Path, model: str) -> None:
    """Go the way and say what it took, from the process's beginning."""
    from formcheck.bench.stages import stages
    from formcheck.bench.ways import WAYS, first_frame

    ways = {**WAYS, STAGES: stages, FIRST_FRAME: first_frame}
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        spent = ways[name](clip, model, Path(folder))
        cpu_s = time.process_time() - spent.aside_cpu_s
        used = Used(spent.frames, time.time(), spent.aside_s, cpu_s, peak_mb(), spent.stages)
    sys.stdout.write(USED.dump_json(used).decode())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
