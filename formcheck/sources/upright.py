"""A decoded picture as an upright one: square pixels, quarter turns, BGR.

* **Quarter turns.** The container's display matrix is applied to the nearest quarter turn. A matrix that also
  mirrors (a selfie camera's "mirror" switch writes one; the sensor itself never mirrors) is applied without
  its left-right flip, so that the person's left stays left; an upside-down flip thus becomes half a turn.
* **Square pixels.** Where the container says that pixels are not square, the picture is enlarged along one
  side, not shrunk, since every angle depends on it. Should the picture change size within a clip, it is
  scaled to the size of the first.
"""

from __future__ import annotations

import math
from fractions import Fraction

import cv2
import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from numpy.typing import NDArray

from formcheck.threads import SCALERS
from formcheck.types import ImageBGR

TURNS = {-90: cv2.ROTATE_90_CLOCKWISE, 90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180}
UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED


def upright_bgr(picture: VideoFrame, size: tuple[int, int], rotation_deg: int) -> ImageBGR:
    """Convert and scale a stored picture in one pass, then turn it.

    Parameters
    ----------
    picture
        As decoded, of any pixel format.
    size
        Width and height with square pixels, before the turn. What is shrunk is averaged.
    rotation_deg
        Quarter turn, counter-clockwise: -90, 0, 90 or 180.

    Returns
    -------
    ImageBGR
        (height, width, 3), contiguous.
    """
    bgr = picture.reformat(
        width=size[0],
        height=size[1],
        format="bgr24",
        interpolation=Interpolation.AREA if size[0] < picture.width else None,
        src_colorspace=colorspace(picture),
        dst_colorspace=Colorspace.ITU601,  # BGR has none, but older PyAV converts only if the two differ
        src_color_range=picture.color_range,
        threads=SCALERS,
    )
    image: NDArray[np.uint8] = np.asarray(bgr.to_ndarray(), np.uint8)
    if rotation_deg:
        image = np.asarray(cv2.rotate(image, TURNS[rotation_deg]), np.uint8)
    return np.ascontiguousarray(image)


def colorspace(picture: VideoFrame) -> int:
    """The matrix that a picture's colours are stored by, by its number in ITU-T H.273.

    Players take an untagged picture for BT.709 from a size on; FFmpeg alone would say BT.601.
    """
    if picture.colorspace != UNSPECIFIED:
        return picture.colorspace
    large = picture.width >= 1280 or picture.height > 576
    return Colorspace.ITU709 if large else Colorspace.ITU601


def square_size(width: int, height: int, pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Width and height at which a stored picture has square pixels.

    Parameters
    ----------
    width, height
        Of the stored picture.
    pixel_aspect
        Width of a stored pixel over its height; None or 0 = unknown, taken for 1. So is one beyond 4 to 1,
        which no camera writes.
    """
    if not pixel_aspect or not Fraction(1, 4) <= pixel_aspect <= 4:
        return width, height
    if pixel_aspect >= 1:
        return round(width * pixel_aspect), height
    return width, round(height / pixel_aspect)


def rotation_deg(picture: VideoFrame) -> int:
    """Quarter turn that makes a stored picture upright, counter-clockwise: -90, 0, 90 or 180 degrees.

    The display matrix shows a stored point (x, y), y down, at (a x + c y, b x + d y); a left-right flip of
    what it shows is taken out first.
    """
    matrix = picture.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return 0
    a, b, _, c, d, *_ = np.frombuffer(bytes(matrix), np.int32).tolist()
    flip = -1 if a * d - b * c < 0 else 1
    clockwise_deg = math.degrees(math.atan2(b, flip * a))
    return (0, 90, 180, -90)[round(-clockwise_deg / 90) % 4]
