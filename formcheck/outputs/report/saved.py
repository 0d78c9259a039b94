"""What a results folder holds, as the report reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from formcheck import exercises
from formcheck.errors import ProfileError
from formcheck.exercises.judge import judge
from formcheck.exercises.profile import Criterion, Profile, from_facts
from formcheck.outputs import result_json
from formcheck.outputs.folder import MARK
from formcheck.outputs.write import FRAMES, LANDMARKS, VIDEO
from formcheck.poses import recorded
from formcheck.types import LEFT_AND_RIGHT, Finding, FloatArray, Grade, Readings, Rep, Result, Side, Track

MOST_REPS = 100
"""Repetitions that are drawn and listed one by one; a long run has more, and the page stays small (convention)."""

AT_START = "_at_contact_deg"
"""A measure of this name is read where a step starts, and not at its key instant."""


@dataclass(frozen=True)
class Saved:
    """A folder's result, its readings of every frame (nan = could not be read), and its video where there is one."""

    folder: Path
    result: Result
    readings: Readings
    video: Path | None

    @cached_property
    def profile(self) -> Profile:
        """The criteria it was judged by."""
        return from_facts(self.result.profile, self.folder / MARK)

    @cached_property
    def track(self) -> Track:
        """The landmarks as they were estimated, in the pixels of the clip."""
        return recorded.load(self.folder / LANDMARKS)

    @property
    def begins_s(self) -> float:
        """Time in the clip at which the annotated video is at 0."""
        return float(self.readings.time_s[0])

    @property
    def title(self) -> str:
        """The exercise's English title."""
        return self.title_of(self.result.exercise)

    @staticmethod
    def title_of(exercise: str) -> str:
        """An exercise's English title; of one from a file that is not at hand, its name."""
        try:
            return exercises.find(exercise).title
        except ProfileError:
            return exercise

    @cached_property
    def noun(self) -> str:
        """What one effort is called; see `Exercise.noun`."""
        try:
            return exercises.find(self.result.exercise).noun
        except ProfileError:
            return "repetition"

    @property
    def sides(self) -> list[Side]:
        """The sides that have a verdict, in the order of their verdicts."""
        return [verdict.side for verdict in self.result.verdicts]

    def reps_of(self, side: Side) -> list[Rep]:
        """A side's repetitions in order."""
        return [rep for rep in self.result.reps if rep.side is side]

    def read(self, criterion: Criterion, side: Side) -> list[tuple[Rep, Finding]]:
        """A side's repetitions in which a criterion could be read, each judged by it at its instant."""
        at_start = criterion.measure.endswith(AT_START)
        judged = [
            (
                rep,
                judge(
                    criterion,
                    rep.readings,
                    rep=rep.number,
                    side=side,
                    time_s=rep.start_s if at_start else rep.key_s,
                ),
            )
            for rep in self.reps_of(side)
            if criterion.measure in rep.readings
        ]
        return [(rep, finding) for rep, finding in judged if finding.grade is not Grade.UNREADABLE]

    def deciding(self, first: str = "") -> list[Criterion]:
        """Criteria of single repetitions and of means that decide and can be seen, the one called `first` first."""
        deciding = [
            criterion
            for criterion in self.profile.seen_from(self.result.view.name)
            if criterion.decides and criterion.over in ("repetition", "mean")
        ]
        return sorted(deciding, key=lambda criterion: criterion.name != first)


def load(folder: Path) -> Saved:
    """Read what `formcheck analyze` wrote.

    Raises
    ------
    ProfileError
        The folder holds no result of this version, or not its table of frames.
    """
    result = result_json.load(folder / MARK)
    try:
        table = parquet.read_table(folder / FRAMES)
    except (OSError, pa.ArrowException) as error:
        raise ProfileError(f"{folder} has no readable {FRAMES}: analyse the clip again.") from error
    values = {name: _numbers(table[name]) for name in table.column_names if name != "side"}
    video = folder / VIDEO
    return Saved(folder, result, Readings(values.pop("time_s"), values), video if video.exists() else None)


def legs_of(side: Side) -> tuple[Side, ...]:
    """The legs that a side stands for."""
    return LEFT_AND_RIGHT if side is Side.BOTH else (side,)


def _numbers(column: pa.ChunkedArray) -> FloatArray:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), float)
