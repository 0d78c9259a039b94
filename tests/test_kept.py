"""Landmarks of earlier runs: the same to the last digit, or as if they were not there."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck import kept, naming
from formcheck.outputs import clip as clips
from formcheck.outputs.clip import Asked
from formcheck.poses import recorded
from formcheck.types import Origin
from tests import people
from tests.clips import make_clip, steady
from tests.command import DRAWN, SAMPLES, formcheck
from tests.people import Plan

NAME, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "landmarks"


@pytest.fixture(scope="module")
def track():
    return people.squats(Plan()).track


def same(one, other) -> bool:
    pairs = [
        (np.asarray(a), np.asarray(b)) for a, b in zip(asdict(one).values(), asdict(other).values(), strict=True)
    ]
    return all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in pairs)


def test_what_is_kept_comes_back_bit_for_bit(track):
    assert kept.load(NAME) is None
    kept.keep(NAME, track, 3)
    back, corrupt_frames = kept.load(NAME)
    assert same(back, track)
    assert corrupt_frames == 3
    assert kept.load(OTHER) is None


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"", lambda b: b[:4000] + b"?" + b[4001:]])
def test_a_damaged_entry_is_none_and_is_replaced(track, cache, damage):
    kept.keep(NAME, track, 0)
    file = cache / f"{NAME}.npz"
    file.write_bytes(damage(file.read_bytes()))
    assert kept.load(NAME) is None
    kept.keep(NAME, track, 0)
    assert same(kept.load(NAME)[0], track)


def test_landmarks_without_their_clips_corrupt_frames_are_none(track, cache):
    cache.mkdir(parents=True)
    recorded.save(track, cache / f"{NAME}.npz")
    assert kept.load(NAME) is None


def test_what_cannot_be_written_is_no_error(track, cache):
    cache.parent.write_text("a file where the folder should be")
    kept.keep(NAME, track, 0)
    assert kept.load(NAME) is None
    assert kept.size() == (0, 0)


def test_an_interrupted_write_leaves_nothing(track, cache, monkeypatch):
    def broken(_, path):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(kept.recorded, "save", broken)
    with pytest.raises(KeyboardInterrupt):
        kept.keep(NAME, track, 0)
    assert list(cache.iterdir()) == []


def test_those_used_longest_ago_go_when_there_is_no_room(track, cache, monkeypatch):
    for age_s, name in ((30, NAME), (20, OTHER)):
        kept.keep(name, track, 0)
        past = (cache / f"{name}.npz").stat().st_mtime - age_s
        os.utime(cache / f"{name}.npz", (past, past))
    one = kept.size()[1] // 2
    assert kept.load(NAME) is not None  # used now
    monkeypatch.setattr(kept, "MOST_BYTES", 2 * one + one // 2)
    kept.keep(THIRD, track, 0)
    assert {path.stem for path in cache.iterdir()} == {NAME, THIRD}
    assert kept.size() == (2, 2 * one)


class Follower:
    """In place of `outputs.clip.landmarks`, counted."""

    def __init__(self, track):
        self.track, self.calls = track, 0

    def __call__(self, clip, asked, **_):
        self.calls += 1
        with clips.opened(clip, asked) as source:
            return self.track, Origin(
                source.info, asked.start_s, asked.end_s, 2, "full", "0" * 64, asked.engine, asked.fps
            )


@pytest.fixture
def follower(track, monkeypatch):
    follower = Follower(track)
    monkeypatch.setattr(clips, "landmarks", follower)
    monkeypatch.setattr(
        clips.model_store, "find", lambda name: SimpleNamespace(name=name, sha256=name[0].replace("f", "0") * 64)
    )
    return follower


def test_a_clip_is_followed_once_whatever_its_name_and_what_is_judged(follower, tmp_path):
    clip = make_clip(tmp_path / "clip.mp4", steady(50))
    first = clips.landmarks_once(clip, Asked())
    renamed = clip.rename(tmp_path / "renamed.mp4")
    track, origin = clips.landmarks_once(renamed, Asked(exercise="running", roll_deg=3.0, mirrored=True, video=False))
    assert follower.calls == 1
    assert same(track, first[0])
    assert origin == replace(first[1], source=replace(first[1].source, name="renamed.mp4"))


@pytest.mark.parametrize(
    "asked", [Asked(model="lite"), Asked(start_s=0.5), Asked(end_s=1.0), Asked(fps=20.0)], ids=lambda a: str(a)[-60:]
)
def test_other_frames_and_another_model_are_followed_anew(follower, tmp_path, asked):
    clip = make_clip(tmp_path / "clip.mp4", steady(50))
    clips.landmarks_once(clip, Asked())
    clips.landmarks_once(clip, asked)
    assert follower.calls == 2


def test_another_version_follows_anew(follower, tmp_path, monkeypatch):
    clip = make_clip(tmp_path / "clip.mp4", steady(50))
    clips.landmarks_once(clip, Asked())
    monkeypatch.setattr(naming, "version", lambda _: "99")
    clips.landmarks_once(clip, Asked())
    assert follower.calls == 2


def test_a_clip_that_changes_meanwhile_is_not_kept(follower, tmp_path, monkeypatch):
    clip = make_clip(tmp_path / "clip.mp4", steady(50))
    moved = iter([(1, 1), (1, 2)])
    monkeypatch.setattr(clips, "_stamp", lambda _: next(moved))
    clips.landmarks_once(clip, Asked())
    assert kept.size() == (0, 0)


@pytest.mark.model
def test_the_second_run_sees_no_picture_through_the_model(tmp_path, model, monkeypatch):
    asked = Asked(model=str(model), end_s=2.0)
    clip = SAMPLES / f"{DRAWN}.mp4"
    fresh = clips.landmarks(clip, asked)
    clips.landmarks_once(clip, asked)

    def refuse(*_, **__):
        raise AssertionError("the model was opened")

    monkeypatch.setattr(clips, "open_in_each_thread", refuse)
    monkeypatch.setattr(clips, "follow_clip", refuse)
    track, origin = clips.landmarks_once(clip, asked)
    assert same(track, fresh[0])
    assert origin == fresh[1]


@pytest.mark.model
def test_the_command_keeps_and_takes_unless_told_not_to(tmp_path, model, cache):
    options = ("-m", model, "--end", "6.3", "--no-video", "--force", "-o", "out", "-e", "single-leg-squat")
    clip = SAMPLES / f"{DRAWN}.mp4"
    told = []
    for extra, entries in (("--no-cache", 0), ("--cache", 1), ("--cache", 1)):
        done = formcheck("analyze", clip, *options, extra, "--json", at=tmp_path, FORMCHECK_CACHE=str(cache.parent))
        assert done.code == 0, done.err
        told.append((done.out, (tmp_path / "out" / "landmarks.npz").stat().st_size))
        assert kept.size()[0] == entries
    assert told[0] == told[1] == told[2]
