"""Single-leg squats: quiet standing, sets on one leg or the other, quiet standing."""

from __future__ import annotations

from dataclasses import dataclass

from samples.renderer.motions.curves import LegSets, Sway, blend, there_and_back
from samples.renderer.pose import ARMS, Foot, FreeLeg, Pose, Side


@dataclass(frozen=True)
class Rep:
    """One repetition: knee flexion and pelvic drop at its deepest, how long it takes, its trunk lean.

    ``drop_deg`` + = the unsupported side lower. ``lean_deg`` + = trunk toward the stance side.
    """

    depth_deg: float = 75.0
    drop_deg: float = 2.0
    seconds: float = 2.0
    lean_deg: float = 4.0
    knee_in_deg: float = 7.0
    turn_deg: float = 0.0


@dataclass(frozen=True)
class Set:
    """The repetitions on one leg, and how the person holds the rest of the body."""

    side: Side
    reps: tuple[Rep, ...]
    free: str = "behind"
    pause_s: float = 0.2
    standing_knee_deg: float = 9.0
    standing_drop_deg: float = 0.5


@dataclass(frozen=True)
class Motion:
    """Quiet standing, the sets, quiet standing. ``neutral_*`` are the person's own standing angles.

    ``quiet_s`` .. ``settle_s`` are the lengths of quiet standing, weight shift, lifting, settling.
    """

    sets: tuple[Set, ...] = ()
    quiet_s: float = 1.3
    shift_s: float = 0.55
    lift_s: float = 0.5
    settle_s: float = 0.2
    neutral_obliquity_deg: float = 0.4
    neutral_tilt_deg: float = 9.0
    neutral_rotation_deg: float = 0.0
    standing_knee_deg: float = 9.0
    deepest_tilt_deg: float = 22.0
    deepest_trunk_deg: float = 26.0
    stance_m: float = 0.085
    toe_out_deg: float = 8.0
    arms: str = "hips"
    sway_deg: float = 0.25
    seed: int = 1


FREE_LEGS = {
    "behind": (FreeLeg(0.0, 2.0, 0.0, 75.0, 20.0), FreeLeg(6.0, 3.0, 0.0, 92.0, 20.0)),
    "front": (FreeLeg(24.0, 3.0, 2.0, 22.0, 5.0), FreeLeg(58.0, 4.0, 2.0, 20.0, 0.0)),
    "middle": (FreeLeg(22.0, 3.0, 0.0, 76.0, 5.0), FreeLeg(42.0, 4.0, 0.0, 112.0, 5.0)),
}
"""The free leg while standing on the other and at a depth of 75°."""


class Course:
    """Gives the `Pose` of a `Motion` at any time.

    Attributes
    ----------
    seconds : float
        Length of the whole motion.
    reps : list of (Side, Rep, start, end)
        The nominal span of each repetition, s.
    """

    exercise = "single-leg-squat"

    def __init__(self, motion: Motion) -> None:
        self.motion = motion
        self._times = LegSets(
            [(one.side, [rep.seconds for rep in one.reps], one.pause_s) for one in motion.sets],
            motion.quiet_s,
            motion.shift_s,
            motion.lift_s,
            motion.settle_s,
        )
        self.seconds = self._times.seconds
        self.reps: list[tuple[Side, Rep, float, float]] = [
            (motion.sets[number].side, motion.sets[number].reps[nth], start, end)
            for number, nth, start, end in self._times.reps
        ]
        self.sway = Sway(motion.seed)

    def depth(self, time: float) -> tuple[float, Rep | None]:
        """Return how far down (0..1 of the repetition's own depth) and in which repetition."""
        for _, rep, start, end in self.reps:
            if start <= time <= end:
                return there_and_back(time, start, end), rep
        return 0.0, None

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        motion = self.motion
        number, weight, lifted = self._times.phase(time)
        one, side = None if number is None else motion.sets[number], self._times.side(time)
        out = 1.0 if side == "left" else -1.0
        deep, rep = self.depth(time)
        rep = rep or Rep()
        knee = motion.standing_knee_deg + deep * (rep.depth_deg - motion.standing_knee_deg)
        standing = (one.standing_drop_deg if one else 0.0) * lifted
        drop = standing + deep * (rep.drop_deg - standing)
        sway = [motion.sway_deg * self.sway(channel, time) for channel in range(6)]
        still = FREE_LEGS[one.free if one else "behind"]
        feet = Foot(motion.stance_m, 0.0, motion.toe_out_deg), Foot(-motion.stance_m, 0.0, motion.toe_out_deg)
        over = out * weight * (motion.stance_m - 0.002) + 0.004 * sway[4]
        return Pose(
            stance=side,
            knee_flexion_deg=knee,
            knee_in_deg=deep * rep.knee_in_deg + 0.5 * sway[3] * lifted,
            obliquity_deg=motion.neutral_obliquity_deg * (1.0 - lifted) - out * drop + 0.5 * sway[0],
            tilt_deg=motion.neutral_tilt_deg
            + deep * rep.depth_deg / 75.0 * (motion.deepest_tilt_deg - motion.neutral_tilt_deg)
            + 0.5 * sway[1],
            rotation_deg=motion.neutral_rotation_deg + out * deep * rep.turn_deg + sway[2],
            trunk_lateral_deg=out * (1.5 * lifted + deep * rep.lean_deg) + sway[3],
            trunk_forward_deg=4.0 + deep * rep.depth_deg / 75.0 * (motion.deepest_trunk_deg - 4.0) + sway[5],
            trunk_twist_deg=0.6 * out * deep * rep.turn_deg + sway[4],
            head_pitch_deg=2.0 + 8.0 * deep,
            head_yaw_deg=sway[2],
            head_roll_deg=0.3 * out * deep * rep.lean_deg,
            lifted=lifted,
            free=blend(*still, deep * rep.depth_deg / 75.0),
            left_foot=feet[0],
            right_foot=feet[1],
            arms=ARMS[motion.arms],
            balance_m=(over, -0.045 + 0.003 * sway[5]),
        )
