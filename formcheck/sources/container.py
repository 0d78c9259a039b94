"""Opening a video file by its content, and saying in one sentence why one cannot be opened."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import ClipDamaged, ClipIsFolder, ClipNotFound, InputError, NotAVideo
from formcheck.sources.remote import RemoteClip
from formcheck.threads import DECODERS

# Nothing else is opened: a playlist or a script of FFmpeg's must not make it read other files or the network.
OPTIONS = {
    "format_whitelist": "mov,matroska,avi,mpegts,mpeg,asf,flv,ogg,wav,mp3,flac,aac",
    "protocol_whitelist": "file,subfile",
}

PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
MP4_BOXES = (b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip")
OTHER_STARTS = (
    b"\x1aE\xdf\xa3", b"RIFF", b"FLV\x01", b"OggS", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"\x30\x26\xb2\x75",
)  # fmt: skip
TS_PACKET = 188
HEAD_BYTES = 4096
NOT_MOVING = Disposition.attached_pic | Disposition.still_image


def open_container(path: Path | RemoteClip) -> tuple[InputContainer, VideoStream]:
    """Open a clip and its moving picture, set to decode in `threads.DECODERS` threads.

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
        stream.codec_context.thread_count = DECODERS
        return container, stream
    sound = bool(container.streams.audio)
    container.close()
    if head[4:8] in MP4_BOXES and _ends_within_a_box(path):
        raise _cut_off(path)
    if moving:
        raise InputError(f"{path.name} is a video of a kind that cannot be decoded here.")
    what = "sound but no moving picture" if sound else "no moving picture"
    raise NotAVideo(f"{path.name} holds {what}.")


def _open(path: Path | RemoteClip, head: bytes) -> InputContainer:
    if isinstance(path, RemoteClip):
        try:
            return av.open(path.open(), "r", options=OPTIONS, metadata_errors="replace")
        except FFmpegError as error:
            raise _why_not(path, head) from error
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


def holds_video(path: Path | RemoteClip) -> bool:
    """Whether a file, whatever it is called, begins like a clip and can be opened as one; never an error."""
    try:
        head = _first_bytes(path)
        stream = head[:1] == b"G" and head[TS_PACKET : TS_PACKET + 1] == b"G"
        if not (stream or head[4:8] in MP4_BOXES or head.startswith(OTHER_STARTS)):
            return False
        open_container(path)[0].close()
    except InputError:
        return False
    return True


def _first_bytes(path: Path | RemoteClip) -> bytes:
    """Read the head of the file, which tells what it is when FFmpeg cannot open it."""
    if isinstance(path, RemoteClip):
        with path.open() as remote:
            return _some(remote.read(HEAD_BYTES), path)
    if path.is_dir():
        raise ClipIsFolder(f"{path.name or path} is a folder; name one clip in it.")
    try:
        if path.exists() and not path.is_file():
            raise NotAVideo(f"{path.name} is not a file.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise ClipNotFound(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.") from error
    return _some(head, path)


def _some(head: bytes | None, path: Path | RemoteClip) -> bytes:
    if not head:
        raise NotAVideo(f"{path.name} is empty.")
    return head


def _why_not(path: Path | RemoteClip, head: bytes) -> InputError:
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


def _cut_off(path: Path | RemoteClip) -> ClipDamaged:
    return ClipDamaged(f"{path.name} is cut off: its index is missing. Copy it again from the phone or camera.")


def _ends_within_a_box(path: Path | RemoteClip) -> bool:
    """Whether the last box of an mp4 goes on behind the end of the file."""
    at, _, size, end = _last_box(path)
    return at + size > end


def _begun_fragment(path: Path) -> int | None:
    """Where the header begins within which a fragmented mp4 breaks off; FFmpeg reads only what is before it."""
    at, name, size, end = _last_box(path)
    return at if name == b"moof" and at + size > end else None


def _last_box(path: Path | RemoteClip) -> tuple[int, bytes, int, int]:
    """Where the last box of an mp4 begins, its name, how many bytes it says it has, and where the file ends."""
    at, name, size = 0, b"", 0
    with path.open() if isinstance(path, RemoteClip) else path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while at + size < end:
            at += size
            file.seek(at)
            size, name = int.from_bytes(file.read(4)), file.read(4)
            if size == 1:  # too large for four bytes; eight of them follow the name
                size = int.from_bytes(file.read(8))
            if size < 8:  # 0 = up to the end of the file, whatever that is
                size = end - at
    return at, name, size, end
