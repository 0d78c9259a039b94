"""A camera on the network: MJPEG over HTTP, as phone apps give, or RTSP.

PyAV rather than OpenCV, which does not say why an address does not open, and takes FFmpeg's limits only from the
environment. Both have a picture of 720p MJPEG over loopback within 10 ms of its being sent.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator

import av
from av import error as ffmpeg
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.errors import CameraUnreachable
from formcheck.sources.upright import rotation_deg, square_size, upright_bgr
from formcheck.types import ImageBGR, SourceInfo

SCHEMES = ("http", "https", "rtsp", "rtsps")

# Convention: longer than Wi-Fi hiccups, shorter than a person waits before looking at the phone.
SILENT_S = 4.0
TIMED_OUT = (ffmpeg.ExitError, ffmpeg.TimeoutError)

OPTIONS = {
    # A redirect or a playlist must not make FFmpeg read files, nor play what is not live. mpegts is how VLC sends.
    "protocol_whitelist": "http,https,httpproxy,rtsp,rtp,srtp,tcp,tls,udp",
    "format_whitelist": "mpjpeg,rtsp,mpegts",
    "fflags": "nobuffer",  # pictures seen while probing are not kept for later
    "fpsprobesize": "0",  # nor waited for: times come from the clock
    "rtsp_flags": "prefer_tcp",  # what UDP loses over Wi-Fi smears the picture
}


class NetworkCamera:
    """What comes from an address; opening waits for the first picture and puts it aside.

    Raises
    ------
    CameraUnreachable
        Not an address of a camera, refused, silent for 4 s, or not a video. The sentence names the address without
        user, password and query.
    """

    def __init__(self, url: str) -> None:
        self._name = without_secrets(url)
        if url.partition("://")[0].lower() not in SCHEMES:
            raise CameraUnreachable(f"{self._name} is no address of a camera: only {', '.join(SCHEMES)} are.")
        try:
            self._container = av.open(url, options=OPTIONS, timeout=SILENT_S)
        except FFmpegError as error:
            raise CameraUnreachable(f"{self._name} {_why_not(error)}.") from None  # it quotes the password
        try:
            stream = self._container.streams.best("video")
            if not isinstance(stream, VideoStream):
                raise CameraUnreachable(f"{self._name} sends no moving picture.")
            stream.thread_type = "SLICE"  # threads by the frame would each hold one back
            self._stream = stream
            self._pictures = self._decoded()
            _, picture = next(self._pictures)
            # Asked once: PyAV ties a picture whose side data were looked at into a cycle, and megabytes pile up.
            self._rotation_deg = rotation_deg(picture)
            self._info = self._describe(picture)
        except BaseException:
            self._container.close()
            raise

    @property
    def info(self) -> SourceInfo:
        """What the first picture and the stream say; `frame_rate` is often a guess of FFmpeg's."""
        return self._info

    def read(self) -> tuple[float, ImageBGR]:
        """The next picture, and when it had arrived.

        Raises
        ------
        CameraUnreachable
            The connection was cut, or no picture has come for 4 s.
        """
        arrived_s, picture = next(self._pictures)
        return arrived_s, upright_bgr(picture, self._size(picture), self._rotation_deg)

    def close(self) -> None:
        """Hang up."""
        self._pictures.close()
        self._container.close()

    def _decoded(self) -> Generator[tuple[float, VideoFrame], None, None]:
        last_s = time.perf_counter()
        try:
            for packet in self._container.demux(self._stream):
                arrived_s = time.perf_counter()
                for picture in _sound(packet):
                    last_s = arrived_s
                    yield arrived_s, picture
                if arrived_s - last_s > SILENT_S:
                    raise CameraUnreachable(f"{self._name} sends nothing that can be decoded.")
        except TIMED_OUT as error:
            raise CameraUnreachable(f"{self._name} {_why_not(error)}.") from None
        except FFmpegError:
            pass  # cut in the middle of a picture rather than behind it
        raise CameraUnreachable(f"{self._name} has ended the connection.")

    def _describe(self, picture: VideoFrame) -> SourceInfo:
        width, height = self._size(picture) if self._rotation_deg in (0, 180) else self._size(picture)[::-1]
        return SourceInfo(
            name=self._name,
            width=width,
            height=height,
            frame_rate=float(self._stream.average_rate or 0),
            frames=0,
            duration_s=math.nan,
            codec=self._stream.codec_context.codec.canonical_name,
            container=self._container.format.name,
            rotation_deg=self._rotation_deg,
        )

    def _size(self, picture: VideoFrame) -> tuple[int, int]:
        return square_size(picture.width, picture.height, self._stream.sample_aspect_ratio)


def without_secrets(url: str) -> str:
    """An address to be shown: without user and password, and without the query, where some cameras have theirs."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _sound(packet: Packet[VideoStream]) -> list[VideoFrame]:
    """The pictures in a packet; none where it holds garbage."""
    try:
        return [picture for picture in packet.decode() if not picture.is_corrupt]
    except FFmpegError:
        return []


def _why_not(error: FFmpegError) -> str:
    """End of a sentence that begins with the address."""
    if isinstance(error, ffmpeg.ConnectionRefusedError):
        return "refuses the connection: the camera's app is not running, or the port is another"
    if isinstance(error, TIMED_OUT):
        return f"has sent nothing for {SILENT_S:g} s"
    if isinstance(error, (ffmpeg.HTTPUnauthorizedError, ffmpeg.HTTPForbiddenError)):
        return "wants another user or password (http://USER:PASSWORD@…)"
    if isinstance(error, (ffmpeg.HTTPError, ffmpeg.HTTPClientError)):
        return "has nothing at this address"
    if isinstance(error, (ffmpeg.InvalidDataError, ffmpeg.ArgumentError)):  # the latter: not among the formats
        return "does not send live video; an app's own page is not its stream, whose address often ends in /video"
    return "cannot be reached"
