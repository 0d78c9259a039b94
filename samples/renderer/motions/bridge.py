"""Bridges on the back: hips up from the floor on both legs, or on one with the other one stretched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from samples.renderer.body import Body
from samples.renderer.bones import SIDES, gathered, hip_line
from samples.renderer.geometry import UP, Array, reach
from samples.renderer.motions.curves import Sway, smooth, there_and_back
from samples.renderer.pose import Arm, FreeLeg, Held, PlacedLeg, Pose, Side, other
from samples.renderer.skeleton import SOLE_M, solve

Carrying = Side | Literal["both"]
SHOULDERS, SHOULDERS_Y_M = "spine01", 0.42
BACK, HEAD, SEAT = ("spine01", "spine02", "clavicle", "shoulder01"), ("head",), ("root", "pelvis", "upperleg01")
LIES_M = 0.008
"""Skin that lies on the floor is this high: the cloth is between them."""
RISES_DEG = np.array([-8.0, 5.0, 18.0, 31.0, 44.0])


@dataclass(frozen=True)
class Raise:
    """One repetition. ``obliquity_deg`` at the top + = the free (two legs: the left) side lower.

    ``sag_deg``: how far the hips stay below the line from shoulder to knee; ``tires_deg``: how much more by the end
    of the hold.
    """

    obliquity_deg: float = 0.5
    sag_deg: float = 3.0
    tires_deg: float = 0.0
    rise_s: float = 0.9
    hold_s: float = 1.1

    @property
    def seconds(self) -> float:
        """From the floor to the floor."""
        return 2.0 * self.rise_s + self.hold_s


@dataclass(frozen=True)
class BridgeSet:
    """Repetitions on one leg, or on both."""

    side: Carrying
    reps: tuple[Raise, ...]
    pause_s: float = 0.4


@dataclass(frozen=True)
class Bridge:
    """Lying with the knees bent, the sets, lying. ``knee_deg`` is their bend on the floor."""

    sets: tuple[BridgeSet, ...]
    quiet_s: float = 1.2
    stretch_s: float = 0.8
    knee_deg: float = 104.0
    half_width_m: float = 0.11
    toe_out_deg: float = 8.0
    sway_deg: float = 0.2
    seed: int = 1


class BridgeCourse:
    """Gives the `Pose` of a `Bridge` at any time; shoulders, head, hands and feet stay on the floor.

    The posture hangs on one number, how far the trunk's line rises toward the hips; see `_posture`.
    """

    def __init__(self, motion: Bridge, body: Body) -> None:
        self.motion, self.body = motion, body
        one_leg = any(one.side != "both" for one in motion.sets)
        self.exercise = "one-leg-bridge" if one_leg else "glute-bridge"
        self.reps: list[tuple[Carrying, Raise, float, float]] = []
        self._stretched: list[tuple[Side, float, float]] = []
        time = motion.quiet_s
        for one in motion.sets:
            begin, stretch_s = time, motion.stretch_s if one.side != "both" else 0.0
            time += stretch_s
            for rep in one.reps:
                self.reps.append((one.side, rep, time, time + rep.seconds))
                time += rep.seconds + one.pause_s
            time += stretch_s - one.pause_s
            if one.side != "both":
                self._stretched.append((one.side, begin, time))
            time += motion.quiet_s
        self.seconds = time
        self._sway = Sway(motion.seed)
        self._back, self._head, self._seat = (share(body, bones) > 0.6 for bones in (BACK, HEAD, SEAT))
        self._rests = np.array([self._rest(float(rise)) for rise in RISES_DEG])
        self._down_deg = self._lying()
        self._ankle = self._feet()
        self._tops: dict[float, float] = {}

    def _rest(self, rise_deg: float) -> tuple[float, float]:
        """Return shoulder height, m, and head pitch, degrees, at which back and head lie on the floor."""

        def low(head_deg: float, mask: NDArray[np.bool_]) -> float:
            pose = replace(self._posture(rise_deg, (0.0, head_deg)), legs=(FreeLeg(150.0), FreeLeg(150.0)))
            return float(solve(self.body, pose).vertices()[mask, 2].min())

        height = LIES_M - low(-90.0, self._back)
        head = brentq(lambda deg: low(deg, self._head) + height - LIES_M, -160.0, -20.0, xtol=0.05)
        return height, float(head)

    def _lying(self) -> float:
        """Return the trunk's rise, degrees, with which the buttocks lie on the floor."""

        def low(rise_deg: float) -> float:
            pose = replace(self._posture(rise_deg), legs=(FreeLeg(140.0), FreeLeg(140.0)))
            return float(solve(self.body, pose).vertices()[self._seat, 2].min()) - LIES_M

        return float(brentq(low, RISES_DEG[0], 20.0, xtol=0.02))

    def _feet(self) -> tuple[float, float]:
        """Return the ankles' y and z, m, that bend the knees as asked while the hips lie."""
        pose = replace(self._posture(self._down_deg), legs=(FreeLeg(140.0), FreeLeg(140.0)))
        skeleton = solve(self.body, pose)
        hip, knee, ankle = (skeleton.joint(name, "left") for name in ("hip", "knee", "ankle"))
        thigh, shank = float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
        span = reach(thigh, shank, self.motion.knee_deg)
        height = float(self.body.head("foot.L")[2]) + SOLE_M
        away = span**2 - (hip[2] - height) ** 2 - (hip[0] - self.motion.half_width_m) ** 2
        return float(hip[1] - np.sqrt(away)), height

    def _posture(self, rise_deg: float, rests: tuple[float, float] | None = None) -> Pose:
        """Return both feet planted, the trunk's line rising toward the hips by an angle."""
        height, head = rests or tuple(float(np.interp(rise_deg, RISES_DEG, column)) for column in self._rests.T)
        width, out = self.motion.half_width_m, self.motion.toe_out_deg
        y, z = getattr(self, "_ankle", (0.0, 0.0))
        return Pose(
            tilt_deg=-84.0 - rise_deg,
            trunk_forward_deg=-90.0 - rise_deg,
            head_pitch_deg=head,
            arms=(self._arm, self._arm),
            legs=(PlacedLeg((width, y, z), 0.0, out), PlacedLeg((-width, y, z), 0.0, out)),
            held=Held(SHOULDERS, (0.0, SHOULDERS_Y_M, height)),
        )

    @property
    def _arm(self) -> Arm:
        """Return an arm on the floor beside the hips."""
        stature = self.body.phenotype.stature_m
        return Arm("floor", (0.17 * stature, SHOULDERS_Y_M - 0.25 * stature, 0.055), pole=(1.0, 0.2, 0.0))

    def _top(self, sag_deg: float) -> float:
        """Return the rise of the trunk, degrees, at which the hips are so far below the line shoulder-knee."""
        if sag_deg not in self._tops:

            def over(rise_deg: float) -> float:
                posed = [solve(self.body, self._posture(rise_deg))]
                return float(hip_line(gathered(posed, np.zeros(1)), SIDES)[0]) - sag_deg

            self._tops[sag_deg] = float(brentq(over, self._down_deg, RISES_DEG[-1], xtol=0.05))
        return self._tops[sag_deg]

    def _stretch(self, pose: Pose, side: Side, part: float) -> PlacedLeg:
        """Return the leg that does not carry, ``part`` of its way from the floor to in line with the other thigh."""
        skeleton = solve(self.body, pose)
        carries = other(side)
        hip, knee, ankle = (skeleton.joint(name, carries) for name in ("hip", "knee", "ankle"))
        level = float(np.arctan2(knee[2] - hip[2], hip[1] - knee[1]))
        length = 0.985 * float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))
        start = np.array(pose.legs[SIDES.index(side)].ankle_m)  # type: ignore[index,union-attr]
        hip = skeleton.joint("hip", side)
        end = hip + length * np.array([0.0, -np.cos(level), np.sin(level)])
        place = start + part * (end - start) + 0.10 * np.sin(np.pi * part) * UP
        return PlacedLeg(
            (float(place[0]), float(place[1]), float(place[2])),
            part * (-65.0 - float(np.rad2deg(level))),
            self.motion.toe_out_deg,
        )

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        up, level, rise = 0.0, 0.0, self._down_deg
        for side, rep, start, end in self.reps:
            if start <= time <= end:
                up = there_and_back(time, start, end, rep.hold_s)
                held = float(np.clip((time - start - rep.rise_s) / rep.hold_s, 0.0, 1.0))
                top = self._top(rep.sag_deg)
                top += held * (self._top(rep.sag_deg + rep.tires_deg) - top)
                rise += up * (top - self._down_deg)
                level = up * rep.obliquity_deg * {"both": 1.0, "left": -1.0, "right": 1.0}[side]
        pose = self._posture(rise)
        sway = [self.motion.sway_deg * (0.3 + 0.7 * up) * self._sway(channel, time) for channel in range(3)]
        pose = replace(
            pose,
            stance="right",
            lifted=1.0,
            obliquity_deg=level + sway[0],
            rotation_deg=0.5 * sway[1],
            trunk_lateral_deg=0.25 * level,
            head_yaw_deg=sway[2],
        )
        for side, begin, end in self._stretched:
            if begin <= time <= end:
                free = other(side)
                part = min(
                    smooth((time - begin) / self.motion.stretch_s), smooth((end - time) / self.motion.stretch_s)
                )
                legs = list(pose.legs or ())
                legs[SIDES.index(free)] = self._stretch(pose, free, part)
                pose = replace(pose, stance=side, legs=(legs[0], legs[1]))
        return pose


def share(body: Body, bones: tuple[str, ...]) -> Array:
    """Return how much of each vertex (V,) belongs to bones whose labels begin so."""
    columns = [number for number, label in enumerate(body.labels) if label.startswith(bones)]
    return np.asarray(body.weights[:, columns].sum(axis=1)).ravel()
