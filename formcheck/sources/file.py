"""A video file as a source: true time stamps, upright pictures, damage counted.

Decisions, each of which moves a number somewhere:

* **Time** is the presentation time stamp minus that of the clip's first decodable frame, computed in integers
  and turned into a float once. AVI stores no presentation times (FFmpeg guesses them, wrongly for H.264 with
  B-frames), so there, and in a clip whose first frame has none, decoding times are used: they rise by one
  slot a frame. The two are never mixed. A frame without a time, or not later than the frame before, is
  dropped and counted as corrupt.
* **Damage.** A packet that cannot be decoded, and a picture the decoder had to patch, are dropped and
  counted; decoding goes on behind them.

What makes a picture upright, and what of a mirrored one: `formcheck.sources.upright`.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.errors import BadSpan, ClipDamaged
from formcheck.sources.container import open_container
from formcheck.sources.planes import Planar, upright_planes
from formcheck.sources.remote import RemoteClip
from formcheck.sources.upright import rotation_deg, square_size, upright_bgr
from formcheck.types import Frame, SourceInfo

CORRUPT_ALWAYS_BORNE = 10
CORRUPT_SHARE_BORNE = 0.2

# Seeking goes to a keyframe this long before the span: time enough to reorder B-frames and to settle.
SEEK_MARGIN_S = 1.0
# They carry an index and presentation times; elsewhere a seek may give other times than reading on does.
SEEKABLE = ("mov", "matroska")


class FileSource:
    """The frames of a video file.

    Opening decodes up to the first frame of the span, so whatever is wrong with the file or the span is
    raised here; later on only `ClipDamaged` can come.

    Parameters
    ----------
    path
        The clip: H.264, HEVC, VP9, MPEG-4 or MJPEG in mp4, mov, mkv, webm or avi (and whatever else FFmpeg
        decodes from these), known by its content; the ending of its name does not matter.
    start_s, end_s
        Keep frames with ``start_s <= time_s < end_s``, in seconds of the clip. Times are not shifted;
        `Frame.index` counts from 0 at the first frame given.
    fps
        Keep the first frame of every so many equal parts of each second, None = all frames.

    Raises
    ------
    ClipNotFound, ClipIsFolder, NotAVideo
        There is no such file, it is a folder, or it holds no moving picture.
    ClipDamaged
        No index, not one frame that can be decoded, or more than 20 % (and more than 10) corrupt frames.
    BadSpan
        The span is negative, empty, not a number, or holds no frame.
    InputError
        The file may not be read, or nothing here decodes it.
    """

    def __init__(
        self,
        path: Path | RemoteClip,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        fps: float | None = None,
    ) -> None:
        self._path = path
        self._fps = fps
        self._start_s = 0.0 if start_s is None else start_s
        self._end_s = math.inf if end_s is None else end_s
        span = f"from {self._start_s:g} s " + ("on" if end_s is None else f"to {end_s:g} s")
        if not 0 <= self._start_s < self._end_s:
            raise BadSpan(f"The span {span} holds nothing.")
        self._iterated = False
        self._open()
        try:
            first = next(self._stamped, None)
            if first is None:
                raise ClipDamaged(f"{self._path.name} is damaged: not one of its frames can be decoded.")
            self._origin, picture = first
            self._rotation_deg = rotation_deg(picture)
            self._size = square_size(picture.width, picture.height, self._stream.sample_aspect_ratio)
            self._info = self._describe()
            self._timed = self._in_span(picture)
            self._next = next(self._timed, None)
            if self._next is None:
                raise BadSpan(f"{self._path.name} has no frame {span}.")
        except BaseException:
            self._container.close()
            raise

    @property
    def info(self) -> SourceInfo:
        """What the container says; `rotation_deg` as ffprobe has it, counter-clockwise: -90, 0, 90 or 180."""
        return self._info

    @property
    def seekable(self) -> bool:
        """Whether a span is reached without decoding all that is before it."""
        return self._info.container.startswith(SEEKABLE)

    @property
    def corrupt_frames(self) -> int:
        """Frames so far that could not be decoded, were patched in decoding, or had no time of their own."""
        return self._corrupt

    def __iter__(self) -> Iterator[Frame]:
        pictures = enumerate(self._pictures())
        return (Frame(nth, at_s, upright_bgr(seen, self._size, self._rotation_deg)) for nth, (at_s, seen) in pictures)

    def planes(self, longest_side: int) -> Iterator[tuple[float, Planar]]:
        """Iterate over what a video can be made of instead: times in seconds, and pictures as they are stored.

        Parameters
        ----------
        longest_side
            Larger pictures are shrunk to it, in pixels, and have even sides then.
        """
        width, height = self._size
        if (shrink := longest_side / max(width, height)) < 1:
            width, height = (max(2, 2 * round(side * shrink / 2)) for side in (width, height))
        size = width, height
        return ((at_s, upright_planes(seen, size, self._rotation_deg)) for at_s, seen in self._pictures())

    def close(self) -> None:
        """Let go of the file; closing twice is harmless, and an iteration under way ends."""
        self._iterated = True
        self._next = None
        self._timed.close()
        self._stamped.close()
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        self._container, self._stream = open_container(self._path)
        self._time_base = self._stream.time_base or Fraction(1, av.time_base)
        self._restart()

    def _restart(self) -> None:
        """Begin to decode where the container stands."""
        self._corrupt = 0
        self._good = 0
        self._stamped = self._in_order()

    def _describe(self) -> SourceInfo:
        stream, container = self._stream, self._container
        duration_s = math.nan
        if stream.duration:
            duration_s = float(stream.duration * self._time_base)
        elif container.duration:
            duration_s = container.duration / av.time_base
        frame_rate = float(stream.average_rate or 0)
        guess = 0 if math.isnan(duration_s) else round(duration_s * frame_rate)
        width, height = self._size if self._rotation_deg in (0, 180) else self._size[::-1]
        return SourceInfo(
            name=self._path.name,
            width=width,
            height=height,
            frame_rate=frame_rate,
            frames=stream.frames or guess,
            duration_s=duration_s,
            codec=stream.codec_context.codec.canonical_name,
            container=container.format.name,
            rotation_deg=self._rotation_deg,
        )

    def _pictures(self) -> Iterator[tuple[float, VideoFrame]]:
        """Give the pictures asked for, once."""
        if self._iterated:
            raise RuntimeError("A source is iterated once, while it is open; open the clip again to read it.")
        self._iterated = True
        first, self._next = self._next, None  # a picture is megabytes; not to be kept for the whole clip
        return chain([] if first is None else [first], self._timed)

    def _in_span(self, first: VideoFrame) -> Generator[tuple[float, VideoFrame], None, None]:
        """Give the pictures of the span with their times in seconds."""
        stamped: Iterator[tuple[int, VideoFrame]] = chain([(self._origin, first)], self._stamped)
        if self._start_s > 2 * SEEK_MARGIN_S and self.seekable:
            stamped = self._from_keyframe()
        last_part = -1.0
        for stamp, picture in stamped:
            time_s = self._seconds(stamp)
            if time_s >= self._end_s:
                return
            part = self._part(time_s)
            if time_s >= self._start_s and part != last_part:
                yield time_s, picture
            last_part = part

    def _from_keyframe(self) -> Iterator[tuple[int, VideoFrame]]:
        """Decode from a keyframe before the span; from the beginning if the seek landed behind its start."""
        target = self._origin + min((self._start_s - SEEK_MARGIN_S) / self._time_base, 2.0**53)
        try:
            self._container.seek(int(target), stream=self._stream)
            self._restart()
            first = next(self._stamped, None)
        except FFmpegError:
            first = None
        if first is not None and self._seconds(first[0]) < self._start_s:
            return chain([first], self._stamped)
        self._container.close()
        self._open()
        return self._stamped

    def _part(self, time_s: float) -> float:
        """Which of the parts of seconds that one frame is kept of; half a frame early, as time stamps are rounded."""
        if self._fps is None:
            return time_s
        half_s = 0.5 / self._info.frame_rate if self._info.frame_rate else 0.0
        return math.floor((time_s + half_s) * self._fps)

    def _seconds(self, stamp: int) -> float:
        return (stamp - self._origin) * self._time_base.numerator / self._time_base.denominator

    def _in_order(self) -> Generator[tuple[int, VideoFrame], None, None]:
        """Give sound pictures with strictly rising stamps, in units of the time base."""
        by_dts: bool | None = True if self._container.format.name == "avi" else None
        last: int | None = None
        step = 0
        for picture in self._decoded():
            if by_dts is None:
                by_dts = picture.pts is None
            stamp = picture.dts if by_dts else picture.pts
            if by_dts and stamp is None and last is not None:
                stamp = last + step  # the pictures drained at the end of the clip carry no decoding time
            if picture.is_corrupt or stamp is None or (last is not None and stamp <= last):
                self._note_corrupt()
                continue
            step = 0 if last is None else stamp - last
            last = stamp
            self._good += 1
            yield stamp, picture

    def _decoded(self) -> Iterator[VideoFrame]:
        """Decode whatever can be decoded, in order of display."""
        for packet in chain(self._packets(), [None]):  # None: give out what is held back
            try:
                yield from self._stream.decode(packet)
            except FFmpegError:
                self._note_corrupt()

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        """Read on behind unreadable stretches, of which a file may have ten."""
        for _ in range(CORRUPT_ALWAYS_BORNE):
            try:
                # An empty packet would end the decoding: PyAV's last, and where a camera skipped a frame.
                yield from (packet for packet in self._container.demux(self._stream) if packet.size)
                return
            except FFmpegError:
                self._note_corrupt()
            except IndexError:
                return  # PyAV at the end of a transport stream in which damage made up a further track

    def _note_corrupt(self) -> None:
        self._corrupt += 1
        read = self._good + self._corrupt
        # Until the first good frame all is borne: a recording may begin amid a group of pictures.
        if self._good and self._corrupt > max(CORRUPT_ALWAYS_BORNE, CORRUPT_SHARE_BORNE * read):
            raise ClipDamaged(
                f"{self._path.name} is damaged: {self._corrupt} of its first {read} frames cannot be decoded."
            )
