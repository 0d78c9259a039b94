"""Running clips: in place as on a treadmill, at 60 frames a second; one slowed down, one passing the camera."""

from __future__ import annotations

from dataclasses import replace

from samples.renderer.camera import Camera
from samples.renderer.motions.running import Runner
from samples.renderer.recipes.people import clip
from samples.renderer.recipes.recipe import Recipe

_FALLS_RIGHT = Runner(6.1, drop_deg=(2.5, 12.0), lean_deg=(1.5, 13.0))
_FALLS_LEFT = Runner(6.1, drop_deg=(13.0, 3.0), lean_deg=(14.0, 1.5))

RUNNING: tuple[Recipe, ...] = (
    clip(
        "run_stable_rear",
        "rear",
        "gina",
        "gym",
        Camera(2.9, 0.95, 180.0, -1.0, vfov_deg=42.0),
        Runner(6.1, (2.5, 2.8), 170.0, seed=31),
        fps=60,
    ),
    clip(
        "run_right_drop_rear",
        "rear",
        "hugo",
        "hall",
        Camera(3.1, 1.1, 187.0, -3.0, vfov_deg=42.0),
        replace(_FALLS_RIGHT, cadence_per_min=167.0, contact_s=0.25, speed_m_s=2.9, start=0.3, seed=32),
        fps=60,
    ),
    clip(
        "run_stable_left_side",
        "left side",
        "ines",
        "cellar",
        Camera(3.1, 0.9, 86.0, -0.5, vfov_deg=42.0),
        Runner(6.1, (3.0, 2.6), 172.0, contact_s=0.23, start=0.1, seed=33),
        fps=60,
    ),
    clip(
        "run_overstride_right_side",
        "right side",
        "jan",
        "gym",
        Camera(3.2, 0.8, -97.0, 1.0, vfov_deg=42.0),
        Runner(
            6.1,
            (4.0, 4.0),
            165.0,
            contact_s=0.26,
            ahead_m=0.29,
            speed_m_s=3.1,
            knee_at_contact_deg=8.0,
            trunk_forward_deg=2.0,
            strike_deg=-16.0,
            seed=34,
        ),
        fps=60,
    ),
    clip(
        "run_left_drop_front",
        "front",
        "kim",
        "den",
        Camera(2.7, 0.85, -6.0, 0.0, vfov_deg=42.0),
        replace(_FALLS_LEFT, cadence_per_min=174.0, contact_s=0.24, half_width_m=0.01, knee_in_deg=10.0, seed=35),
        fps=60,
    ),
    clip(
        "run_stable_front",
        "front",
        "leo",
        "hall",
        Camera(3.2, 1.2, 5.0, -4.0, vfov_deg=43.0),
        Runner(6.1, (2.0, 2.4), 166.0, contact_s=0.24, half_width_m=0.05, start=0.7, seed=36),
        fps=60,
    ),
    clip(
        "run_slow_motion_left_side",
        "left side",
        "hugo",
        "gym",
        Camera(3.1, 0.95, 93.0, -1.0, vfov_deg=43.0),
        Runner(1.5, (3.0, 3.0), 168.0, contact_s=0.24, start=0.85, seed=37),
        slow=8.0,
    ),
    clip(
        "run_passing_left_side",
        "left side",
        "gina",
        "den",
        Camera(5.2, 1.0, 90.0, -1.0, vfov_deg=36.0, size=(640, 480)),
        Runner(2.8, (3.0, 3.0), 168.0, speed_m_s=2.8, passing=True, start=0.2, seed=38),
        fps=60,
        half_m=4.6,
    ),
)
