"""What any Source keeps, whatever it reads from. A new source joins by one more factory in SOURCES."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from formcheck.sources import Source
from formcheck.sources.file import FileSource
from tests.clips import make_clip, number_of, steady

FRAMES = 24

# Makes, in an empty folder, a source of the frames 0 … FRAMES - 1 of tests.clips.
Factory = Callable[[Path], Source]


def clip_source(folder: Path, *, name: str, codec: str, pixels: str = "yuv420p") -> Source:
    # avi keeps one frame a tick and no other times; MPEG-4 takes no finer tick than 1/65535 s
    time_base = Fraction(1, 25 if name.endswith("avi") else 600)
    path = make_clip(folder / name, steady(FRAMES), codec=codec, pixels=pixels, time_base=time_base)
    return FileSource(path)


CODECS = {
    "h264": ("libx264", "yuv420p", ("mp4", "mov", "mkv", "avi", "ts")),
    "hevc": ("libx265", "yuv420p", ("mp4", "mov", "mkv")),
    "vp9": ("libvpx-vp9", "yuv420p", ("webm", "mkv", "mp4")),
    "mpeg4": ("mpeg4", "yuv420p", ("avi", "mp4", "mov", "mkv")),
    "mjpeg": ("mjpeg", "yuvj420p", ("avi", "mov", "mkv")),
}

SOURCES: dict[str, Factory] = {
    f"{codec}.{ending}": partial(clip_source, name=f"clip.{ending}", codec=encoder, pixels=pixels)
    for codec, (encoder, pixels, endings) in CODECS.items()
    for ending in endings
}


@pytest.fixture(params=SOURCES)
def source(request, tmp_path):
    with SOURCES[request.param](tmp_path) as opened:
        yield opened


def test_every_frame_comes_once_and_in_order(source):
    frames = list(source)
    assert [number_of(frame.image) for frame in frames] == list(range(FRAMES))
    assert [frame.index for frame in frames] == list(range(FRAMES))
    assert source.corrupt_frames == 0


def test_times_rise_strictly_from_zero(source):
    times_s = [frame.time_s for frame in source]
    assert times_s[0] == 0
    assert all(type(time_s) is float for time_s in times_s)
    assert all(later > earlier for earlier, later in pairwise(times_s))


def test_images_are_bgr_of_the_size_told(source):
    info = source.info
    for frame in source:
        assert frame.image.shape == (info.height, info.width, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags.c_contiguous


def test_an_image_stays_as_it_was_when_the_next_is_read(source):
    frames = iter(source)
    first = next(frames)
    before = first.image.copy()
    next(frames)
    np.testing.assert_array_equal(first.image, before)


def test_info_is_told_before_and_does_not_change(source):
    before = source.info
    assert before.name
    assert "/" not in before.name
    assert before.width > 0
    assert before.height > 0
    assert before.frame_rate >= 0
    assert before.frames >= 0
    assert before.duration_s > 0 or math.isnan(before.duration_s)
    assert before.rotation_deg in (-90, 0, 90, 180)
    list(source)
    assert source.info == before


def test_corrupt_frames_is_a_count(source):
    assert type(source.corrupt_frames) is int


def test_iterating_twice_is_refused(source):
    list(source)
    with pytest.raises(RuntimeError, match="iterated once"):
        iter(source)


def test_closing_twice_is_harmless(source):
    next(iter(source))
    source.close()
    source.close()


def test_an_iteration_under_way_ends_with_closing(source):
    frames = iter(source)
    next(frames)
    source.close()
    assert list(frames) == []


def test_leaving_the_with_block_closes(source):
    with source as entered:
        assert entered is source
    with pytest.raises(RuntimeError):
        iter(source)
