"""Procedural pictures for floors, walls and cloth; all (H, W, 3) uint8 from a seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Picture = NDArray[np.uint8]
Color = tuple[int, int, int]


def _noise(shape: tuple[int, int], sigma: tuple[float, float], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return smooth noise (H, W) of unit spread that tiles."""
    field = gaussian_filter(rng.normal(size=shape), sigma, mode="wrap")
    return np.asarray(field / field.std())


def _tint(color: Color, shade: NDArray[np.float64]) -> Picture:
    """Return colour times shade (H, W) as a picture."""
    return np.clip(np.array(color, dtype=float) * shade[..., None], 0, 255).astype(np.uint8)


def boards(color: Color, seed: int, size: int = 512, count: int = 6) -> Picture:
    """Return floor boards that run along the picture's rows."""
    rng = np.random.default_rng(seed)
    shade = 1.0 + 0.035 * _noise((size, size), (0.8, 25.0), rng) + 0.02 * _noise((size, size), (3.0, 40.0), rng)
    wide = size // count
    for board in range(count):
        rows = slice(board * wide, (board + 1) * wide)
        shade[rows] *= 1.0 + 0.05 * rng.normal()
        joint = int(rng.integers(size))
        shade[rows, joint : joint + 2] *= 0.75
        shade[board * wide : board * wide + 2] *= 0.7
    return _tint(color, shade)


def mat(color: Color, seed: int, size: int = 512) -> Picture:
    """Return an even floor with speckles (rubber, carpet)."""
    rng = np.random.default_rng(seed)
    shade = 1.0 + 0.04 * _noise((size, size), (0.8, 0.8), rng) + 0.02 * _noise((size, size), (20.0, 20.0), rng)
    return _tint(color, shade)


def tiles(color: Color, seed: int, size: int = 512, count: int = 4) -> Picture:
    """Return square tiles with joints."""
    rng = np.random.default_rng(seed)
    shade = 1.0 + 0.015 * _noise((size, size), (8.0, 8.0), rng)
    wide = size // count
    for row in range(count):
        for column in range(count):
            block = np.s_[row * wide : (row + 1) * wide, column * wide : (column + 1) * wide]
            shade[block] *= 1.0 + 0.03 * rng.normal()
        shade[row * wide : row * wide + 3] *= 0.8
        shade[:, row * wide : row * wide + 3] *= 0.8
    return _tint(color, shade)


def plaster(color: Color, seed: int, size: int = 256) -> Picture:
    """Return a painted wall."""
    rng = np.random.default_rng(seed)
    shade = 1.0 + 0.006 * _noise((size, size), (1.0, 1.0), rng) + 0.012 * _noise((size, size), (40.0, 40.0), rng)
    return _tint(color, shade)


def cloth(pattern: str, seed: int, size: int = 256) -> Picture:
    """Return a shading of cloth that multiplies the garment's colour; one tile is 0.5 m wide.

    ``plain`` | ``stripes`` | ``band`` | ``melange`` | ``blocks``.
    """
    rng = np.random.default_rng(seed)
    shade = 0.95 + 0.012 * _noise((size, size), (0.6, 0.6), rng) + 0.03 * _noise((size, size), (14.0, 9.0), rng)
    rows = np.arange(size)[:, None] / size
    if pattern == "stripes":
        shade = shade * np.where((rows * 12.0) % 1.0 < 0.5, 1.0, 0.62)
    elif pattern == "band":
        shade = shade * np.where(np.abs(rows - 0.62) < 0.06, 0.45, 1.0)
    elif pattern == "melange":
        shade = shade * (1.0 + 0.07 * _noise((size, size), (0.7, 2.5), rng))
    elif pattern == "blocks":
        spots = _noise((size, size), (10.0, 10.0), rng)
        shade = shade * np.where(spots > 0.4, 0.6, 1.0)
    return _tint((255, 255, 255), np.clip(shade, 0, 1))


FLOORS = {"boards": boards, "mat": mat, "tiles": tiles}
