"""What every exercise file provides; see docs/architecture.md for how the pipeline uses it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

import numpy as np

from formcheck import smoothing
from formcheck.exercises.profile import Profile, builtin, parse
from formcheck.types import Body, BoolArray, Effort, Landmark, Neutral, Playback, Readings, Rep, Side

LEGS = (
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
)

HIPS_AND_KNEES = LEGS[:4]
"""What every exercise needs."""

AS_FILMED = Playback(1.0, 0.0, "taken to be as filmed")


class Exercise(ABC):
    """One exercise: what it reads, where its repetitions are, and what is measured in them.

    Attributes
    ----------
    name, title
        For the command line, and for people.
    noun
        What one effort is called: repetition, step, hold.
    rest
        What the person's own zero is called in a sentence; empty where the exercise has none.
    needs
        Landmarks that must be in the picture.
    cutoff_hz
        Low-pass edge for the landmarks.
    on_one_leg
        Done standing on one leg, so that QASLS applies.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[str] = "repetition"
    rest: ClassVar[str] = "quiet standing"
    needs: ClassVar[tuple[Landmark, ...]] = LEGS
    cutoff_hz: ClassVar[float] = smoothing.CUTOFF_HZ
    on_one_leg: ClassVar[bool] = False

    @property
    def criteria(self) -> str:
        """The default criteria as TOML; those of `profiles/` unless an exercise brings its own."""
        return builtin(self.name)

    @cached_property
    def profile(self) -> Profile:
        """The default criteria."""
        return parse(self.criteria, f"of {self.name}")

    @abstractmethod
    def read(self, body: Body) -> Readings:
        """Per-frame readings; those a view cannot show are nan."""

    @abstractmethod
    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Repetitions (steps, holds) and the side each was done on, in order of time."""

    @abstractmethod
    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """Readings of each effort by name (unit in the name).

        nan = could not be read; absent = its instant never came, such as 60° in a shallow squat.
        """

    @abstractmethod
    def likeness(self, body: Body) -> float:
        """How much the clip looks like this exercise, 0..1, for `recognise`."""

    @abstractmethod
    def nothing_found(self, readings: Readings) -> str:
        """Say in one sentence why there was no effort and what would be one."""

    def resting(self, body: Body, readings: Readings) -> BoolArray:
        """Rows (T,) in which the person is at rest where the exercise begins, for their own zero; none by default."""
        return np.zeros(len(readings), bool)

    def playback(self, body: Body) -> Playback:
        """How much slower than life a clip is shown, where the exercise can tell; `body` is in the clip's time."""
        return AS_FILMED

    def notes(self, body: Body, reps: Sequence[Rep]) -> list[str]:
        """What else a reader should know of the clip and its repetitions, a sentence each."""
        return []

    def unsupported(self, side: Side) -> Side:
        """The side of the pelvis that nothing holds up, for the sign of a drop; BOTH where there is none."""
        return side.other

    def who(self, side: Side) -> str:
        """How a verdict on this side begins."""
        return "Both legs" if side is Side.BOTH else f"{side.capitalize()} leg"

    def unread(self, view: str) -> str:
        """Why nothing that decides was read from a view that can show it, and what other views show."""
        others = [c for c in self.profile.criterion if c.decides and view not in c.views]
        what = f"What decides could not be read in any {self.noun}"
        if not others:
            return f"{what}."
        where = dict.fromkeys(name for criterion in others for name in criterion.views if "oblique" not in name)
        names = " and ".join(dict.fromkeys(criterion.name for criterion in others))
        return f"{what} from the {view}; {names} can be seen from the {' or the '.join(where)}."

    def cannot(self, view: str) -> str:
        """Why a view shows nothing that decides, and from where to film; empty where it does."""
        deciding = [criterion for criterion in self.profile.criterion if criterion.decides]
        if any(view in criterion.views for criterion in deciding):
            return ""
        where = dict.fromkeys(name for criterion in deciding for name in criterion.views if "oblique" not in name)
        names = " and ".join(dict.fromkeys(criterion.name for criterion in deciding))
        return f"From the {view}, {names} cannot be seen: film from the {' or the '.join(where)}."
