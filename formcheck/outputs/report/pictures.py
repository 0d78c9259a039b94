"""Pictures out of the annotated video, cut around the runner, as data URLs."""

from __future__ import annotations

import base64

import numpy as np

from formcheck.outputs.report.saved import Saved
from formcheck.sources import open_source
from formcheck.types import ImageBGR

QUALITY = 68
"""Of WebP, 0..100 (convention)."""

AROUND = 0.12
"""Margin around the runner, as a share of the runner's longer side (convention)."""

SAME_FRAME_S = 1e-4
"""Times of frames are rounded by less than this in the video's own clock."""


def at(saved: Saved, time_s: float, height: int) -> str:
    """The frame shown at `time_s` of the clip, cut around the runner; empty where there is no video.

    Raises
    ------
    InputError
        The video cannot be read.
    """
    if saved.video is None:
        return ""
    import cv2  # a page without pictures can do without it

    video_s = max(0.0, time_s - saved.begins_s - SAME_FRAME_S)
    with open_source(saved.video, start_s=video_s) as source:
        image = next(iter(source)).image
    cut = _around_runner(saved, time_s, image)
    width = max(1, round(cut.shape[1] * height / cut.shape[0]))
    small = cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return "data:image/webp;base64," + base64.b64encode(coded.tobytes()).decode()


def _around_runner(saved: Saved, time_s: float, image: ImageBGR) -> ImageBGR:
    """The part of a frame with the runner, square or, lying, 4:3; all of it where nobody was seen."""
    track = saved.track
    row = int(np.argmin(np.abs(track.time_s - time_s)))
    points = track.pixels[row][np.isfinite(track.pixels[row]).all(axis=1)]
    if not len(points):
        return image
    height, width = image.shape[:2]
    points = points * width / track.width
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2, (high - low) + 2 * AROUND * float((high - low).max())
    shape = np.array([1.0, 1.0] if size[1] >= size[0] else [4.0, 3.0])
    size = np.minimum(shape * float((size / shape).max()), [width, height])
    left, top = np.clip(middle - size / 2, 0.0, np.array([width, height]) - size).astype(int)
    across, down = size.astype(int)
    return image[top : top + down, left : left + across]
