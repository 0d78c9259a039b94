"""Trunk and thigh of who lies or is on all fours, in the picture."""

from __future__ import annotations

import numpy as np

from formcheck.measures import posture
from formcheck.measures.leg import STANDING_SHARE
from formcheck.types import FloatArray, Landmark, Side


def hips_over_shoulders_m(pixels: FloatArray, metres_per_px: FloatArray) -> FloatArray:
    """Height of the hips over where the shoulders mostly are, (T, 33, 2) to (T,) in m; `metres_per_px` is (T,).

    Shoulders stay on the floor in a bridge; feet do not, and their landmarks leap where one leg hides the other. The
    camera is taken to stand still.
    """
    shoulders = pixels[:, posture.SHOULDERS, 1]
    if not np.isfinite(shoulders).any():
        return np.full(len(pixels), np.nan)
    return np.asarray((np.nanmedian(shoulders) - posture.middle(pixels, posture.HIPS)[:, 1]) * metres_per_px)


def hip_line_deg(pixels: FloatArray, side: Side) -> FloatArray:
    """180° minus the angle shoulder–hip–knee in the picture, (T, 33, 2) to (T,); + = the hips below the line.

    0 = shoulder, hip and knee in one line. Means something only from the side. nan where a joint is nan.
    """
    shoulder, hip, knee = (pixels[:, Landmark[f"{side.name}_{joint}"]] for joint in ("SHOULDER", "HIP", "KNEE"))
    return _turn_deg(hip - shoulder, knee - hip) * _feet_way(shoulder, hip)


def thigh_line_deg(pixels: FloatArray, side: Side) -> FloatArray:
    """Angle of the thigh from the trunk prolonged, (T, 33, 2) to (T,); 0 = in one line, + = the thigh hangs below.

    Of somebody face down, seen from the side. The trunk is the line from between the shoulders to between the hips.
    """
    shoulders, hips = posture.middle(pixels, posture.SHOULDERS), posture.middle(pixels, posture.HIPS)
    hip, knee = (pixels[:, Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE"))
    return -_turn_deg(hips - shoulders, knee - hip) * _feet_way(shoulders, hips)


def thigh_swing_deg(pixels: FloatArray, side: Side) -> FloatArray:
    """Angle of the thigh from straight down, away from the head, (T, 33, 2) to (T,), seen from the side."""
    shoulders, hips = posture.middle(pixels, posture.SHOULDERS), posture.middle(pixels, posture.HIPS)
    hip, knee = (pixels[:, Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE"))
    thigh = knee - hip
    return np.asarray(np.degrees(np.arctan2(_feet_way(shoulders, hips) * thigh[:, 0], thigh[:, 1])))


def thigh_rise_deg(pixels: FloatArray, side: Side) -> FloatArray:
    """Angle of the thigh from straight down, (T, 33, 2) to (T,), from how much shorter it looks from the rear.

    Its whole length is what the longer looking thigh has in the clip, see `leg.knee_flexion_deg`.
    """
    legs = [[Landmark[f"{name}_HIP"], Landmark[f"{name}_KNEE"]] for name in ("LEFT", "RIGHT")]
    long = np.max([np.linalg.norm(pixels[:, knee] - pixels[:, hip], axis=1) for hip, knee in legs], axis=0)
    if not np.isfinite(long).any():
        return np.full(len(pixels), np.nan)
    hip, knee = (pixels[:, Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE"))
    hangs = (knee - hip)[:, 1] / np.nanpercentile(long, STANDING_SHARE)
    return np.degrees(np.arccos(np.clip(hangs, -1.0, 1.0)))


def _feet_way(shoulder: FloatArray, hip: FloatArray) -> float:
    """Where the feet are in the picture: +1 to the right of the head, −1 to the left."""
    way = (hip - shoulder)[:, 0]
    return -1.0 if np.isfinite(way).any() and np.nanmedian(way) < 0.0 else 1.0


def _turn_deg(first: FloatArray, second: FloatArray) -> FloatArray:
    """Angle (T,) from one vector (T, 2) to another, −180..180, + = counter-clockwise in the picture."""
    across = first[:, 1] * second[:, 0] - first[:, 0] * second[:, 1]
    return np.asarray(np.degrees(np.arctan2(across, (first * second).sum(axis=1))))
