"""What is read from a run at an instant between frames, and what only from a pair of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.types import HIPS, FloatArray, Landmark, Side

LEAST_RATE_FOR_CONTACT_HZ = 120.0
"""Contact lasts 0.2–0.35 s; at fewer frames a second its ends are not told well enough to compare it (convention)."""

ANKLE = {Side.LEFT: Landmark.LEFT_ANKLE, Side.RIGHT: Landmark.RIGHT_ANKLE}
TOES = [Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX]
HEELS = [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]
FOOT = {
    Side.LEFT: [Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL],
    Side.RIGHT: [Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL],
}


def at(time_s: FloatArray, values: FloatArray, at_s: float, se_s: float = 0.0) -> tuple[float, float]:
    """A reading at an instant between frames, and its standard error from that of the instant.

    `values` (T,) are read on the straight line between the frames beside the instant. Its error is the part of
    their change that an instant off by `se_s` brings. nan where one of the two frames is, and outside the clip.
    """
    early, value, late = np.interp([at_s - se_s, at_s, at_s + se_s], time_s, values, left=np.nan, right=np.nan)
    sides = [abs(beside - value) for beside in (early, late) if np.isfinite(beside)]
    return float(value), float(np.sqrt(np.mean(np.square(sides)))) if sides else float("nan")


def ahead(pixels: FloatArray) -> int:
    """Which way ahead of the person is in the picture, (T, 33, 2): +1 = right, −1 = left, by where the toes point."""
    toes, heels = (pixels[:, marks, 0] for marks in (TOES, HEELS))
    return 1 if np.nansum(toes - heels) >= 0.0 else -1


def foot_ahead_mm(pixels: FloatArray, side: Side, ahead: int, metres_per_px: FloatArray) -> FloatArray:
    """How far the ankle is ahead of the middle of the hips in the picture, (T, 33, 2) to (T,) in mm; − = behind.

    Means something only from the side. `metres_per_px` is (T,).
    """
    hips = pixels[:, list(HIPS), 0].mean(axis=1)
    return 1000.0 * ahead * (pixels[:, ANKLE[side], 0] - hips) * metres_per_px


def foot_below_mm(pixels: FloatArray, side: Side, metres_per_px: FloatArray) -> FloatArray:
    """How far the ankle is below the middle of the hips in the picture, (T, 33, 2) to (T,) in mm."""
    hips = pixels[:, list(HIPS), 1].mean(axis=1)
    return 1000.0 * (pixels[:, ANKLE[side], 1] - hips) * metres_per_px


def step_width_mm(
    time_s: FloatArray,
    pixels: FloatArray,
    steps: Sequence[tuple[float, Side]],
    step_s: float,
    toward_left: int,
    metres_per_px: FloatArray,
) -> FloatArray:
    """How far each step's foot is to its own side of the foot of the step before, (n,) in mm; − = crossed over.

    Means something only from the front or the rear.

    Parameters
    ----------
    time_s, pixels, metres_per_px
        (T,), (T, 33, 2) upright, (T,).
    steps
        Midstance and side of each step, in order of time.
    step_s
        Time of a step. A foot's place is its ankle's and heel's beside where the hips are on average over a
        stride, so that neither drifting across the picture nor swaying over the foot counts.
    toward_left
        See `view.toward_left`.

    Returns
    -------
    FloatArray
        nan for the first step, after a step of the same foot, and after a missing one.
    """
    across = toward_left * pixels[..., 0] * metres_per_px[:, None]
    hips = across[:, list(HIPS)].mean(axis=1)
    widths = np.full(len(steps), np.nan)
    places = [_place(time_s, across[:, FOOT[side]].mean(axis=1), hips, when_s, step_s) for when_s, side in steps]
    for n in range(1, len(steps)):
        (before_s, before), (now_s, side) = steps[n - 1], steps[n]
        if side is before.other and now_s - before_s < 1.5 * step_s:
            outward = 1.0 if side is Side.LEFT else -1.0
            widths[n] = 1000.0 * outward * (places[n] - places[n - 1])
    return widths


def _place(time_s: FloatArray, foot: FloatArray, hips: FloatArray, when_s: float, step_s: float) -> float:
    """A foot's place at an instant from the hips' mean over the stride around it, whole in time or nan."""
    stride = (np.abs(time_s - when_s) <= step_s) & np.isfinite(hips)
    if not stride.any():
        return float("nan")
    t = time_s[stride] - when_s
    drift = np.polynomial.polynomial.polyfit(t, hips[stride], 1)[0] if stride.sum() > 2 else hips[stride].mean()
    return at(time_s, foot, when_s)[0] - float(drift)


def tells_contact(time_s: FloatArray) -> bool:
    """Whether enough frames were filmed in a second of life to state how long a foot is on the floor."""
    return 1.0 / float(np.median(np.diff(time_s))) >= LEAST_RATE_FOR_CONTACT_HZ - 1.0
