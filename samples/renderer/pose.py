"""What a person does, as anatomical angles; every one of them is set apart from the others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Foot:
    """Where a foot stands, flat: its ankle's place on the floor in m, and the toe-out angle."""

    x_m: float
    y_m: float = 0.0
    toe_out_deg: float = 7.0


@dataclass(frozen=True)
class FreeLeg:
    """The leg in the air; the thigh's direction is in the world, so the pelvis does not move it.

    Positive: thigh forward of the vertical; thigh outward; knee turned outward; knee bent; toes down.
    """

    thigh_flexion_deg: float = 5.0
    thigh_abduction_deg: float = 2.0
    thigh_rotation_deg: float = 0.0
    knee_flexion_deg: float = 80.0
    plantar_deg: float = 15.0


@dataclass(frozen=True)
class PlacedLeg:
    """A leg whose ankle is told its place (x, y, z) in the world, m; the knee bends toward the toes and up.

    ``pitch_deg`` + = heel up; ``toes_deg`` + = the toes bent up against the foot, as in pushing off.
    """

    ankle_m: tuple[float, float, float]
    pitch_deg: float = 0.0
    toe_out_deg: float = 7.0
    toes_deg: float = 0.0


Leg = FreeLeg | PlacedLeg


@dataclass(frozen=True)
class Held:
    """The place (x, y, z) in the world, m, of the head of one bone of trunk, pelvis or thigh; all else follows."""

    bone: str
    at_m: tuple[float, float, float]


@dataclass(frozen=True)
class Arm:
    """One arm, written for the left side; the right one is its mirror image.

    Attributes
    ----------
    anchor : str
        ``shoulder``: ``aim`` is the direction from shoulder to wrist, ``elbow_flexion_deg`` the bend.
        ``pelvis`` | ``trunk``: ``aim`` is the wrist's place in that segment's frame, from the pelvis' root
        or the upper end of the spine, as a part of stature.
        ``world``: ``aim`` is the direction from shoulder to wrist in the world.
        ``floor``: ``aim`` is the wrist's place in the world, m; the palm lies flat, the fingers point forward.
    aim, pole, hand : tuple of float
        See above; where the elbow points; where the fingers point (``None``: on from the forearm),
        all in the trunk's or the anchor's frame (x outward, y back, z up).
    """

    anchor: Literal["shoulder", "pelvis", "trunk", "world", "floor"] = "shoulder"
    aim: tuple[float, float, float] = (0.18, -0.05, -1.0)
    elbow_flexion_deg: float = 15.0
    pole: tuple[float, float, float] = (0.4, 1.0, -0.1)
    hand: tuple[float, float, float] | None = None


ARMS: dict[str, tuple[Arm, Arm]] = {
    "hanging": (Arm(), Arm()),
    "hips": (
        Arm("pelvis", (0.117, -0.018, 0.068), pole=(1.0, 0.55, 0.1), hand=(-0.25, -0.75, -0.45)),
        Arm("pelvis", (0.117, -0.018, 0.068), pole=(1.0, 0.55, 0.1), hand=(-0.25, -0.75, -0.45)),
    ),
    "crossed": (
        Arm("trunk", (-0.025, -0.135, -0.012), pole=(0.8, -0.15, -0.9), hand=(-1.0, -0.1, 0.3)),
        Arm("trunk", (-0.025, -0.165, 0.010), pole=(0.8, -0.15, -0.9), hand=(-1.0, -0.1, 0.3)),
    ),
    "forward": (
        Arm(aim=(0.05, -1.0, -0.08), elbow_flexion_deg=12.0, pole=(0.7, 0.2, -0.8)),
        Arm(aim=(0.05, -1.0, -0.08), elbow_flexion_deg=12.0, pole=(0.7, 0.2, -0.8)),
    ),
    "aside": (
        Arm(aim=(1.0, -0.35, -0.75), elbow_flexion_deg=20.0, pole=(0.2, 1.0, -0.5)),
        Arm(aim=(1.0, -0.35, -0.75), elbow_flexion_deg=20.0, pole=(0.2, 1.0, -0.5)),
    ),
    "clasped": (
        Arm("trunk", (0.012, -0.190, -0.045), pole=(0.8, 0.2, -0.9), hand=(-0.6, -0.5, 0.6)),
        Arm("trunk", (0.012, -0.190, -0.045), pole=(0.8, 0.2, -0.9), hand=(-0.6, -0.5, 0.6)),
    ),
}


@dataclass(frozen=True)
class Pose:
    """One instant. Signs: obliquity + left side lower, tilt + anterior, rotation + to the person's left.

    The stance foot is planted and the pelvis follows from its leg; ``lifted`` blends the other foot from
    planted (0) to the free leg's angles (1). Trunk and head angles are in the world: lateral + to the
    person's left, forward +, twist + to the left. ``knee_in_deg`` swings the stance knee inward about the
    line from hip to ankle. ``balance_m`` is where the centre of mass is over the floor (x, y), m; the
    leg leans so that it gets there.

    With ``legs`` both legs are in the air or on the ground as their angles say (flight, lying, on all fours), no
    foot is planted, and the body is let down until its lowest skin touches the floor; ``held`` puts it somewhere
    instead.
    """

    stance: Side = "left"
    knee_flexion_deg: float = 6.0
    knee_in_deg: float = 0.0
    obliquity_deg: float = 0.0
    tilt_deg: float = 8.0
    rotation_deg: float = 0.0
    trunk_lateral_deg: float = 0.0
    trunk_forward_deg: float = 3.0
    trunk_twist_deg: float = 0.0
    head_yaw_deg: float = 0.0
    head_pitch_deg: float = 0.0
    head_roll_deg: float = 0.0
    lifted: float = 0.0
    free: FreeLeg = field(default_factory=FreeLeg)
    left_foot: Foot = Foot(0.08)
    right_foot: Foot = Foot(-0.08)
    arms: tuple[Arm, Arm] = ARMS["hanging"]
    balance_m: tuple[float, float] = (0.0, -0.04)
    legs: tuple[Leg, Leg] | None = None
    held: Held | None = None


def other(side: Side) -> Side:
    """Return the other side."""
    return "right" if side == "left" else "left"


def mirrored(pose: Pose) -> Pose:
    """Return the pose as a mirror would show it: sides swapped, sideways angles negated."""

    def flip(foot: Foot) -> Foot:
        return replace(foot, x_m=-foot.x_m)

    def moved(leg: Leg) -> Leg:
        return replace(leg, ankle_m=(-leg.ankle_m[0], *leg.ankle_m[1:])) if isinstance(leg, PlacedLeg) else leg

    def swapped(held: Held) -> Held:
        bone, end = (held.bone[:-2], held.bone[-2:]) if held.bone[-2:] in (".L", ".R") else (held.bone, "")
        return Held(bone + {".L": ".R", ".R": ".L", "": ""}[end], (-held.at_m[0], *held.at_m[1:]))

    return replace(
        pose,
        stance=other(pose.stance),
        obliquity_deg=-pose.obliquity_deg,
        rotation_deg=-pose.rotation_deg,
        trunk_lateral_deg=-pose.trunk_lateral_deg,
        trunk_twist_deg=-pose.trunk_twist_deg,
        head_yaw_deg=-pose.head_yaw_deg,
        head_roll_deg=-pose.head_roll_deg,
        left_foot=flip(pose.right_foot),
        right_foot=flip(pose.left_foot),
        arms=(pose.arms[1], pose.arms[0]),
        balance_m=(-pose.balance_m[0], pose.balance_m[1]),
        legs=None if pose.legs is None else (moved(pose.legs[1]), moved(pose.legs[0])),
        held=None if pose.held is None else swapped(pose.held),
    )
