"""Small clips made on the spot, whose every frame can be told from its pixels.

A frame shows its number as ten black or white fields in the upper half, and below them four coloured
fields: red left and green right, under them blue left and yellow right. Reading back number and colours tells
which frame it is, which way up, and whether it is mirrored.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT = 160, 96
BITS = 10
RED, GREEN, BLUE, YELLOW = (40, 40, 200), (40, 180, 40), (200, 60, 40), (30, 200, 210)  # BGR

# Display matrices (a, b, c, d): a stored point (x, y), y down, is shown at (a x + c y, b x + d y).
UPRIGHT = (1, 0, 0, 1)
CLOCKWISE = (0, 1, -1, 0)
HALF_TURN = (-1, 0, 0, -1)
COUNTERCLOCKWISE = (0, -1, 1, 0)
MIRRORED = (-1, 0, 0, 1)
UPSIDE_DOWN_MIRRORED = (1, 0, 0, -1)
CLOCKWISE_MIRRORED = (0, 1, 1, 0)


def pattern(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """The upright picture of frame `number`: (height, width, 3) uint8 BGR."""
    image = np.zeros((height, width, 3), np.uint8)
    edges = np.linspace(0, width, BITS + 1).astype(int)
    for bit in range(BITS):
        image[: height // 2, edges[bit] : edges[bit + 1]] = 235 if number >> bit & 1 else 20
    middle, upper, lower = width // 2, height // 2, height * 3 // 4
    image[upper:lower, :middle], image[upper:lower, middle:] = RED, GREEN
    image[lower:, :middle], image[lower:, middle:] = BLUE, YELLOW
    return image


def number_of(image: np.ndarray) -> int:
    """Frame number read back from an upright picture of any size."""
    height, width = image.shape[:2]
    row = image[height // 4].mean(axis=1)
    centres = ((np.arange(BITS) + 0.5) * width / BITS).astype(int)
    return sum(1 << bit for bit, x in enumerate(centres) if row[x] > 127)


def corners_of(image: np.ndarray) -> list[list[int]]:
    """BGR in the middle of the red, green, blue and yellow fields of an upright picture."""
    height, width = image.shape[:2]
    rows, columns = (int(height * 0.625), int(height * 0.875)), (width // 4, width * 3 // 4)
    return [image[y, x].astype(int).tolist() for y in rows for x in columns]


def steady(frames: int, rate: float = 25) -> list[float]:
    """Times in seconds at a constant rate."""
    return [number / rate for number in range(frames)]


def make_clip(
    path: Path,
    times_s: Sequence[float],
    *,
    codec: str = "libx264",
    container: str | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    stored: Sequence[np.ndarray] | None = None,
    pixels: str = "yuv420p",
    pixel_aspect: Fraction | None = None,
    b_frames: int = 2,
    gop: int = 10,
    time_base: Fraction = Fraction(1, 90_000),
    container_options: dict[str, str] | None = None,
    sound: bool = False,
) -> Path:
    """Write frames 0, 1, 2 … at `times_s`; `stored` are pictures to write in place of the pattern."""
    with av.open(str(path), "w", format=container, options=container_options or {}) as out:
        stream = out.add_stream(codec, rate=25)
        width, height = size if stored is None else stored[0].shape[1::-1]
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.time_base = stream.codec_context.time_base = time_base
        stream.codec_context.gop_size = gop
        if codec in ("libx264", "mpeg4"):
            stream.codec_context.max_b_frames = b_frames
        if codec == "libvpx-vp9":
            stream.options = {"deadline": "realtime", "cpu-used": "8"}
        if codec == "libx265":
            stream.options = {"preset": "ultrafast", "x265-params": "log-level=none"}
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if sound:
            add_silence(out)
        for number, time_s in enumerate(times_s):
            image = pattern(number, width, height) if stored is None else stored[number]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
            frame.pts, frame.time_base = round(time_s / time_base), time_base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def add_silence(out: av.container.OutputContainer) -> None:
    """One second of silence as an AAC track."""
    stream = out.add_stream("aac", rate=48_000)
    for start in range(0, 48_000, 1024):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 48_000, start
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def set_display_matrix(path: Path, matrix: tuple[int, int, int, int]) -> None:
    """Write a display matrix into the (first) track header of an mp4 or mov, byte for byte."""
    data = bytearray(path.read_bytes())
    # tkhd 0: name 4, flags 4, times 8, track 4, reserved 4, duration 4, reserved 8, layer … 8, matrix 36
    at = data.index(b"tkhd") + 44
    one = 1 << 16
    assert struct.unpack_from(">9i", data, at) == (one, 0, 0, 0, one, 0, 0, 0, 1 << 30)
    a, b, c, d = (number * one for number in matrix)
    struct.pack_into(">9i", data, at, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)


def packet_times_s(path: Path) -> list[float]:
    """The clip's times by the packets alone, without decoding: seconds since the earliest, rising."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stamps = sorted(packet.pts for packet in container.demux(stream) if packet.size)
        return [float((stamp - stamps[0]) * stream.time_base) for stamp in stamps]
