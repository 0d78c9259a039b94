"""Whom to draw: bodies and clothes."""

from __future__ import annotations

import colorsys

import numpy as np

from samples.renderer.body import CHANGES, Phenotype
from samples.renderer.clothes import Color, Outfit
from samples.renderer.room import Room
from samples.renderer.textures import FLOORS

Rng = np.random.Generator

TONES: tuple[Color, ...] = (
    (244, 208, 184),
    (228, 184, 156),
    (204, 158, 128),
    (160, 112, 82),
    (116, 78, 56),
    (82, 54, 40),
)
HAIRS: tuple[Color, ...] = (
    (28, 24, 22),
    (60, 42, 30),
    (104, 72, 44),
    (176, 132, 76),
    (214, 186, 140),
    (150, 146, 142),
)


def phenotype(rng: Rng) -> Phenotype:
    """Draw a body: adult, of any build, with its own pelvis, legs and torso."""
    sex = str(rng.choice(["female", "male"]))
    stature = rng.normal(1.65 if sex == "female" else 1.78, 0.075)
    part = rng.choice(CHANGES, size=8, replace=False)
    return Phenotype(
        sex=sex,
        stature_m=round(float(np.clip(stature, 1.46, 2.02)), 3),
        age=round(float(rng.uniform(0.6, 0.95)), 3),
        weight=round(float(np.clip(rng.normal(0.48, 0.15), 0.15, 0.95)), 3),
        muscle=round(float(rng.uniform(0.3, 0.8)), 3),
        proportions=round(float(rng.uniform(0.35, 0.85)), 3),
        changes=tuple((str(name), round(float(rng.normal(0.0, 0.3)), 3)) for name in sorted(part)),
        pelvis_hold=round(float(rng.uniform(0.2, 0.95)), 3),
    )


def color(rng: Rng) -> Color:
    """Draw a cloth's colour: dark, grey, white or bright."""
    hue, kind = rng.uniform(), rng.uniform()
    if kind < 0.3:
        tint = colorsys.hsv_to_rgb(hue, rng.uniform(0.0, 0.4), rng.uniform(0.08, 0.3))
    elif kind < 0.45:
        tint = colorsys.hsv_to_rgb(hue, rng.uniform(0.0, 0.1), rng.uniform(0.3, 0.98))
    else:
        tint = colorsys.hsv_to_rgb(hue, rng.uniform(0.3, 0.95), rng.uniform(0.35, 0.95))
    red, green, blue = (int(255 * part) for part in tint)
    return red, green, blue


def outfit(rng: Rng) -> Outfit:
    """Draw clothes; lengths and looseness are drawn around those of the named garments."""
    patterns = ["plain", "stripes", "band", "melange", "blocks", "print", "checks", "seams"]
    chances = [0.46, 0.09, 0.08, 0.09, 0.07, 0.10, 0.04, 0.07]
    skin = TONES[int(rng.integers(len(TONES)))]
    top = str(rng.choice(["tshirt", "loose", "tank", "long"], p=[0.33, 0.22, 0.30, 0.15]))
    bare = top == "tank" and rng.uniform() < 0.25  # bare-chested, or as good as
    bottom = str(rng.choice(["tights", "capri", "short_tights", "shorts", "long_shorts", "trousers"]))
    tight = bottom in ("tights", "capri", "short_tights")
    return Outfit(
        skin=skin,
        hair=HAIRS[int(rng.integers(len(HAIRS)))],
        hair_style=str(rng.choice(["short", "bun", "tail", "none"])),
        top=top,
        top_color=skin if bare else color(rng),
        top_hem=_top_hem(rng, top),
        top_slack_m=float(rng.uniform(0.003, 0.012) if top in ("tank", "long") else rng.uniform(0.006, 0.04)),
        pattern="plain" if bare else str(rng.choice(patterns, p=chances)),
        bottom=bottom,
        bottom_color=color(rng),
        bottom_pattern=str(rng.choice(patterns, p=chances)),
        bottom_slack_m=None if rng.uniform() < 0.5 else float(rng.uniform(0.002, 0.008 if tight else 0.035)),
        waist=float(rng.normal(0.0, 0.018)),
        band=float(rng.uniform(0.008, 0.03)) if rng.uniform() < 0.5 else 0.0,
        band_color=color(rng),
        creases=0.0 if bare else float(rng.uniform(0.0, 0.3)),
        shoe_color=color(rng),
        sock_color=color(rng),
    )


def _top_hem(rng: Rng, top: str) -> float:
    """Draw where a shirt ends, in statures above the hip joint: over the hips, at the waist, or (bra) at the ribs."""
    kind = rng.uniform()
    if kind < (0.4 if top == "tank" else 0.05):
        return float(rng.uniform(0.10, 0.20))
    if kind < 0.65:
        return float(rng.normal(-0.015, 0.03))
    return float(rng.uniform(0.02, 0.10))


def room(rng: Rng) -> Room:
    """Draw a room and its light."""
    return Room(
        floor=str(rng.choice(sorted(FLOORS))),
        floor_color=color(rng),
        wall=str(rng.choice(["plaster", "bricks", "clutter"], p=[0.35, 0.1, 0.55])),
        wall_color=color(rng),
        door_color=color(rng),
        door_x_m=float(rng.uniform(-1.6, 1.6)),
        wall_m=float(rng.uniform(1.2, 3.5)),
        light_deg=float(rng.uniform(-70.0, 70.0)),
        brightness=float(rng.uniform(0.75, 1.6)),
        seed=int(rng.integers(100_000)),
        door=bool(rng.uniform() < 0.4),
    )
