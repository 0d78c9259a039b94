"""Repetitions, quiet standing and support from signals whose answer is known."""

from itertools import pairwise

import numpy as np
import pytest

from formcheck.segments import standing, support
from formcheck.segments.lifts import lifts
from formcheck.segments.reps import find_reps
from formcheck.types import LEFT_AND_RIGHT, Side, Span

RATE = 30.0


def bumps(*heights: float, rest_s: float = 1.0, rep_s: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Raised cosines of these heights with rest before, between and after."""
    turn = np.linspace(0, 2 * np.pi, int(rep_s * RATE), endpoint=False)
    rest, rep = np.zeros(int(rest_s * RATE)), 0.5 - 0.5 * np.cos(turn)
    effort = np.concatenate([rest, *(part for height in heights for part in (height * rep, rest))])
    return effort, np.arange(len(effort)) / RATE


def reps(effort: np.ndarray, time_s: np.ndarray, least: float = 35.0, shortest_s: float = 0.5):
    return find_reps(effort, time_s, least=least, shortest_s=shortest_s)


def test_every_rise_from_rest_and_back_is_one_repetition():
    effort, time_s = bumps(70.0, 80.0, 60.0)
    found = reps(effort, time_s)
    assert time_s[[span.key for span in found]] == pytest.approx([2.0, 5.0, 8.0])
    # A raised cosine passes a twentieth of its height 0.144 s after its start; a frame is 0.033 s.
    assert time_s[[span.start for span in found]] == pytest.approx([1.144, 4.144, 7.144], abs=1 / RATE)
    assert time_s[[span.end for span in found]] == pytest.approx([2.856, 5.856, 8.856], abs=1 / RATE)


def test_spans_are_in_order_and_do_not_overlap():
    found = reps(*bumps(70.0, 80.0, 60.0, 75.0, rest_s=0.1))
    assert len(found) == 4
    assert all(span.start < span.key < span.end for span in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_what_is_too_low_too_short_or_beside_a_larger_one_is_no_repetition():
    assert reps(*bumps(34.0)) == []
    assert len(reps(*bumps(36.0))) == 1
    assert reps(*bumps(70.0, rep_s=0.5)) == []  # above a tenth for 0.4 s
    assert len(reps(*bumps(100.0, 39.0))) == 1  # 40 % of the largest
    assert len(reps(*bumps(100.0, 41.0))) == 2


def test_a_wobble_at_the_bottom_does_not_make_two():
    effort, time_s = bumps(80.0, rep_s=4.0)
    effort -= 20.0 * np.exp(-(((time_s - 3.0) / 0.2) ** 2))
    assert len(reps(effort, time_s)) == 1


def test_a_repetition_cut_off_counts_only_when_its_depth_was_seen_from_both_sides():
    effort, time_s = bumps(80.0)
    assert len(reps(effort[:75], time_s[:75])) == 1  # cut at 2.5 s, 40 of 80 up again
    assert reps(effort[:62], time_s[:62]) == []  # cut just after the deepest point
    assert reps(effort[:60], time_s[:60]) == []


def test_a_repetition_ends_where_the_effort_stays_and_not_where_it_is_lowest():
    """On one leg at 12°, then 80° deep, then on one leg again, before and after that on both at 0°."""
    effort, time_s = bumps(80.0)
    effort = np.where((time_s > 0.2) & (time_s < 3.8), np.maximum(effort, 12.0), effort)
    (found,) = reps(effort, time_s)
    assert 1.2 < time_s[found.start] < 1.5
    assert 2.5 < time_s[found.end] < 2.8


def test_a_pause_on_the_way_up_is_part_of_the_repetition():
    effort, time_s = bumps(80.0, rep_s=4.0)
    half_way = int(np.flatnonzero((effort < 45.0) & (time_s > 3.0))[0])
    paused = np.insert(effort, half_way, np.full(30, effort[half_way]))
    (found,) = reps(paused, np.arange(len(paused)) / RATE)
    assert found.end > half_way + 45


def test_a_gap_ends_what_is_under_way():
    effort, time_s = bumps(80.0, 80.0)
    effort[55:65] = np.nan  # around the first deepest point, at row 60
    found = reps(effort, time_s)
    assert [span.key for span in found] == [150]
    for span in found:
        assert np.isfinite(effort[span.start : span.end + 1]).all()


@pytest.mark.parametrize("effort", [np.array([]), np.full(50, np.nan), np.zeros(50), np.arange(50.0)])
def test_nothing_there_is_no_repetition(effort):
    assert reps(effort, np.arange(len(effort)) / RATE) == []


def still(seconds: float, at: float = 0.0) -> np.ndarray:
    return np.tile([at, 0.0], (round(seconds * RATE), 1))


def quiet(hips: np.ndarray, ready: np.ndarray | None = None) -> np.ndarray:
    return standing.quiet(np.arange(len(hips)) / RATE, hips, np.ones(len(hips), bool) if ready is None else ready)


def test_standing_still_is_quiet_and_walking_is_not():
    walk = np.column_stack([np.linspace(0, 2, 60), np.zeros(60)])  # 1 m/s
    rows = quiet(np.concatenate([still(1.0), walk, still(1.0, at=2.0)]))
    assert rows[:28].all()
    assert not rows[32:88].any()
    assert rows[-28:].all()


def test_a_moments_stillness_is_no_standing():
    walk = np.column_stack([np.linspace(0, 1, 30), np.zeros(30)])
    assert not quiet(np.concatenate([walk, still(0.3, at=1.0), walk[::-1]])).any()


def test_only_rows_that_are_ready_and_seen_are_quiet():
    hips, ready = still(2.0), np.ones(60, bool)
    hips[10:12], ready[40:] = np.nan, False
    rows = quiet(hips, ready)
    assert not rows[9:13].any()
    assert not rows[40:].any()
    assert rows[15:39].all()
    assert not quiet(still(0.05)).any()


FRAMES = 60
SWAY = np.column_stack([0.15 * np.sin(np.linspace(0, 6, FRAMES)), 0.1 * np.cos(np.linspace(0, 9, FRAMES))])
PLANTED = np.zeros((FRAMES, 2))


def test_the_foot_on_the_floor_carries():
    lower = np.full(FRAMES, 0.2)
    assert support.standing_leg(lower, PLANTED, SWAY, 0.0) is Side.LEFT
    assert support.standing_leg(-lower, SWAY, PLANTED, 0.0) is Side.RIGHT


def test_a_foot_held_low_in_front_is_told_by_its_wandering():
    assert support.standing_leg(np.full(FRAMES, -0.03), PLANTED, SWAY, 0.0) is Side.LEFT
    assert support.standing_leg(np.full(FRAMES, 0.03), SWAY, PLANTED, 0.0) is Side.RIGHT


def test_both_feet_down_or_both_wandering_is_no_single_leg():
    assert support.standing_leg(np.full(FRAMES, 0.01), PLANTED, PLANTED + 0.3, 0.0) is None
    assert support.standing_leg(np.full(FRAMES, 0.2), SWAY, SWAY, 0.0) is None


def test_from_the_side_a_foot_must_be_much_lower_to_count():
    lower = np.full(FRAMES, 0.15)
    assert support.standing_leg(lower, PLANTED, PLANTED, 0.0) is Side.LEFT
    assert support.standing_leg(lower, PLANTED, PLANTED, 90.0) is None


def test_feet_never_seen_carry_nobody():
    nothing = np.full(FRAMES, np.nan)
    assert support.standing_leg(nothing, np.full((FRAMES, 2), np.nan), np.full((FRAMES, 2), np.nan), 0.0) is None


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_the_foot_that_is_where_it_stood_carries(side):
    """Though the other is kept still, and looks lower."""
    stays, goes = PLANTED.copy(), PLANTED + np.where(np.arange(FRAMES)[:, None] < 20, 0.0, 0.2)
    left, right = (stays, goes) if side is Side.LEFT else (goes, stays)
    assert support.leg_that_stayed(left, right, slice(0, 20), slice(25, 60)) is side
    assert support.leg_that_stayed(left, right, slice(0, 20), slice(0, 20)) is None


def test_feet_that_both_stay_or_both_go_say_nothing():
    goes = PLANTED + np.where(np.arange(FRAMES)[:, None] < 20, 0.0, 0.2)
    assert support.leg_that_stayed(goes, goes, slice(0, 20), slice(25, 60)) is None
    assert support.leg_that_stayed(PLANTED, goes, slice(0, 0), slice(25, 60)) is None
    assert support.leg_that_stayed(PLANTED, np.full((FRAMES, 2), np.nan), slice(0, 20), slice(25, 60)) is None


def test_the_nearest_standing_is_before_or_after():
    stands = np.zeros(100, bool)
    stands[:10] = stands[60:70] = True
    assert standing.nearest(stands, Span(20, 25, 30)) == slice(0, 10)
    assert standing.nearest(stands, Span(40, 45, 50)) == slice(60, 70)
    assert standing.nearest(stands[10:60], Span(3, 4, 5)) == slice(0, 0)


def feet(left_m: float, right_m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Places of both feet at rest and then moved by so much, and which rows are which."""
    still = np.zeros((40, 2))
    moved = [still + np.outer(np.repeat([0.0, 1.0], 20), [way, 0.0]) for way in (left_m, right_m)]
    return *moved, np.arange(40) < 20, np.arange(40) >= 20


@pytest.mark.parametrize(
    ("left_m", "right_m", "side"),
    [(0.0, 0.2, Side.LEFT), (0.2, 0.01, Side.RIGHT), (0.02, 0.04, Side.LEFT), (0.01, 0.02, None), (0.2, 0.25, None)],
)
def test_the_leg_that_stays_is_the_one_whose_foot_moves_least_by_far(left_m, right_m, side):
    assert support.leg_that_stays(*feet(left_m, right_m)) is side


def test_feet_that_were_not_seen_before_tell_nothing():
    left, right, before, rows = feet(0.0, 0.3)
    left[:20] = np.nan
    assert support.leg_that_stays(left, right, before, rows) is None
    assert not support.planted(np.full((5, 2), np.nan), slice(0, 5))


def test_a_lift_lasts_from_the_floor_to_the_floor_and_low_ones_are_none():
    up = np.linspace(0.0, 0.1, 11)
    lower = np.concatenate([np.zeros(10), up, np.full(20, 0.1), up[::-1], np.zeros(5)])
    assert lifts(lower, 0.04) == [(12, 49, Side.LEFT)]  # 0.016 m is passed after 0.02
    assert lifts(-lower, 0.04) == [(12, 49, Side.RIGHT)]
    assert lifts(0.3 * lower, 0.04) == []
    lower[30] = np.nan
    assert lifts(lower, 0.04) == [(12, 29, Side.LEFT), (31, 49, Side.LEFT)]
