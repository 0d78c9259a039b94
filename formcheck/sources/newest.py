"""The newest picture of a camera, from a thread that does nothing but take them.

One frame is kept, never a queue: whoever asks gets the latest, however long the one before took. A camera that is
gone is opened again until it is back.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from formcheck.errors import CameraError
from formcheck.sources.camera import Camera
from formcheck.types import Frame, ImageBGR, SourceInfo

# Conventions.
STALLED_S = 1.0
AGAIN_S = 1.0
RATE_OVER_S = 2.0
# A read cannot be interrupted. One that outlives this ends with its own time limit, or with the process.
CLOSE_S = 1.5


class State(StrEnum):
    """How a camera is doing."""

    PLAYING = "playing"
    STALLED = "stalled"
    LOST = "lost"
    ENDED = "ended"


class Newest:
    """Takes every picture of a camera as it comes and keeps the latest; any thread may ask.

    Times start with the first picture at 0 and rise strictly, over interruptions too; `Frame.index` counts all that
    were taken, so that a reader sees from the gaps what it missed. Pictures keep the size in `info`: one of another
    shape (a phone was turned) is fitted into it between black bars.

    Parameters
    ----------
    open_again
        Opens the camera, now and whenever it was lost: ``lambda: open_camera(0)``.
    mirrored
        The camera gives a mirror image: it is turned back, as nothing here is mirrored before it is shown.
    clock
        Seconds, for what is said of the state and the rate; never for the times of frames.

    Raises
    ------
    FormcheckError
        What opening raises.
    """

    def __init__(
        self,
        open_again: Callable[[], Camera],
        *,
        mirrored: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._open_again, self._mirrored, self._clock = open_again, mirrored, clock
        self._camera = open_again()
        self._info = self._camera.info
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._frame: Frame | None = None
        self._given = True
        self._first_s = 0.0
        self._captured = self._dropped = 0
        self._arrived_s = deque([clock()])
        self._lost_because = ""
        self._over = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="formcheck-camera", daemon=True)
        self._thread.start()

    @property
    def info(self) -> SourceInfo:
        """What the camera said when it was opened first."""
        return self._info

    @property
    def captured(self) -> int:
        """Pictures taken so far."""
        return self._captured

    @property
    def dropped(self) -> int:
        """Those of them that were replaced before anybody asked."""
        return self._dropped

    @property
    def rate(self) -> float:
        """Pictures a second that came over the last two seconds; nan with fewer than two of them."""
        with self._changed:
            since_s = self._clock() - RATE_OVER_S
            times_s = [each for each in self._arrived_s if each >= since_s]
        return (len(times_s) - 1) / (times_s[-1] - times_s[0]) if len(times_s) > 1 else float("nan")

    @property
    def state(self) -> State:
        """Stalled: nothing for over a second. Lost: gone, looked for every second. Ended: nothing more comes."""
        with self._changed:
            if self._over:
                return State.ENDED
            if self._lost_because:
                return State.LOST
            return State.STALLED if self._clock() - self._arrived_s[-1] > STALLED_S else State.PLAYING

    @property
    def lost_because(self) -> str:
        """While lost, the sentence that says why; else empty."""
        return self._lost_because

    def get(self, after: int = -1, timeout_s: float | None = None) -> Frame | None:
        """Wait for a frame whose index is above `after`.

        Returns
        -------
        Frame | None
            The newest; None when none came in `timeout_s` seconds (None = as long as it takes) or nothing more comes.

        Raises
        ------
        FormcheckError
            What ended a file before its end: it is damaged. The frames before are given first.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._is_after(after), timeout_s)
            if self._is_after(after):
                self._given = True
                return self._frame
            if self._failure:
                raise self._failure
            return None

    def close(self) -> None:
        """Stop and let go of the camera; closing twice is harmless, and nobody is left waiting."""
        self._closing.set()
        self._end()
        self._thread.join(CLOSE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_after(self, index: int) -> bool:
        return self._frame is not None and self._frame.index > index

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                self._take()
        except BaseException as error:  # noqa: BLE001 - carried to the reader, who raises it
            self._failure = error
        finally:
            self._camera.close()
            self._end()

    def _take(self) -> None:
        try:
            shot = self._camera.read()
        except CameraError as error:
            self._find_again(error)
            return
        if shot is None:
            self._closing.set()
        else:
            self._keep(*shot)

    def _find_again(self, error: CameraError) -> None:
        self._camera.close()
        self._lost_because = str(error)
        while not self._closing.wait(AGAIN_S):
            try:
                self._camera = self._open_again()
                return
            except CameraError as still:
                self._lost_because = str(still)

    def _keep(self, time_s: float, image: ImageBGR) -> None:
        image = _fitted(image, self._info.width, self._info.height)
        if self._mirrored:
            image = np.ascontiguousarray(image[:, ::-1])
        with self._changed:
            now_s = self._clock()
            if self._frame is None:
                self._first_s = time_s
                self._arrived_s.clear()
            elif time_s - self._first_s <= self._frame.time_s:
                return  # two pictures of one moment
            self._dropped += not self._given
            self._frame, self._given = Frame(self._captured, time_s - self._first_s, image), False
            self._captured += 1
            self._lost_because = ""
            self._arrived_s.append(now_s)
            while now_s - self._arrived_s[0] > RATE_OVER_S:
                self._arrived_s.popleft()
            self._changed.notify_all()

    def _end(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()


def _fitted(image: ImageBGR, width: int, height: int) -> ImageBGR:
    """The picture in the middle of one of that size, as large as it goes, its angles kept."""
    if image.shape[:2] == (height, width):
        return image
    scale = min(width / image.shape[1], height / image.shape[0])
    small = cv2.resize(image, (round(image.shape[1] * scale), round(image.shape[0] * scale)))
    whole = np.zeros((height, width, 3), np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    whole[top : top + small.shape[0], left : left + small.shape[1]] = small
    return whole
