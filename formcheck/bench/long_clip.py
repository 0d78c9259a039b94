"""A clip as long and as large as a phone's, out of a short one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from formcheck.outputs.video import VideoWriter
from formcheck.sources import open_source
from formcheck.types import ImageBGR


def write(clip: Path, out: Path, seconds: float | None, size: tuple[int, int] | None) -> None:
    """Write a clip that shows another's frames to its end, back to its beginning, and so on, so that nobody jumps.

    Parameters
    ----------
    clip, out
        What is shown, and where it is written: H.264, evenly at the clip's mean rate.
    seconds
        How long it is to be; None = to the clip's end.
    size
        Width and height into which the picture is scaled, its border going on beyond it; None = as it is.

    Raises
    ------
    InputError, OutputNotWritable
        The clip cannot be read, or there is no room.
    """
    with open_source(clip) as source:
        width, height = size or (source.info.width, source.info.height)
        pictures, times_s = [], []
        for frame in source:
            pictures.append(cv2.imencode(".png", frame.image)[1])  # as it is, and small
            times_s.append(frame.time_s)
    rate = (len(times_s) - 1) / times_s[-1]
    count = len(pictures) if seconds is None else round(seconds * rate)
    with VideoWriter(out, width, height) as writer:
        for index, nth in enumerate(_to_and_fro(count, len(pictures) - 1)):
            picture = np.asarray(cv2.imdecode(pictures[nth], cv2.IMREAD_COLOR), np.uint8)
            writer.write(_fitted(picture, width, height), index / rate)


def _to_and_fro(count: int, last: int) -> Iterator[int]:
    """`count` numbers that go from 0 to `last` and back, again and again."""
    way = [*range(last + 1), *range(last - 1, 0, -1)]
    return (way[nth % len(way)] for nth in range(count))


def _fitted(image: ImageBGR, width: int, height: int) -> ImageBGR:
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    image = np.asarray(cv2.resize(image, inner, interpolation=cv2.INTER_LINEAR), np.uint8)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    rest = (top, height - inner[1] - top, left, width - inner[0] - left)
    return np.asarray(cv2.copyMakeBorder(image, *rest, cv2.BORDER_REPLICATE), np.uint8)
