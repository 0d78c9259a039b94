"""The nouns, in the order data meets them. They compute nothing.

`Frame` → `Pose` → `Track` → `Readings` → `Rep` → `Finding` → `Verdict`, summed into `Result`.
Names carry unit and sign; ``nan`` means *could not be read* everywhere, and crosses JSON as ``null``.

Signs (docs/measures.md): obliquity + = the left side lower; drop + = the unsupported side lower;
tilt + = anterior; rotation + = toward the person's left; lean + = toward the person's left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

FloatArray = NDArray[np.floating[Any]]
BoolArray = NDArray[np.bool_]
ImageBGR = NDArray[np.uint8]

Number = Annotated[
    float,
    BeforeValidator(lambda value: math.nan if value is None else value),
    PlainSerializer(lambda value: None if math.isnan(value) else value, when_used="json"),
    WithJsonSchema({"type": ["number", "null"], "description": "null = could not be read"}),
]
"""A float whose nan crosses JSON as null."""


class Landmark(IntEnum):
    """Rows of a pose: the 33 points of MediaPipe's BlazePose (Bazarevsky 2020). Left is the person's left."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)

BODY = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    *HIPS,
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
)
"""The landmarks whose root mean square distance from their middle is the size of a body in a picture."""


class Side(StrEnum):
    """A leg of the person, never a half of the picture; or both legs together."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> Side:
        """The opposite side; of both, both."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, self)


LEFT_AND_RIGHT = (Side.LEFT, Side.RIGHT)


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
class SourceInfo:
    """What a source says of itself before the first frame.

    `frames` is an estimate (0 = unknown); `frame_rate` is the mean over the container, 0 = unknown, and no
    time is ever computed from it. `width` and `height` are those of the upright picture.
    """

    name: str
    width: int
    height: int
    frame_rate: float
    frames: int
    duration_s: Number
    codec: str
    container: str
    rotation_deg: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright, never mirrored picture.

    `time_s` is the frame's own time stamp minus the clip's first; it rises strictly. `image` is
    (height, width, 3) uint8 in BGR order.
    """

    index: int
    time_s: float
    image: ImageBGR


APPEARANCE = 24
"""Numbers that describe the picture around the hips; see `poses.patch`."""


def _unseen() -> FloatArray:
    return np.full(APPEARANCE, np.nan, np.float32)


@dataclass(frozen=True, slots=True)
class Pose:
    """The landmarks of one person in one frame.

    `pixels` (33, 2) x right, y down; `world` (33, 3) metres, hip-centred, axes of the camera (x right,
    y down, z away); `visible` (33,) 0..1 as the model claims. nan = not seen. `persons` is how many people
    the estimator last counted in the picture. `appearance` (24,) describes the picture around the hips
    (`poses.patch`); nan where the model cannot.
    """

    time_s: float
    pixels: FloatArray
    world: FloatArray
    visible: FloatArray
    persons: int = 1
    appearance: FloatArray = field(default_factory=_unseen)


@dataclass(frozen=True, slots=True)
class Track:
    """The landmarks of the followed person over a clip: one row a frame, a row of nan where nobody was found.

    `time_s` (T,), `pixels` (T, 33, 2), `world` (T, 33, 3), `visible` (T, 33), `persons` (T,) int;
    `width`, `height` of the picture in pixels. `lines` (N, 5) are straight lines of the surroundings, looked for
    now and then: time_s, x1, y1, x2, y2 in pixels, the upper end first. `appearance` is (T, 24), or (0, 24) when
    nothing is known of it.
    """

    time_s: FloatArray
    pixels: FloatArray
    world: FloatArray
    visible: FloatArray
    persons: NDArray[np.int64]
    width: int
    height: int
    lines: FloatArray = field(default_factory=lambda: np.empty((0, 5)))
    appearance: FloatArray = field(default_factory=lambda: np.empty((0, APPEARANCE)))

    def __len__(self) -> int:
        return len(self.time_s)


Z90 = 1.645
"""Half-width of a 90 % interval in standard errors."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a track comes from: which frames of which clip, through which model.

    `start_s` and `end_s` are the span asked for, None = the clip's own. `model` is its card's name or its file's.
    """

    source: SourceInfo
    start_s: float | None
    end_s: float | None
    corrupt_frames: int
    model: str
    model_sha256: str


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
    that which passed: a slow-motion clip's is divided by its `playback` rate.
    """

    track: Track
    level: Level
    view: View
    pelvis: Mapping[str, FloatArray]
    playback: Playback


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

    `instants_s`, start, key and end in seconds, are given where they lie between rows, with their standard errors.
    """

    span: Span
    side: Side
    instants_s: tuple[float, float, float] | None = None
    instants_se_s: tuple[float, float, float] | None = None


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
