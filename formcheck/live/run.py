"""Camera, session and window at once: three threads, none of which waits for another longer than it must.

The camera's thread takes pictures (`sources.newest`), one more measures the newest of them, and the main one shows:
what was measured, with what was found drawn exactly on it, or, where measuring is slow, the newest picture under the
last findings.
"""

from __future__ import annotations

import math
import signal
import threading
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Protocol

from formcheck.live.gestures import Gesture
from formcheck.live.session import Moment, Session
from formcheck.sources.newest import Newest, State
from formcheck.types import Frame
from formcheck.views import live as view
from formcheck.views.window import Window

WAIT_S = 0.5
"""Silence of the camera after which the window is told."""

SMOOTH_S = 1 / 15
"""Pictures follow each other no slower than this, whether measured or not."""

END_KEYS = {"q", "\x1b"}
TOGGLE_KEY, MUTE_KEY, FULL_KEY = " ", "m", "f"


class Listener(Protocol):
    """Told what happens, in order, in the main thread."""

    def tell(self, moment: Moment) -> None:
        """A moment."""

    def camera(self, wrong: str) -> None:
        """What is wrong with the camera, in a sentence; empty = nothing any more. Told when it changes."""

    def toggle(self) -> bool:
        """Turn sound off or on; gives whether it is off now."""


class Measuring(threading.Thread):
    """Measures the newest picture, again and again, until the camera or the session ends or it is told to stop."""

    def __init__(self, newest: Newest, session: Session) -> None:
        super().__init__(name="formcheck-measuring", daemon=True)
        self.moments: SimpleQueue[Moment] = SimpleQueue()
        self.failure: BaseException | None = None
        self._newest, self._session = newest, session
        self._keys: SimpleQueue[Gesture] = SimpleQueue()
        self._stop_asked = threading.Event()
        self._changed = threading.Condition()
        self._latest: tuple[Frame, Moment] | None = None

    def ask(self, gesture: Gesture) -> None:
        """What a key asked for."""
        self._keys.put(gesture)

    def stop(self) -> None:
        """End after the picture under way."""
        self._stop_asked.set()

    def latest(self, after: int, timeout_s: float) -> tuple[Frame, Moment] | None:
        """Wait for a measured frame whose index is above `after`; None when none came."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_after(after) or not self.is_alive(), timeout_s)
            return self._latest if self._is_after(after) else None

    def _is_after(self, index: int) -> bool:
        return self._latest is not None and self._latest[0].index > index

    def run(self) -> None:
        """Measure; what goes wrong is kept for who waits."""
        try:
            self._measure()
        except BaseException as error:  # noqa: BLE001 - carried to the main thread, which raises it
            self.failure = error
        finally:
            with self._changed:
                self._changed.notify_all()

    def _measure(self) -> None:
        after, dropped = -1, 0
        while not self._stop_asked.is_set() and not self._session.ended:
            frame = self._newest.get(after, WAIT_S)
            if frame is None:
                if self._newest.state is State.ENDED:
                    return
                continue
            dropped += frame.index - after - 1
            after, rate = frame.index, self._newest.rate
            camera_hz = 0.0 if math.isnan(rate) else rate
            moment = self._session.see(frame, key=self._key(), camera_hz=camera_hz, dropped=dropped)
            self.moments.put(moment)
            with self._changed:
                self._latest = (frame, moment)
                self._changed.notify_all()

    def _key(self) -> Gesture | None:
        try:
            return self._keys.get_nowait()
        except Empty:
            return None


def run(newest: Newest, session: Session, listener: Listener, window: Window | None) -> None:
    """Run a session to its end: the person's, the camera's, a closed window's, Ctrl-C's or SIGTERM's.

    To be called in the main thread, which is the one that hears signals.

    Parameters
    ----------
    newest, session
        Where pictures come from, and where they go.
    listener
        Told what happens.
    window
        Shows and hears keys; None = nothing is shown.

    Raises
    ------
    FormcheckError
        The recording cannot be written, or a file that is played is damaged.
    """
    measuring = Measuring(newest, session)
    telling = _Telling(newest, measuring, listener)
    terminated = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    measuring.start()
    try:
        if window is None:
            while measuring.is_alive():
                measuring.join(SMOOTH_S)
                telling.all()
        else:
            _show(newest, measuring, telling, window)
    except KeyboardInterrupt:
        pass  # the usual way to end without a window; what was measured is worth its results
    finally:
        measuring.stop()
        measuring.join()
        signal.signal(signal.SIGTERM, terminated)
    telling.all()
    if measuring.failure is not None:
        raise measuring.failure


def _show(newest: Newest, measuring: Measuring, telling: _Telling, window: Window) -> None:
    measured, picture, muted = -1, -1, False
    frame: Frame | None = None
    moment: Moment | None = None
    while measuring.is_alive():
        found = measuring.latest(measured, SMOOTH_S)
        wrong = telling.all()
        if found is not None:
            frame, moment = found
            measured = picture = frame.index
        elif (late := newest.get(picture, 0.0)) is not None:  # measuring is slow
            frame, picture = late, late.index
        if window.closed:
            return
        if frame is not None and moment is not None:
            scene = replace(moment.scene, camera=wrong, muted=muted)
            window.show(view.draw(frame.image, scene))
        key = window.key()
        if key in END_KEYS:
            return
        if key == TOGGLE_KEY:
            measuring.ask(Gesture.TOGGLE)
        elif key == MUTE_KEY:
            muted = telling.listener.toggle()
        elif key == FULL_KEY:
            window.toggle_full()


class _Telling:
    """Passes on what has happened."""

    def __init__(self, newest: Newest, measuring: Measuring, listener: Listener) -> None:
        self.listener = listener
        self._newest, self._measuring = newest, measuring
        self._wrong = ""

    def all(self) -> str:
        """Tell all that is new; gives what is wrong with the camera."""
        wrong = _wrong_with(self._newest)
        if wrong != self._wrong:
            self._wrong = wrong
            self.listener.camera(wrong)
        with suppress(Empty):
            while True:
                self.listener.tell(self._measuring.moments.get_nowait())
        return wrong


def _wrong_with(newest: Newest) -> str:
    state = newest.state
    if state is State.STALLED:
        return "No picture comes from the camera"
    return f"The camera is lost and looked for. {newest.lost_because}" if state is State.LOST else ""
