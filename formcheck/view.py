"""From where the camera sees the person, and what it therefore cannot show."""

from __future__ import annotations

import numpy as np

from formcheck.types import Angle, FloatArray, Landmark, View

FRONTAL_WITHIN_DEG = 35.0
"""Up to here off the front or the rear, frontal-plane angles are read (where the
calibration's error is least; docs/ACCURACY.md)."""

OBLIQUE_WITHIN_DEG = 60.0
"""Up to here the pelvis may still be read; beyond it the view is a side view."""

AZIMUTH_SE_DEG = 15.0
"""Standard error of an azimuth from world landmarks, about, on rendered people."""


def azimuth_deg(world: FloatArray) -> FloatArray:
    """Azimuth of the camera about the person, from world landmarks (T, 33, 3) to (T,), in −180..180 degrees.

    0 = the camera sees the front, +90 = the person's left side, ±180 = the back. From the line through both
    shoulders and both hips, left minus right; nan where those are.
    """
    left = world[:, Landmark.LEFT_SHOULDER] + world[:, Landmark.LEFT_HIP]
    right = world[:, Landmark.RIGHT_SHOULDER] + world[:, Landmark.RIGHT_HIP]
    across = left - right
    # Facing the camera, the person's left is at the picture's right (+x); turned so that the left side
    # comes toward us, it moves to −z.
    return np.degrees(np.arctan2(-across[:, 2], across[:, 0]))


def at_a_glance(world: FloatArray) -> View:
    """View of a whole clip from world landmarks (T, 33, 3) alone, before anything else is known."""
    azimuth = azimuth_deg(world)
    return find(azimuth, np.full(len(azimuth), AZIMUTH_SE_DEG))


def find(azimuth_deg: FloatArray, se_deg: FloatArray) -> View:
    """View of a whole clip from the azimuth of the camera about the pelvis in each frame (T,), nan left out.

    Circular mean, each frame weighted by its precision. What is wrong in one frame of a clip is wrong in the next, so
    the error is that of a typical frame.
    """
    seen = np.isfinite(azimuth_deg) & np.isfinite(se_deg)
    if not seen.any():
        return View(Angle(np.nan, np.nan), "unknown")
    turn = np.exp(1j * np.radians(azimuth_deg[seen]))
    mean = float(np.degrees(np.angle((turn / se_deg[seen] ** 2).sum())))
    return View(Angle(mean, float(np.median(se_deg[seen]))), name_of(mean))


def name_of(azimuth: float) -> str:
    """Name a view: front, rear, front oblique, rear oblique, left side or right side."""
    off_plane = min(abs(azimuth), 180.0 - abs(azimuth))
    end = "front" if abs(azimuth) < 90.0 else "rear"
    if off_plane <= FRONTAL_WITHIN_DEG:
        return end
    if off_plane <= OBLIQUE_WITHIN_DEG:
        return f"{end} oblique"
    return "left side" if azimuth > 0 else "right side"


def toward_left(view: View) -> int:
    """Which way the person's left is in the picture: +1 = right (seen from the front), −1 = left (rear)."""
    return 1 if abs(view.azimuth.value_deg) < 90.0 else -1


def toward_front(view: View) -> int:
    """Which way the person faces in a side view: +1 = to the picture's right (right side seen), −1 = to its left."""
    return 1 if view.azimuth.value_deg < 0.0 else -1
