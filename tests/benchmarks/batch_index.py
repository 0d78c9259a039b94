"""How long the index of a batch takes to open, to sort and to search in a browser.

    python -m tests.benchmarks.batch_index [--clips 100 10000] [--repeat 5]

Milliseconds, medians; a page of 100 clips beside it tells what is the browser's own. Needs chromium and chromedriver.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from formcheck.batch.index import write_index
from tests.browser.conftest import opened
from tests.browser.test_index import entry, outcome

GRADES = ("stable", "borderline", "unstable")
DO = {
    "sort": "document.querySelector('[data-key=left]').click()",
    "search": "const e = document.getElementById('search'); e.value = 'c01'; e.dispatchEvent(new Event('input'))",
}

TIMED = "const began = performance.now(); {}; document.body.offsetHeight; return performance.now() - began"
LOADED = "const it = performance.getEntriesByType('navigation')[0]; return it.loadEventEnd - it.startTime"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as profile, opened(Path(profile)) as browser:
        for count in arguments.clips:
            with tempfile.TemporaryDirectory() as folder:
                clips = {f"c{n:05d}": outcome(f"c{n:05d}", GRADES[n % 3], n % 17) for n in range(count)}
                began = time.perf_counter()
                write_index([entry(name) for name in clips], [], clips.__getitem__, Path(folder))
                print(f"{count} clips: written in {1000 * (time.perf_counter() - began):.0f}", end="")
                ms: dict[str, list[float]] = {"opened": []}
                for _ in range(arguments.repeat):
                    browser.get((Path(folder) / "index.html").as_uri())
                    ms["opened"].append(browser.execute_script(LOADED))
                    for name, script in DO.items():
                        ms.setdefault(name, []).append(browser.execute_script(TIMED.format(script)))
                print("".join(f", {name} {statistics.median(each):.0f} ms" for name, each in ms.items()))


if __name__ == "__main__":
    main()
