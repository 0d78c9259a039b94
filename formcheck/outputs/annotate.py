"""The clip once more, with what was found drawn on it.

A second pass over the file rather than drawing during the first: the filter looks both ways in time and a
clip's own zero may come late, and the video must show the numbers of the report and no others. Decoding,
drawing and encoding each have their own thread.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np

from formcheck.ahead import ahead
from formcheck.outputs.video import VideoWriter
from formcheck.sources import Source
from formcheck.steps import steps
from formcheck.types import Analysis, Frame, ImageBGR
from formcheck.views import overlay, panel
from formcheck.views.style import Style

LONGEST_SIDE = 1280
CARD_S = 4.0
CARD_RATE = 10


def annotate(
    analysis: Analysis, source: Source, path: Path, progress: Callable[[float], None] = lambda _: None
) -> None:
    """Write the annotated video of an analysed clip.

    Parameters
    ----------
    analysis
        Of this clip and this span of it.
    source
        The clip, opened anew.
    path
        Where to write the mp4: H.264, yuv420p, the source's own times, at most 1280 pixels on its longer side.
    progress
        Told the time of the frame just written, in seconds of the clip.

    Raises
    ------
    OutputNotWritable
        There is no room or no permission.
    """
    info, result = source.info, analysis.result
    shrink = min(1.0, LONGEST_SIDE / max(info.width, info.height))
    width, height = round(info.width * shrink), round(info.height * shrink)
    look = Style.for_picture(width, height)
    roll_deg = result.level.at_person.value_deg * (-1.0 if result.mirrored else 1.0)  # as the picture shows it
    plain, last_s = None, 0.0
    with VideoWriter(path, width, height) as writer, closing(ahead(source)) as frames:
        for frame, step in zip(frames, steps(analysis), strict=False):
            plain = _picture(frame, width, height)
            shown = plain.copy()
            step.pixels[...] *= shrink
            overlay.draw(shown, step, roll_deg, look)
            panel.draw_state(shown, step, look)
            writer.write(shown, frame.time_s)
            last_s = frame.time_s
            progress(frame.time_s)
        if plain is not None:
            plain = plain.copy()
            panel.draw_card(plain, result.verdicts, result.notes, look)
            for nth in range(1, round(CARD_S * CARD_RATE) + 1):
                writer.write(plain, last_s + nth / CARD_RATE)


def _picture(frame: Frame, width: int, height: int) -> ImageBGR:
    """The frame's picture at the video's size."""
    if frame.image.shape[:2] == (height, width):
        return frame.image
    return np.asarray(cv2.resize(frame.image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
