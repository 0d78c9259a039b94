"""Shapes that are not cut from the skin: shoes, and hair that is tied."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from samples.renderer.body import Body
from samples.renderer.geometry import UP, Array, unit
from samples.renderer.mesh import Faces
from samples.renderer.skeleton import SOLE_M

STATIONS, SECTORS = 26, 24


def ball(rings: int = 12, sectors: int = 18) -> tuple[Array, Faces]:
    """Return a unit sphere: points (N, 3) and faces (F, 3)."""
    polar = np.linspace(0.0, np.pi, rings)
    turn = np.linspace(0.0, 2.0 * np.pi, sectors, endpoint=False)
    p, t = np.meshgrid(polar, turn, indexing="ij")
    points = np.stack([np.sin(p) * np.cos(t), np.sin(p) * np.sin(t), np.cos(p)], axis=-1).reshape(-1, 3)
    return points, tube_faces(rings, sectors)


def tube_faces(rings: int, sectors: int) -> Faces:
    """Return the triangles (F, 3) of a tube of ``rings`` closed rings of ``sectors`` points."""
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(sectors), indexing="ij")
    a, b = i * sectors + j, i * sectors + (j + 1) % sectors
    first = np.stack([a, a + sectors, b], axis=-1).reshape(-1, 3)
    second = np.stack([b, a + sectors, b + sectors], axis=-1).reshape(-1, 3)
    return np.concatenate([first, second]).astype(np.int64)


def shoe(body: Body, end: str, foot: Array) -> tuple[Array, Faces]:
    """Return a shoe lofted around one foot: points (N, 3) m at rest, and faces.

    Parameters
    ----------
    body : Body
    end : str
        ``L`` or ``R``.
    foot : (V,) array
        How much of each vertex belongs to a foot.
    """
    ankle = body.head(f"foot.{end}")
    toe = body.head(f"toe3-1.{end}") - ankle
    ahead = unit(np.array([toe[0], toe[1], 0.0]))
    across = np.cross(UP, ahead)
    mine = (foot > 0.5) & (np.sign(body.vertices[:, 0]) == np.sign(ankle[0]))
    points = body.vertices[mine] - np.array([ankle[0], ankle[1], 0.0])
    along, side, high = points @ ahead, points @ across, points[:, 2]
    collar = 1.0 * ankle[2]
    low, far = along[high < collar].min(), along.max()
    places = np.linspace(low, far, STATIONS)
    profile = np.empty((STATIONS, 3))
    for number, place in enumerate(places):
        near = (np.abs(along - place) < 0.014) & (high < collar * 1.25)
        broad = near & (high < 0.6 * collar)
        broad = broad if broad.any() else near
        profile[number] = side[broad].min(), side[broad].max(), min(high[near].max(), collar)
    profile = gaussian_filter1d(profile, 1.6, axis=0, mode="nearest")
    return _loft(places, profile, ahead, across, ankle), _capped(tube_faces(STATIONS + 2, SECTORS))


def _loft(places: Array, profile: Array, ahead: Array, across: Array, ankle: Array) -> Array:
    """Return the points (N, 3) of rounded sections; the two end rings are drawn in to close the shoe."""
    wall, tip = 0.007, 0.010
    turn = np.linspace(0.0, 2.0 * np.pi, SECTORS, endpoint=False)
    wide = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** 0.6
    tall = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.75
    places = np.concatenate([[places[0] - tip], places, [places[-1] + tip]])
    profile = np.concatenate([profile[:1], profile, profile[-1:]])
    rings = []
    for number, (place, (left, right, top)) in enumerate(zip(places, profile, strict=True)):
        last = number in (0, len(places) - 1)
        half = (right - left) / 2.0 * (0.62 if last else 1.0) + wall * (0 if last else 1)
        ceiling = (0.55 if last else 1.0) * top + (0.0 if last else 0.006)
        rise = np.where(tall > 0, tall * ceiling, -SOLE_M * np.minimum(1.0, -3.0 * tall))
        middle = (left + right) / 2.0
        ring = (middle + half * wide)[:, None] * across + place * ahead + rise[:, None] * UP
        rings.append(ring + np.array([ankle[0], ankle[1], 0.0]))
    return np.concatenate(rings)


def _capped(faces: Faces) -> Faces:
    """Close both ends of the tube with fans."""
    last = (STATIONS + 1) * SECTORS
    fan = np.stack([np.zeros(SECTORS - 2), np.arange(1, SECTORS - 1), np.arange(2, SECTORS)], axis=1).astype(int)
    return np.concatenate([faces, fan, fan[:, ::-1] + last])
