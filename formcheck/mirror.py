"""Clips that show a mirror image, as many selfie cameras and editors write them.

The landmarks cannot tell: a mirrored left leg is a right leg in every way. A container that says so is heeded by
the source (`sources/upright.py`); for the rest the user must say it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.types import Landmark, Track


def _other() -> NDArray[np.intp]:
    swapped = [m.name.replace("LEFT", "*").replace("RIGHT", "LEFT").replace("*", "RIGHT") for m in Landmark]
    return np.array([Landmark[name] for name in swapped], np.intp)


OTHER = _other()
"""Row of the landmark on the other side; the nose's is its own."""


def unmirrored(track: Track) -> Track:
    """The track that the clip would have given unmirrored: left and right exchanged, x turned round.

    What the picture around the hips looks like is not known of the other picture and becomes nan.
    """
    pixels, world = track.pixels[:, OTHER], track.world[:, OTHER]
    pixels[..., 0] = track.width - pixels[..., 0]
    world[..., 0] = -world[..., 0]
    return replace(
        track,
        pixels=pixels,
        world=world,
        visible=track.visible[:, OTHER],
        lines=track.lines * np.array([1, -1, 1, -1, 1]) + np.array([0, track.width, 0, track.width, 0]),
        appearance=np.full_like(track.appearance, np.nan),
    )


def in_picture(track: Track) -> Track:
    """An unmirrored track where the mirrored picture shows it, sides named as they are: for drawing."""
    pixels = track.pixels.copy()
    pixels[..., 0] = track.width - pixels[..., 0]
    return replace(track, pixels=pixels)
