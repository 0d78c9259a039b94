"""`formcheck live` as a person uses it: a network camera, a virtual screen, keys, and what is left on the disk."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from formcheck.live.judge import Asked, Judge
from formcheck.live.session import Session
from formcheck.outputs import result_json
from formcheck.pipeline import analyse, conclude
from formcheck.poses import open_estimator, recorded
from formcheck.sources import open_source
from formcheck.types import Frame, Origin
from tests.command import ENVIRONMENT, ROOT, SAMPLES, formcheck
from tests.mjpeg import MjpegServer
from tests.screen import Screen

pytestmark = pytest.mark.xdist_group("live")
"""What happens in real time is not tested beside itself."""

CLIP = SAMPLES / "sls_both_front.mp4"
PATIENCE_S = 120.0


@pytest.mark.model
def test_live_and_analyze_say_the_same_of_a_clip(model):
    """Every third frame comes too late for live; the rest goes through the session as it would."""
    whole = analyse(CLIP, model=str(model)).result
    rng = np.random.default_rng(3)
    with open_source(CLIP) as source, open_estimator(str(model)) as estimator, Judge() as judge:
        info = source.info
        session = Session(estimator, judge, Asked(None), info.width, info.height, None, led=False)
        done = []
        for frame in source:
            if rng.random() > 1 / 3:
                done += session.see(Frame(frame.index, frame.time_s, frame.image)).done
        track = session.track
    result = conclude(track, None, Origin(info, None, None, 0, "full", "0" * 64)).result
    assert result.exercise == whole.exercise
    assert [rep.side for rep in result.reps] == [rep.side for rep in whole.reps]
    for ours, theirs in zip(result.reps, whole.reps, strict=True):
        error = 1.645 * np.hypot(ours.readings["drop_se_deg"], theirs.readings["drop_se_deg"])
        assert abs(ours.readings["drop_deg"] - theirs.readings["drop_deg"]) < error  # measured: 0.0 to 0.6 of some 5
        assert abs(ours.key_s - theirs.key_s) < 0.2


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A virtual screen."""
    with Screen() as shown:
        yield shown


@pytest.fixture(scope="module")
def server() -> Iterator[MjpegServer]:
    """Somebody who stands for a while and then squats, as a camera on the network sends it."""
    with open_source(CLIP) as source:
        images = [frame.image for frame in source]
    with MjpegServer([images[0]] * 300 + images, rate=30) as playing:
        yield playing


class Live:
    """A running `formcheck live`."""

    def __init__(self, at: Path, *words: str, screen: Screen | None = None) -> None:
        environment = ENVIRONMENT | (screen.environment if screen else {"DISPLAY": ""}) | {"PYTHONPATH": str(ROOT)}
        self.said = at / "said"
        self.out = at / "out"
        with self.said.open("w") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "formcheck", "live", "--out", str(self.out), *words],
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=at,
            )

    def wait_for(self, what: str | Callable[[], bool]) -> None:
        """Wait until it has said something, or something is so."""
        until = time.monotonic() + PATIENCE_S
        while not (what() if callable(what) else what in self.said.read_text()):
            if self.over or time.monotonic() > until:
                pytest.fail(f"{what} never came; said was:\n{self.said.read_text()}")
            time.sleep(0.05 if isinstance(what, str) else 1.0)

    @property
    def over(self) -> bool:
        """It has ended."""
        return self._process.poll() is not None

    def children(self) -> list[int]:
        """Processes that it has started."""
        pid = self._process.pid
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]

    def signal(self, number: int) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def end(self) -> int:
        """Wait for the end."""
        return self._process.wait(PATIENCE_S)


@pytest.fixture
def live(tmp_path, model) -> Iterator[Callable[..., Live]]:
    """Start `formcheck live`; whatever is left running is killed."""
    started: list[Live] = []

    def start(*words: str, screen: Screen | None = None) -> Live:
        started.append(Live(tmp_path, "--model", str(model), *words, screen=screen))
        return started[-1]

    yield start
    for one in started:
        one._process.kill()
        one._process.wait()


def coloured(picture: np.ndarray) -> bool:
    """Whether anything is shown but a grey or black screen."""
    return float(picture.std()) > 20.0


def test_a_session_without_a_window_ends_by_ctrl_c_and_is_a_result(live, server, model):
    session = live("--camera", server.url, "--headless")
    session.wait_for("repetition 1")
    session.signal(signal.SIGINT)
    assert session.end() == 0, session.said.read_text()
    said = session.said.read_text()
    for line in ("Keep still", "Get ready", "Single-leg squat", "no medical advice"):
        assert line in said
    result = result_json.load(session.out / "result.json")
    assert result.reps
    assert result.origin.source.name == server.url
    track = recorded.load(session.out / "landmarks.npz")
    for name in ("raw.mp4", "annotated.mp4"):
        with open_source(session.out / name) as video:
            times_s = [frame.time_s for frame in video]
        np.testing.assert_allclose(times_s[: len(track)], track.time_s, atol=2e-5)  # ticks of 1/90000 s
    assert len(times_s) > len(track)  # the card at the end
    again = analyse(session.out / "raw.mp4", model=str(model)).result
    assert [rep.side for rep in again.reps] == [rep.side for rep in result.reps]
    for ours, theirs in zip(result.reps, again.reps, strict=True):
        # Encoding moves landmarks by a pixel: measured 0.4 to 2.4 of some 10.
        assert abs(ours.readings["drop_deg"] - theirs.readings["drop_deg"]) < 1.645 * ours.readings["drop_se_deg"]


def test_nothing_measured_leaves_nothing(live):
    room = [np.full((480, 640, 3), 160, np.uint8)]
    with MjpegServer(room, rate=30) as empty:
        session = live("--camera", empty.url, "--headless")
        session.wait_for("Step in front of the camera")
        session.signal(signal.SIGINT)
        assert session.end() == 24
    assert "Nothing was measured" in session.said.read_text()
    assert not session.out.exists()


def test_a_killed_session_leaves_its_recording(live, server):
    session = live("--camera", server.url, "--headless")
    raw = session.out / "raw.mp4"
    session.wait_for(lambda: raw.exists() and raw.stat().st_size > 100_000)
    judges = session.children()
    session.signal(signal.SIGKILL)
    session.end()
    until = time.monotonic() + PATIENCE_S
    while any(Path(f"/proc/{pid}").exists() for pid in judges) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in judges if Path(f"/proc/{pid}").exists()]
    with open_source(raw) as source:
        assert sum(1 for _ in source) > 10


def test_no_recording_if_none_is_wanted(live, server):
    session = live("--camera", server.url, "--headless", "--no-record")
    session.wait_for("repetition 1")
    session.signal(signal.SIGTERM)  # ends it as Ctrl-C does
    assert session.end() == 0
    assert not {path.name for path in session.out.iterdir()} & {"raw.mp4", "annotated.mp4"}


def test_a_camera_that_goes_and_comes_back(live, server):
    session = live("--camera", server.url, "--headless")
    session.wait_for("Keep still")
    server.refuse()
    session.wait_for("The camera is lost and looked for.")
    server.come_back()
    session.wait_for("The camera is back")
    session.signal(signal.SIGINT)
    assert session.end() in (0, 15, 24), session.said.read_text()  # as much as was seen by then


def test_a_window_shows_and_hears(live, server, screen):
    session = live("--camera", server.url, screen=screen)
    session.wait_for("Get ready")
    session.wait_for(lambda: coloured(screen.picture()))
    screen.do("search", "--sync", "--name", "formcheck", "windowfocus", "key", "space")
    session.wait_for("Paused")
    screen.do("key", "space")
    session.wait_for(lambda: session.said.read_text().count("Get ready") == 2)
    screen.do("key", "q")
    assert session.end() in (0, 24), session.said.read_text()  # whether a repetition was seen by then
    assert (session.out / "raw.mp4").exists()


def test_a_window_that_is_closed_ends_the_session(live, server, screen):
    session = live("--camera", server.url, screen=screen)
    session.wait_for("Keep still")
    session.wait_for(lambda: session.over or screen.close_window("formcheck"))
    assert session.end() in (0, 15, 24), session.said.read_text()  # as much as was seen by then


@pytest.mark.parametrize("display", ["", ":987"])
def test_no_screen_is_said_before_anything_is_opened(tmp_path, display):
    done = formcheck("live", "--camera", "http://127.0.0.1:1/", at=tmp_path, DISPLAY=display, WAYLAND_DISPLAY="")
    assert done.code == 84
    assert (
        done.err
        == "formcheck: There is no screen to show a window on: use --headless, which writes and prints instead.\n"
    )


def test_no_camera(tmp_path):
    done = formcheck("live", "--headless", "--camera", "7", at=tmp_path)
    assert done.code == 81
    assert "--list" in done.err
    assert not list(tmp_path.iterdir())


def test_nothing_at_the_address(tmp_path):
    done = formcheck("live", "--headless", "--camera", "http://me:secret@127.0.0.1:1/video", at=tmp_path)
    assert done.code == 83
    assert "secret" not in done.out + done.err


def test_no_camera_is_an_empty_list(tmp_path):
    done = formcheck("live", "--list", at=tmp_path)
    assert done.code == 0
    assert done.out


@pytest.mark.parametrize("size", ["", "720p", "1280x", "axb"])
def test_a_size_that_is_none(tmp_path, size):
    done = formcheck("live", "--headless", "--size", size, at=tmp_path)
    assert done.code == 2
    assert "WIDTHxHEIGHT" in done.err


def test_earlier_results_are_not_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "result.json").write_text("{}")
    done = formcheck("live", "--headless", "--out", "out", "--camera", "7", at=tmp_path)
    assert done.code == 31
