"""What is asked of a clip's landmarks before anything is measured from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.errors import ClipTooShort, NoPerson, PersonCut, UpsideDown
from formcheck.poses.people import extent, inside
from formcheck.types import BoolArray, Landmark, Track

LEAST_FRAMES = 5
LEAST_SHARE = 0.05
"""Found in a smaller share of the frames, a person is a mistake of the model or not worth a number (convention)."""

CUT_SHARE = 0.5
PARTS = {"HIP": "hips", "KNEE": "knees", "ANKLE": "feet"}


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
    ankles = track.pixels[seen][:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE], 1].mean(axis=1)
    shoulders = track.pixels[seen][:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 1].mean(axis=1)
    size = np.array([extent(pixels) for pixels in track.pixels[seen]])
    upright = (ankles - shoulders) / size
    upright = upright[np.isfinite(upright)]
    if upright.size and np.median(upright) < -0.3:
        raise UpsideDown("The clip is upside down: turn it by 180° and analyse it again.")
    cut = ~inside(track.pixels[:, needs], track.width, track.height)[seen]
    often = [n.name.split("_")[1] for n, share in zip(needs, cut.mean(axis=0), strict=True) if share > CUT_SHARE]
    if often:
        parts = " and ".join(PARTS[part] for part in PARTS if part in often)
        raise PersonCut(
            f"The {parts} are outside the picture: step back until the whole body is in view, feet included."
        )


def frames_seen(track: Track) -> BoolArray:
    """Frames (T,) in which the person was found, whatever part of them."""
    return np.any(np.isfinite(track.pixels).all(axis=2), axis=1)
