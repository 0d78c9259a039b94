"""The clip once more, with what was found drawn on it.

A second pass over the file rather than drawing during the first: the filter looks both ways in time and a
clip's own zero may come late, and the video must show the numbers of the report and no others. Decoding,
drawing and encoding each have their own thread; what is drawn on is the encoder's own frame.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import chain
from pathlib import Path

from formcheck.ahead import ahead
from formcheck.outputs.video import VideoWriter
from formcheck.sources.file import FileSource
from formcheck.steps import steps
from formcheck.threads import one_each
from formcheck.types import Analysis
from formcheck.views import overlay, panel
from formcheck.views.canvas import Canvas
from formcheck.views.style import Style

LONGEST_SIDE = 1280
"""Of the video, in pixels."""

CARD_S = 4.0
CARD_RATE = 10


def annotate(
    analysis: Analysis, source: FileSource, path: Path, progress: Callable[[float], None] = lambda _: None
) -> None:
    """Write the annotated video of an analysed clip.

    Parameters
    ----------
    analysis
        Of this clip and this span of it.
    source
        The clip, opened anew.
    path
        Where to write the mp4: H.264, yuv420p, the source's own times and colours, no side over `LONGEST_SIDE`.
    progress
        Told the time of the frame just written, in seconds of the clip.

    Raises
    ------
    OutputNotWritable
        There is no room or no permission.
    """
    result = analysis.result
    roll_deg = result.level.at_person.value_deg * (-1.0 if result.mirrored else 1.0)  # as the picture shows it
    with one_each(), closing(ahead(source.planes(LONGEST_SIDE))) as pictures:
        last_s, picture = first = next(pictures)
        width, height = picture.frame.width, picture.frame.height
        shrink, look = width / analysis.track.width, Style.for_picture(width, height)
        with VideoWriter(path, width, height, picture.colours) as writer:
            for (last_s, picture), step in zip(chain([first], pictures), steps(analysis), strict=False):
                shown = picture.copy()
                canvas = Canvas.on_planes(shown.planes, shown.colours)
                step.pixels[...] *= shrink
                overlay.draw(canvas, step, roll_deg, look)
                panel.draw_state(canvas, step, look)
                writer.write_planes(shown.frame, last_s)
                progress(last_s)
            card = picture.copy()
            panel.draw_card(Canvas.on_planes(card.planes, card.colours), result.verdicts, result.notes, look)
            for nth in range(1, round(CARD_S * CARD_RATE) + 1):
                writer.write_planes(card.copy().frame, last_s + nth / CARD_RATE)
