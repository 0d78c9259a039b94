"""Saved landmarks come back bit for bit, or not at all."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import ProfileError
from formcheck.poses import recorded
from formcheck.poses.recorded import RecordedEstimator
from formcheck.types import APPEARANCE, Frame, Track
from tests import people
from tests.people import Plan


@pytest.fixture
def track() -> Track:
    """As `follow` makes it: float32 landmarks, some frames without a person."""
    exact = people.without(people.squats(Plan(), jitter=0.3).track, np.array([0, 7, 8]))
    small = {name: getattr(exact, name).astype(np.float32) for name in ("pixels", "world", "visible")}
    lines = np.column_stack((np.repeat([0.0, 2.1], 3), np.linspace(0.0, 700.0, 24).reshape(6, 4)))
    return people.replace(exact, **small, lines=lines)


def test_a_track_comes_back_bit_for_bit(track, tmp_path):
    recorded.save(track, tmp_path / "landmarks.npz")
    back = recorded.load(tmp_path / "landmarks.npz")
    for name in ("time_s", "pixels", "world", "visible", "persons", "lines"):
        before, after = getattr(track, name), getattr(back, name)
        assert before.dtype == after.dtype
        assert before.tobytes() == after.tobytes()
    assert (back.width, back.height) == (track.width, track.height)
    assert isinstance(back.width, int)


def test_the_name_given_is_the_name_written(track, tmp_path):
    recorded.save(track, tmp_path / "landmarks.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["landmarks.npz"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda _: b"PK\x03\x04 no more",
        lambda _: b"just text",
        lambda data: data[:400] + bytes(400) + data[800:],
    ],
    ids=["cut", "empty", "zip head", "text", "holed"],
)
def test_a_damaged_file_is_refused_with_a_sentence(track, damage, tmp_path):
    path = tmp_path / "landmarks.npz"
    recorded.save(track, path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ProfileError, match=r"landmarks\.npz"):
        recorded.load(path)


def test_something_else_and_nothing_are_refused(track, tmp_path):
    np.savez(tmp_path / "other.npz", format=1, time_s=np.arange(3))
    np.save(tmp_path / "array.npy", np.arange(3))
    (tmp_path / "folder").mkdir()
    for name in ("other.npz", "array.npy", "none.npz", "folder"):
        with pytest.raises(ProfileError):
            recorded.load(tmp_path / name)


def test_arrays_of_another_shape_are_refused(track, tmp_path):
    short = people.replace(track, pixels=track.pixels[:-1])
    recorded.save(short, tmp_path / "landmarks.npz")
    with pytest.raises(ProfileError):
        recorded.load(tmp_path / "landmarks.npz")


def test_a_pickle_is_never_opened(tmp_path):
    np.savez(tmp_path / "evil.npz", format=np.array([object()], dtype=object), allow_pickle=True)
    with pytest.raises(ProfileError):
        recorded.load(tmp_path / "evil.npz")


def test_another_versions_file_is_told_from_a_damaged_one(track, tmp_path, monkeypatch):
    monkeypatch.setattr(recorded, "FORMAT", recorded.FORMAT + 1)
    recorded.save(track, tmp_path / "new.npz")
    monkeypatch.undo()
    with pytest.raises(ProfileError, match="another version"):
        recorded.load(tmp_path / "new.npz")


def test_an_appearance_of_another_calibration_is_refused(track, tmp_path, monkeypatch):
    """Its numbers would mean something else; landmarks alone mean what they always did."""
    seen = replace(track, appearance=np.zeros((len(track), APPEARANCE), np.float32))
    plain = replace(track, appearance=np.full((len(track), APPEARANCE), np.nan, np.float32))
    recorded.save(seen, tmp_path / "seen.npz")
    recorded.save(plain, tmp_path / "plain.npz")
    monkeypatch.setattr(recorded, "look_name", lambda: "another")
    with pytest.raises(ProfileError, match="another version"):
        recorded.load(tmp_path / "seen.npz")
    assert len(recorded.load(tmp_path / "plain.npz")) == len(track)


def test_what_cannot_be_written_is_an_os_error(track, tmp_path):
    shutil.rmtree(tmp_path)
    with pytest.raises(OSError, match="No such"):
        recorded.save(track, tmp_path / "landmarks.npz")


def frame(time_s: float) -> Frame:
    return Frame(0, time_s, np.zeros((2, 2, 3), np.uint8))


def test_the_pose_of_the_frame_at_that_time_is_replayed(track):
    estimator = RecordedEstimator(track)
    row = 20
    pose = estimator.estimate(frame(track.time_s[row] + 0.0004))
    np.testing.assert_array_equal(pose.pixels, track.pixels[row])
    np.testing.assert_array_equal(pose.world, track.world[row])
    assert pose.persons == 1
    assert pose.time_s == track.time_s[row] + 0.0004


def test_between_frames_and_where_nobody_was_there_is_nobody(track):
    estimator = RecordedEstimator(track)
    assert estimator.estimate(frame((track.time_s[20] + track.time_s[21]) / 2)) is None
    assert estimator.estimate(frame(track.time_s[7])) is None
    assert estimator.estimate(frame(1e6)) is None
    empty = people.replace(track, **{name: getattr(track, name)[:0] for name in ("time_s", "pixels", "world")})
    assert RecordedEstimator(empty).estimate(frame(0.0)) is None
