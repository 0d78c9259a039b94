"""Single-leg deadlifts: hinging over one leg with the other one stretched behind."""

from __future__ import annotations

from dataclasses import dataclass

from samples.renderer.geometry import UP, about, from_angles, to_angles
from samples.renderer.motions.curves import LegSets, Sway, blend, there_and_back
from samples.renderer.pose import Arm, Foot, FreeLeg, Pose, Side

HANGING = Arm("world", (0.03, -0.04, -1.0), elbow_flexion_deg=6.0)
LIFTED = FreeLeg(4.0, 2.0, 0.0, 56.0, 2.0)
"""The free leg before the hinge: just off the floor."""


@dataclass(frozen=True)
class Hinge:
    """One repetition, at its deepest.

    ``opening_deg`` + = the pelvis turned about the trunk's long axis, free side up. ``drop_deg`` + = the free side
    lower, against gravity, before it opens. ``leg_below_deg``: how far the free leg hangs below the trunk's line.
    """

    hinge_deg: float = 78.0
    knee_deg: float = 18.0
    opening_deg: float = 0.0
    drop_deg: float = 1.0
    leg_below_deg: float = 6.0
    seconds: float = 2.3
    lean_deg: float = 2.0


@dataclass(frozen=True)
class HingeSet:
    """The repetitions on one leg."""

    side: Side
    reps: tuple[Hinge, ...]
    pause_s: float = 0.25


@dataclass(frozen=True)
class Deadlift:
    """Quiet standing, the sets, quiet standing."""

    sets: tuple[HingeSet, ...]
    quiet_s: float = 1.2
    shift_s: float = 0.45
    lift_s: float = 0.4
    settle_s: float = 0.15
    neutral_obliquity_deg: float = 0.4
    neutral_tilt_deg: float = 9.0
    standing_knee_deg: float = 8.0
    stance_m: float = 0.085
    toe_out_deg: float = 6.0
    sway_deg: float = 0.25
    seed: int = 1


class DeadliftCourse:
    """Gives the `Pose` of a `Deadlift` at any time."""

    exercise = "single-leg-deadlift"

    def __init__(self, motion: Deadlift) -> None:
        self.motion = motion
        self._times = LegSets(
            [(one.side, [rep.seconds for rep in one.reps], one.pause_s) for one in motion.sets],
            motion.quiet_s,
            motion.shift_s,
            motion.lift_s,
            motion.settle_s,
        )
        self.seconds = self._times.seconds
        self.reps = [
            (motion.sets[number].side, motion.sets[number].reps[nth], start, end)
            for number, nth, start, end in self._times.reps
        ]
        self._sway = Sway(motion.seed)

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        motion = self.motion
        _, weight, lifted = self._times.phase(time)
        side, rep, deep = self._times.side(time), Hinge(), 0.0
        for _, one, start, end in self.reps:
            if start <= time <= end:
                rep, deep = one, there_and_back(time, start, end, 0.25)
        out = 1.0 if side == "left" else -1.0
        sway = [motion.sway_deg * self._sway(channel, time) for channel in range(6)]
        hinge = 3.0 + deep * (rep.hinge_deg - 3.0) + sway[5]
        lean = out * (1.5 * lifted + deep * rep.lean_deg) + sway[3]
        trunk = from_angles(0.0, lean, hinge)
        level = motion.neutral_obliquity_deg * (1.0 - lifted) - out * rep.drop_deg * lifted + 0.5 * sway[0]
        tilt = motion.neutral_tilt_deg + 0.92 * (hinge - 3.0) + 0.5 * sway[1]
        opening = about(trunk @ UP, -out * deep * rep.opening_deg)
        rotation, obliquity, tilt = to_angles(opening @ from_angles(sway[2], level, tilt))
        twist, lateral, forward = to_angles(about(trunk @ UP, -0.6 * out * deep * rep.opening_deg) @ trunk)
        stretched = FreeLeg(-rep.hinge_deg + 5.0 + rep.leg_below_deg, 2.0, 0.0, 8.0, 12.0)
        return Pose(
            stance=side,
            knee_flexion_deg=motion.standing_knee_deg + deep * (rep.knee_deg - motion.standing_knee_deg),
            knee_in_deg=4.0 * deep + 0.5 * sway[3] * lifted,
            obliquity_deg=obliquity,
            tilt_deg=tilt,
            rotation_deg=rotation,
            trunk_lateral_deg=lateral,
            trunk_forward_deg=forward,
            trunk_twist_deg=twist,
            head_pitch_deg=2.0 + 0.75 * (hinge - 3.0),
            head_yaw_deg=sway[2],
            lifted=lifted,
            free=blend(LIFTED, stretched, deep),
            left_foot=Foot(motion.stance_m, 0.0, motion.toe_out_deg),
            right_foot=Foot(-motion.stance_m, 0.0, motion.toe_out_deg),
            arms=(HANGING, HANGING),
            balance_m=(
                out * weight * (motion.stance_m - 0.002) + 0.004 * sway[4],
                -0.045 + 0.003 * sway[5],
            ),
        )
