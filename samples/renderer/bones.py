"""Posed bones over time, and the angles read from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.renderer.feet import sole_height
from samples.renderer.geometry import Array, to_angles
from samples.renderer.pose import Side
from samples.renderer.skeleton import JOINTS, OUTWARD, Skeleton

SIDES: tuple[Side, Side] = ("left", "right")
NEUTRAL = ("obliquity_deg", "tilt_deg", "rotation_deg", "trunk_lean_deg", "trunk_forward_deg")
LEFT = np.array([1.0, 0.0, 0.0])


@dataclass(frozen=True)
class Bones:
    """Posed bones over time: times (T,), s; joints by name and side (T, 3), m; pelvis (T, 3); soles (T, 2), m.

    ``pelvis`` holds rotation, obliquity and tilt, degrees; ``soles`` left and right.
    Until ``quiet_s`` nothing is done.
    """

    time_s: Array
    joints: dict[tuple[str, Side], Array]
    pelvis: Array
    soles: Array
    quiet_s: float = 0.0

    def middle(self, name: str) -> Array:
        """Return the middle (T, 3) between a left and a right joint."""
        return (self.joints[name, "left"] + self.joints[name, "right"]) / 2.0

    def neutral(self) -> dict[str, float] | None:
        """Return the means of `NEUTRAL` over the quiet start, if there is one."""
        quiet, found = self.time_s < self.quiet_s, columns(self)
        return {name: float(np.mean(found[name][quiet])) for name in NEUTRAL} if quiet.any() else None

    def flexion(self, side: Side) -> Array:
        """Return the knee's flexion (T,), degrees."""
        hip, knee, ankle = (self.joints[name, side] for name in ("hip", "knee", "ankle"))
        return bend(knee - hip, ankle - knee)

    def drop(self, side: Side) -> Array:
        """Return how far the side other than ``side`` is lower (T,), degrees."""
        return -OUTWARD[side] * self.pelvis[:, 1]


def gathered(posed: list[Skeleton], times: Array, quiet_s: float = 0.0) -> Bones:
    """Return the bones of posed skeletons, one a time (T,), s."""
    return Bones(
        times,
        {(name, side): np.array([one.joint(name, side) for one in posed]) for name in JOINTS for side in SIDES},
        np.array([to_angles(one.rotations[one.body.index["root"]]) for one in posed]),
        np.array([[sole_height(one, side) for side in SIDES] for one in posed]),
        quiet_s,
    )


def bend(first: Array, second: Array) -> Array:
    """Return the angle (T,) between two directions (T, 3), degrees."""
    size = np.linalg.norm(np.cross(first, second), axis=1)
    return np.asarray(np.rad2deg(np.arctan2(size, (first * second).sum(axis=1))))


def signed(first: Array, second: Array, across: Array) -> Array:
    """Return the turn (T,) from one direction (T, 3) to another about ``across`` (3,), degrees, seen along it."""
    first, second = (way - np.outer(way @ across, across) for way in (first, second))
    return np.asarray(np.rad2deg(np.arctan2(np.cross(first, second) @ across, (first * second).sum(axis=1))))


def trunk_forward(rows: Bones) -> Array:
    """Return the trunk's inclination from upright in the sagittal plane (T,), degrees, + forward."""
    trunk = rows.middle("shoulder") - rows.middle("hip")
    return np.asarray(np.rad2deg(np.arctan2(-trunk[:, 1], trunk[:, 2])))


def trunk_lean(rows: Bones) -> Array:
    """Return the trunk's inclination in the frontal plane (T,), degrees, + to the left."""
    trunk = rows.middle("shoulder") - rows.middle("hip")
    return np.asarray(np.rad2deg(np.arctan2(trunk[:, 0], trunk[:, 2])))


def fppa(rows: Bones, side: Side) -> Array:
    """Return the frontal plane projection angle (T,), degrees, + = knee medial."""
    hip, knee, ankle = (rows.joints[name, side] for name in ("hip", "knee", "ankle"))
    lean = [np.rad2deg(np.arctan2(way[:, 0], way[:, 2])) for way in (hip - knee, knee - ankle)]
    return np.asarray(OUTWARD[side] * (lean[0] - lean[1]))


def opening(rows: Bones, side: Side) -> Array:
    """Return the pelvis' turn about the trunk's long axis (T,), degrees, + = the free side turned up, or back."""
    trunk = rows.middle("shoulder") - rows.middle("hip")
    axis = trunk / np.linalg.norm(trunk, axis=1, keepdims=True)
    free: Side = "right" if side == "left" else "left"
    line = rows.joints["hip", free] - rows.joints["hip", side]
    dorsal = np.cross(axis, LEFT)
    level = -OUTWARD[side] * np.cross(dorsal, axis)
    return np.asarray(np.rad2deg(np.arctan2((line * dorsal).sum(axis=1), (line * level).sum(axis=1))))


def hip_line(rows: Bones, sides: tuple[Side, ...]) -> Array:
    """Return 180° minus the angle shoulder-hip-knee from the side (T,), mean of sides; + = hips below the line."""
    lines = []
    for side in sides:
        shoulder, hip, knee = (rows.joints[name, side] for name in ("shoulder", "hip", "knee"))
        lines.append(signed(hip - shoulder, knee - hip, LEFT))
    return -np.mean(lines, axis=0)


def thigh_line(rows: Bones, side: Side) -> Array:
    """Return the raised thigh's angle below the trunk's line prolonged (T,), degrees."""
    trunk = rows.middle("hip") - rows.middle("shoulder")
    return -signed(trunk, rows.joints["knee", side] - rows.joints["hip", side], LEFT)


def columns(rows: Bones) -> dict[str, Array]:
    """Return the columns (T,) of a clip's frames."""
    return {
        "time_s": rows.time_s,
        "obliquity_deg": rows.pelvis[:, 1],
        "tilt_deg": rows.pelvis[:, 2],
        "rotation_deg": rows.pelvis[:, 0],
        "trunk_lean_deg": trunk_lean(rows),
        "trunk_forward_deg": trunk_forward(rows),
        "hip_height_m": rows.middle("hip")[:, 2],
        "left_knee_flexion_deg": rows.flexion("left"),
        "right_knee_flexion_deg": rows.flexion("right"),
    }
