"""A small picture of a clip, at the instant its worst repetition is judged at."""

from __future__ import annotations

from pathlib import Path

import cv2

from formcheck.errors import InputError, OutputNotWritable
from formcheck.sources import Clip, open_source
from formcheck.types import Grade, Result

THUMBNAIL = "thumbnail.jpg"
LONGEST_SIDE = 200
QUALITY = 75
WORST_FIRST = (Grade.UNSTABLE, Grade.BORDERLINE, Grade.STABLE, Grade.UNREADABLE)


def write_thumbnail(result: Result, clip: Clip, path: Path) -> None:
    """Write a JPEG of at most 200 pixels a side; a clip that ends before the instant has none.

    Raises
    ------
    OutputNotWritable
        There is no room or no permission.
    """
    reps = sorted(result.reps, key=lambda rep: WORST_FIRST.index(rep.grade))
    at_s = reps[0].key_s if reps else 0.0
    try:
        with open_source(clip, start_s=at_s) as source:
            image = next(iter(source)).image
    except InputError:  # its last frame is earlier, by a rounding
        return
    shrink = min(1.0, LONGEST_SIDE / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    written, bytes_ = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not written:
        raise OutputNotWritable(f"{path} cannot be written: the picture could not be encoded.")
    path.write_bytes(bytes_.tobytes())
