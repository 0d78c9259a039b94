"""Standing on one leg and holding the pelvis: Trendelenburg's test."""

from __future__ import annotations

from dataclasses import dataclass

from samples.renderer.motions.curves import LegSets, Sway, smooth
from samples.renderer.pose import ARMS, Foot, FreeLeg, Pose, Side

FREE = {"front": FreeLeg(48.0, 3.0, 0.0, 82.0, 8.0), "behind": FreeLeg(2.0, 2.0, 0.0, 70.0, 20.0)}
SINKS_S = 0.8
"""How long the pelvis takes to its drop."""


@dataclass(frozen=True)
class Hold:
    """One hold on one leg; ``drop_deg`` + = the free side lower, ``lean_deg`` + = trunk toward the stance side."""

    side: Side
    drop_deg: float = 0.0
    lean_deg: float = 2.0
    seconds: float = 3.2


@dataclass(frozen=True)
class StandingHold:
    """Quiet standing, the holds, quiet standing."""

    holds: tuple[Hold, ...]
    free: str = "front"
    quiet_s: float = 1.2
    shift_s: float = 0.55
    lift_s: float = 0.5
    neutral_obliquity_deg: float = 0.3
    stance_m: float = 0.085
    arms: str = "hanging"
    sway_deg: float = 0.4
    seed: int = 1


class StandingHoldCourse:
    """Gives the `Pose` of a `StandingHold` at any time."""

    exercise = "standing-hold"

    def __init__(self, motion: StandingHold) -> None:
        self.motion = motion
        self._times = LegSets(
            [(one.side, [one.seconds], 0.0) for one in motion.holds],
            motion.quiet_s,
            motion.shift_s,
            motion.lift_s,
            0.0,
        )
        self.seconds = self._times.seconds
        self.reps = [
            (side, hold, begin, end) for hold, (side, begin, end) in zip(motion.holds, self._times.sets, strict=True)
        ]
        self._sway = Sway(motion.seed)

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        motion = self.motion
        number, weight, lifted = self._times.phase(time)
        side, held, sunk = self._times.side(time), Hold("left"), 0.0
        if number is not None:
            held = motion.holds[number]
            _, _, start, end = self._times.reps[number]
            sunk = lifted * min(smooth((time - start + 0.3) / SINKS_S), smooth((end + 0.3 - time) / SINKS_S))
        out = 1.0 if side == "left" else -1.0
        sway = [motion.sway_deg * self._sway(channel, time) for channel in range(6)]
        return Pose(
            stance=side,
            knee_flexion_deg=8.0 + sway[1],
            obliquity_deg=motion.neutral_obliquity_deg * (1.0 - lifted) - out * sunk * held.drop_deg + 0.5 * sway[0],
            tilt_deg=9.0 + 0.5 * sway[1],
            rotation_deg=sway[2],
            trunk_lateral_deg=out * sunk * held.lean_deg + sway[3],
            trunk_forward_deg=3.0 + sway[5],
            head_pitch_deg=3.0,
            head_yaw_deg=sway[2],
            head_roll_deg=0.3 * out * sunk * held.lean_deg,
            lifted=lifted,
            free=FREE[motion.free],
            left_foot=Foot(motion.stance_m, 0.0, 8.0),
            right_foot=Foot(-motion.stance_m, 0.0, 8.0),
            arms=ARMS[motion.arms],
            balance_m=(out * weight * (motion.stance_m - 0.002) + 0.004 * sway[4], -0.045 + 0.003 * sway[5]),
        )
