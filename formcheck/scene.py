"""All there is to show at one moment live; it computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from formcheck.types import Angle, Side, Step


class Phase(StrEnum):
    """Where a live session stands."""

    SETUP = "set-up"
    STILL = "stand still"
    COUNTDOWN = "countdown"
    WORK = "work"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the person is told to do.

    `says` is one large sentence, `advice` smaller ones that stop nobody; `count` is 3, 2, 1 in the countdown, else 0.
    """

    phase: Phase
    says: str
    advice: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment of a live session.

    `step` is drawn on the runner. `lower` is by how much the left side of the pelvis is lower than in the person's
    own standing still (else than level), nan = cannot be read; `limits_deg` are where a drop becomes borderline and
    unstable, empty where the exercise has none. `counts` are repetitions done by side. `roll_deg` is the camera's
    where the person is, 0 while it is not known. `pose_hz` is how many poses are estimated a second, `dropped` how
    many pictures came and were not measured. `title` names the exercise, empty while it is not known. `camera` says
    what is wrong with the camera, empty = nothing.
    """

    time_s: float
    guidance: Guidance
    step: Step
    lower: Angle
    limits_deg: tuple[float, ...]
    counts: dict[Side, int] = field(default_factory=dict)
    noun: str = "repetition"
    title: str = ""
    roll_deg: float = 0.0
    pose_hz: float = 0.0
    dropped: int = 0
    recording: bool = False
    muted: bool = False
    camera: str = ""
