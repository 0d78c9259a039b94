"""Which cameras this computer has."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import cv2

from formcheck.types import CameraInfo, Mode

# Named, so that OpenCV does not try one after the other. On Windows its usual one takes many seconds to open.
BACKENDS = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_DSHOW}
PROBED = 4


def list_cameras() -> list[CameraInfo]:
    """The cameras of this computer by their numbers; empty where there is none.

    Where the system cannot be asked, the first few are opened for a moment.
    """
    if sys.platform == "linux":
        from formcheck.sources.v4l2 import cameras  # what it needs is not on every system

        return cameras()
    return list(_probed())


def capture(number: int) -> cv2.VideoCapture:
    """OpenCV's hold on a camera, which need not have been opened."""
    # For good: OpenCV would also write when a camera is unplugged. What went wrong is said by what is raised.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2.VideoCapture(number, BACKENDS.get(sys.platform, cv2.CAP_ANY))


def _probed() -> Iterator[CameraInfo]:
    """The cameras among the first few numbers."""
    for number in range(PROBED):
        held = capture(number)
        if held.isOpened():
            width, height = (int(held.get(each)) for each in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
            yield CameraInfo(number, f"camera {number}", (Mode(width, height, held.get(cv2.CAP_PROP_FPS)),))
        held.release()
