"""What is said of a clip, and what a view shows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from formcheck.types.body import Angle, Level, Neutral, Playback, Readings, View
from formcheck.types.track import Origin, Track
from formcheck.types.values import FloatArray, Number, Side


class Grade(StrEnum):
    """What a criterion came to."""

    STABLE = "stable"
    BORDERLINE = "borderline"
    UNSTABLE = "unstable"
    UNREADABLE = "unreadable"


class Repair(StrEnum):
    """What was done about landmarks that cannot be right: put right, or left out."""

    REPAIRED = "repaired"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion judged for one repetition, or, `rep` = 0, over a side's repetitions or both sides'.

    `error` is the half-width of the 90 % interval of `value`; `limit` is the bound that decided.
    """

    criterion: str
    rep: int
    side: Side
    grade: Grade
    value: Number
    error: Number
    limit: Number
    unit: str
    time_s: Number
    cue: str


@dataclass(frozen=True, slots=True)
class Rep:
    """A repetition: times in the clip, what was read in it by name, and its grade."""

    number: int
    set_number: int
    side: Side
    start_s: float
    key_s: float
    end_s: float
    grade: Grade
    readings: dict[str, Number]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One side's answer in a sentence, about the criterion that decided it.

    `value` is the mean over its repetitions, `error` the half-width of its 90 % interval, in `unit`; nan where
    nothing could be read. `coverage` is the share of its repetitions' frames that were read.
    """

    side: Side
    grade: Grade
    sentence: str
    reps: int
    criterion: str
    value: Number
    error: Number
    unit: str
    coverage: float


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """A stretch of a clip in which landmarks cannot be right (docs/measures.md, landmark health).

    `kind` is jump, flip, swap, spike, stretched or outside; `parts` are the person's ("left leg", "hands", "whole
    body"); times are those of the first and the last frame concerned.
    """

    kind: str
    start_s: float
    end_s: float
    parts: list[str]
    repair: Repair
    sentence: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise that a clip may show, and how likely that is, 0..1."""

    exercise: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the clip the numbers rest on.

    Of `frames_with_pose`, `frames_left_out` lack a landmark the exercise needs, because it could not be right.
    """

    frames: int
    frames_with_pose: int
    frames_left_out: int
    frames_several_people: int
    corrupt_frames: int

    @property
    def share(self) -> float:
        """Share of the frames in which the person was found, 0..1."""
        return self.frames_with_pose / self.frames if self.frames else 0.0


@dataclass(frozen=True, slots=True)
class QaslsItem:
    """One of the ten questions of QASLS: 0 = no, 1 = yes, None = not assessable, and then `why`.

    `value` is what answers it, `error` the half-width of its 90 % interval; at `limit` the answer turns.
    """

    name: str
    asks: str
    score: int | None
    why: str
    value: Number
    error: Number
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class Qasls:
    """A leg's QASLS (Herrington): `total` is how many of the `assessable` of its ten `items` are a yes; 0 is best."""

    side: Side
    total: int
    assessable: int
    items: list[QaslsItem]


@dataclass(frozen=True, slots=True)
class Result:
    """All that one clip came to; `result.json` is this type (docs/result.schema.json).

    `candidates` are what the clip may show, likeliest first, when the user did not name the exercise. `reference` is
    what drop was judged against: "quiet standing" or its like, or "gravity". `given_roll_deg` is None when
    the user did not state the camera's roll. `mirrored` says that the user called the clip a mirror image: sides
    and angles are then the person's own, and only `given_roll_deg` is as the clip shows it.
    """

    schema_version: int
    origin: Origin
    exercise: str
    candidates: list[Candidate]
    profile: dict[str, Any]
    given_roll_deg: float | None
    mirrored: bool
    pelvis_estimator: str
    filtering: str
    level: Level
    view: View
    playback: Playback
    neutral: Neutral
    reference: str
    coverage: Coverage
    health: list[HealthEvent]
    verdicts: list[Verdict]
    reps: list[Rep]
    findings: list[Finding]
    qasls: list[Qasls]
    notes: list[str]
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A clip after analysis: the landmarks as they were estimated, what was read from them, and the result.

    `track` is raw; `shown` is the same landmarks smoothed, in the picture's own pixels, for drawing.
    """

    track: Track
    shown: Track
    readings: Readings
    result: Result


@dataclass(frozen=True, slots=True)
class Step:
    """All there is to show at one moment of a clip.

    `pixels` (33, 2), nan rows = not seen. `side` is that of the effort under way, None between efforts. `says` is the
    number of the moment in words, `doing` what is under way or done so far, `last` the last effort done, and `cue`
    what to do better.
    """

    time_s: float
    pixels: FloatArray
    obliquity: Angle
    side: Side | None
    says: str
    doing: str
    last: Rep | None
    cue: str
