"""Rotations and two-bone chains in the world frame (x left, y back, z up)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FORWARD = np.array([0.0, -1.0, 0.0])
UP = np.array([0.0, 0.0, 1.0])


def unit(vector: Array) -> Array:
    """Return the vector (3,) at length 1."""
    return np.asarray(vector / np.linalg.norm(vector))


def about(axis: Array, angle_deg: float) -> Array:
    """Return the rotation (3, 3) by ``angle_deg`` about ``axis`` (3,), right-handed (Rodrigues)."""
    x, y, z = unit(np.asarray(axis, dtype=float))
    angle = np.deg2rad(angle_deg)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross)


def from_angles(rotation_deg: float, obliquity_deg: float, tilt_deg: float) -> Array:
    """Return the attitude (3, 3) of a segment in the order rotation, obliquity, tilt.

    Positive: turned to the person's left; left side lower; front down. Order after Baker 2001.
    """
    turn = about(np.array([0.0, 0.0, 1.0]), rotation_deg)
    oblique = about(np.array([0.0, 1.0, 0.0]), obliquity_deg)
    tilt = about(np.array([1.0, 0.0, 0.0]), tilt_deg)
    return np.asarray(turn @ oblique @ tilt)


def to_angles(attitude: Array) -> tuple[float, float, float]:
    """Return (rotation, obliquity, tilt) in degrees of an attitude (3, 3); inverse of `from_angles`."""
    obliquity = np.arcsin(np.clip(-attitude[2, 0], -1.0, 1.0))
    rotation = np.arctan2(attitude[1, 0], attitude[0, 0])
    tilt = np.arctan2(attitude[2, 1], attitude[2, 2])
    return float(np.rad2deg(rotation)), float(np.rad2deg(obliquity)), float(np.rad2deg(tilt))


def to_vector(rotation: Array) -> Array:
    """Return the rotation vector (3,), radians, of a rotation (3, 3) short of a half turn."""
    angle = np.arccos(np.clip((np.trace(rotation) - 1.0) / 2.0, -1.0, 1.0))
    if angle < 1e-9:
        return np.zeros(3)
    skew = np.array(
        [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]
    )
    return np.asarray(skew * angle / (2.0 * np.sin(angle)))


def between(start: Array, end: Array, part: float) -> Array:
    """Return the rotation (3, 3) that lies ``part`` (0..1) of the shortest way from start to end."""
    vector = to_vector(start.T @ end)
    angle = float(np.linalg.norm(vector))
    if angle < 1e-9:
        return start
    return np.asarray(start @ about(vector, np.rad2deg(angle) * part))


def frame(axis: Array, hinge: Array) -> Array:
    """Return the columns (3, 3): axis, hinge made square to it, and their cross product."""
    first = unit(axis)
    second = unit(hinge - first * float(hinge @ first))
    return np.stack([first, second, np.cross(first, second)], axis=1)


def square(vector: Array, axis: Array) -> Array:
    """Return the unit part of ``vector`` (3,) that is square to ``axis`` (3,)."""
    along = unit(axis)
    return unit(vector - along * float(vector @ along))


def part_of_twist(relative: Array, axis: Array, part: float) -> Array:
    """Return ``relative`` (3, 3) with only ``part`` of its twist about ``axis`` (3,) of the rest pose."""
    moved = relative @ axis
    turn = np.cross(axis, moved)
    size = float(np.linalg.norm(turn))
    angle = float(np.rad2deg(np.arctan2(size, float(axis @ moved))))
    swing = about(turn, angle) if size > 1e-9 else np.eye(3)
    twist = to_vector(swing.T @ relative)
    angle_twist = float(np.rad2deg(twist @ axis))
    return np.asarray(swing @ about(axis, part * angle_twist))


def reach(upper: float, lower: float, flexion_deg: float) -> float:
    """Return the distance in m between the ends of two bones whose joint is bent by ``flexion_deg``."""
    bend = np.cos(np.deg2rad(flexion_deg))
    return float(np.sqrt(upper**2 + lower**2 + 2.0 * upper * lower * bend))


def two_bones(start: Array, end: Array, upper: float, lower: float, pole: Array) -> tuple[Array, Array]:
    """Return the joint (3,) and the reachable end (3,) of two bones that bend toward ``pole``.

    Parameters
    ----------
    start, end : (3,) array
        Root of the chain and where its end should be, m. An end out of reach is pulled in.
    upper, lower : float
        Bone lengths, m.
    pole : (3,) array
        The direction the middle joint points to.
    """
    way = end - start
    far = float(np.linalg.norm(way))
    span = float(np.clip(far, abs(upper - lower) + 1e-4, (upper + lower) * 0.99995))
    axis = way / far
    along = (upper**2 - lower**2 + span**2) / (2.0 * span)
    off = np.sqrt(max(upper**2 - along**2, 0.0))
    return start + axis * along + square(pole, axis) * off, start + axis * span


def flexion(first: Array, middle: Array, last: Array) -> float:
    """Return 180° minus the angle at ``middle`` (all (3,)), degrees: 0 = straight."""
    one, two = unit(middle - first), unit(last - middle)
    return float(np.rad2deg(np.arctan2(np.linalg.norm(np.cross(one, two)), one @ two)))


def twist_deg(relative: Array, axis: Array) -> float:
    """Return the twist in degrees of a rotation (3, 3) about ``axis`` (3,) of the rest pose."""
    swing = part_of_twist(relative, axis, 0.0)
    return float(np.rad2deg(to_vector(swing.T @ relative) @ axis))


def turn_onto(start: Array, end: Array, most_deg: float) -> Array:
    """Return the rotation (3, 3) that brings ``start`` onto ``end`` (3,), by at most ``most_deg``."""
    turn = np.cross(start, end)
    size = float(np.linalg.norm(turn))
    if size < 1e-9:
        return np.eye(3)
    return about(turn, min(float(np.rad2deg(np.arctan2(size, float(start @ end)))), most_deg))
