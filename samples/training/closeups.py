"""Renders close-ups of a drawn person's pelvis: many, as each costs a fifth of a whole picture.

They teach the part of the estimator that looks at the picture around the hips (`formcheck.poses.patch`), which needs
more people than whole pictures could be made of. Where the patch lies is taken from the true joints and jittered,
since landmarks are not quite there either.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from samples.renderer.body import load_body
from samples.renderer.camera import Camera
from samples.renderer.clothes import dress
from samples.renderer.geometry import Array
from samples.renderer.scene import Picture, Scene
from samples.training import people, postures, shots
from samples.training.render import JOINT_NAMES, Rng, placed, truth

WINDOW_PX, SIDE_PX = 200, 160
"""Rendered and kept size of a close-up."""

HALF_SIZES = 0.8 * 1.25
"""Half the side of a close-up in the body's size (see `size_px`): a quarter more than is looked at in the end."""

TRUNK = [
    JOINT_NAMES.index((name, side)) for name in ("shoulder", "hip", "knee", "ankle") for side in ("left", "right")
]
HIPS = [JOINT_NAMES.index(("hip", side)) for side in ("left", "right")]


def size_px(joints_px: Array) -> float:
    """Root mean square distance of shoulders, hips, knees and ankles from their middle."""
    body = joints_px[TRUNK]
    return float(np.sqrt(((body - body.mean(axis=0)) ** 2).sum(axis=1).mean()))


def make_closeups(number: int, seed: int, count: int, among: Sequence[str], path: Path) -> None:
    """Render ``count`` close-ups of person ``number`` to ``path``: crops (N, 160, 160, 3) BGR and truth.

    ``among`` are the families of postures drawn from.
    """
    rng = np.random.default_rng([seed, number, 7])
    body, outfit, room = load_body(people.phenotype(rng)), people.outfit(rng), people.room(rng)
    scene = Scene(dress(body, outfit), room, Camera(size=(WINDOW_PX, WINDOW_PX)))
    scene.window.SetMultiSamples(0)
    scene.renderer.UseFXAAOn()
    rows: list[dict[str, Any]] = []
    crops: list[Picture] = []
    for _ in range(count):
        size = shots.SIZES[int(rng.integers(len(shots.SIZES)))]
        name = postures.family(rng, among)
        shot = placed(rng, body, size, postures.posture(name, rng, postures.draw_side(rng)), name)
        row = truth(shot, size)
        unit = size_px(row["joints_px"]) * float(rng.uniform(0.9, 1.1))
        middle = row["joints_px"][HIPS].mean(axis=0) + rng.normal(0.0, 0.06 * unit, 2)
        scene.zoom(shot.camera, middle, HALF_SIZES * unit)
        crops.append(_crop(scene.render(shot.skeleton), unit, shot.look, rng))
        rows.append(row)
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    draft = path.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, person=number, crops=np.array(crops), **columns)
    draft.replace(path)


def _crop(picture: Picture, unit_px: float, look: shots.Look, rng: Rng) -> Picture:
    """Return a close-up (160, 160, 3) BGR as cut out of a picture in which the body's size is ``unit_px``."""
    native = int(np.clip(round(2.0 * HALF_SIZES * unit_px), 24, 2 * WINDOW_PX))
    small = cv2.resize(
        picture, (native, native), interpolation=cv2.INTER_AREA if native < WINDOW_PX else cv2.INTER_LINEAR
    )
    coded = np.frombuffer(shots.filmed(np.asarray(small, np.uint8), look, rng), np.uint8)
    shown = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    how = cv2.INTER_AREA if native > SIDE_PX else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(shown, (SIDE_PX, SIDE_PX), interpolation=how), np.uint8)
