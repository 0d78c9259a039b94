"""The clip once more, with what was found drawn on it.

A second pass over the file rather than drawing during the first: the filter looks both ways in time and a
clip's own zero may come late, and the video must show the numbers of the report and no others. Decoding,
drawing and encoding each have their own thread.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from formcheck.ahead import ahead
from formcheck.outputs.video import VideoWriter
from formcheck.sources import Source
from formcheck.steps import steps
from formcheck.threads import one_each
from formcheck.types import Analysis
from formcheck.views import overlay, panel
from formcheck.views.style import Style

LONGEST_SIDE = 1280
"""Of the video, in pixels."""

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
        The clip, opened anew with `LONGEST_SIDE`: shrinking what was decoded costs more than all else here.
    path
        Where to write the mp4: H.264, yuv420p, the source's own times and size.
    progress
        Told the time of the frame just written, in seconds of the clip.

    Raises
    ------
    OutputNotWritable
        There is no room or no permission.
    """
    info, result = source.info, analysis.result
    shrink = info.width / analysis.track.width
    look = Style.for_picture(info.width, info.height)
    roll_deg = result.level.at_person.value_deg * (-1.0 if result.mirrored else 1.0)  # as the picture shows it
    plain, last_s = None, 0.0
    with one_each(), VideoWriter(path, info.width, info.height) as writer, closing(ahead(source)) as frames:
        for frame, step in zip(frames, steps(analysis), strict=False):
            plain = frame.image
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
