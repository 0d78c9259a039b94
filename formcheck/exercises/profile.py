"""Criteria are data: what is judged, at which instant, against which limits, and where those come from."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from formcheck.errors import ProfileError

ViewName = Literal["front", "rear", "front oblique", "rear oblique", "left side", "right side"]
"""As `view.name_of` gives them. Of who lies on the back the front is seen from the feet, the rear from the head."""


class Criterion(BaseModel):
    """One thing an exercise is judged by.

    `measure` and `error` name readings of a repetition: the value and its standard error; `otherwise`, if
    given, is read where `measure` is nan. Values from `borderline_from` on are borderline and from
    `unstable_from` on unstable, in the direction `worse`; "away" means away from zero, either way.
    `over` is what is judged: every repetition; a side's mean over its repetitions; the slope of the value over a
    side's repetitions; or the difference between the sides, left minus right. Criteria that `decide` make the grade.
    Only from the `views` named is it judged at all.
    `says` is the verdict's sentence about it, with {side}, {other}, {value} (with its error), {below} (or above) and
    {zero} (what it is measured from) filled in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    measure: str
    otherwise: str | None = None
    error: str
    unit: str
    instant: str
    over: Literal["repetition", "mean", "slope", "difference"] = "repetition"
    worse: Literal["above", "below", "away"] = "above"
    borderline_from: FiniteFloat
    unstable_from: FiniteFloat
    decides: bool = False
    views: tuple[ViewName, ...] = Field(min_length=1)
    says: str = "{name} was {value} at the {instant}"
    cue: str
    source: str

    @model_validator(mode="after")
    def _limits_in_order(self) -> Criterion:
        if (self.unstable_from - self.borderline_from) * (-1 if self.worse == "below" else 1) < 0:
            raise ValueError(f"{self.name}: unstable_from must be the worse of the two limits")
        if self.worse == "away" and self.borderline_from < 0:
            raise ValueError(f"{self.name}: limits on the distance from zero are not negative")
        return self

    @model_validator(mode="after")
    def _says_what_it_can(self) -> Criterion:
        try:
            self.sentence(side="", other="", value="", below="", zero="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"{self.name}: says = {self.says!r} cannot be filled in: {error}") from error
        return self

    def sentence(self, **told: str) -> str:
        """`says` filled in."""
        return self.says.format(name=self.name, instant=self.instant, **told)


class Profile(BaseModel):
    """The criteria of one exercise for one population."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exercise: str
    population: str
    min_reps: int = Field(ge=1, description="with fewer, a side gets no verdict but 'too few'")
    held: str = Field(description="what a stable verdict says besides")
    criterion: tuple[Criterion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _something_decides(self) -> Profile:
        if not any(criterion.decides for criterion in self.criterion):
            raise ValueError("at least one criterion must have decides = true")
        return self

    def seen_from(self, view: str) -> tuple[Criterion, ...]:
        """The criteria that can be judged from a view."""
        return tuple(criterion for criterion in self.criterion if view in criterion.views)


def builtin(name: str) -> str:
    """The text of an exercise's own profile."""
    return (resources.files(__package__) / "profiles" / f"{name}.toml").read_text(encoding="utf-8")


def load(path: Path) -> Profile:
    """Read a profile from a TOML file.

    Raises
    ------
    ProfileError
        The file is missing, not TOML, or not a profile; the sentence says what is wrong where.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"The profile {path} is not a TOML file: {error}.") from error
    return parse(text, path)


def parse(text: str, origin: Path | str) -> Profile:
    """The profile that a TOML text is; `origin` names it in the sentence of a failure.

    Raises
    ------
    ProfileError
        It is none.
    """
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"The profile {origin} is not a TOML file: {error}.") from error
    return from_facts(facts, origin)


def from_facts(facts: object, origin: Path | str) -> Profile:
    """The profile of a TOML or JSON object that was read from `origin`.

    Raises
    ------
    ProfileError
        It is none; the sentence says what is wrong where.
    """
    try:
        return Profile.model_validate(facts)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise ProfileError(f"The profile {origin} cannot be used: {where}: {first['msg']}.") from error
