"""Renders one drawn person: stills in many postures from many sides, and some seconds of motion from one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from samples.renderer.body import Body, load_body
from samples.renderer.camera import Camera
from samples.renderer.clothes import dress
from samples.renderer.geometry import UP, Array, about, to_angles
from samples.renderer.pose import Pose, Side
from samples.renderer.scene import Scene
from samples.renderer.skeleton import JOINTS, Skeleton, solve, turned
from samples.training import people, postures, shots

Rng = np.random.Generator

SIDES: tuple[Side, Side] = ("left", "right")
MOTION_FPS = 20
JOINT_NAMES = [(name, side) for name in JOINTS for side in SIDES]
SHARD_FORMAT = 1


@dataclass(frozen=True)
class Amount:
    """How much is rendered of a person, in postures of which families."""

    stills: int = 28
    clips: int = 1
    clip_s: float = 1.6
    families: tuple[str, ...] = tuple(postures.FAMILIES)


@dataclass(frozen=True)
class _Shot:
    """One frame to be taken: a person turned from the camera by ``heading_deg``, and which clip it belongs to."""

    skeleton: Skeleton
    heading_deg: float
    camera: Camera
    look: shots.Look
    family: str
    clip: int
    time_s: float


def make_person(number: int, seed: int, amount: Amount, path: Path) -> None:
    """Render person ``number`` of a seed to ``path``, an .npz of JPEG pictures and truth; whole or not at all."""
    rng = np.random.default_rng([seed, number])
    body, outfit, room = load_body(people.phenotype(rng)), people.outfit(rng), people.room(rng)
    size = shots.SIZES[int(rng.integers(len(shots.SIZES)))]
    scene = Scene(dress(body, outfit), room, Camera(size=size))
    scene.window.SetMultiSamples(0)  # half the time; softened afterwards
    scene.renderer.UseFXAAOn()
    scene.renderer.SetBackground(*(np.array(room.wall_color) / 255.0))
    rows: list[dict[str, Any]] = []
    pictures: list[bytes] = []
    for shot in _shots(rng, body, size, amount):
        scene.aim(shot.camera)
        pictures.append(shots.filmed(scene.render(shot.skeleton), shot.look, rng))
        rows.append(truth(shot, size))
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    ends = np.cumsum([len(picture) for picture in pictures])
    draft = path.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as file:
        np.savez(
            file,
            format=SHARD_FORMAT,
            allow_pickle=False,
            person=number,
            width=size[0],
            height=size[1],
            hold=body.phenotype.pelvis_hold,
            pictures=np.frombuffer(b"".join(pictures), np.uint8),
            ends=ends,
            **columns,
        )
    draft.replace(path)


def _shots(rng: Rng, body: Body, size: tuple[int, int], amount: Amount) -> Iterator[_Shot]:
    """Draw all frames of a person."""
    for _ in range(amount.stills):
        name = postures.family(rng, amount.families)
        yield placed(rng, body, size, postures.posture(name, rng, postures.draw_side(rng)), name)
    for clip in range(1, amount.clips + 1):
        name = postures.family(rng, amount.families)
        moving = postures.Moving(name, rng, amount.clip_s)
        first = placed(rng, body, size, moving.pose(0.0), name, room_to_move=0.75)
        for frame in range(round(amount.clip_s * MOTION_FPS)):
            time_s = frame / MOTION_FPS
            skeleton = turned(solve(body, moving.pose(time_s)), first.heading_deg)
            yield _Shot(skeleton, first.heading_deg, first.camera, first.look, name, clip, time_s)


def placed(rng: Rng, body: Body, size: tuple[int, int], pose: Pose, name: str, room_to_move: float = 1.0) -> _Shot:
    """Turn a person to the camera, more often front or back than side, and find a camera that sees all of it."""
    solved = solve(body, pose)
    while True:
        heading = float(
            rng.choice([0.0, 180.0]) + rng.normal(0.0, 28.0) if rng.uniform() < 0.6 else rng.uniform(-180, 180)
        )
        skeleton = turned(solved, heading)
        skin = skeleton.vertices()[::7]
        camera = shots.camera(rng, skin * np.array([1.0, 1.0, 1.0 / room_to_move]), size)
        if camera is not None:
            return _Shot(skeleton, heading, camera, shots.look(rng), name, 0, 0.0)


def truth(shot: _Shot, size: tuple[int, int]) -> dict[str, Any]:
    """Return the truth of a frame.

    ``obliquity_deg``, ``tilt_deg``: against gravity. ``rotation_deg``: from the way the person is set up.
    ``azimuth_deg``: of the camera about the pelvis, 0 = sees its front, + = its left. ``elevation_deg``: of the
    pelvis as the camera looks at it, + = up. ``roll_deg``: how far upright things lean in the picture at the
    pelvis, + = to the left.
    """
    skeleton, camera = shot.skeleton, shot.camera
    attitude = skeleton.rotations[skeleton.body.index["root"]]
    rotation, obliquity, tilt = to_angles(about(UP, -shot.heading_deg) @ attitude)
    hips = (skeleton.joint("hip", "left") + skeleton.joint("hip", "right")) / 2.0
    to_camera = camera.position - hips
    faces = about(UP, rotation + shot.heading_deg)
    azimuth = np.degrees(np.arctan2(to_camera @ faces[:, 0], to_camera @ -faces[:, 1]))
    points = np.array([skeleton.joint(name, side) for name, side in JOINT_NAMES])
    pixels = shots.distorted(camera.project(np.vstack([points, hips, hips + 0.1 * UP])), shot.look, size)
    upright = pixels[-1] - pixels[-2]
    return {
        "family": shot.family,
        "clip": shot.clip,
        "time_s": shot.time_s,
        "obliquity_deg": obliquity,
        "tilt_deg": tilt,
        "rotation_deg": rotation,
        "azimuth_deg": float(azimuth),
        "elevation_deg": float(-np.degrees(np.arctan2(to_camera[2], np.hypot(*to_camera[:2])))),
        "roll_deg": float(np.degrees(np.arctan2(-upright[0], -upright[1]))),
        "distance_m": float(np.linalg.norm(to_camera)),
        "camera_roll_deg": camera.roll_deg,
        "camera_pitch_deg": camera.pitch_deg,
        "vfov_deg": camera.vfov_deg,
        "lifted": shot.skeleton.pose.lifted if shot.skeleton.pose.legs is None else 1.0,
        "stance": shot.skeleton.pose.stance,
        "knee_flexion_deg": [skeleton.knee_flexion(side) for side in SIDES],
        "joints_px": pixels[: len(points)],
        "joints_m": _in_camera(points - hips, camera),
    }


def _in_camera(vectors: Array, camera: Camera) -> Array:
    """Return world vectors (N, 3) along the camera's right, down and away."""
    right, up, forward = camera.axes
    return np.asarray(vectors @ np.stack([right, -up, forward], axis=1))
