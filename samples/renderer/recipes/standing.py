"""Clips of single-leg deadlifts, squats on both legs, and holds on one leg."""

from __future__ import annotations

from samples.renderer.camera import Camera
from samples.renderer.motions.deadlift import Deadlift, Hinge, HingeSet
from samples.renderer.motions.standing_hold import Hold, StandingHold
from samples.renderer.motions.two_leg_squat import Squat, TwoLegSquat
from samples.renderer.recipes.people import clip
from samples.renderer.recipes.recipe import Recipe

_GOOD = (Hinge(86.0, 24.0, 1.0, 0.5), Hinge(83.0, 26.0, 2.0, 1.0))
_OPEN = (Hinge(74.0, 22.0, 16.0, 1.0), Hinge(76.0, 24.0, 19.0, 1.0))
_BENT = (Hinge(64.0, 58.0, 3.0, 2.0, 8.0), Hinge(62.0, 61.0, 2.0, 1.0, 6.0))

_WIDE = (640, 480)

STANDING: tuple[Recipe, ...] = (
    clip(
        "deadlift_left_stable_right_open_front",
        "front",
        "ines",
        "hall",
        Camera(3.1, 0.9, 5.0, -1.0, vfov_deg=42.0),
        Deadlift((HingeSet("left", _GOOD), HingeSet("right", _OPEN)), seed=41),
    ),
    clip(
        "deadlift_right_stable_left_open_rear",
        "rear",
        "leo",
        "gym",
        Camera(3.2, 1.1, 174.0, -3.0, vfov_deg=44.0),
        Deadlift((HingeSet("right", _GOOD), HingeSet("left", _OPEN)), neutral_obliquity_deg=-0.5, seed=42),
    ),
    clip(
        "deadlift_left_stable_left_side",
        "left side",
        "kim",
        "cellar",
        Camera(3.3, 0.8, 92.0, 0.0, vfov_deg=36.0, size=_WIDE),
        Deadlift((HingeSet("left", (*_GOOD, Hinge(90.0, 28.0, 0.5, 0.0))),), seed=43),
    ),
    clip(
        "deadlift_right_bent_right_side",
        "right side",
        "jan",
        "den",
        Camera(3.4, 0.95, -84.0, -2.0, vfov_deg=38.0, size=_WIDE),
        Deadlift((HingeSet("right", (*_BENT, Hinge(60.0, 60.0, 2.0, 1.0, 4.0))),), seed=44),
    ),
    clip(
        "squat_level_front",
        "front",
        "gina",
        "den",
        Camera(2.9, 0.9, -4.0, -0.5, vfov_deg=42.0),
        TwoLegSquat((Squat(88.0, 0.5), Squat(92.0, 1.0), Squat(90.0, 0.5)), seed=51),
    ),
    clip(
        "squat_left_lower_front",
        "front",
        "hugo",
        "cellar",
        Camera(3.1, 0.7, 6.0, 2.0, vfov_deg=42.0),
        TwoLegSquat((Squat(84.0, 8.0, 0.05), Squat(88.0, 10.0, 0.06), Squat(86.0, 9.0, 0.06)), seed=52),
    ),
    clip(
        "squat_level_left_side",
        "left side",
        "jan",
        "hall",
        Camera(3.1, 0.85, 88.0, -0.5, vfov_deg=42.0),
        TwoLegSquat((Squat(95.0), Squat(98.0), Squat(92.0)), deepest_trunk_deg=34.0, arms="crossed", seed=53),
    ),
    clip(
        "squat_leaning_right_side",
        "right side",
        "ines",
        "gym",
        Camera(3.2, 1.0, -95.0, -2.0, vfov_deg=42.0),
        TwoLegSquat((Squat(80.0), Squat(76.0), Squat(78.0)), deepest_trunk_deg=56.0, seed=54),
    ),
    clip(
        "hold_left_stable_right_drop_front",
        "front",
        "hugo",
        "hall",
        Camera(3.1, 1.0, 3.0, -1.5, vfov_deg=42.0),
        StandingHold((Hold("left", -1.0, 2.0), Hold("right", 12.0, 16.0)), seed=61),
    ),
    clip(
        "hold_right_stable_left_drop_rear",
        "rear",
        "kim",
        "gym",
        Camera(2.7, 0.85, 177.0, -0.5, vfov_deg=42.0),
        StandingHold((Hold("right", 1.5, 2.0), Hold("left", 12.5, 8.0)), free="behind", seed=62),
    ),
    clip(
        "hold_left_drop_right_stable_front",
        "front",
        "gina",
        "cellar",
        Camera(2.8, 1.2, -8.0, -4.0, vfov_deg=42.0),
        StandingHold((Hold("left", 11.5, 3.0), Hold("right", 0.0, 2.0)), free="behind", arms="hips", seed=63),
    ),
    clip(
        "hold_right_drop_left_stable_rear",
        "rear",
        "leo",
        "den",
        Camera(3.2, 0.9, 186.0, 0.0, vfov_deg=43.0),
        StandingHold((Hold("right", 12.0, 15.0), Hold("left", 2.0, 3.0)), arms="crossed", seed=64),
    ),
)
