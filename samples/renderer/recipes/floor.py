"""Clips of bridges and of raising a leg on all fours."""

from __future__ import annotations

from samples.renderer.camera import Camera
from samples.renderer.motions.bridge import Bridge, BridgeSet, Raise
from samples.renderer.motions.quadruped import Lift, Quadruped
from samples.renderer.recipes.people import clip
from samples.renderer.recipes.recipe import Recipe

_WIDE = (640, 480)

FLOOR: tuple[Recipe, ...] = (
    clip(
        "bridge_level_front",
        "front",
        "gina",
        "gym",
        Camera(2.8, 1.25, 0.0, -20.0, vfov_deg=24.0, size=_WIDE),
        Bridge((BridgeSet("both", (Raise(0.5), Raise(1.0))),), seed=71),
    ),
    clip(
        "bridge_left_lower_front",
        "front",
        "jan",
        "hall",
        Camera(2.9, 1.2, 6.0, -19.0, vfov_deg=24.0, size=_WIDE),
        Bridge((BridgeSet("both", (Raise(10.0, 5.0), Raise(11.5, 6.0))),), seed=72),
    ),
    clip(
        "bridge_straight_left_side",
        "left side",
        "hugo",
        "den",
        Camera(3.2, 0.6, 88.0, -5.0, vfov_deg=32.0, size=_WIDE),
        Bridge((BridgeSet("both", (Raise(0.5, 2.0), Raise(0.0, 3.0))),), seed=73),
    ),
    clip(
        "bridge_sagging_right_side",
        "right side",
        "ines",
        "cellar",
        Camera(3.1, 0.8, -94.0, -9.0, vfov_deg=32.0, size=_WIDE),
        Bridge((BridgeSet("both", (Raise(0.5, 20.0, 6.0, hold_s=1.6), Raise(1.0, 23.0, 6.0, hold_s=1.6))),), seed=74),
    ),
    clip(
        "one_leg_bridge_left_stable_right_drop_front",
        "front",
        "kim",
        "hall",
        Camera(3.0, 1.2, -4.0, -16.0, vfov_deg=27.0, size=_WIDE),
        Bridge((BridgeSet("left", (Raise(1.0, 4.0),)), BridgeSet("right", (Raise(12.0, 8.0),))), seed=75),
    ),
    clip(
        "one_leg_bridge_right_stable_left_drop_rear",
        "rear",
        "leo",
        "cellar",
        Camera(3.1, 1.2, 184.0, -15.0, vfov_deg=29.0, size=_WIDE),
        Bridge((BridgeSet("right", (Raise(1.5, 4.0),)), BridgeSet("left", (Raise(13.0, 8.0),))), seed=76),
    ),
    clip(
        "one_leg_bridge_left_straight_left_side",
        "left side",
        "ines",
        "gym",
        Camera(3.2, 0.65, 93.0, -4.0, vfov_deg=34.0, size=_WIDE),
        Bridge((BridgeSet("left", (Raise(1.0, 3.0), Raise(1.0, 2.0))),), seed=77),
    ),
    clip(
        "one_leg_bridge_right_sagging_right_side",
        "right side",
        "hugo",
        "hall",
        Camera(3.3, 0.7, -88.0, -5.0, vfov_deg=34.0, size=_WIDE),
        Bridge((BridgeSet("right", (Raise(3.0, 22.0, 6.0), Raise(4.0, 24.0, 5.0))),), seed=78),
    ),
    clip(
        "quadruped_left_level_right_hitched_rear",
        "rear",
        "ines",
        "den",
        Camera(3.1, 1.2, 180.0, -14.0, vfov_deg=28.0, size=_WIDE),
        Quadruped(
            (
                Lift("left"),
                Lift("left", 5.0),
                Lift("right", 14.0, hitch_deg=13.0, turn_deg=4.0),
                Lift("right", 12.0, hitch_deg=14.5),
            ),
            seed=81,
        ),
    ),
    clip(
        "quadruped_right_level_left_hitched_rear",
        "rear",
        "jan",
        "gym",
        Camera(3.2, 1.15, 187.0, -13.0, vfov_deg=29.0, size=_WIDE),
        Quadruped(
            (
                Lift("right", 3.0, 8.0),
                Lift("right", 4.0, 8.0),
                Lift("left", 10.0, 8.0, 12.5, -4.0),
                Lift("left", 9.0, 8.0, 14.0, -6.0),
            ),
            seed=82,
        ),
    ),
    clip(
        "quadruped_left_in_line_left_side",
        "left side",
        "kim",
        "hall",
        Camera(3.1, 0.6, 92.0, -3.0, vfov_deg=32.0, size=_WIDE),
        Quadruped((Lift("left", 2.0), Lift("left", 3.0, 6.0), Lift("left", 1.0, 6.0)), seed=83),
    ),
    clip(
        "quadruped_right_too_low_right_side",
        "right side",
        "leo",
        "cellar",
        Camera(3.4, 0.75, -86.0, -4.0, vfov_deg=33.0, size=_WIDE),
        Quadruped((Lift("right", 38.0), Lift("right", 34.0), Lift("right", 36.0, 70.0)), seed=84),
    ),
    clip(
        "bird_dog_both_left_side",
        "left side",
        "gina",
        "cellar",
        Camera(3.2, 0.7, 90.0, -4.0, vfov_deg=35.0, size=_WIDE),
        Quadruped(
            (Lift("left", 3.0, 6.0, arm=True), Lift("right", 3.0, 6.0, arm=True), Lift("left", 4.0, 6.0, arm=True)),
            seed=85,
        ),
    ),
    clip(
        "bird_dog_left_level_right_hitched_rear",
        "rear",
        "hugo",
        "hall",
        Camera(3.3, 1.25, 175.0, -14.0, vfov_deg=29.0, size=_WIDE),
        Quadruped(
            (
                Lift("left", 3.0, 6.0, arm=True),
                Lift("left", 3.0, 6.0, arm=True),
                Lift("right", 12.0, 8.0, 12.5, arm=True),
                Lift("right", 11.0, 8.0, 14.0, arm=True),
            ),
            seed=86,
        ),
    ),
)
