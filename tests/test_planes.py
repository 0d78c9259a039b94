"""Pictures in planes show what those in BGR do, whatever the clip; they are shrunk, turned and copied."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.sources.file import FileSource
from formcheck.sources.planes import Planar
from formcheck.types import Matrix
from tests.clips import (
    CLOCKWISE,
    COUNTERCLOCKWISE,
    HALF_TURN,
    UPRIGHT,
    corners_of,
    make_clip,
    pattern,
    set_display_matrix,
    steady,
)


def shown(picture: Planar) -> np.ndarray:
    """In BGR, as ITU-R BT.709-6 and BT.601-7 have it."""
    red, blue = {Matrix.BT709: (0.2126, 0.0722), Matrix.BT601: (0.299, 0.114)}[picture.colours.matrix]
    y, u, v = (plane.astype(float) for plane in picture.planes)
    height, width = y.shape
    u, v = (plane.repeat(2, axis=0).repeat(2, axis=1)[:height, :width] - 128 for plane in (u, v))
    if picture.colours.full_range:
        y, u, v = y / 255, u / 255, v / 255
    else:
        y, u, v = (y - 16) / 219, u / 224, v / 224
    r, b = y + 2 * (1 - red) * v, y + 2 * (1 - blue) * u
    g = (y - red * r - blue * b) / (1 - red - blue)
    return np.stack([b, g, r], axis=-1).clip(0, 1) * 255


def first(path: Path, longest_side: int = 1280) -> tuple[Planar, np.ndarray]:
    """A clip's first picture in planes and in BGR."""
    with FileSource(path) as source:
        _, planar = next(iter(source.planes(longest_side)))
    with FileSource(path) as source:
        return planar, next(iter(source)).image


def assert_alike(planar: Planar, image: np.ndarray, atol: float = 3.0) -> None:
    """But at the edges of fields, where the two are made of pixels of colour in other ways."""
    difference = np.abs(shown(planar) - image)
    assert np.quantile(difference, 0.9) <= atol


def tagged(path: Path, pixels: str, colorspace: int, color_range: int, codec: str = "libx264") -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, pixels
        stream.codec_context.colorspace, stream.codec_context.color_range = colorspace, color_range
        frame = av.VideoFrame.from_ndarray(pattern(5), format="bgr24")
        out.mux(stream.encode(frame.reformat(format=pixels, dst_colorspace=colorspace, dst_color_range=color_range)))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("codec", "pixels"),
    [
        ("libx264", "yuv420p"),
        ("libx265", "yuv420p10le"),
        ("libx264", "yuv422p"),
        ("libx264", "yuvj420p"),
        ("mjpeg", "yuvj420p"),
        ("libx264", "yuv444p"),
        ("libx264rgb", "rgb24"),
    ],
)
def test_every_pixel_format(tmp_path, codec, pixels):
    assert_alike(*first(make_clip(tmp_path / "clip.mkv", steady(3), codec=codec, pixels=pixels)))  # measured 2.0


@pytest.mark.parametrize(
    ("colorspace", "color_range", "matrix", "full_range"),
    [
        (1, 1, Matrix.BT709, False),
        (1, 2, Matrix.BT709, True),
        (5, 1, Matrix.BT601, False),
        (5, 2, Matrix.BT601, True),
        (9, 1, Matrix.BT709, False),  # BT.2020, turned into BT.709
    ],
)
def test_the_clips_own_colours_are_kept_and_told(tmp_path, colorspace, color_range, matrix, full_range):
    planar, image = first(tagged(tmp_path / "clip.mp4", "yuv420p", colorspace, color_range))
    assert (planar.colours.matrix, planar.colours.full_range) == (matrix, full_range)
    assert_alike(planar, image)


@pytest.mark.parametrize(("size", "matrix"), [((160, 96), Matrix.BT601), ((1280, 96), Matrix.BT709)])
def test_untagged_colours_are_what_players_take_them_for(tmp_path, size, matrix):
    planar, image = first(make_clip(tmp_path / "clip.mp4", steady(2), size=size))
    assert planar.colours.matrix == matrix
    assert_alike(planar, image)


@pytest.mark.parametrize("size", [(160, 96), (159, 97), (158, 94)])
@pytest.mark.parametrize("matrix", [UPRIGHT, CLOCKWISE, COUNTERCLOCKWISE, HALF_TURN])
def test_any_size_turned_any_way(tmp_path, size, matrix):
    path = make_clip(tmp_path / "clip.mov", steady(2), size=size, codec="png", pixels="rgb24")
    set_display_matrix(path, matrix)
    planar, image = first(path)
    assert_alike(planar, image)
    copied = planar.copy()
    height, width = (side // 2 * 2 for side in image.shape[:2])
    assert (copied.frame.width, copied.frame.height) == (width, height)
    np.testing.assert_array_equal(copied.planes[0], planar.planes[0][:height, :width])


def test_a_copy_is_its_own(tmp_path):
    planar, _ = first(make_clip(tmp_path / "clip.mp4", steady(2)))
    before = [plane.copy() for plane in planar.planes]
    copied = planar.copy()
    for plane in copied.planes:
        plane[:] = 0
    for plane, was in zip(planar.planes, before, strict=True):
        np.testing.assert_array_equal(plane, was)


@pytest.mark.parametrize(("longest", "size"), [(80, (80, 48)), (101, (100, 60)), (160, (160, 96)), (1280, (160, 96))])
@pytest.mark.parametrize("matrix", [UPRIGHT, CLOCKWISE])
def test_pictures_are_shrunk_never_enlarged(tmp_path, longest, size, matrix):
    path = make_clip(tmp_path / "clip.mp4", steady(3))
    set_display_matrix(path, matrix)
    planar, image = first(path, longest)
    turns = -1 if matrix == CLOCKWISE else 0
    small, image = np.rot90(shown(planar), turns), np.rot90(image, turns)
    assert small.shape[1::-1] == size
    np.testing.assert_allclose(corners_of(small), corners_of(image), atol=4)  # measured 2


def test_pixels_are_made_square(tmp_path):
    path = make_clip(tmp_path / "clip.mp4", steady(2), pixel_aspect=Fraction(2))
    planar, image = first(path)
    assert image.shape == (96, 320, 3)
    assert_alike(planar, image)


def test_times_are_the_frames_own_and_a_clip_is_read_once(tmp_path):
    times_s = [0.0, 0.04, 0.1, 0.5]
    with FileSource(make_clip(tmp_path / "clip.mp4", times_s)) as source:
        assert [time_s for time_s, _ in source.planes(1280)] == pytest.approx(times_s, abs=1e-4)
        with pytest.raises(RuntimeError, match="once"):
            source.planes(1280)
