"""One file an exercise. Registering one here is all it takes to reach it from everywhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from formcheck.errors import ProfileError
from formcheck.exercises.base import Exercise
from formcheck.exercises.glute_bridge import GluteBridge
from formcheck.exercises.one_leg_bridge import OneLegBridge
from formcheck.exercises.quadruped_hip_raise import QuadrupedHipRaise
from formcheck.exercises.running import Running
from formcheck.exercises.single_leg_deadlift import SingleLegDeadlift
from formcheck.exercises.single_leg_squat import SingleLegSquat
from formcheck.exercises.standing_hold import StandingHold
from formcheck.exercises.two_leg_squat import TwoLegSquat

EXERCISES: tuple[Exercise, ...] = (
    SingleLegSquat(),
    SingleLegDeadlift(),
    Running(),
    GluteBridge(),
    OneLegBridge(),
    QuadrupedHipRaise(),
    TwoLegSquat(),
    StandingHold(),
)

_of_files: dict[str, Exercise] = {}


def find(name: str) -> Exercise:
    """The exercise of that name, or the one that a Python file of that path defines.

    One that was had from a file is known by its own name from then on.

    Raises
    ------
    ProfileError
        There is none; the sentence lists those there are, or says what is wrong with the file.
    """
    if name.endswith(".py"):
        exercise = _of_file(Path(name))
        _of_files[exercise.name] = exercise
        return exercise
    known = {exercise.name: exercise for exercise in EXERCISES} | _of_files
    if name not in known:
        raise ProfileError(f"There is no exercise called {name!r}; there is {', '.join(known)}.")
    return known[name]


def _of_file(path: Path) -> Exercise:
    """The exercise that a file of somebody's own defines (docs/adding-an-exercise.md)."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ProfileError(f"There is no file {path}.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        own = [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, Exercise) and kind.__module__ == path.stem
        ]
        if len(own) != 1:
            raise ProfileError(f"{path} should define one exercise, and defines {len(own)}.")
        exercise: Exercise = own[0]()
    except (ImportError, SyntaxError, NameError, AttributeError, TypeError) as error:
        raise ProfileError(f"{path} does not define an exercise: {error}.") from error
    if exercise.profile.exercise != exercise.name:
        raise ProfileError(f"The profile in {path} is for {exercise.profile.exercise}, not {exercise.name}.")
    return exercise
