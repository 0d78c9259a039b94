"""The calibration's layers, beside the plain definition of what they compute."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from formcheck import weights


@pytest.fixture
def numbers(monkeypatch):
    rng = np.random.default_rng(3)
    made = {"layer.w": rng.normal(size=(9 * 5, 7)), "layer.b": rng.normal(size=7)}
    monkeypatch.setattr(weights, "calibration", lambda: made)
    return made


@pytest.mark.parametrize("stride", [1, 2])
def test_a_convolution_is_a_sum_of_correlations(numbers, stride):
    x = np.random.default_rng(4).normal(size=(2, 8, 6, 5))
    kernels = numbers["layer.w"].reshape(3, 3, 5, 7)
    for each, found in zip(x, weights.convolved(x, "layer", stride), strict=True):
        for out in range(7):
            plain = (
                sum(correlate2d(each[..., i], kernels[..., i, out], mode="same") for i in range(5))
                + numbers["layer.b"][out]
            )
            assert found[..., out] == pytest.approx(np.maximum(plain, 0.0)[::stride, ::stride])


def test_the_soft_step_is_x_over_one_plus_e_to_the_minus_x():
    x = np.array([-800.0, -2.0, 0.0, 3.0, 800.0])
    with np.errstate(over="ignore"):
        assert weights.soft_step(x) == pytest.approx(x / (1 + np.exp(-x)), abs=1e-12)
