"""On all fours: one leg raised to the line of the trunk, knee bent or straight, perhaps with the opposite arm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from samples.renderer.body import Body
from samples.renderer.bones import SIDES
from samples.renderer.geometry import UP, Array, reach
from samples.renderer.motions.bridge import LIES_M, share
from samples.renderer.motions.curves import Sway, blend, there_and_back
from samples.renderer.pose import Arm, FreeLeg, Held, Pose, Side, other
from samples.renderer.skeleton import OUTWARD, SOLE_M, SUFFIX, solve

KNEEL_Y_M = 0.10
"""Where the knees are: hands before, feet behind the origin."""
WRIST_M = 0.055
ELBOW_DEG = 16.0


@dataclass(frozen=True)
class Lift:
    """One repetition with one leg, at its highest.

    ``below_deg``: thigh below the trunk's line. ``knee_deg``: its bend. ``hitch_deg`` + = the raised side of the
    pelvis higher; ``turn_deg`` + = the pelvis turned toward the raised leg's side. ``arm`` = the opposite arm too.
    """

    side: Side
    below_deg: float = 3.0
    knee_deg: float = 90.0
    hitch_deg: float = 1.0
    turn_deg: float = 0.0
    arm: bool = False
    rise_s: float = 1.1
    hold_s: float = 0.5

    @property
    def seconds(self) -> float:
        """From the floor to the floor."""
        return 2.0 * self.rise_s + self.hold_s


@dataclass(frozen=True)
class Quadruped:
    """On hands and knees, the repetitions, on hands and knees."""

    reps: tuple[Lift, ...]
    quiet_s: float = 1.2
    pause_s: float = 0.4
    sway_deg: float = 0.25
    seed: int = 1


class QuadrupedCourse:
    """Gives the `Pose` of a `Quadruped` at any time; hands, the kneeling knee and its foot stay where they are."""

    exercise = "quadruped-hip-raise"

    def __init__(self, motion: Quadruped, body: Body) -> None:
        self.motion, self.body = motion, body
        starts = motion.quiet_s + np.cumsum([0.0, *(rep.seconds + motion.pause_s for rep in motion.reps)])
        self.seconds = float(starts[-1]) - motion.pause_s + motion.quiet_s
        self.reps = [
            (rep.side, rep, float(start), float(start) + rep.seconds)
            for rep, start in zip(motion.reps, starts, strict=False)
        ]
        self._sway = Sway(motion.seed)
        self._thigh_m = self._length("upperleg01", "lowerleg01")
        self._arm_m = reach(self._length("upperarm01", "lowerarm01"), self._length("lowerarm01", "wrist"), ELBOW_DEG)
        self._kneel = FreeLeg(0.0, 1.0, 0.0, 92.0, 62.0)
        self._knee_m = 0.08
        self._kneel_down()
        self._forward_deg = float(brentq(lambda deg: self._shoulder(deg)[2] - WRIST_M - self._arm_m, 60.0, 125.0))
        shoulder = self._shoulder(self._forward_deg)
        self._wrist = (abs(float(shoulder[0])) + 0.02, float(shoulder[1]), WRIST_M)
        skeleton = solve(body, self._posture("left", self._kneel))
        hips, shoulders = (
            (skeleton.joint(name, "left") + skeleton.joint(name, "right")) for name in ("hip", "shoulder")
        )
        line = hips - shoulders
        self._line_deg = -90.0 - float(np.rad2deg(np.arctan2(line[2], line[1])))

    def _length(self, first: str, second: str) -> float:
        return float(np.linalg.norm(self.body.head(f"{first}.L") - self.body.head(f"{second}.L")))

    def _kneel_down(self) -> None:
        """Find the knee's height and its bend with which shank and foot lie on the floor."""
        shank, foot = share(self.body, ("lowerleg",)) > 0.6, share(self.body, ("foot", "toe")) > 0.6
        self._forward_deg, self._wrist = 85.0, (0.2, -0.4, WRIST_M)
        for _ in range(3):
            low = solve(self.body, self._posture("left", self._kneel)).vertices()
            self._knee_m += LIES_M - float(low[shank, 2].min())

            def sole(knee_deg: float) -> float:
                self._kneel = replace(self._kneel, knee_flexion_deg=knee_deg)
                skin = solve(self.body, self._posture("left", self._kneel)).vertices()
                return float(skin[foot, 2].min()) - SOLE_M

            self._kneel = replace(self._kneel, knee_flexion_deg=float(brentq(sole, 70.0, 110.0, xtol=0.05)))

    def _shoulder(self, forward_deg: float) -> Array:
        pose = replace(self._posture("left", self._kneel), trunk_forward_deg=forward_deg, tilt_deg=forward_deg - 2.0)
        return solve(self.body, pose).joint("shoulder", "left")

    def _posture(self, raised: Side, leg: FreeLeg, over_deg: float = 0.0) -> Pose:
        """Return hands on the floor, one knee on it, the other leg as it is told.

        ``over_deg``: how far the kneeling thigh leans outward, which brings the weight over it.
        """
        stands = other(raised)
        kneels = replace(self._kneel, thigh_abduction_deg=self._kneel.thigh_abduction_deg - over_deg)
        away = np.deg2rad(kneels.thigh_abduction_deg)
        knee_x = self.body.head("upperleg01.L")[0] + self._thigh_m * np.sin(
            np.deg2rad(self._kneel.thigh_abduction_deg)
        )
        hip = (
            OUTWARD[stands] * float(knee_x - self._thigh_m * np.sin(away)),
            KNEEL_Y_M,
            float(self._knee_m + self._thigh_m * np.cos(away)),
        )
        arm = Arm("floor", self._wrist, pole=(0.3, 0.3, -1.0))
        return Pose(
            stance=stands,
            lifted=1.0,
            tilt_deg=self._forward_deg - 2.0,
            trunk_forward_deg=self._forward_deg,
            head_pitch_deg=self._forward_deg - 18.0,
            legs=(kneels, leg) if stands == "left" else (leg, kneels),
            arms=(arm, arm),
            held=Held(f"upperleg01.{SUFFIX[stands]}", hip),
        )

    def _lowered(self, pose: Pose) -> Pose:
        """Return the pose with the trunk inclined until the shoulders are as high as at rest: the hands stay down."""
        for _ in range(2):
            skeleton = solve(self.body, pose)
            shoulders = (skeleton.joint("shoulder", "left") + skeleton.joint("shoulder", "right")) / 2.0
            too_high = shoulders[2] - WRIST_M - self._arm_m
            turn = np.rad2deg(too_high / np.linalg.norm(shoulders - skeleton.at("root")))
            pose = replace(pose, trunk_forward_deg=pose.trunk_forward_deg + float(turn))
        return pose

    def _reached(self, pose: Pose, side: Side, part: float) -> Arm:
        """Return an arm ``part`` of its way from the floor to straight ahead."""
        shoulder = solve(self.body, pose).joint("shoulder", side) * np.array([OUTWARD[side], 1.0, 1.0])
        ahead = np.array([0.12, -1.0, 0.0])
        start, end = np.array(self._wrist), shoulder + self._arm_m * ahead / np.linalg.norm(ahead)
        aim = start + part * (end - start) + 0.06 * np.sin(np.pi * part) * UP
        return replace(pose.arms[0], aim=(float(aim[0]), float(aim[1]), float(aim[2])))

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        up, one = 0.0, min(self.reps, key=lambda rep: max(rep[2] - time, time - rep[3]))[1]
        for _, rep, start, end in self.reps:
            if start <= time <= end:
                up, one = there_and_back(time, start, end, rep.hold_s), rep
        out = OUTWARD[one.side]
        high = FreeLeg(self._line_deg + one.below_deg, 2.0, 0.0, one.knee_deg, 20.0)
        leg = blend(self._kneel, high, up)
        late = (
            leg.knee_flexion_deg
            if one.knee_deg > 60.0
            else self._kneel.knee_flexion_deg + up**2 * (one.knee_deg - self._kneel.knee_flexion_deg)
        )
        sway = [self.motion.sway_deg * self._sway(channel, time) for channel in range(4)]
        pose = replace(
            self._posture(one.side, replace(leg, knee_flexion_deg=late), 3.0 * up),
            obliquity_deg=-out * up * one.hitch_deg + up * sway[0],
            rotation_deg=out * up * one.turn_deg + up * sway[1],
            trunk_lateral_deg=-0.12 * out * up * one.hitch_deg,
            trunk_twist_deg=0.3 * out * up * one.turn_deg,
            head_yaw_deg=sway[2],
        )
        pose = self._lowered(pose)
        if one.arm:
            reaches = other(one.side)
            arms = list(pose.arms)
            arms[SIDES.index(reaches)] = self._reached(pose, reaches, up)
            pose = replace(pose, arms=(arms[0], arms[1]))
        return pose
