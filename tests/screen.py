"""A virtual screen (Xvfb) for tests of windows: pictures of it, keys and clicks into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage

WIDTH, HEIGHT = 1440, 900


class Screen:
    """An X server without hardware, of 24 bits a pixel, with a window manager as every desktop has one.

    Without one, Qt misses that its window is shown in one start of five, and paints nothing.
    """

    def __init__(self) -> None:
        for program in ("Xvfb", "openbox", "xdotool"):
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed")
        self._folder = tempfile.TemporaryDirectory()
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", self._folder.name],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            pytest.skip("Xvfb does not start")
        self.display = f":{number}"
        self._manager = subprocess.Popen(["openbox"], env=self.environment, stderr=subprocess.DEVNULL)
        self._wait_for_manager()

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to show its window here."""
        others = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
        return others | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def picture(self) -> np.ndarray:
        """What is on the screen, (HEIGHT, WIDTH, 3) BGR."""
        raw = (Path(self._folder.name) / "Xvfb_screen0").read_bytes()
        header = int.from_bytes(raw[:4], "big")  # the X window dump format: header, colours, then rows
        colours = int.from_bytes(raw[76:80], "big")
        pixels = np.frombuffer(raw, np.uint8, offset=header + 12 * colours)
        return pixels[: WIDTH * HEIGHT * 4].reshape(HEIGHT, WIDTH, 4)[..., :3].copy()

    def do(self, *words: str) -> str:
        """Run xdotool."""
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout

    def close_window(self, name: str) -> bool:
        """Ask a window to close, as its button does; whether there is none."""
        found = self.do("search", "--name", name).split()
        if not found:
            return True
        display = Display(self.display)
        window = display.create_resource_object("window", int(found[0]))
        wanted = [display.intern_atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]
        window.send_event(
            ClientMessage(window=window, client_type=display.intern_atom("WM_PROTOCOLS"), data=(32, wanted))
        )
        display.close()
        return False

    def _wait_for_manager(self) -> None:
        """Windows that come before it is there are left alone."""
        with closing(Display(self.display)) as display:
            root, told = display.screen().root, display.intern_atom("_NET_SUPPORTING_WM_CHECK")
            while root.get_full_property(told, X.AnyPropertyType) is None:
                if self._manager.poll() is not None:
                    pytest.fail("openbox ended at once")
                time.sleep(0.05)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._manager.terminate()
        self._manager.wait()
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()
