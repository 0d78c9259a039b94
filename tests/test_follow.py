"""A clip followed in parts is the clip followed in one piece."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest

from formcheck import follow, tracker
from formcheck.errors import ModelDamaged
from formcheck.follow import follow_clip
from formcheck.sources import open_source
from formcheck.types import Pose
from tests.clips import make_clip, number_of, steady

RATE = 10
FRAMES = 650
"""65 s: six parts."""


class Reader:
    """An estimator that reads the frame's number off its picture, and remembers how many it has seen."""

    name, sha256, engine = "reader", "a" * 64, "none"

    def __init__(self, persons=lambda _: 1, nobody=(), fails_at=None):
        self.persons, self.nobody, self.fails_at = persons, nobody, fails_at
        self.seen = 0

    def estimate(self, frame):
        number = number_of(frame.image)
        if number == self.fails_at:
            raise ModelDamaged("broken")
        self.seen += 1
        if number in self.nobody:
            return None
        pixels = np.full((33, 2), number, np.float32)
        return Pose(frame.time_s, pixels, np.zeros((33, 3)), np.ones(33), self.persons(number))

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Counted:
    """Makes readers and keeps them."""

    def __init__(self, **more):
        self.made, self.more = [], more

    def __call__(self):
        self.made.append(Reader(**self.more))
        return self.made[-1]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("follow") / "clip.mp4"
    make_clip(path, steady(FRAMES, RATE))
    return path


def numbers(track):
    return track.pixels[:, 0, 0]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_parts_join_to_every_frame_once_whatever_the_workers(clip, workers):
    readers = Counted(nobody={7, 300})
    track, origin = follow_clip(clip, readers, workers=workers)
    expected = np.arange(FRAMES, dtype=float)
    expected[[7, 300]] = np.nan
    np.testing.assert_array_equal(numbers(track), expected)
    np.testing.assert_allclose(track.time_s, np.arange(FRAMES) / RATE, atol=1e-6)
    assert len(readers.made) == 6
    assert (origin.model, origin.corrupt_frames) == ("reader", 0)


def test_a_part_is_warmed_up_on_the_second_before_it(clip):
    readers = Counted()
    follow_clip(clip, readers, workers=1)
    assert sum(reader.seen for reader in readers.made) == FRAMES + 5 * RATE * follow.WARM_UP_S


def test_one_worker_is_the_thread_that_asks(clip):
    """A batch keeps estimators per thread: with a thread a clip they would pile up, 100 MB each."""
    opened_in = set()

    def readers():
        opened_in.add(threading.get_ident())
        return Reader()

    follow_clip(clip, readers, workers=1)
    assert opened_in == {threading.get_ident()}


def test_a_span_is_cut_exactly(clip):
    track, origin = follow_clip(clip, Counted(), start_s=3.05, end_s=50.0)
    np.testing.assert_array_equal(numbers(track), np.arange(31, 500))
    assert (origin.start_s, origin.end_s) == (3.05, 50.0)


def test_several_people_are_followed_in_one_piece(clip):
    readers = Counted(persons=lambda number: 2 if number == 400 else 1)
    track, _ = follow_clip(clip, readers, workers=2)
    np.testing.assert_array_equal(numbers(track), np.arange(FRAMES))
    assert readers.made[-1].seen == FRAMES


def test_every_other_frame_is_every_other_frame_whatever_the_parts(clip):
    track, origin = follow_clip(clip, Counted(), fps=RATE / 2, workers=2)
    np.testing.assert_array_equal(numbers(track), np.arange(0, FRAMES, 2))
    assert origin.fps == RATE / 2
    span, _ = follow_clip(clip, Counted(), fps=RATE / 2, start_s=3.05, end_s=50.0)
    np.testing.assert_array_equal(numbers(span), np.arange(32, 500, 2))


def test_a_short_clip_is_one_part(tmp_path):
    make_clip(tmp_path / "short.mp4", steady(50, RATE))
    readers = Counted()
    follow_clip(tmp_path / "short.mp4", readers)
    assert [reader.seen for reader in readers.made] == [50]


def test_a_container_without_an_index_is_read_once(tmp_path):
    make_clip(tmp_path / "long.avi", steady(300, RATE), codec="mjpeg", pixels="yuvj420p")
    readers = Counted()
    track, _ = follow_clip(tmp_path / "long.avi", readers)
    assert [reader.seen for reader in readers.made] == [300]
    assert len(track) == 300


@pytest.mark.parametrize("error", [ModelDamaged, KeyboardInterrupt])
def test_what_one_part_raises_ends_the_others(clip, error):
    def moved(_):
        if error is KeyboardInterrupt:
            raise KeyboardInterrupt

    readers = Counted(fails_at=620 if error is ModelDamaged else None)
    with pytest.raises(error):
        follow_clip(clip, readers, workers=2, progress=moved)


def test_progress_reaches_the_length_of_the_clip(clip):
    told = []
    follow_clip(clip, partial(Reader), workers=2, progress=told.append)
    assert max(told) == pytest.approx(FRAMES / RATE, abs=1.0)
    assert told == sorted(told)


def test_the_surroundings_are_looked_at_now_and_then_whatever_the_parts(clip):
    track, _ = follow_clip(clip, Counted(), workers=2)
    with open_source(clip) as source, Reader() as reader:
        whole = follow.follow(source, reader)
    np.testing.assert_array_equal(np.unique(track.lines[:, 0]), np.arange(0, FRAMES / RATE, tracker.LOOK_S))
    np.testing.assert_array_equal(track.lines, whole.lines)


def test_a_span_has_its_first_look_at_its_beginning(clip):
    track, _ = follow_clip(clip, Counted(), start_s=3.05, end_s=8.0)
    np.testing.assert_allclose(np.unique(track.lines[:, 0]), [3.1, 4.0])
