"""The newest frame wins; what happens to the camera is told and outlived."""

import itertools
import math
import queue
import threading
import time

import numpy as np
import pytest

from formcheck.errors import CameraUnreachable, ClipDamaged, NoCamera
from formcheck.sources import newest as module
from formcheck.sources import open_source
from formcheck.sources.camera import open_camera
from formcheck.sources.newest import Newest, State
from formcheck.types import SourceInfo
from tests.clips import HEIGHT, WIDTH, make_clip, number_of, pattern
from tests.mjpeg import MjpegServer

LONG_S = 20.0  # for what must come; never waited for in full
GONE = NoCamera("Camera 0 gives no more pictures.")


class FakeCamera:
    """Gives what is put into it, and nothing before; an exception is raised, None is the end."""

    info = SourceInfo("fake", WIDTH, HEIGHT, 30.0, 0, math.nan, "raw", "fake", 0)

    def __init__(self):
        self.shots: queue.Queue = queue.Queue()
        self.closed = 0

    def show(self, *shots):
        for shot in shots:
            self.shots.put(shot)

    def read(self):
        shot = self.shots.get()
        if isinstance(shot, BaseException):
            raise shot
        return shot

    def close(self):
        self.closed += 1


def shot(number, time_s=None):
    return (100.0 + number / 30 if time_s is None else time_s, pattern(number))


def eventually(holds):
    """Wait for what another thread does."""
    until_s = time.monotonic() + LONG_S
    while not holds():
        assert time.monotonic() < until_s
        time.sleep(0.002)


@pytest.fixture
def camera():
    return FakeCamera()


@pytest.fixture
def taken(camera):
    with Newest(lambda: camera) as taken:
        yield taken
        camera.show(None)


def test_a_frame_is_upright_numbered_and_timed_from_the_first(camera, taken):
    camera.show(shot(7, 51.25))
    first = taken.get(-1, LONG_S)
    assert (first.index, first.time_s, number_of(first.image)) == (0, 0.0, 7)
    camera.show(shot(8, 51.75))
    second = taken.get(first.index, LONG_S)
    assert (second.index, second.time_s, number_of(second.image)) == (1, 0.5, 8)


def test_a_slow_reader_gets_the_newest_and_the_rest_is_counted(camera, taken):
    camera.show(shot(0))
    assert taken.get(-1, LONG_S).index == 0
    camera.show(*(shot(number) for number in range(1, 10)))
    eventually(lambda: taken.captured == 10)
    frame = taken.get(0, LONG_S)
    assert (frame.index, number_of(frame.image)) == (9, 9)
    assert taken.dropped == 8
    assert taken.get(-1, LONG_S) is frame  # asked again by another, it is the same and counts once
    assert (taken.captured, taken.dropped) == (10, 8)


def test_nothing_newer_in_time_is_none(camera, taken):
    assert taken.get(-1, 0.01) is None
    camera.show(shot(0))
    assert taken.get(-1, LONG_S).index == 0
    assert taken.get(0, 0.01) is None


def test_times_rise_strictly(camera, taken):
    camera.show(shot(0, 1.0), shot(1, 1.0), shot(2, 0.5), shot(3, 1.5))
    frame = taken.get(0, LONG_S)
    assert (frame.index, frame.time_s, number_of(frame.image)) == (1, 0.5, 3)


def test_an_end_is_told_after_the_last_frame(camera):
    with Newest(lambda: camera) as taken:
        camera.show(shot(0), shot(1), None)
        eventually(lambda: taken.state is State.ENDED)
        assert number_of(taken.get(-1, LONG_S).image) == 1
        assert taken.get(1, LONG_S) is None
    assert camera.closed


@pytest.mark.parametrize("failure", [ClipDamaged("It is damaged."), RuntimeError("a mistake")])
def test_what_cannot_be_outlived_is_raised_after_the_last_frame(camera, failure):
    with Newest(lambda: camera) as taken:
        camera.show(shot(0), failure)
        eventually(lambda: taken.state is State.ENDED)
        assert taken.get(-1, LONG_S).index == 0
        with pytest.raises(type(failure), match=str(failure)):
            taken.get(0, LONG_S)
    assert camera.closed


def test_what_opening_raises_is_raised():
    def none():
        raise GONE

    with pytest.raises(NoCamera, match="no more"):
        Newest(none)


def test_stalled_is_a_second_without_a_picture(camera):
    now_s = [50.0]
    with Newest(lambda: camera, clock=lambda: now_s[0]) as taken:
        assert taken.state is State.PLAYING  # it has just been opened
        now_s[0] += 1.01
        assert taken.state is State.STALLED
        camera.show(shot(0))
        assert taken.get(-1, LONG_S)
        assert taken.state is State.PLAYING
        now_s[0] += 1.0
        assert taken.state is State.PLAYING
        now_s[0] += 0.01
        assert taken.state is State.STALLED
        camera.show(None)


def test_the_rate_is_that_of_the_last_two_seconds(camera):
    now_s = [50.0]
    with Newest(lambda: camera, clock=lambda: now_s[0]) as taken:
        for number in range(100):
            camera.show(shot(number))
            assert taken.get(number - 1, LONG_S).index == number
            assert math.isnan(taken.rate) == (number == 0)
            now_s[0] += 0.1 if number < 50 else 0.05
        assert taken.rate == pytest.approx(20, rel=1e-9)
        now_s[0] += 2.0
        assert math.isnan(taken.rate)
        camera.show(None)


def test_a_lost_camera_is_opened_until_it_is_back(monkeypatch):
    monkeypatch.setattr(module, "AGAIN_S", 0.001)
    before, after, back = FakeCamera(), FakeCamera(), threading.Event()
    opened = itertools.count()

    def open_again():
        if next(opened) == 0:
            return before
        if not back.is_set():
            raise CameraUnreachable("It is away.")
        return after

    with Newest(open_again) as taken:
        before.show(shot(0, 10.0), GONE)
        eventually(lambda: taken.lost_because == "It is away.")
        assert taken.state is State.LOST
        assert before.closed == 1
        assert taken.get(0, 0.01) is None
        back.set()
        after.show(shot(5, 17.0))
        frame = taken.get(0, LONG_S)
        assert (frame.index, frame.time_s, number_of(frame.image)) == (1, 7.0, 5)
        assert (taken.state, taken.lost_because) == (State.PLAYING, "")
        after.show(None)
    assert after.closed


def test_a_turned_phone_keeps_size_and_angles(camera, taken):
    turned = np.full((WIDTH, HEIGHT, 3), 200, np.uint8)
    turned[WIDTH // 4 : WIDTH // 2, HEIGHT // 4 : HEIGHT // 2] = 0  # 40 high, 24 wide
    camera.show((1.0, turned))
    image = taken.get(-1, LONG_S).image
    assert image.shape == (HEIGHT, WIDTH, 3)
    columns = np.flatnonzero(image.mean(axis=(0, 2)) > 20)
    width = columns[-1] - columns[0] + 1
    assert width == round(HEIGHT * HEIGHT / WIDTH)
    assert columns[0] == (WIDTH - width) // 2
    inside = image[:, columns[0] : columns[-1] + 1].mean(axis=2) < 100
    rows, across = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    # 40 × 24 px at 0.6, whole pixels: 24 × 14.4
    assert np.ptp(rows) + 1 == pytest.approx(24, abs=1)
    assert np.ptp(across) + 1 == pytest.approx(14.4, abs=1)


def test_closing_lets_go_of_readers_and_of_a_camera_that_never_answers(camera, monkeypatch):
    monkeypatch.setattr(module, "CLOSE_S", 0.05)
    taken, answers = Newest(lambda: camera), []
    reader = threading.Thread(target=lambda: answers.append(taken.get(-1)))
    reader.start()
    taken.close()
    reader.join(LONG_S)
    assert answers == [None]
    assert not camera.closed  # it is still being read, in a thread that nobody waits for
    camera.show(shot(0))
    eventually(lambda: camera.closed)
    taken.close()


def test_a_file_is_played_with_its_own_times_to_its_end(tmp_path):
    clip = make_clip(tmp_path / "clip.mp4", [0, 0.04, 0.09, 0.1, 0.2, 0.35])
    with open_source(clip) as source:
        times_s = {number_of(frame.image): frame.time_s for frame in source}
    began_s = time.perf_counter()
    seen, last = {}, -1
    with Newest(lambda: open_camera(clip)) as taken:
        assert taken.info.frames == 6
        while frame := taken.get(last):
            seen[number_of(frame.image)], last = frame.time_s, frame.index
        assert taken.state is State.ENDED
        assert (taken.captured, taken.dropped) == (6, 6 - len(seen))
    assert time.perf_counter() - began_s >= 0.35
    assert last == 5
    assert seen.items() <= times_s.items()


def frames(taken, after, count):
    """The next frames, one after the other."""
    found = []
    for _ in range(count):
        found.append(taken.get(after, LONG_S))
        after = found[-1].index
    return found


def rising(found):
    return all(a.time_s < b.time_s and a.index < b.index for a, b in itertools.pairwise(found))


@pytest.fixture
def server():
    with MjpegServer([pattern(number) for number in range(60)], rate=60) as server:
        yield server


@pytest.fixture
def watched(server, monkeypatch):
    monkeypatch.setattr(module, "AGAIN_S", 0.01)
    with Newest(lambda: open_camera(server.url)) as watched:
        yield watched


def test_a_network_camera_plays(server, watched):
    found = frames(watched, -1, 30)
    assert rising(found)
    assert found[0].time_s == 0
    assert found[0].image.shape == (HEIGHT, WIDTH, 3)
    assert watched.state is State.PLAYING
    assert (watched.info.name, watched.info.codec) == (server.url, "mjpeg")


def test_a_network_camera_that_stalls_plays_on(server, watched, monkeypatch):
    monkeypatch.setattr(module, "STALLED_S", 0.2)
    found = frames(watched, -1, 3)
    server.stall()
    eventually(lambda: watched.state is State.STALLED)
    server.resume()
    found += frames(watched, watched.captured - 1, 3)
    assert rising(found)
    assert server.connections == 1
    eventually(lambda: watched.state is State.PLAYING)


def test_a_network_camera_that_was_cut_off_is_called_again(server, watched):
    found = frames(watched, -1, 3)
    server.drop()
    eventually(lambda: server.connections == 2)
    found += frames(watched, watched.captured - 1, 3)
    assert rising(found)
    assert watched.state is State.PLAYING


def test_a_network_camera_that_was_lost_comes_back(server, watched):
    found = frames(watched, -1, 3)
    server.refuse()
    eventually(lambda: watched.state is State.LOST and "refuses" in watched.lost_because)
    captured = watched.captured
    server.come_back()
    found += frames(watched, captured - 1, 3)
    assert rising(found)
    assert found[3].index == captured
    eventually(lambda: watched.state is State.PLAYING)


def test_garbage_in_between_is_left_out(server, watched):
    found = frames(watched, -1, 3)
    server.garbage()
    found += frames(watched, found[-1].index, 10)
    assert rising(found)
    assert all(frame.image.max() > 200 for frame in found)
    assert server.connections == 1
