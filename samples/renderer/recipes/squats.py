"""The seven sample clips: single-leg squats, and standing."""

from __future__ import annotations

from samples.renderer.body import Phenotype
from samples.renderer.camera import Camera
from samples.renderer.clothes import Outfit
from samples.renderer.motions.single_leg_squat import Motion, Rep, Set
from samples.renderer.recipes.recipe import Recipe
from samples.renderer.room import Room


def _reps(depths: tuple[float, ...], drops: tuple[float, ...], seconds: float, **more: float) -> tuple[Rep, ...]:
    """Return repetitions of the given depths and drops that slow down a little."""
    return tuple(
        Rep(depth, drop, seconds + 0.06 * number, **more)
        for number, (depth, drop) in enumerate(zip(depths, drops, strict=True))
    )


_ANA = Phenotype("female", 1.67, weight=0.42, muscle=0.62, proportions=0.72)
_BEN = Phenotype("male", 1.81, weight=0.44, muscle=0.60, proportions=0.68)
_CLEO = Phenotype("female", 1.74, age=0.72, weight=0.52, muscle=0.55, proportions=0.60)
_DAN = Phenotype("male", 1.74, age=0.78, weight=0.58, muscle=0.55, proportions=0.55)
_EVE = Phenotype("female", 1.61, weight=0.48, muscle=0.66, proportions=0.62)
_FINN = Phenotype("male", 1.86, weight=0.36, muscle=0.55, proportions=0.75)

_STABLE = (1.4, 1.9, 1.2, 1.7)

SQUATS: tuple[Recipe, ...] = (
    Recipe(
        "sls_left_stable_front",
        "front",
        _ANA,
        Outfit(
            hair_style="bun",
            top="tank",
            top_color=(70, 140, 170),
            bottom="short_tights",
            skin=(222, 178, 150),
        ),
        Room(wall_color=(216, 212, 202), seed=11),
        Camera(distance_m=2.9, height_m=0.95, pitch_deg=-0.5, vfov_deg=42.0),
        Motion((Set("left", _reps((74, 76, 75, 77), _STABLE, 1.65, lean_deg=3.0)),), seed=11),
    ),
    Recipe(
        "sls_right_drop_front",
        "front",
        _BEN,
        Outfit(
            skin=(150, 104, 76),
            hair=(30, 24, 22),
            top="tshirt",
            top_color=(206, 92, 60),
            pattern="melange",
            bottom="shorts",
            bottom_color=(62, 66, 78),
            shoe_color=(40, 90, 150),
        ),
        Room("mat", (112, 120, 128), (196, 206, 212), door_x_m=-1.15, wall_m=1.9, light_deg=-30.0, seed=12),
        Camera(distance_m=3.1, height_m=1.05, pitch_deg=-2.0, yaw_deg=-3.0, vfov_deg=42.0),
        Motion(
            (
                Set(
                    "right",
                    _reps((72, 75, 78, 74), (12.0, 13.2, 14.6, 13.8), 1.65, lean_deg=14.0, knee_in_deg=17.0),
                ),
            ),
            neutral_obliquity_deg=-0.6,
            arms="crossed",
            seed=12,
        ),
    ),
    Recipe(
        "sls_left_drop_rear",
        "rear",
        _CLEO,
        Outfit(
            skin=(236, 196, 172),
            hair=(150, 104, 60),
            hair_style="tail",
            top="tshirt",
            top_color=(120, 90, 150),
            bottom="tights",
            bottom_color=(56, 58, 66),
            shoe_color=(190, 70, 90),
        ),
        Room("boards", (150, 116, 84), (222, 214, 196), wall_m=1.6, turn_deg=180.0, seed=13),
        Camera(distance_m=2.8, height_m=0.9, pitch_deg=0.0, yaw_deg=180.0, vfov_deg=44.0),
        Motion(
            (
                Set(
                    "left",
                    _reps((71, 74, 73, 76), (11.0, 12.5, 13.0, 14.0), 1.7, lean_deg=14.0, knee_in_deg=15.0),
                    free="middle",
                ),
            ),
            neutral_obliquity_deg=0.8,
            seed=13,
        ),
    ),
    Recipe(
        "sls_right_stable_rear",
        "rear",
        _DAN,
        Outfit(
            skin=(204, 158, 128),
            hair=(92, 88, 84),
            top="loose",
            top_color=(236, 236, 230),
            pattern="band",
            bottom="long_shorts",
            bottom_color=(60, 84, 72),
            shoe_color=(70, 70, 74),
        ),
        Room("tiles", (186, 182, 174), (200, 214, 204), door_x_m=-1.1, wall_m=1.8, turn_deg=180.0, seed=14),
        Camera(distance_m=3.0, height_m=1.1, pitch_deg=-3.0, yaw_deg=183.0, vfov_deg=42.0),
        Motion(
            (Set("right", _reps((70, 72, 74, 71), (1.5, 2.0, 1.6, 1.2), 1.7, lean_deg=2.5)),),
            neutral_obliquity_deg=-0.3,
            arms="aside",
            seed=14,
        ),
    ),
    Recipe(
        "sls_both_front",
        "front",
        _EVE,
        Outfit(
            skin=(122, 82, 58),
            hair=(26, 20, 18),
            hair_style="bun",
            top="tshirt",
            top_color=(232, 200, 80),
            bottom="capri",
            bottom_color=(50, 76, 110),
            shoe_color=(220, 220, 222),
        ),
        Room("boards", (196, 164, 124), (206, 200, 210), door_x_m=-1.0, wall_m=1.5, light_deg=20.0, seed=15),
        Camera(distance_m=2.6, height_m=0.85, pitch_deg=0.0, yaw_deg=2.0, vfov_deg=44.0),
        Motion(
            (
                Set("left", _reps((70, 72, 71), (1.6, 2.2, 1.8), 1.5, lean_deg=3.0), free="middle"),
                Set(
                    "right",
                    _reps((71, 73, 72), (11.4, 12.2, 12.6), 1.5, lean_deg=14.0, knee_in_deg=16.0),
                    free="middle",
                ),
            ),
            quiet_s=1.3,
            shift_s=0.6,
            lift_s=0.5,
            arms="hips",
            seed=15,
        ),
    ),
    Recipe(
        "sls_left_drop_rolled",
        "front",
        _FINN,
        Outfit(
            skin=(228, 186, 160),
            hair=(176, 132, 76),
            top="tank",
            top_color=(90, 96, 104),
            pattern="stripes",
            bottom="shorts",
            bottom_color=(150, 60, 56),
            shoe_color=(230, 120, 40),
        ),
        Room("mat", (92, 104, 96), (214, 204, 190), door_x_m=-0.55, wall_m=1.9, seed=16),
        Camera(distance_m=3.0, height_m=1.45, pitch_deg=-9.0, yaw_deg=20.0, roll_deg=8.0, vfov_deg=46.0),
        Motion(
            (
                Set(
                    "left",
                    _reps((70, 73, 75, 72), (12.0, 13.0, 14.0, 13.4), 1.65, lean_deg=14.0, knee_in_deg=16.0),
                ),
            ),
            arms="forward",
            seed=16,
        ),
    ),
    Recipe(
        "standing_front",
        "front",
        _ANA,
        Outfit(hair_style="tail", hair=(96, 60, 34), top="long", top_color=(176, 60, 84), bottom="tights"),
        Room("boards", (160, 130, 100), (208, 214, 216), seed=17),
        Camera(distance_m=2.9, height_m=1.0, pitch_deg=-1.0, vfov_deg=42.0),
        Motion((), quiet_s=3.0, arms="hanging", neutral_obliquity_deg=0.5, seed=17),
    ),
)
