"""Running: in place on a treadmill, or through the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from samples.renderer.body import Body
from samples.renderer.bones import SIDES
from samples.renderer.feet import rolled
from samples.renderer.geometry import Array, from_angles, reach
from samples.renderer.motions.curves import Sway, smooth
from samples.renderer.pose import Arm, Held, PlacedLeg, Pose, Side
from samples.renderer.skeleton import OUTWARD, SUFFIX

GRAVITY = 9.81
JOIN_S = 0.012
"""The swing takes over the foot's speed on the ground from points so far apart."""
SWING = (
    (0.20, -8.0, 78.0, 45.0),
    (0.42, 16.0, 100.0, 25.0),
    (0.64, 38.0, 76.0, 5.0),
    (0.84, 36.0, 42.0, -4.0),
    (0.94, 29.0, 27.0, -5.0),
)
"""The swing leg, by eye: part of the swing; thigh forward of the vertical, knee bent, heel up, degrees."""


@dataclass(frozen=True)
class Runner:
    """How somebody runs; ``drop_deg`` of the left and the right step + = the free side lower at midstance.

    ``ahead_m`` is how far the ankle lands before the middle of the hips; ``half_width_m`` how far each foot lands
    from the middle line. With ``passing`` the person moves through the room instead of staying in place, at the
    origin at half time. ``start`` is the part of a stride at time 0.
    """

    seconds: float = 5.0
    drop_deg: tuple[float, float] = (3.0, 3.0)
    cadence_per_min: float = 170.0
    contact_s: float = 0.235
    speed_m_s: float = 2.95
    ahead_m: float = 0.21
    knee_at_contact_deg: float = 16.0
    half_width_m: float = 0.035
    trunk_forward_deg: float = 8.0
    lean_deg: tuple[float, float] = (1.5, 1.5)
    knee_in_deg: float = 4.0
    strike_deg: float = -6.0
    push_deg: float = 48.0
    tilt_deg: float = 13.0
    passing: bool = False
    start: float = 0.0
    quiet_s: float = 0.0
    seed: int = 1


class RunnerCourse:
    """Gives the `Pose` of a `Runner` at any time; the body is needed as its legs must reach the ground."""

    exercise = "running"

    def __init__(self, motion: Runner, body: Body) -> None:
        self.motion, self.body = motion, body
        self.seconds = motion.seconds
        self.step_s = 60.0 / motion.cadence_per_min
        self.stride_s = 2.0 * self.step_s
        self._sway = Sway(motion.seed)
        self._root_m = 1.0
        self._root_m = self._height()
        self._swings = {side: self._swing(side) for side in SIDES}
        self.reps: list[tuple[Side, None, float, float]] = []
        for number in range(-2, round(self.seconds / self.step_s) + 3):
            side = SIDES[number % 2]
            start = (number - 2.0 * motion.start) * self.step_s
            self.reps.append((side, None, start, start + motion.contact_s))

    def since_strike(self, side: Side, time: float) -> float:
        """Return how long ago, s, this side's foot last struck the ground."""
        late = 0.0 if side == "left" else self.step_s
        return (time + self.motion.start * self.stride_s - late) % self.stride_s

    def _bearing(self, time: float) -> tuple[Side, float]:
        """Return the leg that struck last, and how much it bears: 0 at strike, 1 at midstance, 0 in flight."""
        side = min(SIDES, key=lambda one: self.since_strike(one, time))
        share = self.since_strike(side, time) / self.motion.contact_s
        return side, smooth(min(share / 0.45, (1.3 - share) / 0.6))

    def _dropped(self, time: float) -> tuple[Side, float]:
        """Return the leg that struck last, and how far, degrees, the other side of the pelvis is lower."""
        side, bears = self._bearing(time)
        return side, bears * self.motion.drop_deg[SIDES.index(side)]

    def _attitude(self, time: float) -> tuple[float, float, float]:
        """Return rotation, obliquity and tilt of the pelvis, degrees: one wave a stride, a drop each stance."""
        side, drop = self._dropped(time)
        phase = 2.0 * np.pi * self.since_strike("left", time) / self.stride_s
        return (
            -5.0 * float(np.cos(phase)),
            -OUTWARD[side] * drop + 0.3 * self._sway(0, time),
            self.motion.tilt_deg + 1.5 * float(np.cos(2.0 * phase)),
        )

    def _rise(self, time: float) -> float:
        """Return the height of the hip that bears over that at foot strike, m.

        Flight is free fall, stance a half wave.
        """
        since = min(self.since_strike(side, time) for side in SIDES)
        contact = self.motion.contact_s
        flight = self.step_s - contact
        if since < contact:
            depth = 0.5 * GRAVITY * flight * contact / np.pi
            return float(-depth * np.sin(np.pi * since / contact))
        return 0.5 * GRAVITY * (since - contact) * (self.step_s - since)

    def _offset(self, time: float) -> Array:
        """Return the way (3,) from the root to the left hip, m."""
        hip = self.body.head("upperleg01.L") - self.body.head("root")
        return np.asarray(from_angles(*self._attitude(time)) @ hip)

    def _height(self) -> float:
        """Return the root's height, m, at which the left knee strikes bent as asked."""
        strike = -self.motion.start * self.stride_s
        ankle = np.array(self._ground("left", 0.0).ankle_m)
        hip, knee, foot = (self.body.head(f"{bone}.L") for bone in ("upperleg01", "lowerleg01", "foot"))
        lengths = np.linalg.norm(knee - hip), np.linalg.norm(foot - knee)
        span = reach(float(lengths[0]), float(lengths[1]), self.motion.knee_at_contact_deg)
        offset = self._offset(strike)
        level = (self._aside(strike) + offset[0] - ankle[0], offset[1] - ankle[1])
        return float(ankle[2] + np.sqrt(span**2 - level[0] ** 2 - level[1] ** 2) - offset[2])

    def _aside(self, time: float) -> float:
        """Return the root's way to the left, m: a little over each stance foot."""
        return 0.008 * float(np.sin(2.0 * np.pi * self.since_strike("left", time) / self.stride_s))

    def _ground(self, side: Side, since: float) -> PlacedLeg:
        """Return a leg on the ground, or one that would be: heel first, flat, then over the ball."""
        motion, share = self.motion, since / self.motion.contact_s
        rise = max(share - 0.45, 0.0) / 0.55
        pitch = motion.strike_deg * (1.0 - smooth(share / 0.3)) + motion.push_deg * rise**2
        spot = (OUTWARD[side] * motion.half_width_m, -motion.ahead_m + motion.speed_m_s * since)
        return rolled(self.body, side, spot, 6.0, pitch)

    def _swing(self, side: Side) -> CubicSpline:
        """Return a swing over `since_strike`: ankle (x, y, z), m, foot pitch and toes, degrees.

        Through the postures of `SWING`, and joined smoothly to the ground at both ends.
        """
        contact, stride = self.motion.contact_s, self.stride_s
        strike = -self.motion.start * stride + (0.0 if side == "left" else self.step_s)
        lengths = [
            float(np.linalg.norm(self.body.head(f"{b}.L") - self.body.head(f"{a}.L")))
            for a, b in (("upperleg01", "lowerleg01"), ("lowerleg01", "foot"))
        ]
        knots = [(since, _row(self._ground(side, since))) for since in (contact - JOIN_S, contact)]
        for part, thigh, knee, pitch in SWING:
            since = contact + part * (stride - contact)
            hip = self._hip(side, strike + since)
            up, low = np.deg2rad(thigh), np.deg2rad(thigh - knee)
            x = 0.45 * float(hip[0]) + 0.55 * OUTWARD[side] * self.motion.half_width_m
            y = float(hip[1] - lengths[0] * np.sin(up) - lengths[1] * np.sin(low))
            z = float(hip[2] - lengths[0] * np.cos(up) - lengths[1] * np.cos(low))
            knots.append((since, [x, y, z, pitch, 0.0]))
        knots += [(stride + since, _row(self._ground(side, since))) for since in (0.0, JOIN_S)]
        return CubicSpline([knot[0] for knot in knots], [knot[1] for knot in knots])

    def _root(self, time: float) -> Array:
        lower = abs(self._offset(time)[0]) * float(np.sin(np.deg2rad(self._dropped(time)[1])))
        return np.array([self._aside(time), 0.0, self._root_m + self._rise(time) - lower])

    def _hip(self, side: Side, time: float) -> Array:
        hip = self.body.head(f"upperleg01.{SUFFIX[side]}") - self.body.head("root")
        return np.asarray(self._root(time) + from_angles(*self._attitude(time)) @ hip)

    def _leg(self, side: Side, time: float, shift_m: float) -> PlacedLeg:
        since = self.since_strike(side, time)
        if since <= self.motion.contact_s:
            x, y, z, pitch, toes = _row(self._ground(side, since))
        else:
            x, y, z, pitch, toes = (float(value) for value in self._swings[side](since))
        return PlacedLeg((x, y + shift_m, z), pitch, 6.0, toes)

    def _arm(self, side: Side, time: float) -> Arm:
        """Return an arm: forward while the other leg is, elbow bent about 95°."""
        phase = 2.0 * np.pi * self.since_strike(side, time) / self.stride_s
        swing = np.deg2rad(-20.0 - 34.0 * np.cos(phase - 0.3))
        elbow = np.deg2rad(96.0 + 8.0 * np.cos(phase - 0.3))
        upper = np.array([0.22, -np.sin(swing), -np.cos(swing)])
        fore = np.array([-0.28, -np.sin(swing + elbow), -np.cos(swing + elbow)])
        aim = upper * 1.05 + fore
        return Arm(
            aim=(float(aim[0]), float(aim[1]), float(aim[2])),
            elbow_flexion_deg=float(np.rad2deg(elbow)),
            pole=(0.35, 1.0, -0.35),
        )

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        motion = self.motion
        shift = -motion.speed_m_s * (time - self.seconds / 2.0) if motion.passing else 0.0
        rotation, obliquity, tilt = self._attitude(time)
        side, stands = self._bearing(time)
        lean = motion.lean_deg[SIDES.index(side)]
        root = self._root(time)
        return Pose(
            stance=side,
            lifted=1.0,
            knee_in_deg=motion.knee_in_deg * stands,
            obliquity_deg=obliquity,
            tilt_deg=tilt,
            rotation_deg=rotation,
            trunk_lateral_deg=OUTWARD[side] * lean * stands + 0.3 * self._sway(1, time),
            trunk_forward_deg=motion.trunk_forward_deg + 0.5 * self._sway(2, time),
            trunk_twist_deg=-1.6 * rotation,
            head_pitch_deg=3.0,
            head_yaw_deg=0.5 * self._sway(3, time),
            arms=(self._arm("left", time), self._arm("right", time)),
            legs=(self._leg("left", time, shift), self._leg("right", time, shift)),
            held=Held("root", (float(root[0]), float(root[1]) + shift, float(root[2]))),
        )


def _row(leg: PlacedLeg) -> list[float]:
    return [*leg.ankle_m, leg.pitch_deg, leg.toes_deg]
