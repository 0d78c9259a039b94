"""Which way is up in the picture: camera roll and pitch, their spread, and who says so.

The upright edges of the room (`room`) and the person (`person`) are weighed together (`table`), unless the user
states the roll. Roll enters hip drop one to one, so its spread is part of every pelvic angle's error.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from formcheck.level import person, room
from formcheck.level.table import FOCAL_SPREAD, TANGENT_PRIOR, Evidence, Sight, glance, turned, weigh
from formcheck.types import Z90, Angle, Landmark, Level, Track, Witness

GIVEN_SE_DEG = 0.5
"""Spread of a roll read off a level or a plumb line in the picture by eye (convention)."""

SPEAKS_SE_DEG = 4.0
"""Lines that leave more spread than most cameras' roll has by itself say nothing (convention)."""

PITCH_KNOWN = 0.5
"""Pitch is stated when its spread is less than this share of what it is before anything was seen (convention)."""

_UNKNOWN = Angle(np.nan, np.nan)

_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def given(roll_deg: float) -> Level:
    """The level the user states; + = the camera is rolled clockwise, so the picture leans to the left."""
    roll = Angle(roll_deg, GIVEN_SE_DEG)
    return Level(roll, _UNKNOWN, roll, _UNKNOWN, "given by the user", [])


def find(track: Track) -> Level:
    """The level of a clip from its lines and landmarks.

    `Level.at_person` is the direction of up where the person is, which differs from the roll when the camera looks
    up or down and the person is off the middle. Its error includes how far the person moves across the picture, and
    how far the looks of a moving camera differ. Where room and person disagree by more than their errors, all errors
    grow by as much (the scale factor of Rosenfeld 1975).
    """
    sight = Sight(track.width, track.height)
    hips = track.pixels[:, _HIPS].mean(axis=1)
    hips = sight.places(hips[np.isfinite(hips).all(axis=1)])
    place = np.median(hips, axis=0) if len(hips) else np.zeros(2)
    seen, stands = room.looks(track.lines, sight), person.plumb(track)
    says: list[Witness] = []
    by_room, scale = weigh(*_of_room(seen)), 1.0
    if by_room.roll.se_deg < SPEAKS_SE_DEG:
        edges = room.upright_edges(seen, by_room.roll.value_deg, float((by_room.share * by_room.tangent).sum()))
        says.append(Witness("upright edges of the room", by_room.roll, edges))
    if stands is not None:
        says.append(Witness(stands.what, Angle(stands.lean_deg, stands.se_deg), stands.frames))
        if len(says) == 2:
            scale = max(1.0, _apart(by_room.at(stands.place), says[1].roll))
    table = weigh(*_of_room(seen), *([stands.evidence] if stands else []))
    moves = _moves(seen)
    across = float(np.std(hips[:, 0])) if len(hips) else 0.0
    tangent = table.angle(table.tangent)
    roll = _wider(table.roll, scale, moves)
    known = tangent.se_deg < PITCH_KNOWN * TANGENT_PRIOR
    pitch = _wider(table.pitch, scale, 0.0) if known else _UNKNOWN
    return Level(
        roll=roll,
        pitch=pitch,
        looks_down=_looks_down(pitch, float(place[1])),
        at_person=_wider(table.at(place), scale, math.hypot(moves, math.degrees(tangent.value_deg * across))),
        how=_sentence(roll, says),
        evidence=says,
    )


def upright(track: Track, level: Level) -> Track:
    """Turn every landmark, in the picture and in the world, so that gravity points down where the person is.

    A rotation about the middle of the picture: distances and angles between landmarks are unchanged. nan
    stays nan. The lines stay those of the picture.
    """
    middle = np.array([track.width / 2, track.height / 2])
    up_deg = level.at_person.value_deg
    world = track.world.copy()
    world[..., :2] = turned(track.world[..., :2], up_deg)
    return replace(track, pixels=turned(track.pixels - middle, up_deg) + middle, world=world)


def looks_down_deg(level: Level, track: Track, joints: list[Landmark]) -> float:
    """How steeply the camera looks down on some joints of an upright track, degrees; negative = up at them.

    Where its pitch is not known it is taken for level: a guess, where `Level.looks_down` is a measurement.
    """
    down = Sight(track.width, track.height).places(track.pixels[:, joints].mean(axis=1))[:, 1]
    seen = down[np.isfinite(down)]
    pitch = Angle(0.0, 0.0) if math.isnan(level.pitch.value_deg) else level.pitch
    return _looks_down(pitch, float(np.median(seen)) if len(seen) else 0.0).value_deg


def _looks_down(pitch: Angle, below: float) -> Angle:
    """How steeply a camera of this pitch looks down on what is ``below`` focal lengths under the picture's middle."""
    off_deg = math.degrees(math.atan(below))
    return Angle(off_deg - pitch.value_deg, math.hypot(pitch.se_deg, FOCAL_SPREAD * off_deg))


def _of_room(seen: list[room.Edges]) -> list[Evidence]:
    return [partial(room.evidence, seen)] if seen else []


def _apart(a: Angle, b: Angle) -> float:
    """Difference in standard errors."""
    return abs(a.value_deg - b.value_deg) / math.hypot(a.se_deg, b.se_deg)


def _moves(seen: list[room.Edges]) -> float:
    """Standard deviation in degrees by which roll differs between looks beyond their errors; 0 for a still camera."""
    rolls = [glance(*_of_room([look])).roll for look in seen]
    rolls = [roll for roll in rolls if roll.se_deg < SPEAKS_SE_DEG]
    if len(rolls) < 2:
        return 0.0
    differ = float(np.var([roll.value_deg for roll in rolls]))
    return math.sqrt(max(0.0, differ - float(np.mean([roll.se_deg**2 for roll in rolls]))))


def _wider(angle: Angle, scale: float, by_deg: float) -> Angle:
    return Angle(angle.value_deg, math.hypot(scale * angle.se_deg, by_deg))


def _sentence(roll: Angle, says: list[Witness]) -> str:
    rolled = f"{round(roll.value_deg, 0) + 0.0:.0f}° ± {Z90 * roll.se_deg:.0f}°"  # never "-0"
    if not says:
        return f"assumed, roll {rolled}: nothing in the clip says how the camera stood"
    return f"found, roll {rolled}, by {' and '.join(one.what for one in says)}"
