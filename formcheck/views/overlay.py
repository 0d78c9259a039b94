"""What is drawn on the runner: skeleton, stance leg, and the pelvic line with its angle and error."""

from __future__ import annotations

import numpy as np

from formcheck.types import Z90, FloatArray, Landmark, Side, Step
from formcheck.views import style
from formcheck.views.canvas import Canvas
from formcheck.views.style import Style

_L = Landmark
BONES: tuple[tuple[Landmark, Landmark], ...] = (
    (_L.LEFT_SHOULDER, _L.RIGHT_SHOULDER),
    (_L.LEFT_SHOULDER, _L.LEFT_HIP),
    (_L.RIGHT_SHOULDER, _L.RIGHT_HIP),
    (_L.LEFT_SHOULDER, _L.LEFT_ELBOW),
    (_L.LEFT_ELBOW, _L.LEFT_WRIST),
    (_L.RIGHT_SHOULDER, _L.RIGHT_ELBOW),
    (_L.RIGHT_ELBOW, _L.RIGHT_WRIST),
    (_L.LEFT_HIP, _L.LEFT_KNEE),
    (_L.RIGHT_HIP, _L.RIGHT_KNEE),
    (_L.LEFT_KNEE, _L.LEFT_ANKLE),
    (_L.RIGHT_KNEE, _L.RIGHT_ANKLE),
    (_L.LEFT_ANKLE, _L.LEFT_FOOT_INDEX),
    (_L.RIGHT_ANKLE, _L.RIGHT_FOOT_INDEX),
)
_LEG = ("HIP", "KNEE", "ANKLE", "FOOT_INDEX")


def draw(canvas: Canvas, step: Step, roll_deg: float, look: Style) -> None:
    """Draw a step on its picture; what was not seen is not drawn.

    `roll_deg` is the level's where the person is: the pelvic line and its horizon are relative to gravity, not to
    the picture.
    """
    _skeleton(canvas, step.pixels, step.side, look)
    left, right = step.pixels[Landmark.LEFT_HIP], step.pixels[Landmark.RIGHT_HIP]
    middle = (left + right) / 2
    shoulders = step.pixels[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    half = max(10.0, 0.5 * float(np.linalg.norm(shoulders - middle)))  # 10 where the shoulders are nan
    if np.isfinite(step.obliquity.value_deg):
        _pelvis(canvas, step, roll_deg, middle, half, look)
    if step.says and np.isfinite(middle).all():
        _label(canvas, step.says, middle, half, look)


def _skeleton(canvas: Canvas, pixels: FloatArray, side: Side | None, look: Style) -> None:
    for a, b in BONES:
        if not np.isfinite(pixels[[a, b]]).all():
            continue
        working = side is not None and all(
            bone.name.startswith(side.name) and bone.name.removeprefix(f"{side.name}_") in _LEG for bone in (a, b)
        )
        colour = style.STANCE if working else style.SOFT
        thick = look.line * 2 if working else look.line
        canvas.line(_at(pixels[a]), _at(pixels[b]), style.INK, thick + 2)
        canvas.line(_at(pixels[a]), _at(pixels[b]), colour, thick)


def _pelvis(canvas: Canvas, step: Step, roll_deg: float, middle: FloatArray, half: float, look: Style) -> None:
    """The estimated pelvis across the middle of the hips, the horizon, and the 90 % interval as a fan."""
    toward_left = 1.0 if step.pixels[Landmark.LEFT_HIP, 0] >= step.pixels[Landmark.RIGHT_HIP, 0] else -1.0
    value, error = step.obliquity.value_deg, Z90 * step.obliquity.se_deg

    def end(obliquity_deg: float, way: float, reach: float = 1.0) -> FloatArray:
        """End of a line through the middle at this obliquity; `way` +1 = on the person's left."""
        slope = np.radians(toward_left * obliquity_deg - roll_deg)
        return middle + way * toward_left * half * reach * np.array([np.cos(slope), np.sin(slope)])

    spread = np.linspace(-1.0, 1.0, 9)
    for way in (1.0, -1.0):
        edge = [end(value + part * error, way, 1.5) for part in spread]
        canvas.tint(np.array([middle, *edge]), style.STANCE)
    canvas.line(_at(end(0.0, -1.0, 1.5)), _at(end(0.0, 1.0, 1.5)), style.WHITE, 1)
    for colour, thick in ((style.INK, look.line * 2 + 2), (style.STANCE, look.line * 2)):
        canvas.line(_at(end(value, -1.0)), _at(end(value, 1.0)), colour, thick)


def _label(canvas: Canvas, says: str, middle: FloatArray, half: float, look: Style) -> None:
    width = style.text_width(says, look.text) + look.text
    x = int(middle[0] + half * 1.6)
    if x + width > canvas.width:
        x = max(0, int(middle[0] - half * 1.6) - width)
    y = int(middle[1])
    canvas.darken((x, y - look.text), (width, int(look.text * 1.5)))
    canvas.write(says, (x + look.text // 2, y + look.text // 5), look.text)


def _at(point: FloatArray) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
