"""Laws of gaps and filters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck import smoothing
from tests import people

RATES = st.floats(15, 120)
JITTER = st.floats(0, 0.4)
SEEDS = st.integers(0, 99)
FEW = settings(max_examples=40, deadline=None)


@FEW
@given(RATES, JITTER, SEEDS, st.floats(-1e3, 1e3))
def test_a_constant_is_kept(rate, jitter, seed, value):
    time_s = people.times(4.0, rate, jitter, seed)
    out = smoothing.low_pass(time_s, np.full((len(time_s), 2), value))
    np.testing.assert_allclose(out, value, rtol=1e-9, atol=1e-9)


@FEW
@given(st.floats(20, 120), JITTER, SEEDS, st.floats(1.5, 2.5), st.floats(0.3, 0.8))
def test_a_bump_keeps_its_instant(rate, jitter, seed, at, width):
    """Zero phase: the peak stays within a quarter of a frame of where it was, found by its centre of mass."""
    time_s = people.times(4.0, rate, jitter, seed)
    bump = np.exp(-(((time_s - at) / width * 4) ** 2))
    out = smoothing.low_pass(time_s, bump)
    weight = np.gradient(time_s)
    centre = (time_s * out * weight).sum() / (out * weight).sum()
    before = (time_s * bump * weight).sum() / (bump * weight).sum()
    assert centre == pytest.approx(before, abs=0.25 / rate)


@FEW
@given(st.floats(20, 120), JITTER, SEEDS, st.floats(-5, 5), st.floats(-5, 5))
def test_the_filter_is_linear_and_blind_to_when_it_is(rate, jitter, seed, a, b):
    time_s = people.times(3.0, rate, jitter, seed)
    one, other = np.random.default_rng(seed).normal(size=(2, len(time_s)))
    both = smoothing.low_pass(time_s, a * one + b * other)
    apart = a * smoothing.low_pass(time_s, one) + b * smoothing.low_pass(time_s, other)
    np.testing.assert_allclose(both, apart, atol=1e-9)


@FEW
@given(st.floats(30, 120), JITTER, SEEDS)
def test_reversed_in_time_it_is_the_same(rate, jitter, seed):
    time_s = people.times(3.0, rate, jitter, seed)
    back_s = time_s[-1] - time_s[::-1]
    hz, phase = np.random.default_rng(seed).uniform([[0.2] * 3, [0.0] * 3], [[2.0] * 3, [6.0] * 3])
    sway = np.sin(2 * np.pi * hz * time_s[:, None] + phase).sum(axis=1)
    there = smoothing.low_pass(time_s, sway)
    back = smoothing.low_pass(back_s, sway[::-1])[::-1]
    inner = slice(len(sway) // 4, -len(sway) // 4)
    np.testing.assert_allclose(there[inner], back[inner], atol=0.05)  # measured 0.03, by the place of the grid


@FEW
@given(RATES, JITTER, SEEDS, st.floats(0, 1))
def test_missing_rows_stay_missing_and_the_others_do_not_go(rate, jitter, seed, share):
    time_s = people.times(3.0, rate, jitter, seed)
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(len(time_s), 3, 2))
    values[rng.random(len(time_s)) < share] = np.nan
    out = smoothing.low_pass(time_s, values)
    assert out.shape == values.shape
    np.testing.assert_array_equal(np.isnan(out), np.isnan(values))


@FEW
@given(RATES, JITTER, SEEDS, st.floats(0, 1), st.floats(0.01, 1.0))
def test_gaps_up_to_the_limit_are_bridged_and_longer_ones_kept(rate, jitter, seed, share, limit):
    time_s = people.times(3.0, rate, jitter, seed)
    line = np.column_stack([2.0 * time_s, -time_s])
    lost = np.random.default_rng(seed).random(len(time_s)) < share
    filled = smoothing.fill_gaps(time_s, np.where(lost[:, None], np.nan, line), max_gap_s=limit)
    known = np.isfinite(filled).all(axis=1)
    np.testing.assert_allclose(filled[known], line[known], atol=1e-12)
    seen = np.flatnonzero(~lost)
    for row in np.flatnonzero(lost):
        before, after = seen[seen < row], seen[seen > row]
        inside = before.size and after.size and time_s[after[0]] - time_s[before[-1]] <= limit
        assert known[row] == bool(inside)
