"""Where live pictures come from: a camera's number, an address on the network, or a file at its own pace."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Protocol

from formcheck.sources import open_source
from formcheck.types import ImageBGR, SourceInfo

DEVICE = re.compile(r"(?:/dev/video)?(\d+)")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Camera(Protocol):
    """A run of pictures, read by one thread.

    They are upright, never mirrored, (height, width, 3) uint8 in BGR order; on the network they may change size.
    """

    @property
    def info(self) -> SourceInfo:
        """What the camera says of itself; `frames` 0 and `duration_s` nan unless it is a file."""

    def read(self) -> tuple[float, ImageBGR] | None:
        """Wait for the next picture; None = there is an end, as a file has, and it is reached.

        Before it comes its time in seconds: when it had arrived and was not yet decoded, by `time.perf_counter`; in
        a file its own time stamp.

        Raises
        ------
        CameraError
            The camera is gone: unplugged, silent, or the connection was cut. It is to be closed and opened again.
        ClipDamaged
            The file is.
        """

    def close(self) -> None:
        """Let go of it, in the thread that reads; closing twice is harmless."""


def open_camera(what: str | int | Path, *, width: int = 1280, height: int = 720, rate: float = 30.0) -> Camera:
    """Open a camera and see that a picture comes.

    Parameters
    ----------
    what
        A number (also ``"0"``, ``"/dev/video0"``), an address (http, https, rtsp, rtsps) or a video file.
    width, height, rate
        Asked of a camera with a number, in pixels and pictures a second; it gives what is nearest to that.
        Addresses and files give what they have.

    Raises
    ------
    NoCamera, CameraBusy
        There is none of that number; another program has it, or this user may not use it.
    CameraUnreachable
        Nothing answers at the address, or not with a video.
    InputError
        The file cannot be played; as `open_source`.
    """
    # OpenCV and PyAV are heavy; pay for what is opened
    if number := DEVICE.fullmatch(str(what)):
        from formcheck.sources.device import DeviceCamera

        return DeviceCamera(int(number[1]), width, height, rate)
    if isinstance(what, str) and ADDRESS.match(what):
        from formcheck.sources.network import NetworkCamera

        return NetworkCamera(what)
    return PlayedFile(Path(str(what)))


def is_file(what: str) -> bool:
    """Whether it would be opened as a file: neither a camera's number nor an address."""
    return not (DEVICE.fullmatch(what) or ADDRESS.match(what))


class PlayedFile:
    """A video file that gives each picture when its time has come, counted from when the first was read.

    Raises
    ------
    InputError
        As `open_source`.
    """

    def __init__(self, path: Path) -> None:
        self._source = open_source(path)
        self._frames = iter(self._source)
        self._began_s: float | None = None

    @property
    def info(self) -> SourceInfo:
        """What the container says."""
        return self._source.info

    def read(self) -> tuple[float, ImageBGR] | None:
        """The next picture, with its own time stamp; None at the end."""
        frame = next(self._frames, None)
        if frame is None:
            return None
        if self._began_s is None:
            self._began_s = time.perf_counter()
        time.sleep(max(0.0, self._began_s + frame.time_s - time.perf_counter()))
        return frame.time_s, frame.image

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()
