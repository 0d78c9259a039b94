"""From a `Pose` to the world rotation and place of every bone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samples.renderer.body import Body, skin
from samples.renderer.geometry import (
    FORWARD,
    UP,
    Array,
    about,
    between,
    flexion,
    frame,
    from_angles,
    part_of_twist,
    reach,
    square,
    turn_onto,
    twist_deg,
    two_bones,
    unit,
)
from samples.renderer.pose import Arm, Foot, FreeLeg, Leg, PlacedLeg, Pose, Side, other

SOLE_M = 0.02
"""How far a shoe lifts the bare foot off the floor."""
SPINE = {"spine05": 0.0, "spine04": 0.3, "spine03": 0.6, "spine02": 0.9, "spine01": 1.0}
NECK = {"neck01": 0.25, "neck02": 0.5, "neck03": 0.75, "head": 1.0}
SUFFIX: dict[Side, str] = {"left": "L", "right": "R"}
OUTWARD: dict[Side, float] = {"left": 1.0, "right": -1.0}
PALM = np.array([-0.76, 0.04, -0.64])
"""Where the left palm of a body at rest faces (anny's A-pose)."""
FINGERS_UP = 0.25
"""How far the straight hand points up while the bent fingers of a body at rest lie on the floor."""
JOINTS = {
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
}


def flat_foot(body: Body, side: Side, toe_out_deg: float) -> Array:
    """Return the rotation (3, 3) from rest of a foot that stands flat."""
    tip = body.head(f"toe3-1.{SUFFIX[side]}") - body.head(f"foot.{SUFFIX[side]}")
    rest_out = np.rad2deg(np.arctan2(OUTWARD[side] * tip[0], -tip[1]))
    return about(UP, OUTWARD[side] * (toe_out_deg - rest_out))


def across(body: Body, side: Side) -> Array:
    """Return the axis (3,) a foot at rest pitches about: square to its toes, to the person's left."""
    tip = body.head(f"toe3-1.{SUFFIX[side]}") - body.head(f"foot.{SUFFIX[side]}")
    return unit(np.cross(tip, UP)) * -1.0


@dataclass(frozen=True)
class Skeleton:
    """A posed body: world rotation (B, 3, 3) from rest and head (B, 3), m, of every bone."""

    body: Body
    pose: Pose
    rotations: Array
    positions: Array

    def at(self, label: str) -> Array:
        """Return the posed head (3,) of a bone, m."""
        return np.asarray(self.positions[self.body.index[label]])

    def joint(self, name: str, side: Side) -> Array:
        """Return the place (3,) of a joint (hip, knee, ankle, shoulder, elbow, wrist), m."""
        return self.at(f"{JOINTS[name]}.{SUFFIX[side]}")

    def knee_flexion(self, side: Side) -> float:
        """Return 180° minus the angle hip-knee-ankle in space, degrees."""
        return flexion(self.joint("hip", side), self.joint("knee", side), self.joint("ankle", side))

    def vertices(self) -> Array:
        """Return the posed skin (V, 3), m."""
        return skin(self.body.vertices, self.body.weights, self.body.heads, self.rotations, self.positions)


class _Builder:
    """Collects rotations and places of bones for one pose; `solve` is its only user."""

    def __init__(self, body: Body, pose: Pose) -> None:
        self.body, self.pose = body, pose
        count = len(body.labels)
        self.rotations = np.repeat(np.eye(3)[None], count, axis=0)
        self.positions = np.array(body.heads)
        self.pelvis = from_angles(pose.rotation_deg, pose.obliquity_deg, pose.tilt_deg)
        self.trunk = from_angles(pose.trunk_twist_deg, pose.trunk_lateral_deg, pose.trunk_forward_deg)

    def put(self, label: str, rotation: Array, position: Array) -> None:
        bone = self.body.index[label]
        self.rotations[bone], self.positions[bone] = rotation, position

    def at(self, label: str) -> Array:
        return np.asarray(self.positions[self.body.index[label]])

    def carry(self, label: str, base: str, rotation: Array, attitude: Array | None = None) -> Array:
        """Place a bone rigidly on ``base``'s by ``attitude`` (else base's), turn it, return its place."""
        anchor = self.body.index[base]
        held = self.rotations[anchor] if attitude is None else attitude
        position = self.positions[anchor] + held @ (self.body.head(label) - self.body.head(base))
        self.put(label, rotation, position)
        return np.asarray(position)

    def planted(self, side: Side) -> tuple[Array, Array]:
        """Return ankle (3,) and foot rotation (3, 3) of a foot that stands flat."""
        foot: Foot = self.pose.left_foot if side == "left" else self.pose.right_foot
        height = self.body.head(f"foot.{SUFFIX[side]}")[2] + SOLE_M
        return np.array([foot.x_m, foot.y_m, height]), flat_foot(self.body, side, foot.toe_out_deg)

    def toes(self, side: Side) -> Array:
        foot: Foot = self.pose.left_foot if side == "left" else self.pose.right_foot
        return np.asarray(about(UP, OUTWARD[side] * foot.toe_out_deg) @ FORWARD)

    def lengths(self, side: Side, chain: tuple[str, str, str]) -> tuple[float, float]:
        a, b, c = (self.body.head(f"{label}.{SUFFIX[side]}") for label in chain)
        return float(np.linalg.norm(b - a)), float(np.linalg.norm(c - b))

    def set_leg(
        self, side: Side, joints: tuple[Array, Array, Array], pole: Array, foot: Array, toes_deg: float = 0.0
    ) -> None:
        """Write the bones of a leg whose hip, knee and ankle are known."""
        end = SUFFIX[side]
        rest, rest_hinge = self.rest_leg(side)
        hip, knee, ankle = joints
        hinge = np.cross(unit(ankle - hip), pole)
        thigh = frame(knee - hip, hinge) @ frame(rest[1] - rest[0], rest_hinge).T
        shank = frame(ankle - knee, hinge) @ frame(rest[2] - rest[1], rest_hinge).T
        upper = self.pelvis @ part_of_twist(self.pelvis.T @ thigh, unit(rest[1] - rest[0]), 0.5)
        self.put(f"upperleg01.{end}", upper, hip)
        self.put(f"upperleg02.{end}", thigh, hip + thigh @ (self.body.head(f"upperleg02.{end}") - rest[0]))
        self.put(f"lowerleg01.{end}", shank, knee)
        axis = unit(rest[2] - rest[1])
        ankle_twist = about(axis, 0.5 * twist_deg(shank.T @ foot, axis))
        place = knee + shank @ (self.body.head(f"lowerleg02.{end}") - rest[1])
        self.put(f"lowerleg02.{end}", shank @ ankle_twist, place)
        self.put(f"foot.{end}", foot, ankle)
        bent = foot @ about(across(self.body, side), -toes_deg) if toes_deg else foot
        for label in self.body.labels:
            if label.startswith("toe") and label.endswith(end):
                first = f"{label.split('-')[0]}-1.{end}"
                self.carry(label, f"foot.{end}" if label == first else first, bent)

    def rest_leg(self, side: Side) -> tuple[list[Array], Array]:
        """Return the rest hip, knee and ankle (3,) of a leg and the axis (3,) its knee bends about."""
        rest = [self.body.head(f"{bone}.{SUFFIX[side]}") for bone in ("upperleg01", "lowerleg01", "foot")]
        return rest, np.cross(unit(rest[2] - rest[0]), FORWARD)

    def stance_leg(self, offset: Array) -> None:
        """Pin the stance foot, bend the knee as asked, and hang the pelvis on the hip."""
        side = self.pose.stance
        ankle, foot = self.planted(side)
        upper, lower = self.lengths(side, ("upperleg01", "lowerleg01", "foot"))
        span = reach(upper, lower, self.pose.knee_flexion_deg)
        height = np.sqrt(max(span**2 - float(offset @ offset), 0.01))
        hip = ankle + np.array([offset[0], offset[1], height])
        pole = about(hip - ankle, -OUTWARD[side] * self.pose.knee_in_deg) @ self.toes(side)
        knee, _ = two_bones(hip, ankle, upper, lower, pole)
        self.hang_pelvis(hip - self.pelvis @ (self.body.head(f"upperleg01.{SUFFIX[side]}") - self.body.head("root")))
        self.set_leg(side, (hip, knee, ankle), square(pole, ankle - hip), foot)

    def hang_pelvis(self, root: Array) -> None:
        for label in ("root", "pelvis.L", "pelvis.R", "upperleg01.L", "upperleg01.R"):
            self.put(label, self.pelvis, root + self.pelvis @ (self.body.head(label) - self.body.head("root")))

    def hip(self, side: Side) -> Array:
        """Return the place (3,) of a hip joint of the placed pelvis."""
        return self.at(f"upperleg01.{SUFFIX[side]}")

    def hung_leg(self, side: Side, hip: Array, free: FreeLeg) -> tuple[Array, Array, Array]:
        """Return ankle (3,), pole (3,) and foot rotation (3, 3) of a leg in the air by its angles."""
        out = OUTWARD[side]
        up, away = np.deg2rad(free.thigh_flexion_deg), np.deg2rad(free.thigh_abduction_deg)
        thigh = np.array([out * np.sin(away), -np.sin(up) * np.cos(away), -np.cos(up) * np.cos(away)])
        ahead = about(np.array([1.0, 0.0, 0.0]), -free.thigh_flexion_deg) @ FORWARD
        pole = about(thigh, -out * free.thigh_rotation_deg) @ square(ahead, thigh)
        hinge = np.cross(thigh, pole)
        shank = about(hinge, -free.knee_flexion_deg) @ thigh
        upper, lower = self.lengths(side, ("upperleg01", "lowerleg01", "foot"))
        ankle = hip + thigh * upper + shank * lower
        rest, rest_hinge = self.rest_leg(side)
        attitude = frame(shank, hinge) @ frame(rest[2] - rest[1], rest_hinge).T
        foot = about(hinge, -free.plantar_deg) @ attitude
        return ankle, square(pole, ankle - hip), foot

    def other_leg(self) -> None:
        """Pose the leg that is not the stance leg: planted, free, or on the way between them."""
        side = other(self.pose.stance)
        hip = self.hip(side)
        down, flat = self.planted(side)
        up, pole, foot = self.hung_leg(side, hip, self.pose.free)
        part = self.pose.lifted
        target = down + (up - down) * part
        turned = between(flat, foot, part)
        aim = self.toes(side) * (1.0 - part) + pole * part
        upper, lower = self.lengths(side, ("upperleg01", "lowerleg01", "foot"))
        knee, ankle = two_bones(hip, target, upper, lower, aim)
        self.set_leg(side, (hip, knee, ankle), square(aim, ankle - hip), turned)

    def spine(self) -> None:
        """Spread the difference of pelvis and trunk over the spine, of trunk and head over the neck."""
        head = from_angles(self.pose.head_yaw_deg, self.pose.head_roll_deg, self.pose.head_pitch_deg)
        before = "root"
        for label, part in SPINE.items():
            self.carry(label, before, between(self.pelvis, self.trunk, part))
            before = label
        for label, part in NECK.items():
            self.carry(label, before, between(self.trunk, head, part))
            before = label
        for eye in ("eye.L", "eye.R"):
            self.carry(eye, "head", head)

    def wrist_target(self, arm: Arm, side: Side, shoulder: Array) -> tuple[Array, Array]:
        """Return the wrist's target (3,) and the frame (3, 3) the arm's directions are in."""
        mirror = np.array([OUTWARD[side], 1.0, 1.0])
        aim = np.array(arm.aim) * mirror
        upper, lower = self.lengths(side, ("upperarm01", "lowerarm01", "wrist"))
        if arm.anchor in ("shoulder", "world"):
            span = reach(upper, lower, arm.elbow_flexion_deg)
            way = self.trunk @ unit(aim) if arm.anchor == "shoulder" else unit(aim)
            return shoulder + way * span, self.trunk
        if arm.anchor == "floor":
            return aim, self.trunk
        bone, held = ("root", self.pelvis) if arm.anchor == "pelvis" else ("spine01", self.trunk)
        return self.at(bone) + held @ aim * self.body.phenotype.stature_m, held

    def arm(self, arm: Arm, side: Side) -> None:
        """Pose clavicle, arm and hand."""
        end, mirror = SUFFIX[side], np.array([OUTWARD[side], 1.0, 1.0])
        self.carry(f"clavicle.{end}", "spine01", self.trunk)
        self.carry(f"shoulder01.{end}", f"clavicle.{end}", self.trunk)
        shoulder = self.carry(f"upperarm01.{end}", f"shoulder01.{end}", self.trunk)
        target, held = self.wrist_target(arm, side, shoulder)
        upper, lower = self.lengths(side, ("upperarm01", "lowerarm01", "wrist"))
        elbow, wrist = two_bones(shoulder, target, upper, lower, held @ (np.array(arm.pole) * mirror))
        rest = [self.body.head(f"{label}.{end}") for label in ("upperarm01", "lowerarm01", "wrist")]
        rest_hinge = np.cross(rest[1] - rest[0], rest[2] - rest[1])
        hinge = np.cross(elbow - shoulder, wrist - elbow)
        high = frame(elbow - shoulder, hinge) @ frame(rest[1] - rest[0], rest_hinge).T
        low = frame(wrist - elbow, hinge) @ frame(rest[2] - rest[1], rest_hinge).T
        axis = unit(rest[1] - rest[0])
        soft = self.trunk @ part_of_twist(self.trunk.T @ high, axis, 0.5)
        self.put(f"shoulder01.{end}", between(self.trunk, soft, 0.3), self.at(f"shoulder01.{end}"))
        self.put(f"upperarm01.{end}", soft, shoulder)
        self.carry(f"upperarm02.{end}", f"upperarm01.{end}", high, high)
        self.put(f"lowerarm01.{end}", low, elbow)
        self.carry(f"lowerarm02.{end}", f"lowerarm01.{end}", low)
        hand = low
        if arm.anchor == "floor":
            hand = frame(FORWARD + FINGERS_UP * UP, -UP) @ frame(rest[2] - rest[1], PALM * mirror).T
        elif arm.hand is not None:
            hand = turn_onto(unit(wrist - elbow), unit(held @ (np.array(arm.hand) * mirror)), 60.0) @ low
        self.put(f"wrist.{end}", hand, wrist)
        for label in self.body.labels:
            if label.startswith(("finger", "metacarpal")) and label.endswith(end):
                self.carry(label, f"wrist.{end}", hand)

    def legs(self, pair: tuple[Leg, Leg]) -> None:
        """Put the pelvis where the pose holds it, or in the air, and both legs on it."""
        self.hang_pelvis(np.zeros(3))
        if self.pose.held is not None:
            self.spine()
            self.hang_pelvis(np.array(self.pose.held.at_m) - self.at(self.pose.held.bone))
        sides: tuple[Side, Side] = ("left", "right")
        for side, leg in zip(sides, pair, strict=True):
            hip = self.hip(side)
            if isinstance(leg, FreeLeg):
                end, pole, foot = self.hung_leg(side, hip, leg)
            else:
                end, pole, foot = self.placed_leg(side, hip, leg)
            toes_deg = leg.toes_deg if isinstance(leg, PlacedLeg) else 0.0
            knee, ankle = two_bones(hip, end, *self.lengths(side, ("upperleg01", "lowerleg01", "foot")), pole)
            self.set_leg(side, (hip, knee, ankle), square(pole, ankle - hip), foot, toes_deg)

    def placed_leg(self, side: Side, hip: Array, leg: PlacedLeg) -> tuple[Array, Array, Array]:
        """Return ankle (3,), pole (3,) and foot rotation (3, 3) of a leg that goes where its foot is."""
        ankle = np.array(leg.ankle_m)
        toes = about(UP, OUTWARD[side] * leg.toe_out_deg) @ FORWARD
        inward = self.pose.knee_in_deg if side == self.pose.stance else 0.0
        pole = about(hip - ankle, -OUTWARD[side] * inward) @ square(toes + 0.5 * UP, ankle - hip)
        flat = flat_foot(self.body, side, leg.toe_out_deg)
        return ankle, pole, flat @ about(across(self.body, side), leg.pitch_deg)

    def all(self, offset: Array) -> Skeleton:
        if self.pose.legs is None:
            self.stance_leg(offset)
            self.other_leg()
        else:
            self.legs(self.pose.legs)
        self.spine()
        self.arm(self.pose.arms[0], "left")
        self.arm(self.pose.arms[1], "right")
        return Skeleton(self.body, self.pose, self.rotations, self.positions)


def centre_of_mass(skeleton: Skeleton) -> Array:
    """Return the centre of mass (3,), m, from Winter's segment masses (Biomechanics, 4th ed., table 4.1)."""
    hips = (skeleton.joint("hip", "left") + skeleton.joint("hip", "right")) / 2.0
    total = 0.497 * (hips * 0.5 + skeleton.at("spine01") * 0.5) + 0.081 * skeleton.at("head")
    sides: tuple[Side, Side] = ("left", "right")
    for side in sides:
        hip, knee, ankle, shoulder, elbow, wrist = (skeleton.joint(name, side) for name in JOINTS)
        total = total + 0.100 * (hip + 0.433 * (knee - hip)) + 0.061 * (knee + 0.606 * (ankle - knee))
        total = total + 0.028 * (shoulder + elbow) / 2.0 + 0.022 * (elbow + 0.682 * (wrist - elbow))
    return np.asarray(total)


def solve(body: Body, pose: Pose) -> Skeleton:
    """Return the posed skeleton, leaning the stance leg until the centre of mass is where it is asked."""
    offset = np.array([0.0, 0.0])
    if pose.legs is not None:
        skeleton = _Builder(body, pose).all(offset)
        return skeleton if pose.held else _let_down(skeleton)
    for _ in range(5):
        skeleton = _Builder(body, pose).all(offset)
        offset = offset + np.array(pose.balance_m) - centre_of_mass(skeleton)[:2]
    return _Builder(body, pose).all(offset)


def _let_down(skeleton: Skeleton) -> Skeleton:
    """Return the skeleton with its lowest skin on the floor."""
    lowest = np.array([0.0, 0.0, float(skeleton.vertices()[:, 2].min()) - SOLE_M])
    return replace(skeleton, positions=skeleton.positions - lowest)


def turned(skeleton: Skeleton, degrees: float) -> Skeleton:
    """Return the skeleton turned about the vertical through the origin, + = to the person's left."""
    turn = about(UP, degrees)
    return replace(skeleton, rotations=turn @ skeleton.rotations, positions=skeleton.positions @ turn.T)
