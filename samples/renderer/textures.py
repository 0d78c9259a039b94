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


def bricks(color: Color, seed: int, size: int = 512, rows: int = 12) -> Picture:
    """Return a wall of bricks with bright or dark joints."""
    rng = np.random.default_rng(seed)
    shade = 1.0 + 0.03 * _noise((size, size), (1.5, 1.5), rng)
    joint, high = float(rng.uniform(0.6, 1.4)), size // rows
    for row in range(rows):
        lines = slice(row * high, (row + 1) * high)
        for place in range(4):
            shade[lines, place * size // 4 : (place + 1) * size // 4] *= 1.0 + 0.06 * rng.normal()
            left = (place * size // 4 + (row % 2) * size // 8) % size
            shade[lines, left : left + 4] = joint
        shade[row * high : row * high + 4] = joint
    return _tint(color, shade)


def clutter(color: Color, seed: int, size: int = 512) -> Picture:
    """Return what stands about: boxes of any colour, size and slant, some of them striped, over a mottled wall."""
    rng = np.random.default_rng(seed)
    soft = np.stack([_noise((size, size), (30.0, 30.0), rng) for _ in range(3)], axis=2)
    picture = np.array(color, dtype=float) * (1.0 + 0.15 * soft)
    y, x = np.mgrid[:size, :size].astype(float)
    for _ in range(int(rng.integers(8, 60))):
        slant = float(rng.normal(0.0, 0.05) if rng.uniform() < 0.8 else rng.uniform(-1.5, 1.5))
        across, down = x - rng.uniform(0, size), y - rng.uniform(0, size)
        u, v = across * np.cos(slant) + down * np.sin(slant), down * np.cos(slant) - across * np.sin(slant)
        wide, high = np.exp(rng.uniform(np.log(6.0), np.log(160.0), 2))
        inside = (np.abs(u) < wide / 2) & (np.abs(v) < high / 2)
        if rng.uniform() < 0.2:
            inside &= (u / float(rng.uniform(6.0, 30.0))) % 1.0 < 0.5
        picture[inside] = rng.uniform(0, 255, 3) * (1.0 + 0.1 * soft[inside])
    grain = _noise((size, size), (0.7, 0.7), rng)[..., None]
    return np.clip(picture * (1.0 + 0.05 * grain), 0, 255).astype(np.uint8)


def cloth(pattern: str, seed: int, size: int = 256) -> Picture:
    """Return a shading of cloth that multiplies the garment's colour; one tile is 0.5 m wide.

    ``plain`` | ``stripes`` | ``band`` | ``melange`` | ``blocks`` | ``print`` | ``checks`` | ``seams``.
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
    elif pattern == "checks":
        shade = shade * np.where(((rows * 10.0) % 1.0 < 0.5) ^ ((rows.T * 10.0) % 1.0 < 0.5), 1.0, 0.7)
    elif pattern == "seams":  # upright stripes, as down the side of trousers
        shade = shade * np.where((rows.T * float(rng.integers(2, 8)) + 0.3) % 1.0 < 0.15, 0.4, 1.0)
    elif pattern == "print":
        scale = float(rng.uniform(4.0, 14.0))
        spots = _noise((size, size), (scale, scale), rng)[..., None]
        one, two = rng.uniform(0.1, 1.0, (2, 3))
        tint = np.where(spots > 0.5, one, np.where(spots < -0.7, two, 1.0))
        return np.clip(255.0 * tint * np.clip(shade, 0, 1)[..., None], 0, 255).astype(np.uint8)
    return _tint((255, 255, 255), np.clip(shade, 0, 1))


WALLS = {"plaster": plaster, "bricks": bricks, "clutter": clutter}
FLOORS = {"boards": boards, "mat": mat, "tiles": tiles}
