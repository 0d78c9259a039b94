"""Where frames come from: a file today, a camera beside it; one way in, `open_source`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from formcheck.sources.remote import RemoteClip, is_remote
from formcheck.types import Frame, SourceInfo

if TYPE_CHECKING:
    from formcheck.sources.file import FileSource

Clip = Path | RemoteClip
"""What can be opened as a source of frames: a file, or what lies behind a URL."""


class Source(Protocol):
    """A run of frames.

    Iterating yields upright frames in order of time, strictly rising, the first frame of the clip at 0.
    A source is iterated once; to read again, open again. `corrupt_frames` counts what could not be decoded
    so far. Errors: any `InputError`.
    """

    @property
    def info(self) -> SourceInfo:
        """What the container says, before the first frame is read."""

    @property
    def corrupt_frames(self) -> int:
        """Frames that could not be decoded so far."""

    @property
    def seekable(self) -> bool:
        """Whether a span is reached without decoding all that is before it."""

    def __iter__(self) -> Iterator[Frame]: ...

    def close(self) -> None:
        """Let go of the file; closing twice is harmless."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_source(
    path: Clip,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    fps: float | None = None,
) -> FileSource:
    """Open a video file.

    Parameters
    ----------
    path
        The clip.
    start_s, end_s
        Keep only frames with ``start_s <= time_s < end_s``, in seconds of the clip; times are not shifted.
    fps
        Keep about so many frames a second, None = all. Which are kept does not depend on the span.

    Raises
    ------
    InputError
        The file is missing, a folder, not a video, damaged, or the span leaves nothing.
    """
    from formcheck.sources.file import FileSource  # PyAV is heavy; pay for it when a clip is opened

    return FileSource(path, start_s=start_s, end_s=end_s, fps=fps)


def holds_video(path: Clip) -> bool:
    """Whether a file is a clip by its content, whatever it is called; never an error."""
    from formcheck.sources import container

    return container.holds_video(path)


def clip_at(place: str) -> Clip:
    """The clip at a path or behind a URL."""
    return RemoteClip(place) if is_remote(place) else Path(place)
