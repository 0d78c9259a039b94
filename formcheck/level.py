"""Which way is up in the picture: camera roll, its spread, and landmarks turned upright by it.

Roll enters hip drop one to one, so its spread is part of every pelvic angle's error.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.types import Angle, FloatArray, Level, Track

ASSUMED_SE_DEG = 2.0
"""Spread of the roll of a camera somebody tried to set up level (convention)."""

GIVEN_SE_DEG = 0.5
"""Spread of a roll read off a level or a plumb line in the picture by eye (convention)."""


def assumed() -> Level:
    """The level of a clip that says nothing: no roll, with the spread of a camera set up by eye."""
    return Level(Angle(0.0, ASSUMED_SE_DEG), "assumed: nothing in the clip says how the camera stood")


def given(roll_deg: float) -> Level:
    """The level the user states; + = the camera is rolled clockwise, so the picture leans to the left."""
    return Level(Angle(roll_deg, GIVEN_SE_DEG), "given by the user")


def upright(track: Track, level: Level) -> Track:
    """Turn every landmark, in the picture and in the world, so that gravity points down.

    A rotation about the middle of the picture: distances and angles between landmarks are unchanged. nan
    stays nan.
    """
    middle = np.array([track.width / 2, track.height / 2])
    pixels = _turn(track.pixels - middle, level.roll.value_deg) + middle
    world = track.world.copy()
    world[..., :2] = _turn(track.world[..., :2], level.roll.value_deg)
    return replace(track, pixels=pixels, world=world)


def _turn(points: FloatArray, degrees: float) -> FloatArray:
    """Turn (…, 2) points clockwise as seen in a picture whose y points down."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned: FloatArray = points @ np.array([[c, s], [-s, c]])
    return turned
