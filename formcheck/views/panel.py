"""What is drawn beside the runner: repetition counter, last grade, cue, and the verdict card at the end."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.types import Step, Verdict
from formcheck.views import style
from formcheck.views.canvas import Canvas
from formcheck.views.style import GRADES, Style


def draw_state(canvas: Canvas, step: Step, look: Style) -> None:
    """Top left: the leg and repetition under way, the grade of the last one done, and its cue.

    At the top, and no wider than two fifths of a wide picture: the feet are at the bottom.
    """
    lines: list[tuple[str, style.Colour]] = []
    if step.doing:
        lines.append((step.doing, style.WHITE if step.side is None else style.STANCE))
    if step.last:
        lines.append((f"{step.last.number} {step.last.side}: {step.last.grade}", GRADES[step.last.grade]))
    height, width = canvas.height, canvas.width
    widest = int(0.4 * width) if width > height else width
    lines += [(line, style.WHITE) for line in style.wrap(step.cue, widest - 2 * look.text, look.text)]
    if not lines:
        return
    row = int(look.text * 1.5)
    across = max(style.text_width(text, look.text) for text, _ in lines) + 2 * look.text
    canvas.darken((0, 0), (across, row * len(lines) + look.text // 2))
    for nth, (text, colour) in enumerate(lines, start=1):
        canvas.write(text, (look.text, row * nth - look.text // 4), look.text, colour)


def draw_card(canvas: Canvas, verdicts: Sequence[Verdict], notes: Sequence[str], look: Style) -> None:
    """The end of the video: every leg's verdict in words, then what the reader should know."""
    lines = [(verdict.sentence, GRADES[verdict.grade]) for verdict in verdicts]
    lines += [(note, style.SOFT) for note in notes]
    height, width = canvas.height, canvas.width
    canvas.darken((0, 0), (width, height), strength=0.75)
    size = look.text
    while True:  # shrink the text until all of it fits
        row, gap = int(size * 1.4), size // 2
        wrapped = [(style.wrap(text, width - 2 * size, size), colour) for text, colour in lines]
        needed = sum(len(rows) * row + gap for rows, _ in wrapped) + gap
        if needed <= height or size <= 8:
            break
        size -= 1
    y = max(0, (height - needed) // 2) + gap
    for rows, colour in wrapped:
        for text in rows:
            y += row
            canvas.write(text, (size, y - row // 4), size, colour)
        y += gap
