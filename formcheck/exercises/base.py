"""What every exercise file provides; see docs/architecture.md for how the pipeline uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from formcheck.exercises.profile import Profile
from formcheck.types import Body, BoolArray, Landmark, Neutral, Readings, Side, Span


class Exercise(Protocol):
    """One exercise: what it reads, where its repetitions are, and what is measured in them.

    Attributes
    ----------
    name, title
        For the command line, and for people.
    shows
        What can be judged, by view name (`view.name_of`); a view that is not a key shows nothing.
    cannot
        For views that cannot show the pelvis: one sentence that says so and what to film instead.
    needs
        Landmarks that must be in the picture.
    profile
        The default criteria.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def shows(self) -> Mapping[str, str]: ...

    @property
    def cannot(self) -> Mapping[str, str]: ...

    @property
    def needs(self) -> tuple[Landmark, ...]: ...

    @property
    def profile(self) -> Profile: ...

    def read(self, body: Body) -> Readings:
        """Per-frame readings; those a view cannot show are nan."""

    def standing(self, body: Body, readings: Readings) -> BoolArray:
        """Rows (T,) of the person's own quiet standing."""

    def reps(self, body: Body, readings: Readings) -> list[tuple[Span, Side]]:
        """Repetitions and the leg each was done on, in order of time."""

    def measure(self, readings: Readings, span: Span, side: Side, neutral: Neutral) -> dict[str, float]:
        """Readings of one repetition by name (unit in the name).

        nan = could not be read; absent = its instant never came, such as 60° in a shallow squat.
        """

    def nothing_found(self, readings: Readings) -> str:
        """Say in one sentence why there was no repetition and what would be one."""
