"""What it costs to run a finished batch again: finding, knowing and saying so, without a model or a worker.

    python -m tests.benchmarks.batch_resume [--clips 100000]

Files of a few bytes stand for clips, and the ledger knows each of them with a result of one leg and ten repetitions.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from formcheck.batch import keys, whole
from formcheck.batch.find import EVERYTHING, find
from formcheck.batch.job import Outcome
from formcheck.batch.keys import Keys, Settings
from formcheck.batch.ledger import opened
from formcheck.batch.store import LEDGER
from formcheck.outputs.clip import Asked
from tests.batches import Here

A_FOLDER = 1000


def fill(root: Path, clips: int) -> None:
    """Files as a finished batch leaves them."""
    settings = Settings(Asked())
    names = Keys(settings)
    for number in range(clips):
        path = root / "in" / str(number // A_FOLDER) / f"{number}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    time.sleep(2)  # or the youngest would be waited for
    leg = {
        "exercise": "single-leg-squat",
        "view": "front",
        "side": "left",
        "grade": "stable",
        "criterion": "pelvic drop",
    }
    leg |= {"value": 4.2, "error": 2.1, "unit": "°", "reps": 10, "sentence": "Left leg, 10 repetitions: stable."}
    rep = {f"reading_{nth}_deg": 1.2345 * nth for nth in range(25)}
    with opened(root / "out" / LEDGER) as ledger, ledger.together():
        for file in find(str(root / "in")):
            content = file.name
            ledger.remember(file.path, file.stamp, content)
            key, folder = names.result(content, "auto"), f"clips/{content.replace('/', '-')}"
            outcome = Outcome(key, "", folder, 9.9, None, None, "result.json", [leg], [rep] * 10)
            ledger.put(outcome, content, "")
            (root / "out" / folder).mkdir(parents=True)
            (root / "out" / folder / "result.json").touch()


def again(root: Path) -> float:
    began = time.perf_counter()
    summary = whole.run_batch(
        [str(root / "in")], str(root / "out"), Settings(Asked()), wanted=EVERYTHING, pool=Here()
    )
    assert summary.tally.before == summary.tally.clips
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=100_000)
    arguments = parser.parse_args()
    keys.model_store.find = lambda _: SimpleNamespace(sha256="0" * 64)
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), arguments.clips)
        began_cpu = time.process_time()
        tables_s = again(Path(folder))
        middle_cpu = time.process_time()
        resumed_s = again(Path(folder))
        ledger_mb = (Path(folder) / "out" / LEDGER).stat().st_size / 1e6
        index_mb = (Path(folder) / "out" / "index.html").stat().st_size / 1e6
        first_cpu = middle_cpu - began_cpu
        print(f"{arguments.clips} clips: tables and index written in {tables_s:.1f} s (CPU {first_cpu:.1f})")
        print(f"run again: {resumed_s:.1f} s (CPU {time.process_time() - middle_cpu:.1f})")
        print(f"ledger {ledger_mb:.0f} MB, index {index_mb:.1f} MB")


if __name__ == "__main__":
    main()
