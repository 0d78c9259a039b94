"""How late the picture of `formcheck live` is, how many poses a second it measures, and how its memory stays.

    python -m tests.benchmarks.live [--seconds 30] [--models full lite] [--no-record]
    python -m tests.benchmarks.live --soak 20

A sample, widened to 1280x720, is sent as MJPEG at 30 pictures a second by a process of its own, and shown by the
session itself on a virtual screen. Late is from when a picture has come, before it is decoded, until the window has
it with everything drawn; the landmarker's share of it is its own call, without the close look at the hips. The
first five seconds do not count. The soak runs the command without a window and prints its memory every minute, all
processes together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from formcheck.sources import open_source
from tests.mjpeg import MjpegServer
from tests.screen import Screen

SAMPLE = Path(__file__).parents[2] / "samples" / "sls_both_front.mp4"
WARM_UP_S = 5.0


def serve(told) -> None:
    """Send the sample, enlarged to 720 rows, in the middle of a wide picture, until told to stop."""
    import cv2

    wide = []
    with open_source(SAMPLE) as source:
        for frame in source:
            tall = cv2.resize(frame.image, None, fx=720 / source.info.height, fy=720 / source.info.height)
            picture = np.full((720, 1280, 3), 200, np.uint8)
            left = (1280 - tall.shape[1]) // 2
            picture[:, left : left + tall.shape[1]] = tall[:720]
            wide.append(picture)
    with MjpegServer(wide, rate=30) as server:
        told.send(server.url)
        told.recv()


class Timed:
    """A listener and a window that note when a picture came and when it was shown."""

    def __init__(self, newest) -> None:
        from formcheck.views.window import Window

        self._window = Window("formcheck")
        self._newest = newest
        self._pending: list[float] = []
        self.late_s: list[tuple[float, float]] = []
        self.hz: list[float] = []

    def tell(self, moment) -> None:
        self._pending.append(moment.scene.time_s)
        self.hz.append(moment.scene.pose_hz)

    def camera(self, wrong: str) -> None:
        print(wrong)

    def toggle(self) -> bool:
        return True

    def show(self, image) -> None:
        self._window.show(image)
        if self._pending:
            came_s = self._newest._first_s + self._pending[-1]
            self.late_s.append((self._pending[-1], time.perf_counter() - came_s))
            self._pending.clear()

    def __getattr__(self, name: str):
        return getattr(self._window, name)


def session(url: str, model: str, seconds: float, folder: Path, *, record: bool) -> None:
    """Run a session for so long and print its figures."""
    from formcheck.live.gestures import Gesture
    from formcheck.live.judge import Asked, Judge
    from formcheck.live.run import run
    from formcheck.live.session import Session
    from formcheck.outputs.recording import RecordingWriter
    from formcheck.poses import open_estimator
    from formcheck.sources.camera import open_camera
    from formcheck.sources.newest import Newest

    landmarker_s: list[float] = []
    with open_estimator(model) as estimator, Newest(lambda: open_camera(url)) as newest, Judge() as judge:
        track = estimator._landmarker.track

        def watched(image):
            began = time.perf_counter()
            found = track(image)
            landmarker_s.append(time.perf_counter() - began)
            return found

        estimator._landmarker.track = watched
        opened = (lambda: RecordingWriter(folder / "raw.mp4", 1280, 720)) if record else None
        timed = Timed(newest)
        with Session(estimator, judge, Asked(None), 1280, 720, opened) as live:
            see = live.see

            def ending(frame, **more):
                if frame.time_s > seconds:
                    more["key"] = Gesture.END
                return see(frame, **more)

            live.see = ending
            began = time.perf_counter(), time.process_time()
            run(newest, live, timed, timed)
            wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    late_ms = 1000 * np.array([late for at, late in timed.late_s if at > WARM_UP_S])
    own_ms = 1000 * np.median(landmarker_s)
    print(
        f"{model:5s} late {np.median(late_ms):4.0f} ms (p95 {np.percentile(late_ms, 95):.0f})"
        f"  landmarker {own_ms:.0f} ms"
        f"  all else {np.median(late_ms) - own_ms:4.0f} ms  {np.median(timed.hz):4.1f} poses a second"
        f"  {cpu / wall:4.2f} cores (judge not counted)",
        flush=True,
    )


def resident_mb(root: int) -> float:
    """Resident memory of a process and those it started, in MB."""
    total, found = 0.0, [root]
    while found:
        pid = found.pop()
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0) / 1024
    return total


def soak(url: str, minutes: float, folder: Path) -> None:
    """Run the command for so long and print its memory every minute."""
    command = [sys.executable, "-m", "formcheck", "live", "--headless", "--camera", url, "--out", str(folder / "out")]
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background job would be deaf to Ctrl-C
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hears)
    os.set_blocking(process.stderr.fileno(), False)
    counted = 0
    for minute in range(1, round(minutes) + 1):
        time.sleep(60)
        counted += (process.stderr.read() or "").count("repetition ")
        print(f"{minute:3d} min  {resident_mb(process.pid):6.0f} MB  {counted:4d} repetitions", flush=True)
    os.set_blocking(process.stderr.fileno(), True)
    process.send_signal(signal.SIGINT)
    process.communicate()
    print(f"exit code {process.returncode}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--models", nargs="+", default=["full"])
    parser.add_argument("--no-record", action="store_true")
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument("--on-screen", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.on_screen:  # in a process that was started with a screen
        for model in asked.models:
            with tempfile.TemporaryDirectory() as folder:
                session(asked.on_screen, model, asked.seconds, Path(folder), record=not asked.no_record)
        return
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = ours.recv()
    if asked.soak:
        with tempfile.TemporaryDirectory() as folder:
            soak(url, asked.soak, Path(folder))
    else:
        with Screen() as screen:
            command = [sys.executable, "-m", "tests.benchmarks.live", *sys.argv[1:], "--on-screen", url]
            subprocess.run(command, env=screen.environment, check=True)
    ours.send("stop")


if __name__ == "__main__":
    main()
