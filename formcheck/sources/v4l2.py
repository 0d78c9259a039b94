"""What Linux knows of its cameras: the kernel's V4L2 interface (linux/videodev2.h), asked without OpenCV."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from formcheck.types import CameraInfo, Mode

DEVICES, KNOWN = Path("/dev"), Path("/sys/class/video4linux")
QUERYCAP, ENUM_FMT, ENUM_FRAMESIZES, ENUM_FRAMEINTERVALS = 0x80685600, 0xC0405602, 0xC02C564A, 0xC034564B
VIDEO_CAPTURE, DISCRETE = 1, 1


def cameras() -> list[CameraInfo]:
    """All cameras by their numbers; one that this user may not open is without modes."""
    nodes = sorted((int(path.name.removeprefix("video")), path) for path in KNOWN.glob("video[0-9]*"))
    return [camera for number, path in nodes if (camera := _described(number, path))]


def may_use(number: int) -> bool:
    """Whether this user may open the camera."""
    return os.access(DEVICES / f"video{number}", os.R_OK | os.W_OK)


def _described(number: int, known: Path) -> CameraInfo | None:
    """What Linux knows of a node; None if no pictures come from it, as from one for metadata."""
    name = (known / "name").read_text().strip()
    try:
        node = os.open(DEVICES / known.name, os.O_RDWR | os.O_NONBLOCK)
    except OSError:  # not ours to ask; the first node of a device is the one for pictures
        return CameraInfo(number, name, ()) if (known / "index").read_text().strip() == "0" else None
    try:
        capabilities = _ask(node, QUERYCAP, 104)
        if capabilities is None or not struct.unpack_from("I", capabilities, 88)[0] & VIDEO_CAPTURE:
            return None
        return CameraInfo(number, name, _modes(node))
    finally:
        os.close(node)


def _modes(node: int) -> tuple[Mode, ...]:
    """The sizes of all pixel formats, each at its best rate."""
    best: dict[tuple[int, int], float] = {}
    for form in _each(node, ENUM_FMT, 64, struct.pack("I", VIDEO_CAPTURE)):
        pixels = form[44:48]
        for found in _each(node, ENUM_FRAMESIZES, 44, pixels):
            kind, width, height = struct.unpack_from("3I", found, 8)
            if kind != DISCRETE:
                continue
            for interval in _each(node, ENUM_FRAMEINTERVALS, 52, pixels + found[12:20]):
                kind, above, below = struct.unpack_from("3I", interval, 16)
                if kind == DISCRETE and above:
                    best[width, height] = max(best.get((width, height), 0.0), below / above)
    return tuple(Mode(*size, rate) for size, rate in sorted(best.items()))


def _each(node: int, request: int, size: int, of: bytes) -> Iterator[bytes]:
    """The answers to an enumerating request, whose struct begins with an index and then what is asked about."""
    index = 0
    while (answer := _ask(node, request, size, struct.pack("I", index) + of)) is not None:
        yield answer
        index += 1


def _ask(node: int, request: int, size: int, question: bytes = b"") -> bytes | None:
    """One ioctl; None where the driver has no (further) answer."""
    try:
        return fcntl.ioctl(node, request, question.ljust(size, b"\0"))
    except OSError:
        return None
