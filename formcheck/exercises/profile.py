"""Criteria are data: what is judged, at which instant, against which limits, and where those come from."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from formcheck.errors import ProfileError


class Criterion(BaseModel):
    """One thing a repetition is judged by.

    `measure` and `error` name readings of the repetition: the value and its standard error; `otherwise`, if
    given, is read where `measure` is nan. Values from `borderline_from` on are borderline and from
    `unstable_from` on unstable, in the direction `worse`. Criteria that `decide` make the repetition's grade.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    measure: str
    otherwise: str | None = None
    error: str
    unit: str
    instant: str
    worse: Literal["above", "below"] = "above"
    borderline_from: FiniteFloat
    unstable_from: FiniteFloat
    decides: bool = False
    cue: str
    source: str

    @model_validator(mode="after")
    def _limits_in_order(self) -> Criterion:
        if (self.unstable_from - self.borderline_from) * (1 if self.worse == "above" else -1) < 0:
            raise ValueError(f"{self.name}: unstable_from must be the worse of the two limits")
        return self


class Profile(BaseModel):
    """The criteria of one exercise for one population."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exercise: str
    population: str
    min_reps: int = Field(ge=1, description="with fewer, a leg gets no verdict but 'too few'")
    criterion: tuple[Criterion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _something_decides(self) -> Profile:
        if not any(criterion.decides for criterion in self.criterion):
            raise ValueError("at least one criterion must have decides = true")
        return self


def load(path: Path, default: Profile) -> Profile:
    """Read a profile from a TOML file; it must be of the same exercise as `default`.

    Raises
    ------
    ProfileError
        The file is missing, not TOML, or not a profile; the sentence says what is wrong where.
    """
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"The profile {path} is not a TOML file: {error}.") from error
    profile = from_facts(facts, path)
    if profile.exercise != default.exercise:
        raise ProfileError(f"The profile {path} is for {profile.exercise}, and the exercise is {default.exercise}.")
    return profile


def from_facts(facts: object, origin: Path) -> Profile:
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


def to_toml(profile: Profile) -> str:
    """The profile as an editable TOML file that `load` reads back to the same profile."""
    lines = [f"{key} = {_toml(value)}" for key, value in profile.model_dump(exclude={"criterion"}).items()]
    for criterion in profile.criterion:
        lines += ["", "[[criterion]]"]
        lines += [f"{k} = {_toml(v)}" for k, v in criterion.model_dump(exclude_none=True).items()]
    return "\n".join(lines) + "\n"


def _toml(value: str | bool | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A JSON string is a TOML string, but for the one control character that JSON lets through.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
