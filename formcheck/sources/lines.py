"""Straight lines of a frame that are not the person's: all that is kept of the room around them.

They are found while the clip is followed and saved with the landmarks, so that what is later concluded about the
camera needs no pictures.
"""

from __future__ import annotations

import cv2
import numpy as np

from formcheck.types import BoolArray, FloatArray, ImageBGR, Landmark

LONGEST_SIDE = 640
"""The picture is shrunk to this before lines are sought: an edge of a third of it is then known to about 0.1°."""

SHORTEST = 0.05
"""A line shorter than this share of the picture's diagonal is texture or text (convention)."""

STEEPER_THAN_DEG = 40.0
"""Lines nearer to the picture's rows are left out: an upright edge is none of them unless the camera is rolled by
more than 30° (convention), and blinds and bricks would crowd the others out."""

MOST_LINES = 150
"""The longest of one frame; what is left out is short and many."""

LIMB = 0.1
"""Half-width of what is left out around each limb, as a share of the person's extent: clothes, and what the shadow of
their edge adds (convention)."""

BORDER_WITHIN_PX, BORDER_SPANS = 0.7, 0.7
"""A line that keeps to a column of the picture within so many pixels over this share of its height is the border of a
black bar or of a recorded screen: edges of a room are seldom so exactly upright in the picture (convention)."""

_L = Landmark
_TRUNK = (_L.LEFT_SHOULDER, _L.RIGHT_SHOULDER, _L.RIGHT_HIP, _L.LEFT_HIP)
_LIMBS = (
    (_L.LEFT_SHOULDER, _L.LEFT_ELBOW, _L.LEFT_WRIST, _L.LEFT_INDEX),
    (_L.RIGHT_SHOULDER, _L.RIGHT_ELBOW, _L.RIGHT_WRIST, _L.RIGHT_INDEX),
    (_L.LEFT_HIP, _L.LEFT_KNEE, _L.LEFT_ANKLE, _L.LEFT_FOOT_INDEX),
    (_L.RIGHT_HIP, _L.RIGHT_KNEE, _L.RIGHT_ANKLE, _L.RIGHT_FOOT_INDEX),
    (_L.LEFT_SHOULDER, _L.NOSE, _L.RIGHT_SHOULDER),
)


def straight_lines(image: ImageBGR, person: FloatArray | None) -> FloatArray:
    """Straight lines of a picture, without those on the person.

    The line segment detector of von Gioi (2010), which draws its own limit between an edge and chance.

    Parameters
    ----------
    image
        (height, width, 3).
    person
        Landmarks (33, 2) in pixels of who is followed; None = nobody was found.

    Returns
    -------
    FloatArray
        (n, 4) float32: x1, y1, x2, y2 in pixels of `image`, the upper end first, the longest line first.
    """
    height, width = image.shape[:2]
    shrink = min(1.0, LONGEST_SIDE / max(height, width))
    small = cv2.cvtColor(
        cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
    )
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    if found is None:
        return np.empty((0, 4), np.float32)
    lines: FloatArray = np.asarray(found.reshape(-1, 4), float)
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    steep = np.abs(lines[:, 3] - lines[:, 1]) > length * np.sin(np.radians(STEEPER_THAN_DEG))
    kept = steep & (length >= SHORTEST * np.hypot(*small.shape)) & ~_screen_border(lines, small.shape[0])
    if person is not None:
        kept &= ~_on_person(lines, person * shrink, small.shape)
    order = np.argsort(-length, kind="stable")
    lines = lines[order[kept[order]]][:MOST_LINES]
    lines = np.where((lines[:, 1] <= lines[:, 3])[:, None], lines, lines[:, [2, 3, 0, 1]])
    return np.asarray(lines / shrink, np.float32)


def _screen_border(lines: FloatArray, height: int) -> BoolArray:
    """Lines (n,) that are a side of a picture within the picture."""
    across, down = np.abs(lines[:, 2] - lines[:, 0]), np.abs(lines[:, 3] - lines[:, 1])
    return np.asarray((across < BORDER_WITHIN_PX) & (down > BORDER_SPANS * height))


def _on_person(lines: FloatArray, person: FloatArray, shape: tuple[int, ...]) -> BoolArray:
    """Lines (n,) of which a quarter or more lies on the person."""
    mask = np.zeros(shape, np.uint8)
    size = float(np.max(np.ptp(person, axis=0)))
    wide = max(1, round(2 * LIMB * size))
    at = np.clip(person, -1e4, 1e4).round().astype(np.int32)  # landmarks outside the picture may be far outside
    cv2.fillConvexPoly(mask, cv2.convexHull(at[list(_TRUNK)]), 255)
    for limb in ((*_TRUNK, _TRUNK[0]), *_LIMBS):
        cv2.polylines(mask, [at[list(limb)]], False, 255, wide)
    head = (at[_L.LEFT_EAR] + at[_L.RIGHT_EAR]) // 2
    cv2.circle(mask, (int(head[0]), int(head[1])), wide, 255, -1)
    share = np.linspace(0.0, 1.0, 9)[:, None]
    x = lines[:, 0] + share * (lines[:, 2] - lines[:, 0])
    y = lines[:, 1] + share * (lines[:, 3] - lines[:, 1])
    column = np.clip(x, 0, shape[1] - 1).astype(int)
    row = np.clip(y, 0, shape[0] - 1).astype(int)
    return np.asarray((mask[row, column] > 0).mean(axis=0) > 0.25)
