"""From where the camera sees the person, and what it therefore cannot show."""

from __future__ import annotations

import numpy as np

from formcheck.types import Angle, FloatArray, Landmark, View

FRONTAL_WITHIN_DEG = 35.0
"""Up to here off the front or the rear, frontal-plane angles are read (MEASURES range of the calibration)."""

OBLIQUE_WITHIN_DEG = 60.0
"""Up to here the pelvis may still be read; beyond it the view is a side view."""

AZIMUTH_SE_DEG = 10.0
"""Standard error of an azimuth from world landmarks (convention until it is measured)."""


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


def find(world: FloatArray) -> View:
    """View of a whole clip: circular mean of the frames' azimuths, nan frames left out."""
    angles = np.radians(azimuth_deg(world))
    angles = angles[np.isfinite(angles)]
    if angles.size == 0:
        return View(Angle(np.nan, np.nan), "unknown")
    mean = float(np.degrees(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean())))
    return View(Angle(mean, AZIMUTH_SE_DEG), name_of(mean))


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
