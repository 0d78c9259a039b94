"""From pixels to metres at the person."""

from __future__ import annotations

import numpy as np
import scipy

from formcheck.types import FloatArray, Landmark, Track

STEADY_OVER_S = 6.0


def metres_per_px(pixels: FloatArray, world: FloatArray) -> FloatArray:
    """Size of a pixel at the person, (T,) in m: spread of the world landmarks over that of the picture's.

    A scaled orthographic camera (Taylor 2000): good where depth across the body is small beside the distance. Of
    the landmarks that are there; nan where fewer than two are.
    """
    body = slice(Landmark.LEFT_SHOULDER, Landmark.RIGHT_FOOT_INDEX + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: FloatArray = _spread(world[:, body, :2]) / _spread(pixels[:, body])
    return ratio


def _spread(points: FloatArray) -> FloatArray:
    """Root mean square distance of (T, n, 2) points from their middle, (T,), of those that are not nan."""
    there = np.isfinite(points).all(axis=2, keepdims=True)
    count = there.sum(axis=1, keepdims=True)
    middle = np.where(there, points, 0.0).sum(axis=1, keepdims=True) / count
    away = np.where(there, points - middle, 0.0)
    return np.sqrt((away**2).sum(axis=(1, 2)) / count[:, 0, 0])


def steady_metres_per_px(track: Track, window_s: float = STEADY_OVER_S) -> FloatArray:
    """Running median of `metres_per_px`, (T,): follows a walk to the camera, not the model's flicker.

    In a squat the model's body shrinks and grows by some 8 %, so a window holds at least one repetition. nan
    where nobody was found.
    """
    each = metres_per_px(track.pixels, track.world)
    seen = np.isfinite(each)
    if seen.sum() < 2:
        return each
    frames = round(window_s / float(np.median(np.diff(track.time_s)))) | 1
    rows = np.arange(len(each))
    steady = scipy.ndimage.median_filter(np.interp(rows, rows[seen], each[seen]), size=frames, mode="nearest")
    return np.where(seen, steady, np.nan)


def typical_metres_per_px(track: Track) -> float:
    """Median of `metres_per_px` over a clip, for places that must not move when the scale flickers."""
    each = metres_per_px(track.pixels, track.world)
    return float(np.nanmedian(each)) if np.isfinite(each).any() else float("nan")
