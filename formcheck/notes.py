"""What the reader of a result should know of the clip and of how much the numbers rest on."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from formcheck.exercises.base import Exercise
from formcheck.exercises.profile import Profile
from formcheck.smoothing import SAMPLES_PER_EDGE
from formcheck.types import Body, Coverage, Neutral, Origin, Rep

ENDS_EARLY = 0.95
"""A clip with a smaller share of the frames its container promises was cut off on the way here (convention)."""

WORTH_A_NOTE = 0.03
"""Landmarks left out in a larger share of the frames are told of in a note (convention)."""


def notes(
    exercise: Exercise,
    profile: Profile,
    body: Body,
    origin: Origin,
    coverage: Coverage,
    neutral: Neutral,
    reps: list[Rep],
) -> list[str]:
    """What a reader of the result should know, a sentence each."""
    notes = []
    hidden = [c.name for c in profile.criterion if body.view.name not in c.views]
    if hidden and not exercise.cannot(body.view.name):
        notes.append(f"This view ({body.view.name}) does not show: {', '.join(hidden)}.")
    if body.playback.rate != 1.0 and math.isfinite(body.playback.rate):
        slowed = f"{body.playback.rate:.3g} times slower than life"
        notes.append(f"The clip is taken to be shown {slowed} ({body.playback.how}); times are the clip's own.")
    if coverage.frames_several_people:
        share = coverage.frames_several_people / coverage.frames
        notes.append(
            f"Several people are in the picture in {share:.0%} of the frames; the largest one nearest the middle "
            "was followed."
        )
    if coverage.share < 0.9:
        notes.append(f"The person was found in {coverage.share:.0%} of the frames.")
    if coverage.frames_left_out > WORTH_A_NOTE * coverage.frames:
        share = coverage.frames_left_out / coverage.frames
        notes.append(f"In {share:.0%} of the frames the landmarks could not be right and were left out.")
    if coverage.corrupt_frames:
        notes.append(f"{coverage.corrupt_frames} frames could not be decoded.")
    whole = origin.start_s is None and origin.end_s is None and origin.fps is None
    promised = origin.source.frames if whole else 0
    if coverage.frames < ENDS_EARLY * promised:
        notes.append(f"The clip breaks off: {coverage.frames} of its {promised} frames could be read.")
    needed = SAMPLES_PER_EDGE * exercise.cutoff_hz
    if origin.fps is not None and 1.0 / float(np.median(np.diff(body.track.time_s))) < needed:
        notes.append(f"At {origin.fps:.3g} frames a second nothing was filtered: this exercise needs {needed:.3g}.")
    drops = [rep.readings.get("drop_deg", math.nan) for rep in reps]
    if exercise.rest and not neutral.frames and np.isfinite(drops).any():
        notes.append(
            f"No {exercise.rest} was found, so drop is relative to gravity: begin with two seconds of it, still."
        )
    if exercise.rest and any(b.start_s < a.end_s for a, b in pairwise(reps)):
        notes.append("Some repetitions follow each other without a stand between them.")
    return notes + exercise.notes(body, reps)
