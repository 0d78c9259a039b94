"""Things in a room, as flat coloured rectangles: some have upright edges, some only look so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samples.renderer.geometry import UP, Array, about
from samples.renderer.textures import Color

X, Y, Z = np.eye(3)


@dataclass(frozen=True)
class Sheet:
    """A rectangle: one corner (3,), two sides (3,) in m, its colour."""

    corner: Array
    along: Array
    up: Array
    color: Color


def _color(rng: np.random.Generator, low: int = 30, high: int = 230) -> Color:
    red, green, blue = (int(value) for value in rng.integers(low, high, 3))
    return red, green, blue


def _frame(
    rng: np.random.Generator, place: Array, size: tuple[float, float], crooked_deg: float = 0.0
) -> list[Sheet]:
    """A frame with a picture in it on the wall, about its middle ``place``."""
    turn = about(Y, crooked_deg)
    wide, high = turn @ X * size[0], turn @ Z * size[1]
    corner = place - (wide + high) / 2
    inner = 0.08
    return [
        Sheet(corner, wide, high, _color(rng)),
        Sheet(corner + inner * (wide + high) / 2 - 0.004 * Y, (1 - inner) * wide, (1 - inner) * high, _color(rng)),
    ]


def window(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """A window of two or three wings."""
    wings, high = int(rng.integers(2, 4)), rng.uniform(0.9, 1.4)
    middle = np.array([rng.uniform(-2.0, 2.0), back_m - 0.02, rng.uniform(1.3, 1.6)])
    return [s for n in range(wings) for s in _frame(rng, middle + 0.55 * n * X, (0.54, high))]


def poster(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """A poster, hung by eye."""
    place = np.array([rng.uniform(-2.5, 2.5), back_m - 0.03, rng.uniform(1.2, 1.9)])
    return _frame(rng, place, (rng.uniform(0.3, 0.8), rng.uniform(0.4, 1.0)), rng.normal(0.0, 2.0))


def shelf(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """An open shelf against the wall with books in it, some of them leaning."""
    left, wide, high = rng.uniform(-2.6, 1.6), rng.uniform(0.6, 1.2), rng.uniform(0.8, 2.1)
    base, wood = np.array([left, back_m - 0.3, 0.0]), _color(rng)
    parts = [Sheet(base + wide * x * X, 0.03 * X, high * Z, wood) for x in (0.0, 1.0)]
    for level in np.arange(0.02, high, 0.35):
        parts.append(Sheet(base + level * Z, wide * X, 0.03 * Z, wood))
        at = 0.05
        while at < 0.6 * wide:
            thick, lean = rng.uniform(0.02, 0.05), about(Y, rng.choice([0.0, 0.0, 0.0, 12.0]))
            book = lean @ Z * rng.uniform(0.18, 0.28)
            parts.append(Sheet(base + (at * X) + (level + 0.03) * Z + 0.05 * Y, lean @ X * thick, book, _color(rng)))
            at += thick + 0.005
    return parts


def box(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """A cupboard or a crate, turned any way about the upright."""
    size = np.array([rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.6), rng.uniform(0.3, 1.3)])
    turn = about(UP, rng.uniform(-60, 60))
    at = np.array([rng.choice([-1, 1]) * rng.uniform(0.9, 2.2), back_m - rng.uniform(0.5, 1.4), 0.0])
    across, deep, color = turn @ X * size[0], turn @ Y * size[1], _color(rng)
    darker = tuple(int(0.7 * c) for c in color)
    lighter = tuple(min(255, int(1.15 * c)) for c in color)
    high = size[2] * Z
    return [
        Sheet(at, across, high, color),
        Sheet(at, deep, high, darker),  # type: ignore[arg-type]
        Sheet(at + across, deep, high, darker),  # type: ignore[arg-type]
        Sheet(at + high, across, deep, lighter),  # type: ignore[arg-type]
    ]


def pole(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """A broom, a ladder's rail or a barbell that leans against the wall."""
    lean = about(Y, rng.choice([-1, 1]) * rng.uniform(6.0, 35.0))
    at = np.array([rng.uniform(-2.3, 2.3), back_m - 0.1, 0.0])
    return [Sheet(at, lean @ X * rng.uniform(0.02, 0.06), lean @ Z * rng.uniform(1.0, 1.9), _color(rng))]


def plant(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """Leaves in all directions out of a pot."""
    at = np.array([rng.choice([-1, 1]) * rng.uniform(0.8, 2.2), back_m - rng.uniform(0.4, 1.0), 0.0])
    parts = [Sheet(at - 0.12 * X, 0.24 * X, 0.25 * Z, _color(rng))]
    for _ in range(int(rng.integers(8, 25))):
        blade = about(Y, rng.normal(0.0, 35.0)) @ Z
        across = np.cross(Y, blade)
        green = (int(rng.integers(30, 90)), int(rng.integers(90, 160)), int(rng.integers(30, 90)))
        parts.append(
            Sheet(at + 0.25 * Z + rng.normal(0, 0.05) * X, across * 0.03, blade * rng.uniform(0.3, 0.9), green)
        )
    return parts


def strip(rng: np.random.Generator, back_m: float) -> list[Sheet]:
    """A mat, a bench's edge or a line on the floor that runs away from the camera, more or less."""
    turn = about(UP, rng.uniform(-35.0, 35.0))
    at = np.array([rng.uniform(-1.5, 1.5), back_m - 3.2, 0.006])
    return [Sheet(at, turn @ X * rng.uniform(0.1, 0.8), turn @ Y * rng.uniform(1.0, 2.5), _color(rng))]


Thing = Callable[[np.random.Generator, float], list[Sheet]]
UPRIGHT: tuple[Thing, ...] = (window, shelf, box)
CLUTTER: tuple[Thing, ...] = (poster, pole, plant, strip)


def furnish(seed: int, count: int, back_m: float, things: tuple[Thing, ...]) -> tuple[Sheet, ...]:
    """``count`` of these things, chosen and placed by ``seed``, in a room whose back wall is at y = ``back_m``."""
    rng = np.random.default_rng(seed)
    return tuple(sheet for n in rng.integers(0, len(things), count) for sheet in things[n](rng, back_m))
