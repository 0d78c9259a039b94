"""Stills of people in rooms of all kinds, filmed by cameras of known roll and pitch. Needs what renders samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from formcheck.types import ImageBGR, Landmark
from samples.renderer.body import load_body
from samples.renderer.camera import Camera
from samples.renderer.clip import sensor
from samples.renderer.clothes import dress
from samples.renderer.furniture import CLUTTER, UPRIGHT, furnish
from samples.renderer.motions.single_leg_squat import Course
from samples.renderer.recipes import RECIPES
from samples.renderer.room import Room
from samples.renderer.scene import Scene
from samples.renderer.skeleton import Skeleton, solve

JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
ENDS = {"left": "L", "right": "R"}
SIZES = ((480, 640), (640, 480), (640, 360), (360, 640))
PERSON_M = 1.9


@dataclass(frozen=True)
class Still:
    """A picture, the person's landmarks (33, 2) in it, whether things with upright edges stand about, the camera."""

    image: ImageBGR
    pixels: np.ndarray
    furnished: bool
    camera: Camera


def stills(count: int, roll_within_deg: float, seed: int) -> Iterator[Still]:
    """Roll uniform within ±`roll_within_deg`, pitch within ±25°, vertical field of view 35° to 75°.

    The camera is where the person still fits in. Half of the rooms hold a door, windows, shelves or boxes beside what
    hangs and leans crookedly or lies on the floor; the others hold only that, and what is upright in them is the
    corners of the walls, if they are in the picture.
    """
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        recipe = RECIPES[int(rng.integers(len(RECIPES)))]
        body, course = load_body(recipe.phenotype), Course(recipe.motion)
        camera, furnished = _camera(rng, roll_within_deg), number % 2 == 0
        skeleton = solve(body, course.pose(rng.uniform(0, course.seconds)))
        scene = Scene(dress(body, recipe.outfit), _room(rng, number, furnished), camera)
        picture = sensor(scene.render(skeleton), rng.uniform(1.0, 4.0), rng.uniform(0.4, 1.0), rng)
        scene.window.Finalize()
        yield Still(np.ascontiguousarray(picture[..., ::-1]), landmarks(skeleton, camera), furnished, camera)


def _camera(rng: np.random.Generator, roll_within_deg: float) -> Camera:
    pitch_deg, vfov_deg = rng.uniform(-25, 25), rng.uniform(35, 75)
    fits_m = PERSON_M / 2 / np.tan(np.radians(min(vfov_deg, 60.0) / 2))
    distance_m = float(np.clip(fits_m * rng.uniform(1.25, 1.75), 2.2, 4.6))
    height_m = 0.95 - distance_m * np.tan(np.radians(pitch_deg)) * rng.uniform(0.8, 1.2)
    return Camera(
        distance_m=distance_m,
        height_m=float(np.clip(height_m, 0.08, 2.3)),
        yaw_deg=rng.uniform(-35, 35),
        pitch_deg=pitch_deg,
        roll_deg=rng.uniform(-roll_within_deg, roll_within_deg),
        vfov_deg=vfov_deg,
        aside_m=rng.uniform(-0.6, 0.6),
        size=SIZES[int(rng.integers(len(SIZES)))],
    )


def _room(rng: np.random.Generator, seed: int, furnished: bool) -> Room:
    wall_m = rng.uniform(0.6, 2.0)
    sheets = furnish(seed, int(rng.integers(1, 5)), wall_m, CLUTTER)
    if furnished:
        sheets += furnish(seed + 1, int(rng.integers(1, 4)), wall_m, UPRIGHT)
    return Room(
        floor=str(rng.choice(["boards", "tiles", "mat"])),
        floor_color=tuple(int(c) for c in rng.integers(60, 220, 3)),
        wall_color=tuple(int(c) for c in rng.integers(120, 235, 3)),
        door_x_m=rng.uniform(-2.0, 2.0),
        wall_m=wall_m,
        turn_deg=rng.uniform(-35, 35),
        light_deg=rng.uniform(-40, 40),
        seed=seed,
        door=furnished and bool(rng.random() < 0.5),
        furniture=sheets,
    )


def landmarks(skeleton: Skeleton, camera: Camera) -> np.ndarray:
    """Landmarks (33, 2) in pixels; what the skeleton does not know is where its neighbour is."""
    points = np.tile(skeleton.at("head"), (33, 1))
    for side, end in ENDS.items():
        for joint in JOINTS:
            points[Landmark[f"{side}_{joint}".upper()]] = skeleton.joint(joint, side)
        for finger in ("PINKY", "INDEX", "THUMB"):
            points[Landmark[f"{side.upper()}_{finger}"]] = skeleton.joint("wrist", side)
        points[Landmark[f"{side.upper()}_HEEL"]] = skeleton.joint("ankle", side)
        points[Landmark[f"{side.upper()}_FOOT_INDEX"]] = skeleton.at(f"toe3-1.{end}")
    return camera.project(points)
