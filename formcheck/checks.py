"""What is asked of a clip's landmarks before anything is measured from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.errors import ClipTooShort, NoPerson, PersonCut, UpsideDown
from formcheck.measures import posture
from formcheck.poses.people import extent, inside
from formcheck.types import BoolArray, FloatArray, Landmark, Track

LEAST_FRAMES = 5
LEAST_SHARE = 0.05
"""Found in a smaller share of the frames, a person is a mistake of the model or not worth a number (convention)."""

CUT_SHARE = 0.5

ON_HEAD_DEG = 135.0
"""A trunk farther than this from upright is upside down, nearer it lies (convention)."""

PARTS = {"SHOULDER": "shoulders", "HIP": "hips", "KNEE": "knees", "ANKLE": "feet"}


def check_person(track: Track, needs: Sequence[Landmark]) -> None:
    """Refuse clips that cannot be measured.

    Raises
    ------
    ClipTooShort, NoPerson, UpsideDown, PersonCut
        Each with a sentence that says what to do.
    """
    if len(track) < LEAST_FRAMES:
        raise ClipTooShort(
            f"The clip has {len(track)} frame{'s' * (len(track) != 1)}; at least {LEAST_FRAMES} are needed, and some "
            "seconds for a repetition."
        )
    seen = frames_seen(track)
    if seen.sum() < max(LEAST_FRAMES, LEAST_SHARE * len(track)):
        raise NoPerson(
            "No person was found in the clip: the whole body should be in the picture, at least an eighth of its "
            "height, in good light."
        )
    if _upside_down(track.pixels[seen], track.world[seen]):
        raise UpsideDown("The clip is upside down: turn it by 180° and analyse it again.")
    cut = (~inside(track.pixels, track.width, track.height)[seen]).mean(axis=0) > CUT_SHARE
    if cut[list(needs)].any():
        outside = {Landmark(int(row)).name.split("_")[-1] for row in np.flatnonzero(cut)}
        parts = " and ".join(PARTS[part] for part in PARTS if part in outside)
        raise PersonCut(
            f"The {parts} are outside the picture: step back until the whole body is in view, feet included."
        )


def _upside_down(pixels: FloatArray, world: FloatArray) -> bool:
    """Whether the feet are above the shoulders in the picture, and the trunk stands on its head in space.

    The second is not so of who lies with the head toward the camera.
    """
    shoulders, ankles = posture.middle(pixels, posture.SHOULDERS), posture.middle(pixels, posture.ANKLES)
    known = np.isfinite(shoulders).all(axis=1) & np.isfinite(ankles).all(axis=1)
    tipped = known & (posture.trunk_from_up_deg(world) > ON_HEAD_DEG)
    size = np.array([extent(one) for one in pixels[tipped]])
    on_head = (ankles - shoulders)[tipped, 1] < -0.3 * size
    return bool(on_head.sum() > 0.5 * known.sum())


def frames_seen(track: Track) -> BoolArray:
    """Frames (T,) in which the person was found, whatever part of them."""
    return np.any(np.isfinite(track.pixels).all(axis=2), axis=1)
