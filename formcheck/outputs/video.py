"""A video file as an output: frames with their own times, in H.264 that plays in a browser.

* **Times.** A frame is shown from its own time on; the track ticks at 90 kHz (11 µs).
* **No B-frames.** Decoding order is then display order: no edit list, nothing cut from the end of a clip
  whose rate varies (the mp4 muxer counts durations in decoding order). B-frames would save 8 to 16 % in size.
* **Speed and quality.** x264 `veryfast` at crf 23, whose losses are not seen in an overlay; with `subme` 1 it takes a
  fifth less time and 4 to 7 % more bytes. A keyframe every 60 frames lets a browser jump to a finding at once.
* **Colour.** Planes are taken as they are and tagged with their matrix and range, so that all browsers show the
  same colours. Pictures in BGR are turned into BT.601 at limited range, the one OpenCV has: a fifth of the time
  swscale takes for BT.709.
"""

from __future__ import annotations

import math
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.errors import OutputNotWritable
from formcheck.threads import ENCODERS
from formcheck.types import Colours, ImageBGR, Matrix

TICKS_PER_S = 90_000
USUAL_STEP = TICKS_PER_S // 30  # how long the only frame of a clip is shown
FRAMES_WAITING = 4  # enough to even out drawing and encoding; each holds a whole picture
FROM_BGR = Colours(Matrix.BT601)
LIMITED, FULL = 1, 2  # ranges, as FFmpeg numbers them


class VideoWriter:
    """Writes an mp4, encoding in a thread of its own.

    Use it as a context manager: leaving it by an exception stops the thread and closes the file, whatever it
    then holds. The file is written in place; whoever needs all or nothing writes beside it and renames.

    Parameters
    ----------
    path
        Where to write; an existing file is overwritten.
    width, height
        Of the pictures to come, in pixels, at least 2. Of an odd side the last row or column is left out.
    colours
        Of the planes to come; pictures in BGR need the ones that are meant when nothing is said.

    Raises
    ------
    OutputNotWritable
        The file cannot be created, or (from `write` and `close`) there is no room for it.
    """

    X264: ClassVar[dict[str, str]] = {
        "preset": "veryfast",
        "crf": "23",
        "x264-params": "subme=1",
        "threads": str(ENCODERS),
    }

    def __init__(self, path: Path, width: int, height: int, colours: Colours = FROM_BGR) -> None:
        if min(width, height) < 2:
            raise ValueError(f"a video of {width}x{height} pixels is too small")
        self._path = Path(path)
        self._shape = (height, width, 3)
        self._colours = colours
        self._width, self._height = (side // 2 * 2 for side in (width, height))
        self._first_s: float | None = None
        self._last_s = 0.0
        self._last_tick = -1
        self._step = USUAL_STEP
        self._waiting: deque[tuple[float, Future[None]]] = deque()
        self._closed = False
        self._encoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        try:
            self._container = self._open()
        except (FFmpegError, OSError) as error:
            raise self._not_writable(error) from error
        try:
            self._stream = self._add_stream()
            self._container.start_encoding()
        except (FFmpegError, OSError) as error:
            self._abandon()
            raise self._not_writable(error) from error

    def write(self, image: ImageBGR, time_s: float) -> None:
        """Show `image` from `time_s` on.

        Parameters
        ----------
        image
            (height, width, 3) uint8, BGR. It is copied: it may be drawn on at once.
        time_s
            Seconds, finite, later than that of the frame before; the first one written becomes 0.

        Raises
        ------
        OutputNotWritable
            An earlier frame could not be written.
        ValueError
            The image is of another size or type, or the time is not finite or not later.
        """
        if image.shape != self._shape or image.dtype != np.uint8:
            raise ValueError(f"image is {image.shape} {image.dtype}, not {self._shape} uint8")
        even = np.ascontiguousarray(image[: self._height, : self._width])
        yuv = np.asarray(cv2.cvtColor(even, cv2.COLOR_BGR2YUV_I420), np.uint8)
        self.write_planes(VideoFrame.from_ndarray(yuv, format="yuv420p"), time_s)

    def write_planes(self, frame: VideoFrame, time_s: float) -> None:
        """As `write`, but of a picture in yuv420p, of even sides, that is the writer's from now on."""
        if self._closed:
            raise RuntimeError("The video is closed.")
        if not math.isfinite(time_s):
            raise ValueError(f"{time_s} s is no finite time")
        if self._first_s is None:
            self._first_s = time_s
        elif time_s <= self._last_s:
            raise ValueError(f"frame at {time_s} s is not later than the one before, at {self._last_s} s")
        tick = max(self._last_tick + 1, round((time_s - self._first_s) * TICKS_PER_S))
        if self._last_tick >= 0:
            self._step = tick - self._last_tick
        self._last_s, self._last_tick = time_s, tick
        frame.pts, frame.time_base = tick, Fraction(1, TICKS_PER_S)
        self._waiting.append((time_s, self._encoder.submit(self._encode, frame)))
        while self._waiting and (self._waiting[0][1].done() or self._far_behind()):
            self._settle()

    def close(self) -> None:
        """Write what is waiting and close the file; closing twice is harmless.

        Raises
        ------
        OutputNotWritable
            The video could not be written to its end.
        """
        if self._closed:
            return
        try:
            while self._waiting:
                self._settle()
            self._waiting.append((self._last_s, self._encoder.submit(self._finish)))
            self._settle()
        finally:
            self._abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._abandon()

    def _open(self) -> OutputContainer:
        """Make the file."""
        return av.open(f"file:{self._path}", "w", format="mp4", options={"movflags": "+faststart"})

    def _far_behind(self) -> bool:
        """Whether `write` has to wait for the encoder."""
        return len(self._waiting) > FRAMES_WAITING

    def _add_stream(self) -> VideoStream:
        # The rate is only a hint to the encoder's rate control; times come from the time base.
        stream = self._container.add_stream("libx264", rate=30, options=self.X264)
        stream.width, stream.height, stream.pix_fmt = self._width, self._height, "yuv420p"
        stream.time_base = Fraction(1, TICKS_PER_S)
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS_PER_S)
        context.gop_size = 60
        context.max_b_frames = 0
        context.color_primaries = context.color_trc = Matrix.BT709
        context.colorspace = self._colours.matrix
        context.color_range = FULL if self._colours.full_range else LIMITED
        return stream

    def _settle(self) -> None:
        """Wait for the oldest task; its error surfaces here, once, and ends the writing."""
        try:
            self._waiting.popleft()[1].result()
        except (FFmpegError, OSError) as error:
            self._abandon()
            raise self._not_writable(error) from error

    def _abandon(self) -> None:
        """Stop the thread and let go of the file, in whatever state it is."""
        if self._closed:
            return
        self._closed = True
        self._encoder.shutdown(cancel_futures=True)
        with suppress(FFmpegError, OSError):  # what went wrong before is what is told
            self._let_go()

    def _let_go(self) -> None:
        self._container.close()

    def _encode(self, yuv: VideoFrame) -> None:
        self._container.mux(self._stream.encode(yuv))

    def _finish(self) -> None:
        """Flush the encoder and write the index."""
        packets = self._stream.encode(None)
        if packets:
            packets[-1].duration = self._step  # the last frame lasts as long as the one before
        self._container.mux(packets)
        self._container.close()

    def _not_writable(self, error: Exception) -> OutputNotWritable:
        reason = getattr(error, "strerror", None) or str(error)
        return OutputNotWritable(f"{self._path} cannot be written: {reason}.")
