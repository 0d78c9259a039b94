"""What is drawn beside the runner: repetition counter, last grade, cue, and the verdict card at the end."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.types import ImageBGR, Step, Verdict
from formcheck.views import style
from formcheck.views.style import GRADES, Style


def draw_counter(image: ImageBGR, step: Step, look: Style) -> None:
    """Top left: the leg and repetition under way, then the grade of the last one done."""
    lines: list[tuple[str, style.Colour]] = []
    if step.stance is not None:
        lines.append((f"{step.stance} leg, repetition {step.rep}", style.STANCE))
    elif step.done:
        count = len(step.done)
        lines.append((f"{count} repetition{'s' * (count > 1)} done", style.WHITE))
    if step.done:
        last = step.done[-1]
        lines.append((f"{last.number} {last.side}: {last.grade}", GRADES[last.grade]))
    if not lines:
        return
    row = int(look.text * 1.5)
    width = max(style.text_width(text, look.text) for text, _ in lines) + 2 * look.text
    style.panel(image, (0, 0), (width, row * len(lines) + look.text // 2))
    for nth, (text, colour) in enumerate(lines, start=1):
        style.write(image, text, (look.text, row * nth - look.text // 4), look.text, colour)


def draw_cue(image: ImageBGR, step: Step, look: Style) -> None:
    """Along the bottom: the one thing to change, after a repetition that was not stable."""
    if step.cue:
        _block(image, [(step.cue, style.WHITE)], look, at_bottom=True)


def draw_card(image: ImageBGR, verdicts: Sequence[Verdict], notes: Sequence[str], look: Style) -> None:
    """The end of the video: every leg's verdict in words, then what the reader should know."""
    style.panel(image, (0, 0), (image.shape[1], image.shape[0]), strength=0.75)
    lines = [(verdict.sentence, GRADES[verdict.grade]) for verdict in verdicts]
    lines += [(note, style.SOFT) for note in notes]
    _block(image, lines, look, at_bottom=False)


def _block(image: ImageBGR, paragraphs: Sequence[tuple[str, style.Colour]], look: Style, *, at_bottom: bool) -> None:
    """Wrapped paragraphs on a panel, as wide as the picture; text shrinks until all of it fits."""
    height, width = image.shape[:2]
    size = look.text
    while True:
        row, gap = int(size * 1.4), size // 2
        wrapped = [(style.wrap(text, width - 2 * size, size), colour) for text, colour in paragraphs]
        needed = sum(len(lines) * row + gap for lines, _ in wrapped) + gap
        if needed <= height or size <= 8:
            break
        size -= 1
    top = height - needed if at_bottom else max(0, (height - needed) // 2)
    if at_bottom:
        style.panel(image, (0, top), (width, needed))
    y = top + gap
    for lines, colour in wrapped:
        for line in lines:
            y += row
            style.write(image, line, (size, y - row // 4), size, colour)
        y += gap
