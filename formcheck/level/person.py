"""Where up is, by the person: who stands has the middle of the body over the feet.

Two witnesses. Standing quietly on both feet, the line from between the ankles to between the shoulders is upright
within a few degrees. And in whatever is done on the feet, the middle of the trunk is over the foot or feet stood on,
or one would fall: that is much coarser, a leaning person leans, but tells the uprights of a room from the boards of
its floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.level.table import Sight, turned, up_deg
from formcheck.measures import foot, leg, posture, scale
from formcheck.segments import standing, support
from formcheck.types import BoolArray, FloatArray, Landmark, Track
from formcheck.view import at_a_glance

STANDING_SE_DEG = 2.0
"""Standard error of quiet standing as a plumb line, seen from the front or the rear (convention)."""

SIDEWAYS_SE_DEG = 4.0
"""What joins it from the side: ankles are some centimetres behind the shoulders, more in some (convention)."""

POSTURE_SE_DEG = 6.0
"""Standard error of the trunk over the feet, seen from the front or the rear; 1–6° off were seen in squats, on one
leg and two, and more in side lunges (convention)."""

POSTURE_SIDEWAYS_SE_DEG = 8.0
"""What joins it from the side: in runs the trunk is 2–11° ahead of the foot stood on, the median over four rendered
clips and two real ones, as the foot is longer behind than before it (convention)."""

CROOKED, ANY_WAY = 0.1, 1.0 / 90.0
"""Share of people who stand otherwise, or lie, and the density per degree of their lean (convention)."""

ON_FEET_DEG = 45.0
"""Who leans further is not on the feet, or the camera lies on its side, which is not looked for (convention)."""

SAME_HEIGHT = 0.1
"""Feet whose distances from the shoulders differ by less than this share are both stood on (convention)."""

STRAIGHT = 0.06
"""Hips lower than standing by less than this share are those of straight knees (convention)."""

_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]


@dataclass(frozen=True)
class Plumb:
    """The person as a plumb line: lean in the picture, + = to the left, at a place, see `table.Sight`."""

    what: str
    lean_deg: float
    se_deg: float
    place: FloatArray
    frames: int

    def evidence(self, roll_deg: FloatArray, tangent: FloatArray, blur_deg: float) -> FloatArray:
        """Log-likelihood (R, T), see `table.Evidence`; one person in ten does not stand so."""
        off = up_deg(roll_deg, tangent, self.place) - self.lean_deg
        se = np.hypot(self.se_deg, blur_deg)
        near = np.exp(-0.5 * (off / se) ** 2) / (np.sqrt(2 * np.pi) * se)
        return np.asarray(np.log((1 - CROOKED) * near + CROOKED * ANY_WAY))


def plumb(track: Track) -> Plumb | None:
    """The person as a plumb line: by quiet standing if there is any, else by posture.

    None when nobody was seen, and of somebody who lies or kneels.
    """
    over_feet_deg, place = _over_feet(track.pixels)
    seen = np.isfinite(over_feet_deg)
    size = scale.typical_metres_per_px(track)
    if not seen.any() or abs(np.median(over_feet_deg[seen])) > ON_FEET_DEG or posture.on_floor(track, size):
        return None
    rows = _standing(track, over_feet_deg, size)
    across = abs(np.sin(np.radians(at_a_glance(track.world).azimuth.value_deg)))
    if rows.any():
        lean_deg, place = _lean(_middle(track.pixels, _ANKLES), _middle(track.pixels, _SHOULDERS))
        se_deg = float(np.hypot(STANDING_SE_DEG, SIDEWAYS_SE_DEG * across))
        return _summary("the person's quiet standing", lean_deg[rows], place[rows], se_deg, track)
    se_deg = float(np.hypot(POSTURE_SE_DEG, POSTURE_SIDEWAYS_SE_DEG * across))
    return _summary("the person's posture", over_feet_deg[seen], place[seen], se_deg, track)


def _summary(what: str, lean_deg: FloatArray, place: FloatArray, se_deg: float, track: Track) -> Plumb:
    """Median over frames; how far they differ joins the error."""
    lean = float(np.median(lean_deg))
    strays = float(np.median(np.abs(lean_deg - lean)))
    middle = Sight(track.width, track.height).places(np.median(place, axis=0))
    return Plumb(what, lean, float(np.hypot(se_deg, strays)), middle, len(lean_deg))


def _standing(track: Track, over_feet_deg: FloatArray, metres_per_px: float) -> BoolArray:
    """Rows (T,) of quiet standing on both feet, known before the picture is upright; `metres_per_px` is typical.

    Each frame is turned by the person's own lean, so that it does not matter how the camera is.
    """
    middle = _middle(track.pixels, _HIPS)
    own = turned(track.pixels - middle[:, None], over_feet_deg[:, None])
    size = scale.steady_metres_per_px(track)
    azimuth = at_a_glance(track.world).azimuth.value_deg
    lower = foot.left_lower_m(own, track.world, size)
    with np.errstate(invalid="ignore"):
        level_feet = np.abs(lower) < support.lifted_m(azimuth, support.STAND_WIDTH_M)
        straight = leg.descent(foot.hip_height(own, size, lower)) < STRAIGHT
    return standing.quiet(track.time_s, foot.hips_m(track.pixels, metres_per_px), level_feet & straight)


def _over_feet(pixels: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lean (T,) of the line from the foot or feet stood on to the middle of the trunk, and its middle (T, 2)."""
    shoulders = _middle(pixels, _SHOULDERS)
    trunk = (shoulders + _middle(pixels, _HIPS)) / 2
    left, right = pixels[:, Landmark.LEFT_ANKLE], pixels[:, Landmark.RIGHT_ANKLE]
    to_left, to_right = np.linalg.norm(left - shoulders, axis=1), np.linalg.norm(right - shoulders, axis=1)
    share = np.where(to_left > to_right, 1.0, 0.0)
    share = np.where(np.abs(to_left - to_right) < SAME_HEIGHT * np.maximum(to_left, to_right), 0.5, share)
    return _lean(share[:, None] * left + (1 - share[:, None]) * right, trunk)


def _lean(low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lean (T,) in degrees of lines from `low` to `high` (T, 2), and their middles (T, 2)."""
    up = high - low
    return np.degrees(np.arctan2(-up[:, 0], -up[:, 1])), (low + high) / 2


def _middle(pixels: FloatArray, joints: list[Landmark]) -> FloatArray:
    middle: FloatArray = pixels[:, joints].mean(axis=1)
    return middle
