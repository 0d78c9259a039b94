"""A camera of this computer, by its number, through OpenCV."""

from __future__ import annotations

import math
import sys
import time

import cv2
import numpy as np

from formcheck.errors import CameraBusy, CameraError, NoCamera
from formcheck.sources.cameras import capture, list_cameras
from formcheck.types import ImageBGR, SourceInfo


class DeviceCamera:
    """A camera of this computer; opening waits for the first picture and puts it aside.

    Parameters
    ----------
    number
        As `list_cameras` has it.
    width, height, rate
        What is asked for, in pixels and pictures a second.

    Raises
    ------
    NoCamera, CameraBusy
        There is none of that number; another program has it, or this user may not use it.
    """

    def __init__(self, number: int, width: int, height: int, rate: float) -> None:
        self._number = number
        self._capture = capture(number)
        # USB 2 carries 720p at 30 a second only as JPEGs. The format comes first, the rate depends on the size.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._capture.set(cv2.CAP_PROP_FPS, rate)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 2)  # one being decoded, one being filled: nothing grows old
        came, image = self._capture.read()
        if not came:
            self._capture.release()
            raise _why_not(number)
        fourcc = (int(self._capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF).to_bytes(4, "little")
        self._info = SourceInfo(
            name=next((each.name for each in list_cameras() if each.number == number), f"camera {number}"),
            width=image.shape[1],
            height=image.shape[0],
            frame_rate=max(0.0, self._capture.get(cv2.CAP_PROP_FPS)),
            frames=0,
            duration_s=math.nan,
            codec=fourcc.decode("ascii", "replace").strip("\0 ").lower(),
            container=self._capture.getBackendName().lower(),
            rotation_deg=0,
        )

    @property
    def info(self) -> SourceInfo:
        """What the camera gives, which need not be what was asked."""
        return self._info

    def read(self) -> tuple[float, ImageBGR]:
        """The next picture, and when it had arrived.

        Raises
        ------
        NoCamera
            It gives no more: unplugged, or silent for as long as OpenCV waits (10 s on Linux).
        """
        came = self._capture.grab()
        arrived_s = time.perf_counter()
        image = None
        if came:
            came, image = self._capture.retrieve()
        if not came:
            raise NoCamera(f"Camera {self._number} gives no more pictures; it may have been unplugged.")
        return arrived_s, np.asarray(image, np.uint8)

    def close(self) -> None:
        """Leave it to others."""
        self._capture.release()


def _why_not(number: int) -> CameraError:
    """Say why a camera gives no picture."""
    cameras = list_cameras()
    mine = [each for each in cameras if each.number == number]
    if not cameras:
        return NoCamera("No camera is found on this computer; `formcheck live --list` shows what is.")
    if not mine:
        return NoCamera(f"There is no camera {number}; `formcheck live --list` shows which there are.")
    camera = f"Camera {number} ({mine[0].name})"
    if sys.platform == "linux":
        from formcheck.sources.v4l2 import may_use  # what it needs is not on every system

        if not may_use(number):
            return CameraBusy(f"{camera} may not be used by this user; usually those in the group 'video' may.")
    return CameraBusy(f"{camera} gives no picture: another program may be using it.")
