"""A window that shows pictures and hears keys; OpenCV's."""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType
from typing import Self

import cv2

from formcheck.errors import NoDisplay
from formcheck.types import ImageBGR

_PROBE = "import cv2; cv2.namedWindow('probe'); cv2.destroyAllWindows()"
_PROBE_S = 20.0

SIZE = (1120, 800)
"""Of a window that does not fill the screen, in pixels."""


def check_display() -> None:
    """See that a window can be had.

    In a process of its own: where there is no screen, the library behind the window ends the process that asked.

    Raises
    ------
    NoDisplay
        It cannot.
    """
    why = "there is no screen to show a window on: use --headless, which writes and prints instead"
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoDisplay(f"{why.capitalize()}.")
    try:
        done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, timeout=_PROBE_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise NoDisplay(f"{why.capitalize()}.") from error
    if done.returncode:
        raise NoDisplay(f"{why.capitalize()}.")


class Window:
    """A window of this title; it must be used by the main thread only.

    Parameters
    ----------
    title
        What its frame says. It fills the screen, to be read from across a room, until `toggle_full`.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(title, *SIZE)
        cv2.setWindowProperty(title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN)

    def toggle_full(self) -> None:
        """Fill the screen, or no longer."""
        full = cv2.getWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
        cv2.setWindowProperty(
            self._title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_NORMAL if full else cv2.WINDOW_FULLSCREEN
        )

    def show(self, image: ImageBGR) -> None:
        """Show a picture."""
        cv2.imshow(self._title, image)

    def key(self) -> str:
        """The key pressed since last asked, in lower case; empty = none. Also lets the window draw itself."""
        code = cv2.pollKey()
        return "" if code < 0 else chr(code & 0xFF).lower()

    @property
    def closed(self) -> bool:
        """The user closed it."""
        try:
            return bool(cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) < 1)
        except cv2.error:  # with Qt there is nothing left to ask
            return True

    def close(self) -> None:
        """Take it off the screen."""
        cv2.destroyAllWindows()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
