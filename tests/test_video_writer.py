"""The video writer: times, size, colours, a file for browsers, and failures that surface."""

from __future__ import annotations

import os
import threading
from collections import deque
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import OutputNotWritable
from formcheck.outputs.video import VideoWriter
from formcheck.sources.file import FileSource
from tests.clips import BLUE, GREEN, RED, YELLOW, corners_of, number_of, pattern, steady


def write(path: Path, times_s: list[float], width: int = 160, height: int = 96, **options: int) -> Path:
    with VideoWriter(path, width, height, **options) as video:
        for number, time_s in enumerate(times_s):
            video.write(pattern(number, width, height), time_s)
    return path


def read(path: Path) -> tuple[list[int], list[float]]:
    with FileSource(path) as source:
        frames = [(number_of(frame.image), frame.time_s) for frame in source]
        assert source.corrupt_frames == 0
    numbers, times_s = zip(*frames, strict=True)
    return list(numbers), list(times_s)


@given(
    steps_s=st.lists(st.floats(min_value=1e-3, max_value=2), max_size=20),
    start_s=st.floats(min_value=0, max_value=1e4),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_times_survive(tmp_path, steps_s, start_s):
    times_s = np.cumsum([start_s, *steps_s])
    numbers, read_s = read(write(tmp_path / "out.mp4", times_s.tolist()))
    assert numbers == list(range(len(times_s)))
    # half a tick of 1/90000 s
    np.testing.assert_allclose(read_s, times_s - start_s, atol=6e-6)


def test_frames_closer_than_a_tick_are_kept_apart(tmp_path):
    times_s = [0.0, 1e-6, 2e-6, 0.04]
    numbers, read_s = read(write(tmp_path / "out.mp4", times_s))
    assert numbers == [0, 1, 2, 3]
    assert read_s == pytest.approx(times_s, abs=3 / 90_000)


@pytest.mark.parametrize(
    ("times_s", "duration_s"),
    [(steady(50), 2.0), ([0.0, 0.1, 0.5], 0.9), ([3.0], 1 / 30)],
)
def test_the_last_frame_lasts_as_long_as_the_one_before(tmp_path, times_s, duration_s):
    with av.open(str(write(tmp_path / "out.mp4", times_s))) as container:
        assert container.duration / av.time_base == pytest.approx(duration_s, abs=2e-3)
        stream = container.streams.video[0]
        assert stream.start_time == 0
        assert float(stream.duration * stream.time_base) == pytest.approx(duration_s, abs=1e-4)


def test_the_file_is_one_for_browsers(tmp_path):
    path = write(tmp_path / "out.mp4", steady(30))
    data = path.read_bytes()
    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        packets = [(packet.pts, packet.dts) for packet in container.demux(stream) if packet.size]
    assert context.codec.canonical_name == "h264"
    assert context.pix_fmt == "yuv420p"
    # BT.709 primaries and transfer, BT.601 matrix, limited range
    tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    assert tags == (1, 1, 6, 1)
    assert b"colrnclx" in data
    # level in the avcC box: times of 1/90000 s must not pass for 90000 frames a second
    assert data[data.index(b"avcC") + 7] <= 31
    assert all(pts == dts for pts, dts in packets)


def test_a_keyframe_comes_often_enough_to_jump_to(tmp_path):
    with av.open(str(write(tmp_path / "out.mp4", steady(130)))) as container:
        keys = [n for n, packet in enumerate(container.demux(video=0)) if packet.is_keyframe and packet.size]
    assert max(np.diff(keys)) <= 60
    assert len(keys) >= 3


@pytest.mark.parametrize(
    ("size", "written"),
    [((161, 97), (160, 96)), ((160, 97), (160, 96)), ((641, 361), (640, 360)), ((160, 96), (160, 96))],
)
def test_sides_are_even(tmp_path, size, written):
    path = write(tmp_path / "out.mp4", steady(3), *size)
    with FileSource(path) as source:
        assert (source.info.width, source.info.height) == written
        frames = list(source)
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2]
    np.testing.assert_allclose(corners_of(frames[0].image), [RED, GREEN, BLUE, YELLOW], atol=8)


def test_the_odd_row_is_left_out_and_nothing_is_blurred(tmp_path):
    image = np.zeros((97, 161, 3), np.uint8)
    image[:, 80:] = 255
    with VideoWriter(tmp_path / "out.mp4", 161, 97) as video:
        video.write(image, 0.0)
    with FileSource(tmp_path / "out.mp4") as source:
        row = next(iter(source)).image[48, :, 1]
    assert row[:78].max() < 30
    assert row[82:].min() > 225


def test_an_image_may_be_drawn_on_as_soon_as_it_is_written(tmp_path):
    canvas = np.empty((96, 160, 3), np.uint8)
    with VideoWriter(tmp_path / "out.mp4", 160, 96) as video:
        for number, time_s in enumerate(steady(20)):
            canvas[:] = pattern(number)
            video.write(canvas, time_s)
            canvas[:] = 0
    assert read(tmp_path / "out.mp4")[0] == list(range(20))


def test_a_view_with_strides_is_written_like_its_copy(tmp_path):
    with VideoWriter(tmp_path / "out.mp4", 160, 96) as video:
        video.write(np.ascontiguousarray(pattern(37)[:, ::-1])[:, ::-1], 0.0)
    assert read(tmp_path / "out.mp4")[0] == [37]


@pytest.mark.parametrize("time_s", [0.5, 0.4, -1.0])
def test_a_time_that_does_not_rise_is_refused(tmp_path, time_s):
    with VideoWriter(tmp_path / "out.mp4", 160, 96) as video:
        video.write(pattern(0), 0.5)
        with pytest.raises(ValueError, match="not later"):
            video.write(pattern(1), time_s)
        video.write(pattern(1), 0.6)
    assert read(tmp_path / "out.mp4") == ([0, 1], pytest.approx([0, 0.1], abs=1e-5))


@pytest.mark.parametrize("start_s", [float("nan"), float("inf")])
def test_a_time_that_is_none_is_refused(tmp_path, start_s):
    with VideoWriter(tmp_path / "out.mp4", 160, 96) as video, pytest.raises(ValueError, match="finite"):
        video.write(pattern(0), start_s)


@pytest.mark.parametrize(
    "image", [pattern(0)[:90], pattern(0)[..., :1], pattern(0)[..., 0], pattern(0).astype(np.float32)]
)
def test_an_image_of_another_kind_is_refused(tmp_path, image):
    with VideoWriter(tmp_path / "out.mp4", 160, 96) as video, pytest.raises(ValueError, match="image is"):
        video.write(image, 0.0)


def test_a_picture_too_small_for_a_video_is_refused(tmp_path):
    with pytest.raises(ValueError, match="too small"):
        VideoWriter(tmp_path / "out.mp4", 1, 96)


# Failures


@pytest.mark.parametrize("where", ["missing folder", "folder", "below a file"])
def test_a_path_that_cannot_be_written_is_told_at_once(tmp_path, where):
    (tmp_path / "file").write_text("")
    path = {
        "missing folder": tmp_path / "nowhere" / "out.mp4",
        "folder": tmp_path,
        "below a file": tmp_path / "file" / "out.mp4",
    }[where]
    with pytest.raises(OutputNotWritable, match=r"cannot be written: .*\.$"):
        VideoWriter(path, 160, 96)


def noise(frames: int) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [rng.integers(0, 255, (96, 160, 3), np.uint8) for _ in range(frames)]


def test_no_room_is_told_while_writing_and_nothing_hangs(tmp_path, little_room):
    threads = threading.active_count()
    video = VideoWriter(tmp_path / "out.mp4", 160, 96)
    frames = zip(noise(400), steady(400), strict=True)
    with pytest.raises(OutputNotWritable, match=r"out\.mp4 cannot be written: "):
        deque((video.write(image, time_s) for image, time_s in frames), maxlen=0)
    video.close()
    assert threading.active_count() == threads


def test_no_room_is_told_at_the_end_at_the_latest(tmp_path, little_room):
    video = VideoWriter(tmp_path / "out.mp4", 160, 96)
    # fewer frames than the encoder holds back, more bytes than there is room for
    for image, time_s in zip(noise(6), steady(6), strict=True):
        video.write(image, time_s)
    with pytest.raises(OutputNotWritable, match=r"out\.mp4 cannot be written: "):
        video.close()
    video.close()


def test_an_exception_inside_the_block_passes_and_stops_the_thread(tmp_path):
    threads = threading.active_count()
    times_s = [*steady(30), "later"]
    with pytest.raises(TypeError):
        write(tmp_path / "out.mp4", times_s)
    assert threading.active_count() == threads
    descriptors = Path("/proc/self/fd")
    if descriptors.is_dir():
        assert str(tmp_path / "out.mp4") not in {os.path.realpath(fd) for fd in descriptors.iterdir()}


def test_closing_twice_is_harmless_and_writing_after_it_is_refused(tmp_path):
    video = VideoWriter(tmp_path / "out.mp4", 160, 96)
    video.write(pattern(0), 0.0)
    video.close()
    before = (tmp_path / "out.mp4").read_bytes()
    video.close()
    with pytest.raises(RuntimeError, match="closed"):
        video.write(pattern(1), 1.0)
    assert (tmp_path / "out.mp4").read_bytes() == before


def test_an_existing_file_is_overwritten_and_no_other_is_left(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path("a:b — ü.mp4")  # not a protocol named a
    path.write_text("old")
    assert read(write(path, steady(3)))[0] == [0, 1, 2]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_track_ticks_finer_than_any_camera(tmp_path):
    with av.open(str(write(tmp_path / "out.mp4", steady(3)))) as container:
        assert container.streams.video[0].time_base <= Fraction(1, 90_000)
