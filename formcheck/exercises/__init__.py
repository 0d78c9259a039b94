"""One file an exercise. Registering one here is all it takes to reach it from everywhere."""

from __future__ import annotations

from formcheck.errors import ProfileError
from formcheck.exercises.base import Exercise
from formcheck.exercises.glute_bridge import GluteBridge
from formcheck.exercises.one_leg_bridge import OneLegBridge
from formcheck.exercises.quadruped_hip_raise import QuadrupedHipRaise
from formcheck.exercises.single_leg_squat import SingleLegSquat

EXERCISES: tuple[Exercise, ...] = (SingleLegSquat(), GluteBridge(), OneLegBridge(), QuadrupedHipRaise())


def find(name: str) -> Exercise:
    """The exercise of that name.

    Raises
    ------
    ProfileError
        There is none; the sentence lists those there are.
    """
    for exercise in EXERCISES:
        if exercise.name == name:
            return exercise
    raise ProfileError(f"There is no exercise called {name!r}; there is {', '.join(e.name for e in EXERCISES)}.")
