"""Opening a video file by its content, and saying in one sentence why one cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import ClipDamaged, ClipIsFolder, ClipNotFound, InputError, NotAVideo

# Nothing else is opened: a playlist or a script of FFmpeg's must not make it read other files or the network.
OPTIONS = {
    "format_whitelist": "mov,matroska,avi,mpegts,mpeg,asf,flv,ogg,wav,mp3,flac,aac",
    "protocol_whitelist": "file,subfile",
}

PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
MP4_BOXES = (b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip")
NOT_MOVING = Disposition.attached_pic | Disposition.still_image


def open_container(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open a clip and its moving picture, set to decode on all cores.

    Parameters
    ----------
    path
        The clip; the ending of its name does not matter.

    Raises
    ------
    ClipNotFound, ClipIsFolder, NotAVideo, ClipDamaged
        There is no such file, it is a folder, holds no moving picture, or is cut off.
    InputError
        The file may not be read, or nothing here decodes it.
    """
    head = _first_bytes(path)
    container = _open(path, head)
    stream = container.streams.best("video")
    moving = isinstance(stream, VideoStream) and not stream.disposition & NOT_MOVING
    if isinstance(stream, VideoStream) and moving and stream.codec_context is not None:
        stream.thread_type = "AUTO"
        return container, stream
    sound = bool(container.streams.audio)
    container.close()
    if head[4:8] in MP4_BOXES and _ends_within_a_box(path):
        raise _cut_off(path)
    if moving:
        raise InputError(f"{path.name} is a video of a kind that cannot be decoded here.")
    what = "sound but no moving picture" if sound else "no moving picture"
    raise NotAVideo(f"{path.name} holds {what}.")


def _open(path: Path, head: bytes) -> InputContainer:
    try:
        # "file:" keeps FFmpeg from taking a name such as 12:30.mp4 for a network protocol.
        return _open_address(f"file:{path}")
    except FFmpegError as error:
        end = _begun_fragment(path) if head[4:8] in MP4_BOXES else None
        if end is not None:
            with suppress(FFmpegError):
                return _open_address(f"subfile,,start,0,end,{end},,:file:{path}")
        raise _why_not(path, head) from error


def _open_address(address: str) -> InputContainer:
    return av.open(address, options=OPTIONS, metadata_errors="replace")


def _first_bytes(path: Path) -> bytes:
    """Read the head of the file, which tells what it is when FFmpeg cannot open it."""
    if path.is_dir():
        raise ClipIsFolder(f"{path.name or path} is a folder; name one clip in it.")
    try:
        if path.exists() and not path.is_file():
            raise NotAVideo(f"{path.name} is not a file.")
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise ClipNotFound(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.") from error
    if not head:
        raise NotAVideo(f"{path.name} is empty.")
    return head


def _why_not(path: Path, head: bytes) -> InputError:
    """Say what a file is that FFmpeg could not open."""
    if _is_text(head):
        return NotAVideo(f"{path.name} is text, not a video.")
    if head.startswith(PICTURE_STARTS) or head[8:12] == b"WEBP":
        return NotAVideo(f"{path.name} is a still picture, not a video.")
    if head[4:8] in MP4_BOXES:
        return _cut_off(path)
    if head.startswith(b"\x1aE\xdf\xa3") or head[8:12] == b"AVI ":
        return ClipDamaged(f"{path.name} is damaged: its beginning cannot be read.")
    return NotAVideo(f"{path.name} is not a video of a kind that can be read here.")


def _is_text(head: bytes) -> bool:
    try:
        head[:-4].decode()  # the last character may be cut through
    except UnicodeDecodeError:
        return False
    return b"\x00" not in head


def _cut_off(path: Path) -> ClipDamaged:
    return ClipDamaged(f"{path.name} is cut off: its index is missing. Copy it again from the phone or camera.")


def _ends_within_a_box(path: Path) -> bool:
    """Whether the last box of an mp4 goes on behind the end of the file."""
    *_, (at, _, size) = _boxes(path)
    return at + size > path.stat().st_size


def _begun_fragment(path: Path) -> int | None:
    """Where the header begins within which a fragmented mp4 breaks off; FFmpeg reads only what is before it."""
    *_, (at, name, size) = _boxes(path)
    return at if name == b"moof" and at + size > path.stat().st_size else None


def _boxes(path: Path) -> Iterator[tuple[int, bytes, int]]:
    """Where the boxes of an mp4 begin, their names, and how many bytes they say they have."""
    end = path.stat().st_size
    at = 0
    with path.open("rb") as file:
        while at < end:
            file.seek(at)
            size, name = int.from_bytes(file.read(4)), file.read(4)
            if size == 1:  # too large for four bytes; eight of them follow the name
                size = int.from_bytes(file.read(8))
            if size < 8:  # 0 = up to the end of the file, whatever that is
                size = end - at
            yield at, name, size
            at += size
