"""What is read from a track: the level, the view, the pelvis, and where the repetitions are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.types.track import Track
from formcheck.types.values import FloatArray, Number, Side

Z90 = 1.645
"""Half-width of a 90 % interval in standard errors."""


@dataclass(frozen=True, slots=True)
class Angle:
    """An angle in degrees and its standard error; nothing in degrees travels without one."""

    value_deg: Number
    se_deg: Number


@dataclass(frozen=True, slots=True)
class Witness:
    """What one witness says of the camera's roll (the person: where it stands), and from how many edges or frames."""

    what: str
    roll: Angle
    count: int


@dataclass(frozen=True, slots=True)
class Level:
    """How the camera stood, and who says so.

    `roll` is how far the picture's up is turned clockwise from gravity's up in the middle of the picture,
    `at_person` the same where the person is; `pitch` + = looking up; `looks_down` how steeply the camera looks down
    on the person's hips, which differs from the pitch where they are off the middle. nan = unknown.
    """

    roll: Angle
    pitch: Angle
    at_person: Angle
    looks_down: Angle
    how: str
    evidence: list[Witness]


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera sees the person from: azimuth 0 = from the front, +90 = its left side toward us."""

    azimuth: Angle
    name: str


@dataclass(frozen=True, slots=True)
class Playback:
    """A clip shows `rate` times more seconds than passed: 8 = eight times slow motion.

    `se` is 0 where the rate was stated or is surely a usual one; both are nan where it cannot be told. `how` says who
    says so.
    """

    rate: Number
    se: Number
    how: str


@dataclass(frozen=True, slots=True)
class Neutral:
    """The person's own quiet standing: obliquity while it lasts; `frames` = 0 when none was found."""

    obliquity: Angle
    start_s: Number
    end_s: Number
    frames: int


@dataclass(frozen=True, slots=True)
class Body:
    """What an exercise reads from: an upright, smoothed track, how it was seen, and the pelvis in it.

    `pelvis` holds `obliquity_deg`, `tilt_deg`, `rotation_deg` and their `_se_deg`, (T,) each. The track's time is
    that which passed: a slow-motion clip's is divided by its `playback` rate. `metres_per_px` is the typical size of
    a pixel at the person (`measures.scale`).
    """

    track: Track
    level: Level
    view: View
    pelvis: Mapping[str, FloatArray]
    playback: Playback
    metres_per_px: float


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything read from every frame: `time_s` (T,) and one (T,) array a name; nan = could not be read."""

    time_s: FloatArray
    values: Mapping[str, FloatArray]

    def __getitem__(self, name: str) -> FloatArray:
        return self.values[name]

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, slots=True)
class Span:
    """A repetition as rows of a clip: first, deepest and last row, inclusive."""

    start: int
    key: int
    end: int


@dataclass(frozen=True, slots=True)
class Effort:
    """A repetition, step or hold before it is measured: its rows and its side.

    `instants_s`, start, key and end in seconds, are given where they lie between rows, with their standard errors;
    `rhythm_s`, the time from one to the next, where they come evenly.
    """

    span: Span
    side: Side
    instants_s: tuple[float, float, float] | None = None
    instants_se_s: tuple[float, float, float] | None = None
    rhythm_s: float = math.nan
