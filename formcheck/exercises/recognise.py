"""Which exercise a clip shows, and how sure that is. Each exercise says in its own file what it looks like."""

from __future__ import annotations

from formcheck import exercises
from formcheck.errors import NoRepetition, WhichExercise
from formcheck.exercises.base import Exercise
from formcheck.exercises.profile import Profile
from formcheck.exercises.score import refuse_another
from formcheck.types import Body, Candidate

AUTO = "auto"
"""In place of an exercise's name: found from the clip."""

SURE = 0.7
"""From this confidence on nobody is asked (convention)."""

NONE_OF_THEM = 0.15
"""How much any clip looks like something else, on the scale of `Exercise.likeness` (convention)."""

NOT_AT_ALL = 0.05
"""A confidence below is none (convention)."""


def rank(body: Body) -> list[Candidate]:
    """What the clip may show, likeliest first; the confidences leave room for none of them."""
    likeness = {exercise.name: exercise.likeness(body) for exercise in exercises.EXERCISES}
    whole = sum(likeness.values()) + NONE_OF_THEM
    candidates = [Candidate(name, alike / whole) for name, alike in likeness.items()]
    return sorted(candidates, key=lambda candidate: -candidate.confidence)


def sure(candidates: list[Candidate]) -> Exercise:
    """The exercise that the clip surely shows.

    Raises
    ------
    WhichExercise
        None is sure enough; the sentence says what the clip may show and how to name it.
    NoRepetition
        The clip looks like none of them.
    """
    best = candidates[0]
    if best.confidence >= SURE:
        return exercises.find(best.exercise)
    may = [f"{c.exercise} ({c.confidence:.0%})" for c in candidates[:3] if c.confidence >= NOT_AT_ALL]
    if not may:
        titles = ", ".join(exercise.title.lower() for exercise in exercises.EXERCISES)
        raise NoRepetition(f"Nothing was found in the clip that is known here: {titles}.")
    looks = f"it may be {' or '.join(may)}"
    raise WhichExercise(f"Which exercise the clip shows is not sure, {looks}: name it with --exercise.")


def named(name: str, criteria: Profile | None) -> Exercise | None:
    """The exercise of that name; of AUTO, the one a profile is for, or None = to be found.

    Raises
    ------
    ProfileError
        There is none, or the profile is for another.
    """
    if name == AUTO:
        return exercises.find(criteria.exercise) if criteria else None
    exercise = exercises.find(name)
    if criteria:
        refuse_another(exercise, criteria)
    return exercise
