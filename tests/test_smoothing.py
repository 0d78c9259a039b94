"""Gaps and the low pass: examples with known answers; the laws are in properties/."""

import numpy as np
import pytest

from formcheck import smoothing
from tests import people
from tests.people import Plan


def test_a_short_gap_is_bridged_by_a_straight_line_in_time_not_in_frames():
    time_s = np.array([0.0, 0.1, 0.12, 0.2, 0.3])
    values = np.array([0.0, 1.0, np.nan, 5.0, 6.0])
    assert smoothing.fill_gaps(time_s, values)[2] == pytest.approx(1.0 + 4.0 * 0.2)


def test_the_longest_gap_that_is_bridged():
    time_s = np.arange(12) / 10
    values = np.where((time_s > 0.35) & (time_s < 0.65), np.nan, time_s)
    assert np.isfinite(smoothing.fill_gaps(time_s, values, max_gap_s=0.41)).all()
    assert np.isnan(smoothing.fill_gaps(time_s, values, max_gap_s=0.39)[4:7]).all()


def test_gaps_at_the_ends_stay_and_the_input_is_left_alone():
    values = np.array([np.nan, 1.0, 2.0, np.nan])
    filled = smoothing.fill_gaps(np.arange(4) / 30, values)
    assert np.isnan(filled[[0, 3]]).all()
    assert np.isnan(values[[0, 3]]).all()


def test_a_row_with_one_missing_number_is_missing():
    values = np.array([[0.0, 0.0], [1.0, np.nan], [2.0, 4.0]])
    filled = smoothing.fill_gaps(np.arange(3) / 30, values)
    assert filled[1] == pytest.approx([1.0, 2.0])


@pytest.mark.parametrize(("hz", "kept"), [(1.0, 1.0), (6.0, 0.5), (13.0, 0.02)])
def test_the_filter_keeps_what_is_slow_and_stops_what_is_fast(hz, kept):
    """Half the amplitude at the edge: 1/√2 each way; a bilinear Butterworth at 13 Hz of 60: 0.018."""
    time_s = np.arange(0, 10, 1 / 60)
    out = smoothing.low_pass(time_s, np.sin(2 * np.pi * hz * time_s))
    inner = slice(120, -120)
    amplitude = np.sqrt(2) * out[inner].std()
    assert amplitude == pytest.approx(kept, abs=0.01)


def test_a_variable_frame_rate_is_filtered_as_an_even_one():
    even, odd = np.arange(0, 10, 1 / 60), people.times(9.9, 60.0, jitter=0.4, seed=3)

    def signal(t: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * 0.5 * t)

    assert smoothing.low_pass(odd, signal(odd))[60:-60] == pytest.approx(signal(odd)[60:-60], abs=0.01)
    assert smoothing.low_pass(even, signal(even))[60:-60] == pytest.approx(signal(even)[60:-60], abs=0.01)


def test_too_short_or_too_slow_to_filter_is_left_as_it_is():
    noise = np.random.default_rng(1).normal(size=40)
    assert smoothing.low_pass(np.arange(40) / 12, noise) == pytest.approx(noise)  # 12 Hz is under 2.4 edges
    assert smoothing.low_pass(np.arange(7) / 30, noise[:7]) == pytest.approx(noise[:7])


def test_only_places_are_smoothed():
    track = people.squats(Plan(depths_deg=(60.0,))).track
    noisy = people.replace(track, visible=np.random.default_rng(0).uniform(size=track.visible.shape))
    smooth = smoothing.smooth(noisy)
    np.testing.assert_array_equal(smooth.visible, noisy.visible)
    np.testing.assert_array_equal(smooth.persons, noisy.persons)
    np.testing.assert_array_equal(smooth.time_s, noisy.time_s)
