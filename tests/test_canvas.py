"""What is drawn in planes is what is drawn in BGR."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame

from formcheck.sources.planes import Planar
from formcheck.types import Colours, Matrix
from formcheck.views import style
from formcheck.views.canvas import Canvas
from tests.test_planes import shown

HEIGHT, WIDTH = 360, 640
COLOURS = [Colours(matrix, full) for matrix in Matrix for full in (False, True)]

STROKES: dict[str, Callable[[Canvas], None]] = {
    "line": lambda canvas: canvas.line((41, 33), (600, 301), style.STANCE, 9),
    "thin line": lambda canvas: canvas.line((41, 33), (600, 301), style.WHITE, 1),
    "line that leaves the picture": lambda canvas: canvas.line((-50, 100), (900, 200), style.INK, 5),
    "box": lambda canvas: canvas.box((101, 51), (77, 31), style.GRADES[style.Grade.UNSTABLE]),
    "darkened": lambda canvas: canvas.darken((31, 51), (401, 131)),
    "darkened over the edge": lambda canvas: canvas.darken((-20, -10), (4000, 60), strength=0.75),
    "darkened outside": lambda canvas: canvas.darken((WIDTH + 10, 10), (50, 50)),
    "tinted": lambda canvas: canvas.tint(np.array([[101.0, 51], [500, 80], [333, 300]]), style.STANCE),
    "tinted outside": lambda canvas: canvas.tint(np.array([[901.0, 51], [950, 80], [999, 300]]), style.STANCE),
    "text": lambda canvas: canvas.write("Drop 7° ± 2°", (33, 201), 48, style.GRADES[style.Grade.STABLE]),
}


def background() -> np.ndarray:
    """Soft hills of colour: planes of half size tell them as well as BGR does."""
    x, y = np.meshgrid(np.linspace(0, 1, WIDTH), np.linspace(0, 1, HEIGHT))
    image = np.stack([60 + 100 * x, 90 + 60 * y, 170 - 90 * x * y], axis=-1)
    return image.round().astype(np.uint8)


def in_planes(image: np.ndarray, colours: Colours) -> Planar:
    stored = VideoFrame.from_ndarray(image, format="bgr24").reformat(
        format="yuv420p", dst_colorspace=int(colours.matrix), dst_color_range=2 if colours.full_range else 1
    )
    return Planar(stored, colours).copy()


@pytest.mark.parametrize("colours", COLOURS, ids=str)
@pytest.mark.parametrize("stroke", STROKES.values(), ids=STROKES)
def test_a_stroke_is_the_same_in_planes(stroke, colours):
    image = background()
    planar = in_planes(image, colours)
    plain = shown(planar)
    stroke(Canvas.on(image))
    stroke(Canvas.on_planes(planar.planes, planar.colours))
    away = np.abs(shown(planar) - image)
    # Colour has half the pixels and edges run through them: seen from some pixels away there is no difference.
    blurred = cv2.GaussianBlur(shown(planar) - image, (0, 0), 4.0)
    assert np.quantile(away, 0.9) <= 4  # measured 2.9
    assert np.abs(blurred).max() <= 15  # measured 10.8; text in the font of half the size 49
    drawn = np.abs(image - background().astype(float)).max(axis=2) > 0
    assert drawn.any() == bool(np.abs(shown(planar) - plain).max() > 0)


@pytest.mark.parametrize("colours", COLOURS, ids=str)
@pytest.mark.parametrize("colour", [style.WHITE, style.SOFT, style.INK, style.STANCE, *style.GRADES.values()])
def test_a_colour_is_itself(colour, colours):
    planar = in_planes(background(), colours)
    Canvas.on_planes(planar.planes, colours).box((100, 100), (100, 100), colour)
    np.testing.assert_allclose(shown(planar)[102:198, 102:198], np.broadcast_to(colour, (96, 96, 3)), atol=2)
