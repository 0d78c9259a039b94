"""The live recording: what a crash leaves, at whatever moment, plays and keeps its times."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.error import FFmpegError

from formcheck.errors import ClipDamaged, OutputNotWritable
from formcheck.outputs import recording
from formcheck.outputs.recording import RecordingWriter
from formcheck.sources.file import FileSource
from tests.clips import number_of, pattern, steady

LOST_S = 2.0
TICK_S = 1 / 90_000


def uneven(frames: int, rate: float = 30, seed: int = 5) -> list[float]:
    """Times at a rate that varies as a webcam's does, with a stall now and then."""
    rng = np.random.default_rng(seed)
    steps = rng.uniform(0.6, 1.4, frames) / rate + 0.4 * (rng.random(frames) < 0.01)
    return [7.5 + float(time_s) for time_s in np.cumsum(steps)]


def record(path: Path, times_s: list[float]) -> Path:
    with RecordingWriter(path, 160, 96) as video:
        for number, time_s in enumerate(times_s):
            video.write(pattern(number % 1024), time_s)
    return path


def read(path: Path, **span: float) -> tuple[list[int], list[float]]:
    with FileSource(path, **span) as source:
        frames = [(number_of(frame.image), frame.time_s) for frame in source]
    numbers, times_s = zip(*frames, strict=True)
    return list(numbers), list(times_s)


def assert_begins(path: Path, times_s: list[float], least: int) -> int:
    """The clip holds the first frames written, at least so many, each at its own time; answers how many."""
    numbers, read_s = read(path)
    assert numbers == [number % 1024 for number in range(len(numbers))]
    assert len(numbers) >= least
    np.testing.assert_allclose(read_s, np.array(times_s[: len(numbers)]) - times_s[0], atol=TICK_S)
    return len(numbers)


@pytest.fixture
def on_disk(tmp_path, monkeypatch) -> list[bytes]:
    """What was surely on the disk, each time the recording asked for it."""
    states: list[bytes] = []
    sync = os.fsync

    def remember(descriptor: int) -> None:
        sync(descriptor)
        states.append((tmp_path / "live.mp4").read_bytes())

    monkeypatch.setattr(recording.os, "fsync", remember)
    return states


# Closed in order


def test_a_closed_recording_is_an_ordinary_clip_with_its_times(tmp_path):
    times_s = uneven(200)
    path = record(tmp_path / "live.mp4", times_s)
    assert assert_begins(path, times_s, 200) == 200
    with FileSource(path) as source:
        assert source.info.frames == 200
        assert source.info.duration_s == pytest.approx(times_s[-1] - times_s[0], abs=0.1)
        assert source.corrupt_frames == 0
    assert [name for _, name, _ in boxes(path.read_bytes())] == [b"ftyp", b"free", b"mdat", b"moov"]


@pytest.mark.parametrize("rate", [10, 25, 60, 120])
def test_a_keyframe_comes_every_second_whatever_the_rate(tmp_path, rate):
    path = record(tmp_path / "live.mp4", uneven(4 * rate, rate))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        assert all(packet.pts == packet.dts for packet in packets)
        times_s = [float(packet.pts * stream.time_base) for packet in packets]
    keys_s = [time_s for time_s, packet in zip(times_s, packets, strict=True) if packet.is_keyframe]
    longest_step_s = max(np.diff(times_s))
    assert keys_s[0] == 0
    assert max(np.diff(keys_s)) <= 1 + longest_step_s


# Cut off


def boxes(data: bytes) -> list[tuple[int, bytes, int]]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        found.append((at, data[at + 4 : at + 8], size))
        at += size
    return found


def test_what_is_on_the_disk_is_only_added_to_and_never_lags_a_second(tmp_path, on_disk):
    times_s = uneven(300)
    record(tmp_path / "live.mp4", times_s)
    *growing, whole, turned = on_disk
    for earlier, later in pairwise([*growing, whole]):
        assert later.startswith(earlier)
    assert len(turned) == len(whole)
    changed = np.flatnonzero(np.frombuffer(turned, np.uint8) != np.frombuffer(whole, np.uint8))
    assert changed[-1] - changed[0] < 8
    # the first state is the header; from one to the next time goes on by a fragment and a frame at most
    known = [sum(runs) for runs in ([int.from_bytes(run) for run in run_lengths(state)] for state in growing)]
    assert known[0] == 0
    first_unknown_s = [times_s[number] for number in known]
    assert max(np.diff(first_unknown_s)) <= 1 + max(np.diff(times_s))
    assert times_s[-1] - first_unknown_s[-1] < 1


def run_lengths(data: bytes) -> list[bytes]:
    """How many frames each fragment holds, as its trun box says."""
    return [part[4:8] for part in data.split(b"trun")[1:]]


@pytest.mark.parametrize("seed", range(2))
def test_a_file_cut_anywhere_gives_all_that_was_on_the_disk_before(tmp_path, on_disk, seed):
    times_s = uneven(110, seed=seed)
    record(tmp_path / "live.mp4", times_s)
    whole = on_disk[-2]  # with its index, before the eight bytes
    path = tmp_path / "cut.mp4"
    held = 0
    ends = [at + size for at, name, size in boxes(whole) if name == b"mdat"]
    within_headers = [at + n for at, name, size in boxes(whole) if name == b"moof" for n in (1, 9, 90)]
    anywhere = random.Random(seed).sample(range(ends[0], len(whole)), 20)
    for cut in sorted({*ends, *(c for c in within_headers if c > ends[0]), *anywhere, len(whole)}):
        path.write_bytes(whole[:cut])
        held = assert_begins(path, times_s, held)
    assert held == 110


def test_a_header_alone_holds_no_frame_and_says_so(tmp_path, on_disk):
    record(tmp_path / "live.mp4", steady(40, 30))
    path = tmp_path / "cut.mp4"
    path.write_bytes(on_disk[0])
    with pytest.raises(ClipDamaged, match=r"cut\.mp4 is damaged: not one of its frames"):
        read(path)


def test_a_cut_off_recording_is_sought_in(tmp_path, on_disk):
    times_s = uneven(900)
    record(tmp_path / "live.mp4", times_s)
    path = tmp_path / "cut.mp4"
    path.write_bytes(on_disk[-3][:-500])
    whole = list(zip(*read(path), strict=True))
    with FileSource(path) as source:
        assert source.seekable
        assert source.info.duration_s == pytest.approx(whole[-1][1], abs=1.1)
    for start_s in (2.5, 11.0, 20.0, whole[-1][1] - 0.5):
        assert list(zip(*read(path, start_s=start_s), strict=True)) == [f for f in whole if f[1] >= start_s]
    # read up to, the span would be lost behind what is overwritten here
    second, last = boxes(path.read_bytes())[7][0], boxes(path.read_bytes())[-5][0]
    data = bytearray(path.read_bytes())
    for at, name, size in boxes(bytes(data)):
        if name == b"mdat" and second < at < last:
            data[at + 8 : at + size] = bytes(size - 8)
    path.write_bytes(data)
    assert read(path, start_s=whole[-1][1] - 0.5)[0] == [n for n, t in whole if t >= whole[-1][1] - 0.5]


CHILD = """
import sys
from pathlib import Path
from formcheck.outputs.recording import RecordingWriter
from tests.clips import pattern
from tests.test_recording import uneven
video = RecordingWriter(Path(sys.argv[1]), 160, 96)
for number, time_s in enumerate(uneven(100_000)):
    video.write(pattern(number % 1024), time_s)
    print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.parametrize("frames", [97, 401, 1203])
def test_a_killed_process_leaves_all_but_two_seconds(tmp_path, frames):
    path = tmp_path / "live.mp4"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, path], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= frames:  # as fast as it can: the encoder is always behind
                child.kill()
                break
        written = [frames, *(int(line) for line in child.stdout.read().split("\n")[:-1])][-1]
    assert child.returncode == -signal.SIGKILL
    times_s = uneven(100_000)
    held = assert_begins(path, times_s, 1)
    assert times_s[written] - times_s[held] <= LOST_S


# A slow or full disk


def test_a_slow_disk_is_not_waited_for_until_the_recording_is_behind(tmp_path, monkeypatch):
    go = threading.Event()
    sync = os.fsync

    def slow(descriptor: int) -> None:
        go.wait(20)
        sync(descriptor)

    monkeypatch.setattr(recording.os, "fsync", slow)
    times_s = steady(60, 30)
    with RecordingWriter(tmp_path / "live.mp4", 160, 96) as video:
        waited = []
        for number, time_s in enumerate(times_s):
            behind = time_s > recording.BEHIND_S
            if behind and not go.is_set():
                threading.Timer(0.3, go.set).start()
            begun = time.perf_counter()
            video.write(pattern(number), time_s)
            waited.append(time.perf_counter() - begun)
    first = next(n for n, time_s in enumerate(times_s) if time_s > recording.BEHIND_S)
    assert sum(waited[:first]) < 0.3
    assert waited[first] > 0.2
    assert assert_begins(tmp_path / "live.mp4", times_s, 60) == 60


def test_no_room_is_told_and_what_was_written_plays(tmp_path, little_room):
    threads = threading.active_count()
    path = tmp_path / "live.mp4"
    video = RecordingWriter(path, 160, 96)
    times_s = steady(1000, 30)

    def go_on() -> None:
        for number, time_s in enumerate(times_s):
            video.write(pattern(number), time_s)

    with pytest.raises(OutputNotWritable, match=r"live\.mp4 cannot be written: .*\.$"):
        go_on()
    video.close()
    assert threading.active_count() == threads
    assert path.stat().st_size == 16_384
    assert assert_begins(path, times_s, 250) < 1000


def test_no_room_at_the_end_is_told_too(tmp_path, monkeypatch):
    video = RecordingWriter(tmp_path / "live.mp4", 160, 96)
    times_s = steady(75, 30)
    for number, time_s in enumerate(times_s):
        video.write(pattern(number), time_s)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording.os, "fsync", full)
    with pytest.raises(OutputNotWritable, match="No space left"):
        video.close()
    assert_begins(tmp_path / "live.mp4", times_s, 60)


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path):
    with pytest.raises(OutputNotWritable, match=r"cannot be written: .*\.$"):
        RecordingWriter(tmp_path / "nowhere" / "live.mp4", 160, 96)


def test_an_encoder_that_refuses_leaves_nothing_open(tmp_path, monkeypatch):
    def refuse(self):
        raise FFmpegError(1, "no such encoder")

    threads = threading.active_count()
    monkeypatch.setattr(RecordingWriter, "_add_stream", refuse)
    with pytest.raises(OutputNotWritable, match="no such encoder"):
        RecordingWriter(tmp_path / "live.mp4", 160, 96)
    assert threading.active_count() == threads
    assert open_files(tmp_path / "live.mp4") == 0


def open_files(path: Path) -> int:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("no list of open files on this system")
    return [os.path.realpath(descriptor) for descriptor in descriptors.iterdir()].count(str(path))


def test_an_exception_ends_the_recording_in_order_and_passes(tmp_path):
    times_s = steady(50, 30)

    def interrupted() -> None:
        with RecordingWriter(tmp_path / "live.mp4", 160, 96) as video:
            for number, time_s in enumerate(times_s):
                video.write(pattern(number), time_s)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert assert_begins(tmp_path / "live.mp4", times_s, 50) == 50
    assert open_files(tmp_path / "live.mp4") == 0
