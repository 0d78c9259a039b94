"""Cameras: by number, by address, from a file; and the sentence where there is none."""

import errno
import gc
import os
import socket
import struct
import threading
from itertools import pairwise

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame

from formcheck import errors
from formcheck.sources import camera, cameras, device, network, v4l2
from formcheck.sources.camera import PlayedFile, open_camera
from formcheck.sources.cameras import list_cameras
from formcheck.types import CameraInfo, Mode
from tests.clips import HEIGHT, WIDTH, corners_of, make_clip, number_of, pattern, steady
from tests.mjpeg import NO_PICTURE, MjpegServer

PICTURES = [pattern(number) for number in range(30)]


def refused(what, kind, *says):
    """Opening fails with one clear sentence, which is given back."""
    with pytest.raises(errors.CameraError) as raised:
        open_camera(what)
    sentence = str(raised.value)
    assert type(raised.value) is kind, sentence
    assert all(each in sentence for each in says), sentence
    assert sentence.endswith(".")
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return sentence


def read_out(watched):
    """Read what is on its way, up to the sentence behind it."""
    try:
        while True:
            watched.read()
    except errors.CameraUnreachable as error:
        return str(error)


# From the network


def test_an_address_plays_upright_pictures_as_they_are_sent():
    with MjpegServer(PICTURES, rate=60) as server:
        watched = open_camera(server.url)
        assert (watched.info.width, watched.info.height) == (WIDTH, HEIGHT)
        assert (watched.info.codec, watched.info.frames, watched.info.rotation_deg) == ("mjpeg", 0, 0)
        shots = [watched.read() for _ in range(10)]
        watched.close()
    numbers = [number_of(image) for _, image in shots]
    assert all(after == (before + 1) % 30 for before, after in pairwise(numbers))
    assert all(before < after for (before, _), (after, _) in pairwise(shots))
    # JPEG at quality 90 moves a flat colour by at most 3 of 255
    assert np.abs(np.array(corners_of(shots[0][1])) - corners_of(pattern(0))).max() <= 6


def test_a_camera_that_does_not_say_how_long_a_part_is():
    with MjpegServer(PICTURES, rate=60, length=False) as server:
        watched = open_camera(server.url)
        assert watched.read()[1].shape == (HEIGHT, WIDTH, 3)
        watched.close()


def test_a_picture_that_changes_size_keeps_its_shape():
    pictures = [pattern(0), pattern(1), pattern(2, HEIGHT, WIDTH), pattern(3, HEIGHT, WIDTH)]
    with MjpegServer(pictures, rate=60) as server:
        watched = open_camera(server.url)
        shapes = {number_of(image): image.shape for _, image in (watched.read() for _ in range(8))}
        watched.close()
    assert shapes == {0: (HEIGHT, WIDTH, 3), 1: (HEIGHT, WIDTH, 3), 2: (WIDTH, HEIGHT, 3), 3: (WIDTH, HEIGHT, 3)}


def test_a_clip_can_be_served_and_stays_on_its_last_picture(tmp_path):
    made = make_clip(tmp_path / "clip.mp4", [0, 0.02, 0.1])
    with MjpegServer(made, loop=False) as server:
        watched = open_camera(server.url)
        numbers = [number_of(watched.read()[1]) for _ in range(5)]
        watched.close()
    assert numbers[-3:] == [2, 2, 2]
    assert numbers == sorted(numbers)


def test_pictures_do_not_pile_up():
    with MjpegServer(PICTURES, rate=200) as server:
        watched = open_camera(server.url)
        gc.disable()
        try:
            kept = []
            for _ in range(20):
                watched.read()
                kept.append(sum(isinstance(each, VideoFrame) for each in gc.get_objects()))
        finally:
            gc.enable()
        watched.close()
    assert kept[-1] == kept[1]  # 18 more when each was part of a cycle


def test_a_cut_connection_is_told():
    with MjpegServer(PICTURES) as server:
        watched = open_camera(server.url)
        server.drop()
        assert read_out(watched) == f"{server.url} has ended the connection."
        watched.close()
        watched.close()


@pytest.mark.parametrize("when", ["before the first picture", "later"])
def test_silence_is_told(when, monkeypatch):
    monkeypatch.setattr(network, "SILENT_S", 0.3)
    with MjpegServer(PICTURES) as server:
        if when == "later":
            watched = open_camera(server.url)
            server.stall()
            assert read_out(watched) == f"{server.url} has sent nothing for 0.3 s."
            watched.close()
        else:
            server.stall()
            refused(server.url, errors.CameraUnreachable, "has sent nothing for 0.3 s")


def test_garbage_for_pictures_is_told(monkeypatch):
    monkeypatch.setattr(network, "SILENT_S", 0.3)
    with MjpegServer([NO_PICTURE]) as server:
        refused(server.url, errors.CameraUnreachable, server.url, "nothing that can be decoded")


def test_nobody_listens():
    with MjpegServer(PICTURES) as server:
        server.refuse()
        secret = server.url.replace("127", "someone:p@ss@127").replace("video", "video?pwd=s3cret")
        said = refused(secret, errors.CameraUnreachable, server.url, "refuses the connection")
        assert not any(each in said for each in ("someone", "p@ss", "s3cret"))
        server.come_back()


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "another user or password"), (403, "another user"), (404, "nothing at"), (503, "nothing at")],
)
def test_an_address_that_is_refused(status, says):
    with MjpegServer(PICTURES, status=status) as server:
        refused(server.url, errors.CameraUnreachable, server.url, says)


class OneAnswer:
    """A server that answers once, whatever is asked."""

    def __init__(self, content_type, body):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/page"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        threading.Thread(target=self.answer, args=(head.encode() + body,), daemon=True).start()

    def answer(self, data):
        with self.socket, self.socket.accept()[0] as connection:
            connection.recv(4096)
            connection.sendall(data)


def page(tmp_path):
    return "text/html", b"<html><body>My camera</body></html>" * 40


def picture(tmp_path):
    return "image/jpeg", cv2.imencode(".jpg", PICTURES[0])[1].tobytes()


def clip(tmp_path):
    return "video/mp4", make_clip(tmp_path / "clip.mp4", steady(5)).read_bytes()


def playlist(tmp_path):
    made = make_clip(tmp_path / "clip.mp4", steady(5))
    return "application/vnd.apple.mpegurl", f"#EXTM3U\n#EXTINF:1,\nfile:{made}\n#EXT-X-ENDLIST\n".encode()


@pytest.mark.parametrize("what", [page, picture, clip, playlist])
def test_what_is_no_live_video(what, tmp_path):
    server = OneAnswer(*what(tmp_path))
    refused(server.url, errors.CameraUnreachable, server.url, "does not send live video")


@pytest.mark.parametrize("url", ["file:///etc/hostname", "concat://a|b", "ftp://a/b.mjpeg", "udp://127.0.0.1:9"])
def test_other_ways_in_are_closed(url):
    refused(url, errors.CameraUnreachable, "only http, https, rtsp, rtsps are")


# From a file


@pytest.mark.parametrize("named", [str, lambda path: path])
def test_a_file_keeps_its_own_times(named, tmp_path):
    times_s = [0, 0.01, 0.05, 0.06]
    played = open_camera(named(make_clip(tmp_path / "clip.mp4", times_s)))
    assert isinstance(played, PlayedFile)
    assert played.info.frames == 4
    shots = [played.read() for _ in range(4)]
    assert played.read() is None
    played.close()
    assert [number_of(image) for _, image in shots] == [0, 1, 2, 3]
    assert [time_s for time_s, _ in shots] == pytest.approx(times_s, abs=1e-9)


def test_a_file_is_read_at_its_pace(tmp_path, monkeypatch):
    now_s, slept_s = [20.0], []

    class Clock:
        @staticmethod
        def perf_counter():
            return now_s[0]

        @staticmethod
        def sleep(seconds):
            slept_s.append(seconds)
            now_s[0] += seconds

    played = PlayedFile(make_clip(tmp_path / "clip.mp4", [0, 0.5, 0.75, 3]))
    monkeypatch.setattr(camera, "time", Clock)
    played.read()
    played.read()
    now_s[0] += 0.5  # the reader was late: the next is given at once, and the one after it at its time
    played.read()
    played.read()
    played.close()
    assert slept_s == pytest.approx([0, 0.5, 0, 2.0], abs=1e-6)


def test_no_such_file(tmp_path):
    with pytest.raises(errors.ClipNotFound):
        open_camera(tmp_path / "clip.mp4")


# Of this computer

CAPTURE, METADATA = 0x04200001, 0x04A00000


class Kernel:
    """A made-up /sys and /dev, and the ioctls of cameras that can do 640 × 480 and 1280 × 720."""

    def __init__(self, folder, monkeypatch):
        self.sizes = {b"MJPG": [(1280, 720, 30), (640, 480, 30)], b"YUYV": [(640, 480, 60), (1280, 720, 10)]}
        self.known, self.devices = folder / "sys", folder / "dev"
        self.known.mkdir()
        self.devices.mkdir()
        self.capabilities = {}
        monkeypatch.setattr(v4l2, "KNOWN", self.known)
        monkeypatch.setattr(v4l2, "DEVICES", self.devices)
        monkeypatch.setattr(v4l2.fcntl, "ioctl", self.ioctl)

    def plug_in(self, number, name, capabilities=CAPTURE, index=0):
        node = self.known / f"video{number}"
        node.mkdir()
        (node / "name").write_text(name + "\n")
        (node / "index").write_text(f"{index}\n")
        device = self.devices / f"video{number}"
        device.touch()
        self.capabilities[device.stat().st_ino] = capabilities

    def ioctl(self, node, request, data):
        # struct layouts as of linux/videodev2.h
        if request == v4l2.QUERYCAP:
            return struct.pack(
                "16s32s32sIII12x", b"", b"", b"", 0, 0x84A00001, self.capabilities[os.fstat(node).st_ino]
            )
        index, second = struct.unpack_from("I4s", data)
        try:
            if request == v4l2.ENUM_FMT:
                return struct.pack("III32s4sI12x", index, 1, 0, b"", list(self.sizes)[index], 0)
            if request == v4l2.ENUM_FRAMESIZES:
                width, height, _ = self.sizes[second][index]
                return struct.pack("I4sIII24x", index, second, 1, width, height)
            assert request == v4l2.ENUM_FRAMEINTERVALS
            size = struct.unpack_from("II", data, 8)
            rates = [rate for *wanted, rate in self.sizes[second] if tuple(wanted) == size] + [5]
            return struct.pack("I4sIIIII24x", index, second, *size, 1, 1, rates[index])
        except IndexError as error:
            raise OSError(errno.EINVAL, "no more of them") from error


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    return Kernel(tmp_path, monkeypatch)


def test_the_cameras_are_listed_with_what_they_can_do(kernel):
    kernel.plug_in(10, "Capture card")
    kernel.plug_in(2, "Laptop camera")
    kernel.plug_in(3, "Laptop camera", METADATA, index=1)
    modes = (Mode(640, 480, 60.0), Mode(1280, 720, 30.0))
    assert list_cameras() == [CameraInfo(2, "Laptop camera", modes), CameraInfo(10, "Capture card", modes)]


def test_a_camera_that_may_not_be_opened_is_listed_by_its_name(kernel, monkeypatch):
    kernel.plug_in(0, "Laptop camera")
    kernel.plug_in(1, "Laptop camera", METADATA, index=1)

    def denied(*_):
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(v4l2.os, "open", denied)
    assert list_cameras() == [CameraInfo(0, "Laptop camera", ())]


def test_no_camera_is_an_empty_list(kernel):
    assert list_cameras() == []


def test_elsewhere_the_first_numbers_are_tried(plugged_in, monkeypatch):
    plugged_in[1] = FakeCapture()
    monkeypatch.setattr(cameras.sys, "platform", "darwin")
    assert list_cameras() == [CameraInfo(1, "camera 1", (Mode(WIDTH, HEIGHT, 30.0),))]


class FakeCapture:
    """What `cv2.VideoCapture` is of a camera that is there."""

    def __init__(self, pictures=3):
        self.pictures = [pattern(number) for number in range(pictures)]
        self.asked, self.released = [], False

    def isOpened(self):  # noqa: N802 - OpenCV's name
        return bool(self.pictures)

    def set(self, name, value):
        self.asked.append((name, value))

    def get(self, name):
        fourcc = int.from_bytes(b"MJPG", "little")
        return {
            cv2.CAP_PROP_FRAME_WIDTH: WIDTH,
            cv2.CAP_PROP_FRAME_HEIGHT: HEIGHT,
            cv2.CAP_PROP_FPS: 30.0,
            cv2.CAP_PROP_FOURCC: float(fourcc),
        }[name]

    def grab(self):
        return bool(self.pictures)

    def retrieve(self):
        return True, self.pictures.pop(0)

    def read(self):
        return self.retrieve() if self.pictures else (False, None)

    def release(self):
        self.released = True

    def getBackendName(self):  # noqa: N802 - OpenCV's name
        return "V4L2"


@pytest.fixture
def plugged_in(monkeypatch):
    """OpenCV's cameras by number."""
    found = {}
    monkeypatch.setattr(device.cv2, "VideoCapture", lambda number, _: found.get(number, FakeCapture(0)))
    return found


def test_a_camera_is_asked_for_size_and_rate_and_plays(plugged_in, kernel):
    kernel.plug_in(0, "Laptop camera")
    capture = plugged_in[0] = FakeCapture()
    filming = open_camera("0", width=640, height=480, rate=25)
    assert (filming.info.name, filming.info.codec, filming.info.container) == ("Laptop camera", "mjpg", "v4l2")
    assert (filming.info.width, filming.info.height) == (WIDTH, HEIGHT)  # what came, not what was asked
    asked = [name for name, _ in capture.asked]
    assert dict(capture.asked)[cv2.CAP_PROP_FRAME_WIDTH] == 640
    assert dict(capture.asked)[cv2.CAP_PROP_FPS] == 25
    assert asked.index(cv2.CAP_PROP_FOURCC) < asked.index(cv2.CAP_PROP_FRAME_WIDTH) < asked.index(cv2.CAP_PROP_FPS)
    shots = [filming.read() for _ in range(2)]
    assert [number_of(image) for _, image in shots] == [1, 2]
    assert shots[0][0] < shots[1][0]
    with pytest.raises(errors.NoCamera, match="may have been unplugged"):
        filming.read()
    filming.close()
    assert capture.released


def test_no_camera_at_all(kernel, capfd):
    refused(0, errors.NoCamera, "No camera is found", "`formcheck live --list`")
    assert capfd.readouterr() == ("", "")  # OpenCV is quiet


@pytest.mark.parametrize("what", [3, "3", "/dev/video3"])
def test_no_camera_of_that_number(what, kernel):
    kernel.plug_in(0, "Laptop camera")
    refused(what, errors.NoCamera, "no camera 3", "`formcheck live --list`")


def test_a_camera_that_another_program_has(kernel):
    kernel.plug_in(0, "Laptop camera")
    refused(0, errors.CameraBusy, "Camera 0 (Laptop camera)", "another program")


def test_a_camera_that_is_not_ours(kernel, monkeypatch):
    kernel.plug_in(0, "Laptop camera")
    monkeypatch.setattr(v4l2.os, "access", lambda *_: False)
    refused(0, errors.CameraBusy, "Camera 0 (Laptop camera)", "may not be used by this user")


def test_a_camera_in_a_list_is_told_in_words():
    told = CameraInfo(2, "Laptop camera", (Mode(640, 480, 60.0), Mode(1280, 720, 29.97)))
    assert str(told) == "2  Laptop camera: 640x480 at 60 a second, 1280x720 at 30 a second"
    assert str(CameraInfo(0, "camera 0", ())) == "0  camera 0"
