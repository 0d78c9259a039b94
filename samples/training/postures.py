"""What they do: postures of every exercise, with the pelvis drawn apart from everything else.

Two postures of one family, blended there and back, are a motion; the pelvis meanwhile goes its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from samples.renderer.pose import ARMS, Arm, Foot, FreeLeg, Pose, Side, other

Rng = np.random.Generator

OBLIQUITY_DEG, TILT_DEG, ROTATION_DEG = (-30.0, 30.0), (-20.0, 40.0), (-40.0, 40.0)
"""How far the pelvis is turned at most; tilt from the posture's own attitude (upright, hinged, lying)."""


def family(rng: Rng, among: Sequence[str]) -> str:
    """Draw what is done, of some families."""
    chances = np.array([FAMILIES[name][1] for name in among])
    return str(rng.choice(list(among), p=chances / chances.sum()))


def posture(name: str, rng: Rng, side: Side) -> Pose:
    """Draw a posture of a family; ``side`` is the leg stood on, or the working one."""
    pose = FAMILIES[name][0](rng, side)
    return replace(pose, **_pelvis(rng, _within(name), pose.tilt_deg))


def _within(name: str) -> float:
    """Return the part of the pelvis' range a family uses: on two planted feet the legs' length allows less."""
    return {"stand": 0.35, "squat2": 0.5}.get(name, 1.0)


def _pelvis(rng: Rng, within: float, tilt_deg: float) -> dict[str, Any]:
    """Draw the pelvis' angles: half of them all over the range, half near the middle, as people move."""
    wide = rng.uniform() < 0.5
    spread = within * (1.0 if wide else 0.5)
    low, high = TILT_DEG
    return {
        "obliquity_deg": spread * float(rng.uniform(*OBLIQUITY_DEG)),
        "rotation_deg": spread * float(rng.uniform(*ROTATION_DEG)),
        "tilt_deg": tilt_deg + 10.0 + (1.0 if wide else 0.5) * float(rng.uniform(low - 10.0, high - 10.0)),
    }


def blended(start: Any, end: Any, part: float) -> Any:  # noqa: ANN401 - any dataclass of numbers
    """Return what lies between two postures (or legs, feet, arms); what is no number is the start's."""
    if isinstance(start, tuple) and isinstance(end, tuple):
        return tuple(blended(a, b, part) for a, b in zip(start, end, strict=True))
    if isinstance(start, float | int) and isinstance(end, float | int) and not isinstance(start, bool):
        return start + part * (end - start)
    if is_dataclass(start) and not isinstance(start, type) and type(start) is type(end):
        if isinstance(start, Arm) and start.anchor != getattr(end, "anchor", None):
            return start
        changes = {one.name: blended(getattr(start, one.name), getattr(end, one.name), part) for one in fields(start)}
        return replace(start, **changes)
    return start


def _arm(rng: Rng) -> Arm:
    """Draw one arm: hanging, swinging, raised, anywhere."""
    aim = np.array([0.18, -0.1, -1.0]) + rng.normal(0.0, 0.35, 3)
    if rng.uniform() < 0.3:
        aim = rng.normal(0.0, 1.0, 3) + np.array([0.6, -0.6, 0.0])
    return Arm(aim=(float(aim[0]), float(aim[1]), float(aim[2])), elbow_flexion_deg=float(rng.uniform(3, 120)))


def _arms(rng: Rng) -> tuple[Arm, Arm]:
    """Draw both arms: one of the usual ways of holding them, or each for itself."""
    if rng.uniform() < 0.55:
        return ARMS[str(rng.choice(sorted(ARMS)))]
    return _arm(rng), _arm(rng)


def _upper(rng: Rng, forward_deg: float, loose: float = 1.0) -> dict[str, Any]:
    """Draw trunk, head and arms."""
    return {
        "trunk_lateral_deg": float(rng.normal(0.0, 8.0 * loose)),
        "trunk_forward_deg": forward_deg,
        "trunk_twist_deg": float(rng.normal(0.0, 11.0 * loose)),
        "head_yaw_deg": float(rng.normal(0.0, 20.0)),
        "head_pitch_deg": forward_deg * float(rng.uniform(0.0, 1.0)) + float(rng.normal(4.0, 12.0)),
        "head_roll_deg": float(rng.normal(0.0, 7.0)),
        "arms": _arms(rng),
    }


def _feet(rng: Rng) -> dict[str, Any]:
    """Draw where both feet stand."""
    wide = float(np.clip(rng.normal(0.09, 0.04), 0.02, 0.3))
    left, right = rng.normal(0.0, 0.03, 2), rng.normal(0.0, 0.03, 2)
    return {
        "left_foot": Foot(wide + float(left[0]), float(left[1]), float(rng.normal(8.0, 9.0))),
        "right_foot": Foot(-wide + float(right[0]), float(right[1]), float(rng.normal(8.0, 9.0))),
    }


def _over(rng: Rng, feet: dict[str, Any], side: Side) -> tuple[float, float]:
    """Draw where the centre of mass is: over the foot stood on, give or take some centimetres."""
    foot = feet[f"{side}_foot"]
    return foot.x_m + float(rng.normal(0.0, 0.025)), foot.y_m - 0.045 + float(rng.normal(0.0, 0.025))


def _free(rng: Rng) -> FreeLeg:
    """Draw a free leg: behind, in the middle, in front, aside."""
    return FreeLeg(
        thigh_flexion_deg=float(rng.uniform(-25.0, 80.0)),
        thigh_abduction_deg=float(rng.normal(4.0, 8.0)),
        thigh_rotation_deg=float(rng.normal(0.0, 12.0)),
        knee_flexion_deg=float(rng.uniform(3.0, 120.0)),
        plantar_deg=float(rng.uniform(-10.0, 40.0)),
    )


def single_leg_squat(rng: Rng, side: Side) -> Pose:
    """On one leg, anywhere between straight and deep."""
    feet = _feet(rng)
    knee = float(rng.uniform(3.0, 105.0))
    return Pose(
        stance=side,
        knee_flexion_deg=knee,
        knee_in_deg=float(rng.normal(5.0, 9.0)) * min(knee / 50.0, 1.0),
        lifted=1.0 if rng.uniform() < 0.85 else float(rng.uniform(0.0, 1.0)),
        free=_free(rng),
        tilt_deg=0.0,
        balance_m=_over(rng, feet, side),
        **feet,
        **_upper(rng, float(np.clip(rng.normal(0.3 * knee, 12.0), -15.0, 75.0))),
    )


def single_leg_deadlift(rng: Rng, side: Side) -> Pose:
    """Hinged over one leg, the other one behind."""
    feet = _feet(rng)
    hinge = float(rng.uniform(5.0, 100.0))
    free = replace(_free(rng), thigh_flexion_deg=float(rng.normal(5.0 - 0.8 * hinge, 18.0)))
    return Pose(
        stance=side,
        knee_flexion_deg=float(rng.uniform(3.0, 40.0)),
        lifted=1.0,
        free=replace(free, knee_flexion_deg=float(rng.uniform(2.0, 60.0))),
        tilt_deg=hinge * float(rng.uniform(0.5, 1.0)) - 10.0,
        balance_m=_over(rng, feet, side),
        **feet,
        **_upper(rng, hinge),
    )


def standing(rng: Rng, side: Side) -> Pose:
    """On both feet."""
    feet = _feet(rng)
    share = float(rng.uniform(-1.0, 1.0))
    return Pose(
        stance=side,
        knee_flexion_deg=float(rng.uniform(2.0, 25.0)),
        tilt_deg=0.0,
        balance_m=(share * feet["left_foot"].x_m, -0.045 + float(rng.normal(0.0, 0.015))),
        **feet,
        **_upper(rng, float(rng.normal(3.0, 5.0)), 0.5),
    )


def two_leg_squat(rng: Rng, side: Side) -> Pose:
    """On both feet, knees bent; also sitting down and getting up."""
    knee = float(rng.uniform(15.0, 115.0))
    pose = standing(rng, side)
    lean = float(np.clip(rng.normal(0.35 * knee, 12.0), -5.0, 75.0))
    return replace(
        pose,
        knee_flexion_deg=knee,
        knee_in_deg=float(rng.normal(-4.0, 8.0)),
        tilt_deg=0.0,
        trunk_forward_deg=lean,
        head_pitch_deg=float(rng.normal(5.0, 12.0)),
        balance_m=(pose.balance_m[0], pose.balance_m[1] + float(rng.normal(0.0, 0.03))),
    )


def running(rng: Rng, side: Side) -> Pose:
    """Anywhere in a running or walking stride, on one foot or in the air."""
    feet = _feet(rng)
    arms = tuple(
        Arm(aim=(0.25, float(rng.uniform(-0.9, 0.6)), -0.75), elbow_flexion_deg=float(rng.uniform(5.0, 115.0)))
        for _ in range(2)
    )
    upper = {**_upper(rng, float(rng.normal(6.0, 6.0)), 0.7), "arms": arms}
    swing = FreeLeg(
        thigh_flexion_deg=float(rng.uniform(-35.0, 65.0)),
        thigh_abduction_deg=float(rng.normal(0.0, 6.0)),
        thigh_rotation_deg=float(rng.normal(0.0, 8.0)),
        knee_flexion_deg=float(rng.uniform(5.0, 120.0)),
        plantar_deg=float(rng.uniform(-10.0, 50.0)),
    )
    if rng.uniform() < 0.45:
        push = replace(
            swing, thigh_flexion_deg=float(rng.uniform(-30.0, 40.0)), knee_flexion_deg=float(rng.uniform(5, 70))
        )
        return Pose(legs=(swing, push) if side == "right" else (push, swing), tilt_deg=0.0, **upper)
    foot = feet[f"{side}_foot"]
    ahead = float(rng.uniform(-0.3, 0.3))
    return Pose(
        stance=side,
        knee_flexion_deg=float(rng.uniform(4.0, 55.0)),
        knee_in_deg=float(rng.normal(3.0, 5.0)),
        lifted=1.0,
        free=swing,
        tilt_deg=0.0,
        balance_m=(foot.x_m + float(rng.normal(0.0, 0.04)), foot.y_m + ahead),
        **feet,
        **upper,
    )


def bridge(rng: Rng, side: Side) -> Pose:
    """On the back, knees bent, hips on the floor or lifted; one leg may be stretched."""
    up = float(rng.uniform(0.0, 38.0))
    bent = FreeLeg(
        thigh_flexion_deg=90.0 + up + float(rng.normal(0.0, 6.0)),
        thigh_abduction_deg=float(rng.normal(4.0, 6.0)),
        knee_flexion_deg=float(rng.uniform(75.0, 125.0)),
        plantar_deg=float(rng.uniform(-5.0, 25.0)),
    )
    moved = replace(
        bent, thigh_abduction_deg=float(rng.normal(4.0, 6.0)), thigh_flexion_deg=90.0 + up + float(rng.normal(0, 6))
    )
    if rng.uniform() < 0.5:
        moved = replace(
            moved, knee_flexion_deg=float(rng.uniform(0.0, 60.0)), thigh_flexion_deg=float(rng.uniform(90, 165))
        )
    arms = tuple(
        Arm(
            aim=(float(rng.uniform(0.1, 0.8)), float(rng.normal(0.15, 0.1)), -1.0),
            elbow_flexion_deg=float(rng.uniform(3, 30)),
        )
        for _ in range(2)
    )
    upper = {**_upper(rng, -90.0 + 0.9 * up + float(rng.normal(0.0, 4.0)), 0.4), "arms": arms}
    upper["head_pitch_deg"] = float(rng.normal(-80.0, 10.0))
    return Pose(
        legs=(bent, moved) if side == "left" else (moved, bent),
        tilt_deg=-100.0 + up,
        **upper,
    )


def quadruped(rng: Rng, side: Side) -> Pose:
    """On hands and knees, one leg raised bent or straight, one arm perhaps stretched (bird dog)."""
    still = FreeLeg(
        thigh_flexion_deg=float(rng.normal(0.0, 9.0)),
        thigh_abduction_deg=float(rng.normal(2.0, 5.0)),
        knee_flexion_deg=float(rng.normal(90.0, 8.0)),
        plantar_deg=float(rng.uniform(20.0, 60.0)),
    )
    raised = FreeLeg(
        thigh_flexion_deg=float(rng.uniform(-105.0, 10.0)),
        thigh_abduction_deg=float(rng.normal(4.0, 9.0)),
        thigh_rotation_deg=float(rng.normal(0.0, 10.0)),
        knee_flexion_deg=float(rng.uniform(0.0, 110.0)),
        plantar_deg=float(rng.uniform(0.0, 50.0)),
    )
    arms = [
        Arm(
            aim=(float(rng.normal(0.1, 0.08)), -1.0, float(rng.normal(0.0, 0.12))),
            elbow_flexion_deg=float(rng.uniform(2, 20)),
        )
        for _ in range(2)
    ]
    if rng.uniform() < 0.3:
        arms[int(rng.integers(2))] = Arm(aim=(0.15, -0.3, 1.0), elbow_flexion_deg=10.0)
    upper = {**_upper(rng, float(rng.normal(86.0, 8.0)), 0.5), "arms": (arms[0], arms[1])}
    upper["head_pitch_deg"] = float(rng.normal(75.0, 18.0))
    return Pose(
        legs=(still, raised) if side == "left" else (raised, still),
        tilt_deg=float(rng.normal(72.0, 6.0)),
        **upper,
    )


Draw = Callable[[Rng, Side], Pose]

FAMILIES: dict[str, tuple[Draw, float]] = {
    "squat1": (single_leg_squat, 0.34),
    "deadlift": (single_leg_deadlift, 0.13),
    "run": (running, 0.17),
    "stand": (standing, 0.08),
    "squat2": (two_leg_squat, 0.10),
    "bridge": (bridge, 0.09),
    "quadruped": (quadruped, 0.09),
}
"""How a posture of each family is drawn, and how often."""


class Moving:
    """A motion: two postures of a family, there and back, while the pelvis wanders on its own.

    Attributes
    ----------
    seconds : float
    """

    def __init__(self, name: str, rng: Rng, seconds: float) -> None:
        side: Side = "left" if rng.uniform() < 0.5 else "right"
        self.seconds = seconds
        self._start = posture(name, rng, side)
        end = posture(name, rng, side)
        while (end.legs is None) != (self._start.legs is None):
            end = posture(name, rng, side)
        if self._start.legs is None:
            end = replace(end, left_foot=self._start.left_foot, right_foot=self._start.right_foot)
            foot, shift = self._start, 0.3
            end = replace(end, balance_m=blended(foot.balance_m, end.balance_m, shift))
        self._end = end
        self._period_s = float(rng.uniform(0.35, 0.9) if name == "run" else rng.uniform(1.2, 3.5))
        self._waves = rng.uniform((0.15, 0.0), (1.2 if name != "run" else 3.0, 2 * np.pi), size=(3, 2, 2))
        self._reach = np.array([OBLIQUITY_DEG[1], ROTATION_DEG[1], 20.0]) * _within(name) * rng.uniform(0.1, 0.5, 3)

    def pose(self, time_s: float) -> Pose:
        """Return the posture at a time."""
        part = 0.5 - 0.5 * float(np.cos(2 * np.pi * time_s / self._period_s))
        pose: Pose = blended(self._start, self._end, part)
        waves = np.sin(2 * np.pi * self._waves[..., 0] * time_s + self._waves[..., 1]).mean(axis=1)
        sway = self._reach * waves
        return replace(
            pose,
            obliquity_deg=float(np.clip(0.5 * self._start.obliquity_deg + sway[0], *OBLIQUITY_DEG)),
            rotation_deg=float(np.clip(0.5 * self._start.rotation_deg + sway[1], *ROTATION_DEG)),
            tilt_deg=pose.tilt_deg + float(sway[2]),
        )


def draw_side(rng: Rng) -> Side:
    """Draw a leg."""
    side: Side = "left"
    return side if rng.uniform() < 0.5 else other(side)
