"""A live scene on its mirrored picture: read from three metres away, so few things, and large."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from formcheck.exercises.verdict import counted
from formcheck.scene import Phase, Scene
from formcheck.types import Z90, ImageBGR, Side
from formcheck.views import overlay, style
from formcheck.views.canvas import Canvas
from formcheck.views.style import GRADES, Colour, Style

LARGE, MEDIUM, SMALL = 13, 21, 36
"""The whole's height over that of text: on a laptop's screen, 18 cm high, the first is 14 mm high and is read from
3 m (5 mm a metre, convention), the second from 2 m; the last is for who sits before it."""

STRIP = 0.31
"""Height of what is under the picture, over the picture's."""

BROAD = 1.4
"""Least width of the whole over its height; beside a portrait picture there is room for words."""

COLUMN = 0.3
"""Share of the whole's width that words take while the person works: the middle is theirs."""

MOST_DEG = 16.0
"""End of the bar."""


def draw(image: ImageBGR, scene: Scene) -> ImageBGR:
    """All there is to show of a scene, on a new and larger picture.

    The picture is mirrored, so that left is left as in a mirror, with the person's skeleton and pelvis on it;
    words are beside or over it, the bar of the pelvis and what the machine does are below.
    """
    height, width = image.shape[:2]
    whole_height = height + int(STRIP * height)
    whole_width = max(width, int(BROAD * whole_height))
    whole = np.empty((whole_height, whole_width, 3), np.uint8)
    left = (whole_width - width) // 2
    canvas = Canvas.on(whole)
    canvas.box((0, 0), (whole_width, whole_height), style.INK)
    shown = whole[:height, left : left + width]
    cv2.flip(image, 1, dst=shown)
    step = replace(scene.step, pixels=scene.step.pixels * [-1.0, 1.0] + [width - 1.0, 0.0], says="")
    # In a mirror roll turns the other way, and sides stay with their landmarks.
    overlay.draw(Canvas.on(shown), step, -scene.roll_deg, Style.for_picture(width, height))
    _words(canvas, scene)
    if scene.guidance.phase in (Phase.STILL, Phase.COUNTDOWN, Phase.WORK):
        _bar(canvas, scene, height)
    _status(canvas, scene)
    if scene.guidance.count:
        _centred(canvas, str(scene.guidance.count), height // 2, height // 3)
    return whole


def _words(canvas: Canvas, scene: Scene) -> None:
    """At the top: what to do; while working in a column, what is done, the last grade and its cue."""
    height, width = canvas.height, canvas.width
    large, medium = height // LARGE, height // MEDIUM
    works = scene.guidance.phase is Phase.WORK and not scene.camera
    across = int(COLUMN * width) if works else width
    parts: list[tuple[str, int, Colour]] = []
    if works:
        parts = [(f"{side} {scene.counts[side]}", large, style.WHITE) for side in Side if side in scene.counts]
        if last := scene.step.last:
            parts.append((f"{last.side} {last.number}: {last.grade}", medium, GRADES[last.grade]))
    parts.append((scene.camera or scene.guidance.says, medium if works else large, style.WHITE))
    if works:
        parts.append((scene.step.cue, medium, style.WHITE))
    else:
        parts += [(advice, medium, style.SOFT) for advice in scene.guidance.advice]
    lines = [(line, size, colour) for text, size, colour in parts for line in style.wrap(text, across - size, size)]
    if not lines:
        return
    canvas.darken((0, 0), (across, sum(int(1.3 * size) for _, size, _ in lines) + medium // 2))
    y = 0
    for text, size, colour in lines:
        y += int(1.3 * size)
        canvas.write(text, (medium // 2, y - size // 5), size, colour)


def _bar(canvas: Canvas, scene: Scene, top: int) -> None:
    """Under the picture: the level of the pelvis as a bar to the side that is lower, its error, and the limits."""
    height, width = canvas.height, canvas.width
    large, small = height // LARGE, height // SMALL
    value, error = scene.lower.value_deg, Z90 * scene.lower.se_deg
    if math.isnan(value):
        canvas.write("The level of the pelvis cannot be read now", (large // 2, top + large), small, style.SOFT)
        return
    middle, reach = width / 2, width * 0.46

    def at(lower_deg: float) -> int:
        """Column of a lean; the person's left is at the picture's left, as in a mirror."""
        return round(middle - reach * float(np.clip(lower_deg / MOST_DEG, -1.0, 1.0)))

    first, last = top + int(1.05 * large), top + int(1.55 * large)
    y = (first + last) // 2
    ends = sorted((at(0.0), at(value)))
    reaches = ends[1] - ends[0] + 2, last - first
    canvas.box((ends[0], first), reaches, _colour(abs(value), scene.limits_deg))
    canvas.line((at(value - error), y), (at(value + error), y), style.WHITE, max(2, large // 12))
    for limit in (0.0, *scene.limits_deg):
        for lower in {limit, -limit}:
            canvas.line((at(lower), first - 6), (at(lower), last + 6), style.WHITE, 2)
            label = f"{limit:.0f}°"
            x = at(lower) - style.text_width(label, small) // 2
            canvas.write(label, (x, last + 8 + small), small, style.SOFT)
    says = scene.step.says
    canvas.write(says, ((width - style.text_width(says, large)) // 2, top + int(0.85 * large)), large)


def _colour(away_deg: float, limits_deg: tuple[float, ...]) -> Colour:
    """The bar's colour by how far it reaches; the limits are also drawn."""
    grades = list(GRADES.values())
    return grades[sum(away_deg >= limit for limit in limits_deg)] if limits_deg else style.STANCE


def _status(canvas: Canvas, scene: Scene) -> None:
    """Two small lines at the very bottom: how it goes, and how to go on or, while working, what would help."""
    height = canvas.height
    size = height // SMALL
    parts = ["mirrored", scene.title.lower() or "exercise: not yet known"]
    if scene.pose_hz:
        parts.append(f"{scene.pose_hz:.0f} poses a second")
    if scene.dropped:
        parts.append(f"{counted(scene.dropped, 'picture')} dropped")
    parts += ["recording"] if scene.recording else []
    parts += ["muted"] if scene.muted else []
    keys = "a hand up or space: start, pause  ·  both hands or q: end  ·  m: sound  ·  f: full screen"
    works = scene.guidance.phase is Phase.WORK
    below = "  ·  ".join(scene.guidance.advice) if works and scene.guidance.advice else keys
    for text, y in (("  ·  ".join(parts), height - int(1.5 * size)), (below, height - size // 3)):
        canvas.write(text, (size // 2, y), size, style.SOFT)


def _centred(canvas: Canvas, text: str, y: int, size: int) -> None:
    wide = style.text_width(text, size)
    x = (canvas.width - wide) // 2
    canvas.darken((x - size // 4, y - size // 2), (wide + size // 2, int(1.1 * size)))
    canvas.write(text, (x, y + int(0.36 * size)), size, style.WHITE)
