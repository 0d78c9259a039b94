"""Landmark health: where the landmarks lie, put right where that is clear and left out where it is not.

The model's own visibility does not tell. What does is that a body is one body: it keeps its place, its size and
its sides, its limbs move as limbs can and keep their lengths, and it is not seen outside the picture.
"""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.health import joints, jumps, outside, swaps
from formcheck.types import HealthEvent, Landmark, Track


def examine(track: Track, needs: Sequence[Landmark]) -> tuple[Track, list[HealthEvent]]:
    """Repair or leave out what cannot be true in a raw track.

    Parameters
    ----------
    track
        As estimated, neither smoothed nor turned upright.
    needs
        Landmarks without which a frame says nothing: where one is outside the picture, the whole row is left out.

    Returns
    -------
    Track
        The same rows; landmarks left out are nan in `pixels` and `world`, swapped sides are swapped back in
        `pixels`, `world` and `visible` alike.
    list of HealthEvent
        In order of time.

    Notes
    -----
    In the order in which one fault would hide the next: who is followed, what lies outside, which side is which,
    single joints.
    """
    track, jumped = jumps.leave_out(track)
    track, away = outside.leave_out(track, needs)
    track, swapped = swaps.put_right(track)
    track, torn = joints.leave_out(track)
    return track, sorted([*jumped, *away, *swapped, *torn], key=lambda event: (event.start_s, event.end_s))


def alike(track: Track, needs: Sequence[Landmark], others: Sequence[Landmark]) -> bool:
    """Whether `examine` surely gives the same for other needs: what only one of them names is never outside."""
    differ = list(set(needs) ^ set(others))
    return not outside.marks_outside(track)[:, differ].any()
