"""Squats on both legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.renderer.motions.curves import Sway, there_and_back
from samples.renderer.pose import ARMS, Arm, Foot, Pose

AHEAD = Arm("world", (0.06, -1.0, 0.0), elbow_flexion_deg=12.0, pole=(0.7, 0.2, -0.8))
"""Held out level however the trunk leans."""


@dataclass(frozen=True)
class Squat:
    """One repetition, at its deepest: ``left_lower_deg`` of the pelvis, ``shift_m`` of the hips, + to the left."""

    depth_deg: float = 85.0
    left_lower_deg: float = 0.0
    shift_m: float = 0.0
    seconds: float = 2.2


@dataclass(frozen=True)
class TwoLegSquat:
    """Quiet standing, the repetitions, quiet standing. ``arms``: ahead, or a name of `ARMS`."""

    reps: tuple[Squat, ...]
    quiet_s: float = 1.2
    pause_s: float = 0.35
    neutral_obliquity_deg: float = 0.3
    neutral_tilt_deg: float = 9.0
    standing_knee_deg: float = 8.0
    deepest_trunk_deg: float = 36.0
    stance_m: float = 0.15
    toe_out_deg: float = 14.0
    arms: str = "ahead"
    sway_deg: float = 0.25
    seed: int = 1


class TwoLegSquatCourse:
    """Gives the `Pose` of a `TwoLegSquat` at any time."""

    exercise = "two-leg-squat"

    def __init__(self, motion: TwoLegSquat) -> None:
        self.motion = motion
        starts = motion.quiet_s + np.cumsum([0.0, *(rep.seconds + motion.pause_s for rep in motion.reps)])
        self.seconds = float(starts[-1]) - motion.pause_s + motion.quiet_s
        self.reps = [
            ("both", rep, float(start), float(start) + rep.seconds)
            for rep, start in zip(motion.reps, starts, strict=False)
        ]
        self._sway = Sway(motion.seed)

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        motion = self.motion
        rep, deep = Squat(), 0.0
        for _, one, start, end in self.reps:
            if start <= time <= end:
                rep, deep = one, there_and_back(time, start, end)
        part = deep * rep.depth_deg / 85.0
        sway = [motion.sway_deg * self._sway(channel, time) for channel in range(6)]
        return Pose(
            stance="left",
            knee_flexion_deg=motion.standing_knee_deg + deep * (rep.depth_deg - motion.standing_knee_deg),
            knee_in_deg=-6.0 * part,
            obliquity_deg=(1.0 - deep) * motion.neutral_obliquity_deg + deep * rep.left_lower_deg + 0.5 * sway[0],
            tilt_deg=motion.neutral_tilt_deg + 14.0 * part + 0.5 * sway[1],
            rotation_deg=sway[2],
            trunk_lateral_deg=0.4 * deep * rep.left_lower_deg + sway[3],
            trunk_forward_deg=4.0 + part * (motion.deepest_trunk_deg - 4.0) + sway[5],
            head_pitch_deg=2.0 + 10.0 * part,
            head_yaw_deg=sway[2],
            left_foot=Foot(motion.stance_m, 0.0, motion.toe_out_deg),
            right_foot=Foot(-motion.stance_m, 0.0, motion.toe_out_deg),
            arms=(AHEAD, AHEAD) if motion.arms == "ahead" else ARMS[motion.arms],
            balance_m=(deep * rep.shift_m + 0.004 * sway[4], -0.045 + 0.003 * sway[5]),
        )
