"""Running ahead changes when things are made, and nothing else."""

import threading
import time
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.ahead import ahead

DEPTHS = st.integers(1, 5)


class Stop(Exception):
    pass


def raising(items, error: BaseException):
    yield from items
    raise error


def threads() -> int:
    return sum(thread.name == "formcheck-ahead" for thread in threading.enumerate())


@settings(deadline=None)
@given(st.lists(st.none() | st.integers()), DEPTHS)
def test_the_same_items_in_the_same_order(items, depth):
    assert list(ahead(iter(items), depth)) == items
    assert threads() == 0


@settings(deadline=None)
@given(st.lists(st.integers()), DEPTHS, st.sampled_from([Stop, KeyboardInterrupt, SystemExit, OSError]))
def test_an_exception_comes_at_its_place_with_all_before_it(items, depth, kind):
    error, got = kind("why"), []

    def read() -> None:
        for item in ahead(raising(items, error), depth):
            got.append(item)  # noqa: PERF402 - all that came before the error

    with pytest.raises(kind) as caught:
        read()
    assert caught.value is error
    assert got == items
    assert threads() == 0


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 6), DEPTHS)
def test_a_reader_that_stops_early_stops_the_thread_before_going_on(read, depth):
    made: list[int] = []

    def endless():
        for number in range(10**9):
            made.append(number)
            yield number

    with closing(ahead(endless(), depth)) as items:
        for _ in range(read):
            next(items)
    assert threads() == 0
    assert len(made) <= read + depth + 2  # the queue, one in the hand, one that found it full


def test_a_reader_that_fails_stops_the_thread():
    def read() -> None:
        with closing(ahead(iter(range(100)), 2)) as items:
            for _ in items:
                raise Stop

    with pytest.raises(Stop):
        read()
    assert threads() == 0


def test_items_are_made_while_the_reader_is_busy():
    made: list[int] = []

    def source():
        for number in range(3):
            made.append(number)
            yield number

    with closing(ahead(source(), 4)) as items:
        assert next(items) == 0
        deadline = time.monotonic() + 5
        while len(made) < 3 and time.monotonic() < deadline:
            time.sleep(0.001)
        assert made == [0, 1, 2]


def test_a_source_that_uses_stop_iteration_as_a_failure_is_not_taken_for_its_end():
    class Broken:
        def __iter__(self):
            return self

        def __next__(self):
            raise RuntimeError("generator raised StopIteration")

    with pytest.raises(RuntimeError):
        list(ahead(Broken()))
