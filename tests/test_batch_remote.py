"""Clips and results in a real S3 server on this machine: streamed, uploaded whole or not at all, resumed."""

import csv
import io
import json

import numpy as np
import pytest

from formcheck.batch import find, store
from formcheck.batch.found import Wanted
from formcheck.errors import ClipDamaged, ClipNotFound, InputError, NotAVideo, OutputNotWritable
from formcheck.sources import open_source
from formcheck.sources.remote import RemoteClip
from tests.batches import plain, run, without_model
from tests.clips import make_clip, number_of, steady

pytest.importorskip("s3fs", reason="the extra formcheck[remote] and s3fs are not installed")
servers = pytest.importorskip("moto.server", reason="moto, the S3 server of the tests, is not installed")

import s3fs  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # botocore's and moto's own


@pytest.fixture(scope="module")
def server():
    running = servers.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def s3(server, monkeypatch, tmp_path):
    """A file system with an empty bucket, which URLs lead to."""
    for name, value in (
        ("AWS_ENDPOINT_URL", server),
        ("AWS_ACCESS_KEY_ID", "nobody"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(store, "user_data_path", lambda *_, **__: tmp_path / "data")
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    if system.exists("clips"):
        system.rm("clips", recursive=True)
    system.mkdir("clips")
    system.invalidate_cache()
    return system


@pytest.fixture
def follower(monkeypatch):
    return without_model(monkeypatch)


def put(s3, tmp_path, *names: str) -> None:
    for number, name in enumerate(names):
        s3.put_file(str(plain(tmp_path / f"{number}.mp4", number)), f"clips/{name}")


def rows(s3, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(s3.cat_file(name).decode("utf-8-sig"))))


def frames(clip, **span) -> list[tuple[float, int]]:
    with open_source(clip, **span) as source:
        return [(frame.time_s, number_of(frame.image)) for frame in source]


@pytest.mark.parametrize("options", [{}, {"movflags": "+faststart"}], ids=["index behind", "index in front"])
@pytest.mark.parametrize("span", [{}, {"start_s": 5.0, "end_s": 6.0}])
def test_a_clip_behind_a_url_is_the_clip(options, span, s3, tmp_path):
    clip = make_clip(tmp_path / "12:30 é.mp4", steady(200), container_options=options)
    s3.put_file(str(clip), "clips/12:30 é.mp4")
    assert frames(RemoteClip("s3://clips/12:30 é.mp4"), **span) == frames(clip, **span)


def test_it_is_streamed_and_not_copied_whole(s3, tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    noise = [rng.integers(0, 255, (480, 640, 3), np.uint8) for _ in range(90)]
    clip = make_clip(
        tmp_path / "big.mp4", steady(90), stored=noise, gop=1, container_options={"movflags": "+faststart"}
    )
    s3.put_file(str(clip), "clips/big.mp4")
    fetched = []
    fetch = s3fs.core.S3File._fetch_range

    def counted(self, start, end):
        fetched.append(end - start)
        return fetch(self, start, end)

    monkeypatch.setattr(s3fs.core.S3File, "_fetch_range", counted)
    with open_source(RemoteClip("s3://clips/big.mp4")) as source:
        next(iter(source))
    assert clip.stat().st_size > 8e6
    assert sum(fetched) < clip.stat().st_size / 2


@pytest.mark.parametrize(
    ("data", "error"), [(b"", NotAVideo), (b"Dear runner,\n", NotAVideo), ("cut", ClipDamaged), (None, ClipNotFound)]
)
def test_what_is_no_clip_is_told_as_of_a_file(data, error, s3, tmp_path):
    if data == "cut":
        data = make_clip(tmp_path / "x.mp4", steady(50)).read_bytes()[:-400]
    if data is not None:
        s3.pipe_file("clips/x.mp4", data)
    with pytest.raises(error, match=r"x\.mp4"):
        open_source(RemoteClip("s3://clips/x.mp4"))


def test_clips_are_found_by_ending_or_content_without_hidden_ones(s3, tmp_path):
    put(s3, tmp_path, "in/a.mp4", "in/sub/no ending", "in/.hidden.mp4", "in/out/x.mp4")
    s3.pipe_file("clips/in/notes.txt", b"text")
    found = list(find.find("s3://clips/in", Wanted(beside="s3://clips/in/out")))
    assert [file.name for file in found] == ["a.mp4", "sub/no ending"]
    assert [file.name for file in find.find("s3://clips/in/a.mp4")] == ["a.mp4"]
    with pytest.raises((ClipNotFound, InputError)):
        list(find.find("s3://nobodys"))


def test_a_batch_from_bucket_to_bucket_and_again(s3, tmp_path, follower):
    put(s3, tmp_path, "in/a.mp4", "in/b.mp4")
    s3.copy("clips/in/a.mp4", "clips/in/twin.mp4")
    summary = run("s3://clips/in", "s3://clips/out")
    assert summary.failures == []
    assert len(follower.followed) == 2
    table = rows(s3, "clips/out/scores.csv")
    assert [row["clip"] for row in table] == ["a.mp4", "b.mp4", "twin.mp4"]
    for row in table:
        assert json.loads(s3.cat_file(f"clips/out/{row['folder']}/result.json"))["exercise"] == "single-leg-squat"
    again = run("s3://clips/in", "s3://clips/out")
    assert again.tally.before == 3
    assert len(follower.followed) == 2


def test_another_machine_without_the_ledger_finds_what_is_done(s3, tmp_path, follower, monkeypatch):
    put(s3, tmp_path, "in/a.mp4")
    run("s3://clips/in", "s3://clips/out")
    monkeypatch.setattr(store, "user_data_path", lambda *_, **__: tmp_path / "another")
    assert run("s3://clips/in", "s3://clips/out").tally.before == 1
    assert len(follower.followed) == 1


@pytest.mark.parametrize("fails_at", [1, 3, 6])
def test_an_upload_that_fails_half_way_is_named_and_nothing_looks_finished(
    fails_at, s3, tmp_path, follower, monkeypatch
):
    put(s3, tmp_path, "in/a.mp4")
    count = 0
    put_file = s3fs.S3FileSystem._put_file

    async def breaks(self, local, remote, **more):
        nonlocal count
        count += 1
        if count == fails_at:
            raise ConnectionResetError(104, "Connection reset by peer")
        return await put_file(self, local, remote, **more)

    monkeypatch.setattr(s3fs.S3FileSystem, "_put_file", breaks)
    s3fs.S3FileSystem.clear_instance_cache()
    ((_, failure),) = run("s3://clips/in", "s3://clips/out").failures
    assert (failure.kind, failure.lasting) == ("OutputNotWritable", False)
    assert "Connection reset" in failure.sentence
    s3.invalidate_cache()
    assert not s3.glob("clips/out/clips/*/result.json")
    monkeypatch.setattr(s3fs.S3FileSystem, "_put_file", put_file)
    s3fs.S3FileSystem.clear_instance_cache()
    assert run("s3://clips/in", "s3://clips/out").failures == []
    s3.invalidate_cache()
    assert len(s3.glob("clips/out/clips/*/result.json")) == 1


def test_a_new_profile_needs_the_landmarks_only(s3, tmp_path, follower):
    from formcheck.outputs.clip import Asked
    from tests.people import limits

    put(s3, tmp_path, "in/a.mp4")
    run("s3://clips/in", "s3://clips/out")
    run("s3://clips/in", "s3://clips/out", Asked("single-leg-squat", limits(-90.0, -80.0), video=False))
    assert len(follower.followed) == 1
    assert [row["grade"] for row in rows(s3, "clips/out/scores.csv")] == ["unstable"]


def test_a_clip_that_is_replaced_is_done_again(s3, tmp_path, follower):
    put(s3, tmp_path, "in/a.mp4")
    run("s3://clips/in", "s3://clips/out")
    s3.put_file(str(plain(tmp_path / "new.mp4", 7)), "clips/in/a.mp4")
    assert run("s3://clips/in", "s3://clips/out").tally.before == 0


def test_urls_that_nothing_here_reads():
    with pytest.raises(InputError, match="another library"):
        list(find.find("gopher://x/y"))
    with pytest.raises(OutputNotWritable, match="another library"):
        store.open_store("gopher://x/y")
