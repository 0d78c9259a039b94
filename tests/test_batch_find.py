"""Which files of a folder are clips."""

import os
import shutil

import pytest

from formcheck.batch import find
from formcheck.batch.found import Found, Wanted
from formcheck.errors import ClipChanged, ClipNotFound, InputError
from tests.batches import plain, settled
from tests.clips import add_silence

needs_rights = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")


def names(folder, **wanted) -> list[str]:
    return [file.name for file in find.find(str(folder), Wanted(**wanted))]


def only(folder) -> Found:
    (found,) = find.find(str(folder))
    return found


def test_clips_are_found_below_by_ending_or_by_content_in_order(tmp_path):
    clip = plain(tmp_path / "b" / "c" / "clip.MP4")
    shutil.copy(clip, tmp_path / "b" / "no ending")
    shutil.copy(clip, tmp_path / "a.jpg")
    (tmp_path / "notes.txt").write_text("not a clip")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 50)
    (tmp_path / "meant to be.mov").write_text("none")
    assert names(tmp_path) == ["a.jpg", "meant to be.mov", "b/no ending", "b/c/clip.MP4"]


def test_sound_and_stills_in_a_containers_clothes_are_no_clips(tmp_path):
    import av

    with av.open(str(tmp_path / "sound.m4a"), "w", format="mp4") as out:
        add_silence(out)
    assert names(tmp_path) == []


def test_hidden_files_results_and_the_output_are_left_alone(tmp_path):
    clip = plain(tmp_path / "clip.mp4")
    for place in (".hidden", "out", "clip-formcheck"):
        (tmp_path / place).mkdir()
        shutil.copy(clip, tmp_path / place / "annotated.mp4")
    (tmp_path / "._clip.mp4").write_bytes(b"\x00\x05\x16\x07")
    for mark in ("result.json", "landmarks.npz"):
        (tmp_path / "clip-formcheck" / mark).write_bytes(b"")
    assert names(tmp_path, beside=str(tmp_path / "out")) == ["clip.mp4"]


def test_globs_are_on_names_or_with_a_slash_on_paths(tmp_path):
    for name in ("a.mp4", "sub/a.mp4", "sub/b.mp4", "sub/deep/b.mp4"):
        plain(tmp_path / name)
    assert names(tmp_path, include=["b*"]) == ["sub/b.mp4", "sub/deep/b.mp4"]
    assert names(tmp_path, include=["sub/*"], exclude=["a.*"]) == ["sub/b.mp4", "sub/deep/b.mp4"]
    assert names(tmp_path, exclude=["sub/*"]) == ["a.mp4"]


@pytest.mark.parametrize("name", ["🏃‍♀️ é.mp4", "a\nb.mp4", "-rf.mp4", "=1+1.mp4", "x" * 251 + ".mp4"])
def test_odd_names(name, tmp_path):
    plain(tmp_path / name)
    assert only(tmp_path).name == name
    assert only(tmp_path).problem is None


def test_a_name_that_is_no_text(tmp_path):
    try:
        path = plain(tmp_path / "x.mp4").rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mp4"))
    except OSError:
        pytest.skip("this file system takes text only")
    assert only(tmp_path).path == str(path)


def test_links_are_followed_once_and_named_where_they_lead_nowhere(tmp_path):
    plain(tmp_path / "a" / "clip.mp4")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "c.mp4").symlink_to("a/clip.mp4")
    (tmp_path / "d.mp4").symlink_to("nowhere")
    (tmp_path / "e.mp4").symlink_to("e.mp4")
    found = {file.name: file.problem for file in find.find(str(tmp_path))}
    assert set(found) == {"a/clip.mp4", "c.mp4", "d.mp4", "e.mp4"}
    assert found["a/clip.mp4"] is found["c.mp4"] is None
    assert all(isinstance(found[name], ClipNotFound) for name in ("d.mp4", "e.mp4"))


def test_a_pipe_called_a_clip_is_named_and_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    assert isinstance(only(tmp_path).problem, InputError)


@needs_rights
def test_what_may_not_be_read_is_named(tmp_path):
    plain(tmp_path / "clip.mp4").chmod(0)
    plain(tmp_path / "closed" / "clip.mp4").parent.chmod(0)
    found = {file.name: file for file in find.find(str(tmp_path))}
    (tmp_path / "closed").chmod(0o700)
    assert "cannot be read" in str(found["closed"].problem)
    with pytest.raises(InputError, match="cannot be read"):
        find.content(found["clip.mp4"])


def test_one_file_may_be_named_and_no_folder_is_an_error(tmp_path):
    clip = plain(tmp_path / "clip.mp4")
    assert names(clip) == ["clip.mp4"]
    with pytest.raises(ClipNotFound, match="no folder"):
        names(tmp_path / "none")


def test_content_is_that_of_the_bytes_whatever_the_name(tmp_path):
    one = plain(tmp_path / "1" / "one.mp4")
    settled(shutil.copy(one, tmp_path / "1" / "two.mov"))
    plain(tmp_path / "1" / "three.mp4", 3)
    hashes = {file.name: find.content(file) for file in find.find(str(tmp_path))}
    assert hashes["1/one.mp4"] == hashes["1/two.mov"] != hashes["1/three.mp4"]


def test_a_file_that_grows_after_it_was_found_is_refused(tmp_path):
    clip = plain(tmp_path / "clip.mp4")
    found = only(tmp_path)
    with clip.open("ab") as file:
        file.write(b"more")
    with pytest.raises(ClipChanged, match="still being written"):
        find.content(found)


def test_a_young_file_is_given_time_to_change(tmp_path, monkeypatch):
    clip = plain(tmp_path / "clip.mp4", ago_s=0.0)
    found = only(tmp_path)
    assert find.is_young(found)

    def grow(_):
        clip.write_bytes(clip.read_bytes() + b"more")

    monkeypatch.setattr(find.time, "sleep", grow)
    with pytest.raises(ClipChanged):
        find.content(found)
