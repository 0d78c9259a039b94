"""The file source: times, upright pictures, spans, damage and refusals."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import BadSpan, ClipDamaged, ClipIsFolder, ClipNotFound, InputError, NotAVideo
from formcheck.sources import file, open_source
from formcheck.sources.file import FileSource
from formcheck.sources.upright import square_size
from tests.clips import (
    BLUE,
    CLOCKWISE,
    CLOCKWISE_MIRRORED,
    COUNTERCLOCKWISE,
    GREEN,
    HALF_TURN,
    MIRRORED,
    RED,
    UPRIGHT,
    UPSIDE_DOWN_MIRRORED,
    YELLOW,
    add_silence,
    corners_of,
    make_clip,
    number_of,
    packet_times_s,
    pattern,
    set_display_matrix,
    steady,
)


def times_of(path: Path, **span: float) -> list[float]:
    with FileSource(path, **span) as source:
        return [frame.time_s for frame in source]


def numbers_of(path: Path, **span: float) -> list[int]:
    with FileSource(path, **span) as source:
        return [number_of(frame.image) for frame in source]


# Times


@given(
    steps=st.lists(st.integers(min_value=1, max_value=90_000), min_size=1, max_size=30),
    start=st.integers(min_value=0, max_value=10 * 90_000),
    b_frames=st.sampled_from([0, 2]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_variable_rate_survives(tmp_path, steps, start, b_frames):
    stamps = np.cumsum([start, *steps])
    path = make_clip(tmp_path / "clip.mp4", [int(stamp) / 90_000 for stamp in stamps], b_frames=b_frames)
    assert times_of(path) == [int(stamp - start) / 90_000 for stamp in stamps]


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "ts"])
def test_time_counts_from_the_first_frame_not_from_the_container(tmp_path, ending):
    times_s = steady(10)
    path = make_clip(tmp_path / f"clip.{ending}", [2.5 + time_s for time_s in times_s])
    np.testing.assert_allclose(times_of(path), times_s, atol=1e-9)
    np.testing.assert_allclose(times_of(path), packet_times_s(path), atol=1e-9)


@pytest.mark.parametrize("codec", ["libx264", "mpeg4", "mjpeg"])
@pytest.mark.parametrize("frames", [4, 30])
def test_avi_has_one_slot_a_frame_whatever_the_order_of_decoding(tmp_path, codec, frames):
    pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    path = make_clip(tmp_path / "clip.avi", steady(frames), codec=codec, pixels=pixels, time_base=Fraction(1, 25))
    assert times_of(path) == pytest.approx(steady(frames), abs=1e-12)
    assert numbers_of(path) == list(range(frames))


def test_a_frame_not_later_than_the_one_before_is_dropped_and_counted(tmp_path):
    # mkv keeps milliseconds: frame 6 falls upon frame 5
    times_s = steady(10)
    times_s[6] = times_s[5] + 0.0003
    path = make_clip(tmp_path / "clip.mkv", times_s, b_frames=0)
    with FileSource(path) as source:
        frames = list(source)
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2, 3, 4, 5, 7, 8, 9]
    assert [frame.index for frame in frames] == list(range(9))
    assert source.corrupt_frames == 1


# Upright pictures


def assert_upright(image: np.ndarray, number: int) -> None:
    assert number_of(image) == number
    np.testing.assert_allclose(corners_of(image), [RED, GREEN, BLUE, YELLOW], atol=12)


TURNED: dict[str, tuple[tuple[int, int, int, int], Callable[[np.ndarray], np.ndarray], int]] = {
    # matrix, how an upright picture is stored under it, rotation told
    "upright": (UPRIGHT, lambda image: image, 0),
    "clockwise": (CLOCKWISE, np.rot90, -90),
    "half a turn": (HALF_TURN, lambda image: image[::-1, ::-1], 180),
    "counter-clockwise": (COUNTERCLOCKWISE, lambda image: np.rot90(image, -1), 90),
    "mirrored": (MIRRORED, lambda image: image, 0),
    "upside down by a mirror": (UPSIDE_DOWN_MIRRORED, lambda image: image[::-1, ::-1], 180),
    # (x, y) shown at (y, x), then flipped back to (h - y, x): a clockwise turn
    "clockwise and mirrored": (CLOCKWISE_MIRRORED, np.rot90, -90),
}


@pytest.mark.parametrize("ending", ["mp4", "mov"])
@pytest.mark.parametrize("turn", TURNED)
def test_a_turned_picture_comes_out_upright_and_never_mirrored(tmp_path, turn, ending):
    matrix, store, rotation_deg = TURNED[turn]
    stored = [store(pattern(number)) for number in range(5)]
    path = make_clip(tmp_path / f"clip.{ending}", steady(5), stored=stored)
    set_display_matrix(path, matrix)
    with FileSource(path) as source:
        frames = list(source)
        assert source.info.rotation_deg == rotation_deg
        assert (source.info.width, source.info.height) == (160, 96)
    for number, frame in enumerate(frames):
        assert_upright(frame.image, number)


@pytest.mark.parametrize(
    ("pixel_aspect", "size"),
    [(Fraction(2), (320, 96)), (Fraction(1, 2), (160, 192)), (Fraction(118, 81), (233, 96))],
)
def test_pixels_that_are_not_square_are_made_so(tmp_path, pixel_aspect, size):
    path = make_clip(tmp_path / "clip.mp4", steady(3), pixel_aspect=pixel_aspect)
    with FileSource(path) as source:
        frames = list(source)
        assert (source.info.width, source.info.height) == size
    assert frames[2].image.shape[1::-1] == size
    assert_upright(frames[2].image, 2)


def test_pixels_are_made_square_before_the_turn(tmp_path):
    path = make_clip(tmp_path / "clip.mov", steady(3), stored=[np.rot90(pattern(0))] * 3, pixel_aspect=Fraction(2))
    set_display_matrix(path, CLOCKWISE)
    with FileSource(path) as source:
        image = next(iter(source)).image
        # stored 96 wide and 160 high, its pixels twice as wide as high
        assert (source.info.width, source.info.height) == (160, 192)
    assert_upright(image, 0)


def test_an_unbelievable_pixel_aspect_is_not_believed():
    assert square_size(640, 480, Fraction(1, 1000)) == (640, 480)
    assert square_size(640, 480, Fraction(0)) == (640, 480)
    assert square_size(640, 480, None) == (640, 480)


@pytest.mark.parametrize(
    ("codec", "pixels"),
    [
        ("libx265", "yuv420p10le"),
        ("libx264", "yuv422p"),
        ("libx264", "yuvj420p"),
        ("mjpeg", "yuvj420p"),
        ("libx264", "yuv444p"),
    ],
)
def test_colours_come_out_of_any_pixel_format(tmp_path, codec, pixels):
    path = make_clip(tmp_path / "clip.mkv", steady(3), codec=codec, pixels=pixels)
    with FileSource(path) as source:
        assert_upright(next(iter(source)).image, 0)


def test_ten_bits_at_full_range_are_neither_pale_nor_clipped(tmp_path):
    path = tmp_path / "clip.mkv"
    with av.open(str(path), "w") as out:
        params = {"x265-params": "log-level=none:range=full:colormatrix=bt709"}
        stream = out.add_stream("libx265", rate=25, options=params)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p10le"
        stream.codec_context.color_range, stream.codec_context.colorspace = 2, 1
        frame = av.VideoFrame(160, 96, "yuv420p10le")
        for plane, value in zip(frame.planes, (900, 512, 512), strict=True):
            plane.update(np.full(plane.buffer_size // 2, value, "<u2").tobytes())
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with FileSource(path) as source:
        image = next(iter(source)).image
    # grey of 900 / 1023; taken for limited range it would come out at 249
    np.testing.assert_allclose(image, 900 / 1023 * 255, atol=2)


@pytest.mark.parametrize("size", [(158, 94), (162, 98), (130, 66)])
@pytest.mark.parametrize("matrix", [UPRIGHT, CLOCKWISE, HALF_TURN])
def test_images_of_any_size_are_contiguous(tmp_path, size, matrix):
    path = make_clip(tmp_path / "clip.mp4", steady(2), size=size)
    set_display_matrix(path, matrix)
    with FileSource(path) as source:
        assert all(frame.image.flags.c_contiguous for frame in source)


@pytest.mark.parametrize(("name", "tag"), [("ITU709", 1), ("ITU601", 5)])
def test_colours_follow_the_tagged_matrix(tmp_path, name, tag):
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.codec_context.colorspace = tag
        frame = av.VideoFrame.from_ndarray(pattern(5), format="bgr24")
        out.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace=name, dst_color_range="MPEG")))
        out.mux(stream.encode(None))
    with FileSource(path) as source:
        image = next(iter(source)).image
    # the wrong matrix would be off by 9 (red's green) and more
    np.testing.assert_allclose(corners_of(image), [RED, GREEN, BLUE, YELLOW], atol=5)


# Spans


@pytest.fixture(scope="module")
def long_clips(tmp_path_factory) -> dict[str, Path]:
    """Eight seconds, variable rate, first time stamp not zero, B-frames where the container has times."""
    folder = tmp_path_factory.mktemp("long")
    times_s = [1.4 + number / 25 + (0.012 if number % 3 == 1 else 0) for number in range(200)]
    clips = {ending: make_clip(folder / f"clip.{ending}", times_s) for ending in ("mp4", "mkv", "ts")}
    clips["one keyframe"] = make_clip(folder / "one.mp4", times_s, gop=1000)
    fragments = {"movflags": "+frag_keyframe+empty_moov+default_base_moof"}
    clips["fragments"] = make_clip(folder / "fragments.mp4", times_s, b_frames=0, container_options=fragments)
    clips["webm"] = make_clip(folder / "clip.webm", times_s, codec="libvpx-vp9", gop=30)
    clips["hevc"] = make_clip(folder / "hevc.mov", times_s, codec="libx265", gop=30)
    clips["avi"] = make_clip(folder / "clip.avi", steady(200), time_base=Fraction(1, 25))
    return clips


@pytest.mark.parametrize("clip", ["mp4", "mkv", "ts", "one keyframe", "fragments", "webm", "hevc", "avi"])
@pytest.mark.parametrize(
    ("start_s", "end_s"), [(0, 0.5), (0.3, None), (2.5, 2.9), (5.0, 6.4), (7.2, None), (7.8, 99)]
)
def test_a_span_is_the_whole_read_with_the_rest_left_out(long_clips, clip, start_s, end_s):
    path = long_clips[clip]
    with FileSource(path) as whole:
        kept = [
            (frame.time_s, number_of(frame.image))
            for frame in whole
            if start_s <= frame.time_s < (math.inf if end_s is None else end_s)
        ]
    with FileSource(path, start_s=start_s, end_s=end_s) as source:
        frames = list(source)
    assert [(frame.time_s, number_of(frame.image)) for frame in frames] == kept
    assert [frame.index for frame in frames] == list(range(len(kept)))
    assert source.corrupt_frames == 0


def test_a_late_span_is_sought_not_read_up_to(long_clips, tmp_path):
    # All between the first and the sixth second is overwritten: reading up to the span could not pass it.
    data = bytearray(long_clips["mp4"].read_bytes())
    with av.open(str(long_clips["mp4"])) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        begin, end = packets[25].pos, packets[150].pos
    data[begin:end] = bytes(end - begin)
    path = tmp_path / "holed.mp4"
    path.write_bytes(data)
    with FileSource(path, start_s=7.2) as source:
        assert [number_of(frame.image) for frame in source] == list(range(180, 200))
        assert source.corrupt_frames == 0
    with pytest.raises(ClipDamaged):
        times_of(path)


@pytest.mark.parametrize("clip", ["mp4", "fragments", "mkv", "webm", "hevc"])
def test_a_seek_that_lands_behind_the_start_loses_nothing(long_clips, monkeypatch, clip):
    whole = times_of(long_clips[clip])
    monkeypatch.setattr(file, "SEEK_MARGIN_S", -2.0)  # aims behind the start, as a bad index does
    assert times_of(long_clips[clip], start_s=3.0) == [time_s for time_s in whole if time_s >= 3.0]


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [
        (-1.0, None),
        (-2.0, -1.0),
        (3.0, 3.0),
        (4.0, 3.0),
        (0.0, 0.0),
        (math.nan, None),
        (None, math.nan),
        (math.inf, None),
        (8.0, None),
        (100.0, 200.0),
        (1e300, None),
        (0.001, 0.002),
    ],
)
def test_a_span_that_holds_nothing_is_refused_on_opening(long_clips, start_s, end_s):
    with pytest.raises(BadSpan):
        FileSource(long_clips["mp4"], start_s=start_s, end_s=end_s)


def test_open_source_hands_the_span_on(long_clips):
    with open_source(long_clips["mp4"], start_s=5.0, end_s=5.1) as source:
        times_s = [frame.time_s for frame in source]
    assert times_s
    assert all(5.0 <= time_s < 5.1 for time_s in times_s)


# What the container says


def test_info_is_that_of_the_container(tmp_path):
    with FileSource(make_clip(tmp_path / "A clip — Übung.mp4", steady(50))) as source:
        info = source.info
    assert info.name == "A clip — Übung.mp4"
    assert (info.codec, info.frames, info.rotation_deg) == ("h264", 50, 0)
    assert info.container.startswith("mov,mp4")
    # the muxer counts the last frame as 1/25 s at most and the B-frames' delay not at all
    assert info.duration_s == pytest.approx(2.0, abs=0.1)
    assert info.frame_rate == pytest.approx(25, rel=0.05)


def test_duration_is_nan_and_frames_zero_when_nobody_says(tmp_path):
    path = tmp_path / "live.webm"
    options = {"live": "1"}
    make_clip(path, steady(20), codec="libvpx-vp9", container_options=options)
    with FileSource(path) as source:
        assert math.isnan(source.info.duration_s)
        assert source.info.frames == 0
        assert len(list(source)) == 20


def test_content_decides_not_the_ending(tmp_path):
    path = make_clip(tmp_path / "clip.mkv", steady(5))
    for name in ("clip.txt", "clip.jpg", "clip.mp3", "clip"):
        renamed = shutil.copy(path, tmp_path / name)
        assert numbers_of(Path(renamed)) == list(range(5)), name


@pytest.mark.parametrize("name", ["12:30.mkv", "http:clip.mkv", "-clip.mkv", "lauf %d.mkv"])
def test_a_name_is_a_name_and_no_address(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    make_clip(tmp_path / "clip.mkv", steady(5)).rename(name)
    assert numbers_of(Path(name)) == list(range(5))


def test_sound_beside_the_picture_is_passed_over(tmp_path):
    assert numbers_of(make_clip(tmp_path / "clip.mp4", steady(30), sound=True)) == list(range(30))


# Damage


@pytest.mark.parametrize("kept", [-200, 4, 300, 320, 400])  # bytes, counted from the index on
def test_a_clip_cut_off_before_or_within_its_index_says_so(tmp_path, kept):
    path = make_clip(tmp_path / "clip.mp4", steady(50))
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov") + kept])
    with pytest.raises(ClipDamaged, match=r"clip\.mp4 is cut off: its index is missing"):
        FileSource(path)


@pytest.mark.parametrize(
    ("name", "options"), [("clip.mkv", {}), ("clip.mp4", {"movflags": "+faststart"}), ("clip.ts", {})]
)
def test_a_clip_cut_off_behind_its_index_gives_the_frames_there_are(tmp_path, name, options):
    path = make_clip(tmp_path / name, steady(100), container_options=options)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    with FileSource(path) as source:
        numbers = [number_of(frame.image) for frame in source]
    assert 30 < len(numbers) < 90
    assert numbers == list(range(len(numbers)))
    assert source.corrupt_frames <= 2


def spoil(path: Path, first: int, last: int) -> None:
    """Overwrite the packets `first` to `last` (exclusive) of a clip, in the order of the file."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    for packet in packets[first:last]:
        data[packet.pos : packet.pos + packet.size] = b"\xff" * packet.size
    path.write_bytes(data)


def test_corrupt_packets_are_counted_and_decoding_goes_on(tmp_path):
    path = make_clip(tmp_path / "clip.mp4", steady(100), b_frames=0, gop=5)
    spoil(path, 40, 45)
    with FileSource(path) as source:
        frames = list(source)
    # the whole group of pictures is gone; those around it keep their own times
    assert [number_of(frame.image) for frame in frames] == [*range(40), *range(45, 100)]
    assert [frame.time_s for frame in frames] == pytest.approx([*steady(40), *steady(100)[45:]])
    assert source.corrupt_frames == 5


def test_corruption_is_borne_up_to_ten_frames_in_a_short_clip(tmp_path):
    path = make_clip(tmp_path / "clip.mp4", steady(30), b_frames=0, gop=5)
    spoil(path, 10, 20)
    with FileSource(path) as source:
        assert len(list(source)) == 20
    assert source.corrupt_frames == 10


def test_more_corruption_ends_in_a_sentence(tmp_path):
    path = make_clip(tmp_path / "clip.mp4", steady(60), b_frames=0, gop=5)
    spoil(path, 10, 25)
    with FileSource(path) as source, pytest.raises(ClipDamaged, match=r"11 of its first 21 frames cannot"):
        list(source)


def test_a_fifth_of_a_long_clip_may_be_corrupt(tmp_path):
    path = make_clip(tmp_path / "clip.mp4", steady(200), b_frames=0, gop=5)
    spoil(path, 100, 125)
    with FileSource(path) as source:
        assert len(list(source)) == 175
    assert source.corrupt_frames == 25


def test_a_picture_the_decoder_patched_is_not_given(tmp_path):
    rng = np.random.default_rng(7)
    noise = [rng.integers(0, 255, (96, 160, 3), np.uint8) for _ in range(20)]
    path = make_clip(tmp_path / "clip.mp4", steady(20), stored=noise, b_frames=0, gop=1)
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    half = packets[8].pos + packets[8].size // 2
    data[half : half + 400] = bytes(400)
    path.write_bytes(data)
    with FileSource(path) as source:
        times_s = [frame.time_s for frame in source]
    assert times_s == pytest.approx([time_s for time_s in steady(20) if time_s != steady(20)[8]])
    assert source.corrupt_frames == 1


def test_not_one_decodable_frame_is_damage(tmp_path):
    path = make_clip(tmp_path / "clip.mp4", steady(40))
    spoil(path, 0, 40)
    with pytest.raises(ClipDamaged, match=r"clip\.mp4 is damaged: not one of its frames"):
        FileSource(path)


@given(
    clip=st.sampled_from(["mp4", "fragments", "mkv", "ts", "webm", "hevc", "avi"]),
    places=st.lists(st.floats(min_value=0, max_value=1, exclude_max=True), max_size=40),
    kept=st.floats(min_value=0.01, max_value=1),
    seed=st.integers(min_value=0, max_value=2**32 - 1),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_damage_it_ends_in_rising_times_or_one_sentence(long_clips, tmp_path, clip, places, kept, seed):
    data = bytearray(long_clips[clip].read_bytes())
    fill = np.random.default_rng(seed).bytes(len(places))
    for place, byte in zip(places, fill, strict=True):
        data[int(place * len(data))] = byte
    path = tmp_path / "damaged"
    path.write_bytes(data[: int(kept * len(data))])
    last_s = -1.0
    sentence = "damaged file ends well."
    try:
        with FileSource(path) as source:
            for frame in source:
                assert frame.time_s > last_s
                assert frame.image.shape == (source.info.height, source.info.width, 3)
                last_s = frame.time_s
    except InputError as error:
        sentence = str(error)
    assert sentence.startswith("damaged ")
    assert sentence.endswith(".")


# Refusals


def test_a_missing_file(tmp_path):
    with pytest.raises(ClipNotFound, match=r"no file .*nowhere\.mp4"):
        FileSource(tmp_path / "nowhere.mp4")


def test_a_folder(tmp_path):
    with pytest.raises(ClipIsFolder, match="is a folder"):
        FileSource(tmp_path)


def write_sound(path: Path) -> None:
    with av.open(str(path), "w") as out:
        add_silence(out)


def write_song(path: Path) -> None:
    """Sound with a cover, which FFmpeg shows as a video of one picture."""
    with av.open(str(path), "w", format="mp4") as out:
        cover = out.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 160, 96, "yuvj420p"
        cover.disposition = int(Disposition.attached_pic)
        add_silence(out)
        out.mux(cover.encode(av.VideoFrame.from_ndarray(pattern(0), format="bgr24")))
        out.mux(cover.encode(None))


def write_picture(path: Path) -> None:
    cv2.imwrite(str(path), pattern(3))


NOT_VIDEOS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty": ("clip.mp4", lambda path: path.write_bytes(b""), r"clip\.mp4 is empty"),
    "text": ("clip.mp4", lambda path: path.write_text("not a video\n" * 9), r"clip\.mp4 is text"),
    "table": ("times.csv", lambda path: path.write_text("zeit_s,hüfte\n0,1\n" * 900), r"times\.csv is text"),
    "playlist": (
        "clip.mp4",
        lambda path: path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.ts\n"),
        r"clip\.mp4 is text",
    ),
    "png": ("clip.png", write_picture, r"clip\.png is a still picture"),
    "jpg": ("clip.jpg", write_picture, r"clip\.jpg is a still picture"),
    "webp": ("clip.webp", write_picture, r"clip\.webp is a still picture"),
    "tiff": ("clip.tiff", write_picture, r"clip\.tiff is a still picture"),
    "bmp": ("clip.bmp", write_picture, r"clip\.bmp is a still picture"),
    "m4a": ("clip.m4a", write_sound, r"clip\.m4a holds sound but no moving picture"),
    "song": ("clip.m4a", write_song, r"clip\.m4a holds sound but no moving picture"),
    "mkv": ("clip.mkv", write_sound, r"clip\.mkv holds sound but no moving picture"),
    "noise": (
        "clip.mp4",
        lambda path: path.write_bytes(np.random.default_rng(1).bytes(9000)),
        r"clip\.mp4 is not a video",
    ),
}


@pytest.mark.parametrize("kind", NOT_VIDEOS)
def test_what_is_not_a_video_is_called_by_its_name(tmp_path, kind):
    name, write, sentence = NOT_VIDEOS[kind]
    write(tmp_path / name)
    with pytest.raises(NotAVideo, match=sentence):
        FileSource(tmp_path / name)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(NotAVideo, match="not a file"):
        FileSource(tmp_path / "pipe.mp4")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = make_clip(tmp_path / "clip.mp4", steady(3))

    def refuse(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # a chmod would not stop root
    with pytest.raises(InputError, match=r"clip\.mp4 cannot be read: Permission denied\."):
        FileSource(path)


def test_a_refused_clip_is_closed_again(long_clips):
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("no list of open files on this system")
    before = len(list(descriptors.iterdir()))
    for _ in range(3):
        with pytest.raises(BadSpan):
            FileSource(long_clips["mp4"], start_s=100)
    assert len(list(descriptors.iterdir())) == before


# Real clips


@pytest.mark.parametrize("every", [1, 2, 3, 7])
@pytest.mark.parametrize("rate", [Fraction(30), Fraction(30_000, 1001), Fraction(25)])
@pytest.mark.parametrize("container", ["mp4", "matroska"])  # which rounds times to milliseconds
def test_every_nth_frame_by_its_time(tmp_path, rate, every, container):
    path = make_clip(tmp_path / "clip", [number / float(rate) for number in range(200)], container=container)
    with FileSource(path, fps=float(rate) / every) as source:
        assert [number_of(frame.image) for frame in source] == list(range(0, 200, every))


@pytest.mark.parametrize(("fps", "count"), [(20, 8), (60, 12)])
def test_a_rate_between_and_one_above_the_clips(tmp_path, fps, count):
    path = make_clip(tmp_path / "clip.mp4", steady(12, 30))
    with FileSource(path, fps=fps) as source:
        numbers = [number_of(frame.image) for frame in source]
    assert len(numbers) == count
    assert numbers[0] == 0
    assert set(np.diff(numbers)) <= {1, 2}


@pytest.mark.footage
def test_an_iphone_clip_with_rotation_comes_out_portrait(footage):
    path = footage / "clips" / "cmbbe_Cam0_Jump_full.mov"
    with FileSource(path) as source:
        info = source.info
        frames = [(frame.time_s, frame.image.shape) for frame in source]
    assert (info.codec, info.rotation_deg, info.width, info.height) == ("hevc", -90, 720, 1280)
    assert {shape for _, shape in frames} == {(1280, 720, 3)}
    assert [time_s for time_s, _ in frames] == pytest.approx(packet_times_s(path), abs=1e-9)
    assert source.corrupt_frames == 0


@pytest.mark.footage
def test_an_iphone_clip_with_rotation_stands_on_its_feet(footage):
    # a black floor below white walls: the bottom of the upright picture is darker than its top
    with FileSource(footage / "clips" / "cmbbe_Cam0_Jump_full.mov", start_s=2, end_s=2.1) as source:
        image = next(iter(source)).image
    assert image[-200:].mean() < image[:200].mean() - 50


@pytest.mark.footage
@pytest.mark.parametrize(
    ("name", "codec", "size"),
    [
        ("sports2d_demo.mp4", "vp9", (1768, 994)),
        ("tux_hyva2.mp4", "h264", (1280, 720)),  # a transport stream by content, beginning at 3.36 s
        ("techbusa_good_mornings.mp4", "h264", (846, 470)),  # begins at 1/30 s
        ("betterfr_run.mp4", "h264", (1024, 720)),  # its rate varies
        ("farva_one-leg-squat.mp4", "hevc", (1049, 576)),  # its pixels are 118:81
    ],
)
def test_real_clips_have_the_times_of_their_packets(footage, name, codec, size):
    path = footage / "clips" / name
    with FileSource(path) as source:
        assert source.info.codec == codec
        assert (source.info.width, source.info.height) == size
        assert [frame.time_s for frame in source] == pytest.approx(packet_times_s(path), abs=1e-9)
        assert source.corrupt_frames == 0
