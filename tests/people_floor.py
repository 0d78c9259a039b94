"""Stick people on the floor, with known angles: bridges on the back, and a leg raised on all fours.

The frame is that of `people`: x toward the person's left, y up. On the back the feet, and on all fours the head, are
toward +z, so that azimuth 0 sees a bridge from the feet and 180 a hip raise from behind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck import hip_line, pipeline, prepare
from formcheck.exercises import find
from formcheck.types import Analysis, Body, Landmark, Origin, Side, Track
from tests import people
from tests.people import (
    ARM,
    FORWARD,
    HALF_HIPS,
    HEAD,
    LEFT,
    MIRROR,
    SHANK,
    THIGH,
    TORSO,
    UP,
    Camera,
    Clip,
)

LIES_DEG, TOP_DEG = -3.0, 26.0
"""How far the trunk rises toward the hips, lying and at the top of a bridge, where the hips are 7° above the line
from shoulders to knees."""

ANKLE = np.array([0.0, 0.08, 0.98])
SHOULDERS_UP = 0.12


@dataclass(frozen=True)
class Rep:
    """A repetition: who carries (bridge) or is raised (all fours), how far, and the times of its parts.

    `angle_deg` is the trunk's rise in a bridge and the thigh's angle from straight down on all fours. `obliquity_deg`
    is reached with it.
    """

    side: Side = Side.BOTH
    angle_deg: float = TOP_DEG
    obliquity_deg: float = 0.0
    up_s: float = 0.8
    hold_s: float = 1.2
    rest_s: float = 0.8

    @property
    def length_s(self) -> float:
        """From rest to the end of the rest after it."""
        return 2 * self.up_s + self.hold_s + self.rest_s


def _share(rep: Rep, since_s: float) -> float:
    up = np.clip(min(since_s, 2 * rep.up_s + rep.hold_s - since_s) / rep.up_s, 0.0, 1.0)
    return float((1.0 - np.cos(np.pi * up)) / 2)


def crossing_s(rep: Rep, share: float) -> float:
    """When a repetition that starts at 0 has done a share of its rise; `_share` solved."""
    return rep.up_s * float(np.arccos(1.0 - 2.0 * share)) / np.pi


def bridge(rise_deg: float, obliquity_deg: float, side: Side) -> np.ndarray:
    """The landmarks (33, 3) of who lies on the back, the trunk rising toward the hips by an angle."""
    rows = np.full((33, 3), np.nan)
    r, o = np.radians(rise_deg), np.radians(obliquity_deg)
    shoulders = SHOULDERS_UP * UP
    along = np.cos(r) * FORWARD + np.sin(r) * UP
    hips = shoulders + TORSO * along
    across = np.cos(o) * LEFT - np.sin(o) * UP
    _upper(rows, shoulders, -along, across=LEFT, front=np.cross(LEFT, -along))
    carried: list[np.ndarray] = []
    for leg, sign in ((Side.LEFT, 1.0), (Side.RIGHT, -1.0)):
        hip, ankle = hips + sign * HALF_HIPS * across, ANKLE + sign * HALF_HIPS * LEFT
        knee = _knee(hip, ankle, UP)
        if side in (leg, Side.BOTH):
            carried.append((knee - hip) / THIGH)
        _leg(rows, leg, hip, knee, ankle, FORWARD)
    if side is not Side.BOTH:
        free, sign = side.other, 1.0 if side is Side.RIGHT else -1.0
        hip = hips + sign * HALF_HIPS * across
        _leg(rows, free, hip, hip + THIGH * carried[0], hip + (THIGH + SHANK) * carried[0], UP)
    return rows


def all_fours(thigh_deg: float, obliquity_deg: float, side: Side, knee_deg: float = 90.0) -> np.ndarray:
    """The landmarks (33, 3) of who kneels on all fours, the thigh of one side raised backwards by an angle."""
    rows = np.full((33, 3), np.nan)
    o, sign = np.radians(obliquity_deg), {Side.LEFT: 1.0, Side.RIGHT: -1.0}
    stays = side.other
    stance_hip = sign[stays] * HALF_HIPS * LEFT + (0.05 + THIGH) * UP
    hips = stance_hip - sign[stays] * HALF_HIPS * (np.cos(o) * LEFT - np.sin(o) * UP)
    shoulders = np.array([0.0, 0.55, np.sqrt(TORSO**2 - (0.55 - hips[1]) ** 2)])
    _upper(rows, shoulders, (shoulders - hips) / TORSO, across=LEFT, front=-UP)
    for leg, way in sign.items():
        hip = hips + way * HALF_HIPS * (np.cos(o) * LEFT - np.sin(o) * UP)
        angle = np.radians(thigh_deg if leg is side else 0.0)
        knee = hip - THIGH * (np.cos(angle) * UP + np.sin(angle) * FORWARD)
        shank = angle + np.radians(knee_deg if leg is side else 90.0)
        ankle = knee - SHANK * (np.cos(shank) * UP + np.sin(shank) * FORWARD)
        _leg(rows, leg, hip, knee, ankle, -FORWARD)
    return rows


def _upper(rows: np.ndarray, shoulders: np.ndarray, up: np.ndarray, across: np.ndarray, front: np.ndarray) -> None:
    own = np.array([across, up, front])
    for name, offset in (HEAD | ARM).items():
        row = Landmark[name]
        rows[row] = shoulders + np.array(offset) @ own
        rows[MIRROR[row]] = shoulders + (np.array(offset) * [-1.0, 1.0, 1.0]) @ own
    rows[Landmark.NOSE] = shoulders + np.array(HEAD["NOSE"]) @ own


def _leg(
    rows: np.ndarray, side: Side, hip: np.ndarray, knee: np.ndarray, ankle: np.ndarray, toes: np.ndarray
) -> None:
    leg = {"HIP": hip, "KNEE": knee, "ANKLE": ankle, "HEEL": ankle - 0.05 * toes, "FOOT_INDEX": ankle + 0.15 * toes}
    for name, place in leg.items():
        rows[Landmark[f"{side.name}_{name}"]] = place


def _knee(hip: np.ndarray, ankle: np.ndarray, bends: np.ndarray) -> np.ndarray:
    half = (ankle - hip) / 2
    out = bends - (bends @ half) * half / (half @ half)
    return hip + half + np.sqrt(THIGH**2 - half @ half) * out / np.linalg.norm(out)


def film(pose, reps: list[Rep], camera: Camera, rest_deg: float, quiet_s: float = 1.5, rate: float = 30.0) -> Clip:
    """Film repetitions of `bridge` or `all_fours`; keys are the middles of the holds."""
    begins = quiet_s + np.cumsum([0.0, *(rep.length_s for rep in reps)])
    time_s = people.times(begins[-1] + quiet_s, rate)
    nth = np.clip(np.searchsorted(begins, time_s, side="right") - 1, 0, len(reps) - 1)
    bodies = []
    for n, time in zip(nth, time_s, strict=True):
        rep, share = reps[n], _share(reps[n], time - begins[n])
        bodies.append(pose(rest_deg + share * (rep.angle_deg - rest_deg), share * rep.obliquity_deg, rep.side))
    keys = tuple(float(begin + rep.up_s + rep.hold_s / 2) for begin, rep in zip(begins, reps, strict=False))
    return Clip(people.film_bodies(time_s, np.array(bodies), camera), keys, tuple(rep.side for rep in reps))


def bridges(reps: list[Rep], camera: Camera) -> Clip:
    """A set of bridges, filmed."""
    return film(bridge, reps, camera, LIES_DEG)


def raises(reps: list[Rep], camera: Camera) -> Clip:
    """A set of hip raises on all fours, filmed."""
    return film(all_fours, reps, camera, 0.0)


def conclude(clip: Clip, exercise: str | None = None) -> Analysis:
    """`pipeline.conclude` by the hip line, which is true of a stick person; None = the exercise is found."""
    origin = Origin(people.SOURCE, None, None, corrupt_frames=0, model="stick person", model_sha256="0" * 64)
    named = find(exercise) if exercise else None
    return pipeline.conclude(clip.track, named, origin, pelvis_estimator=hip_line.NAME)


def body_of(track: Track) -> Body:
    """What exercises read from, without health or smoothing: a stick person needs neither."""
    return prepare.upright_body(track, 0.0, hip_line.NAME)
