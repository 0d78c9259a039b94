"""A network camera on loopback: a real HTTP server that plays a clip as MJPEG, and can misbehave.

    with MjpegServer(SAMPLES / "sls_both_front.mp4") as server:
        ...  # read server.url
        server.stall()  # connections stay open, nothing comes
        server.resume()
        server.drop()  # connections are cut; whoever asks again is served
        server.refuse()  # connections are cut and the port is closed, as when the phone leaves the Wi-Fi
        server.come_back()  # the same port listens again
        server.garbage()  # the next part holds no picture

Like a camera it plays on whether anybody looks or not: the clip begins with the first connection, and whoever comes
later, or after a stall, sees what is on by then.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR
from typing import Self

import cv2
import numpy as np

from formcheck.sources import open_source

BOUNDARY = "frame"
NO_PICTURE = b"\x00\xffthis is no picture" * 20


class MjpegServer:
    """Plays pictures over HTTP on a free port of loopback.

    `clip` is a video file or pictures (BGR, or JPEGs as bytes). Pictures come at `rate` a second; a file at its own
    pace unless `rate` is given. After the last picture it begins again, or with ``loop=False`` the last one is
    sent on and on. `content_type` and `status` can be those of something else than a camera; ``length=False`` leaves
    out the Content-Length of the parts, as some cameras do.

    `sent_s` is when each picture (by its number in the clip) was last sent, by `time.perf_counter`.
    """

    def __init__(
        self,
        clip: Path | Iterable[np.ndarray | bytes],
        rate: float | None = None,
        *,
        loop: bool = True,
        content_type: str = f"multipart/x-mixed-replace; boundary={BOUNDARY}",
        status: int = 200,
        length: bool = True,
    ) -> None:
        self.jpegs, self.times_s = _read(clip) if isinstance(clip, Path) else ([_jpeg(each) for each in clip], [])
        if rate or not self.times_s:
            self.times_s = [number / (rate or 30) for number in range(len(self.jpegs))]
        self.lasts_s = self.times_s[-1] * len(self.jpegs) / max(len(self.jpegs) - 1, 1) or 1 / (rate or 30)
        self.loop, self.content_type, self.status, self.length = loop, content_type, status, length
        self.sent_s: dict[int, float] = {}
        self.connections = 0
        self._began_s: float | None = None
        self._moving, self._closed = threading.Event(), threading.Event()
        self._moving.set()
        self._garbage = False
        self._sockets: set = set()
        self._port = 0
        self.come_back()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/video"

    def stall(self) -> None:
        self._moving.clear()

    def resume(self) -> None:
        self._moving.set()

    def drop(self) -> None:
        for each in list(self._sockets):
            with suppress(OSError):  # the other end was quicker
                each.shutdown(SHUT_RDWR)

    def refuse(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self.drop()

    def come_back(self) -> None:
        self._http = _Http(("127.0.0.1", self._port), _handler(self))
        self._port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def garbage(self) -> None:
        self._garbage = True

    def close(self) -> None:
        self._closed.set()
        self._moving.set()
        self.refuse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def play(self, handler: BaseHTTPRequestHandler) -> None:
        """Send what is on until the connection is cut."""
        self.connections += 1
        self._began_s = self._began_s or time.perf_counter()
        self._sockets.add(handler.connection)
        try:
            while not self._closed.is_set():
                self._moving.wait()
                passed_s = time.perf_counter() - self._began_s
                rounds, into_s = divmod(passed_s, self.lasts_s)
                if rounds and not self.loop:
                    number, next_s = len(self.jpegs) - 1, passed_s + 1 / 30
                else:
                    number = bisect_right(self.times_s, into_s) - 1
                    following = self.times_s[number + 1] if number + 1 < len(self.jpegs) else self.lasts_s
                    next_s = rounds * self.lasts_s + following
                self._send(handler, number)
                self._closed.wait(max(0.0, self._began_s + next_s - time.perf_counter()))
        except OSError:
            pass  # cut, here or there
        finally:
            self._sockets.discard(handler.connection)

    def _send(self, handler: BaseHTTPRequestHandler, number: int) -> None:
        body = NO_PICTURE if self._garbage else self.jpegs[number]
        self._garbage = False
        head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n"
        if self.length:
            head += f"Content-Length: {len(body)}\r\n"
        self.sent_s[number] = time.perf_counter()
        handler.wfile.write(head.encode() + b"\r\n" + body + b"\r\n")


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None: ...  # a connection was cut


def _handler(server: MjpegServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(server.status)
            self.send_header("Content-Type", server.content_type)
            self.end_headers()
            if server.status == 200:
                server.play(self)

        def log_message(self, *_: object) -> None: ...

    return Handler


def _jpeg(picture: np.ndarray | bytes) -> bytes:
    if isinstance(picture, bytes):
        return picture
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def _read(clip: Path) -> tuple[list[bytes], list[float]]:
    with open_source(clip) as source:
        frames = [(_jpeg(frame.image), frame.time_s) for frame in source]
    return [jpeg for jpeg, _ in frames], [time_s for _, time_s in frames]
