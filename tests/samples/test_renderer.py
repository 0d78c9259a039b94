"""The rendered people do what they were asked to, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from samples.renderer.body import skin
from samples.renderer.camera import Camera
from samples.renderer.geometry import flexion, from_angles, to_angles
from samples.renderer.motions.single_leg_squat import FREE_LEGS, Course, Motion, Rep, Set
from samples.renderer.pose import ARMS, Foot, FreeLeg, Pose, mirrored
from samples.renderer.skeleton import SOLE_M, centre_of_mass, solve
from samples.renderer.truth import fppa_deg, frame_truth, rep_truth, trunk_lean_deg

SQUAT = Pose(
    stance="left",
    knee_flexion_deg=72.0,
    obliquity_deg=-9.0,
    tilt_deg=21.0,
    rotation_deg=6.0,
    trunk_forward_deg=24.0,
    trunk_lateral_deg=5.0,
    lifted=1.0,
    balance_m=(0.08, -0.045),
    arms=ARMS["hips"],
)


def test_attitude_there_and_back():
    rng = np.random.default_rng(0)
    for angles in rng.uniform(-40, 40, (50, 3)):
        assert to_angles(from_angles(*angles)) == pytest.approx(tuple(angles), abs=1e-9)


def test_signs_of_the_pelvis():
    left, front = np.array([1.0, 0, 0]), np.array([0, -1.0, 0])
    assert (from_angles(0, 10, 0) @ left)[2] < 0, "obliquity +: left side lower"
    assert (from_angles(0, 0, 10) @ front)[2] < 0, "tilt +: front down"
    assert (from_angles(10, 0, 0) @ front)[0] > 0, "rotation +: toward the person's left"


@pytest.mark.parametrize("stance", ["left", "right"])
@pytest.mark.parametrize("obliquity", [-15.0, -3.0, 0.0, 8.0, 14.0])
@pytest.mark.parametrize("rotation", [-12.0, 0.0, 12.0])
def test_posed_hips_carry_the_pelvis_angles(body, stance, obliquity, rotation):
    pose = replace(SQUAT, stance=stance, obliquity_deg=obliquity, rotation_deg=rotation)
    skeleton = solve(body, pose)
    line = skeleton.joint("hip", "left") - skeleton.joint("hip", "right")
    assert np.rad2deg(np.arctan2(-line[2], np.hypot(*line[:2]))) == pytest.approx(obliquity, abs=0.1)
    assert np.rad2deg(np.arctan2(line[1], line[0])) == pytest.approx(rotation, abs=0.1)


@pytest.mark.parametrize("angles", [(5.0, -9.0, 21.0), (-8.0, 12.0, 4.0), (0.0, 0.0, 30.0)])
def test_skin_of_the_pelvis_turns_with_it(body, angles):
    rotation, obliquity, tilt = angles
    pose = replace(SQUAT, rotation_deg=rotation, obliquity_deg=obliquity, tilt_deg=tilt)
    skeleton = solve(body, pose)
    low, high = body.head("upperleg01.L")[2], body.head("spine04")[2]
    height = (body.vertices[:, 2] - low) / (high - low)
    band = (height > 0.25) & (height < 0.75) & (np.abs(body.vertices[:, 0]) < 0.25)
    rest, posed = body.vertices[band], skeleton.vertices()[band]
    left, _, right = np.linalg.svd((rest - rest.mean(0)).T @ (posed - posed.mean(0)))
    fit = right.T @ np.diag([1, 1, np.linalg.det(right.T @ left.T)]) @ left.T
    assert to_angles(fit) == pytest.approx(angles, abs=2.0)


@pytest.mark.parametrize("stance", ["left", "right"])
def test_stance_foot_does_not_move(body, stance):
    motion = Motion((Set(stance, (Rep(75, 12), Rep(80, 3))),))
    course = Course(motion)
    end = "L" if stance == "left" else "R"
    foot = np.asarray(body.weights[:, body.index[f"foot.{end}"]].todense()).ravel() > 0.98
    rest = body.vertices[foot][:, 2]
    bone, first = body.index[f"foot.{end}"], None
    for time in np.linspace(0, course.seconds, 24):
        skeleton = solve(body, course.pose(float(time)))
        held = np.append(skeleton.rotations[bone].ravel(), skeleton.positions[bone])
        first = held if first is None else first
        assert np.abs(held - first).max() < 1e-9
        heights = skeleton.vertices()[foot][:, 2]
        assert np.abs(heights - rest - SOLE_M).max() < 1e-3, "flat on the floor"


@pytest.mark.parametrize("free", list(FREE_LEGS))
def test_free_foot_stays_above_the_floor(body, free):
    course = Course(Motion((Set("left", (Rep(80, 12),), free=free),)))
    bones = [i for i, label in enumerate(body.labels) if label.startswith(("foot", "toe")) and label[-1] == "R"]
    foot = np.asarray(body.weights[:, bones].sum(axis=1)).ravel() > 0.9
    for time in np.linspace(0, course.seconds, 40):
        skeleton = solve(body, course.pose(float(time)))
        assert skeleton.vertices()[foot][:, 2].min() > SOLE_M - 0.012


@pytest.mark.parametrize("asked", [5.0, 30.0, 60.0, 85.0])
def test_knees_bend_as_asked(body, asked):
    skeleton = solve(body, replace(SQUAT, knee_flexion_deg=asked, free=FreeLeg(knee_flexion_deg=asked + 7)))
    assert skeleton.knee_flexion("left") == pytest.approx(asked, abs=0.01)
    assert skeleton.knee_flexion("right") == pytest.approx(asked + 7, abs=0.01)


def test_knee_in_is_medial_on_either_side(body):
    for stance in ("left", "right"):
        plain = solve(body, replace(SQUAT, stance=stance))
        inward = solve(body, replace(SQUAT, stance=stance, knee_in_deg=15.0))
        assert fppa_deg(inward, stance) > fppa_deg(plain, stance) + 5
        assert inward.knee_flexion(stance) == pytest.approx(plain.knee_flexion(stance), abs=1e-6)


def test_balance_is_kept(body):
    skeleton = solve(body, SQUAT)
    assert centre_of_mass(skeleton)[:2] == pytest.approx(SQUAT.balance_m, abs=1e-3)


def test_mirrored_pose_gives_mirrored_angles(body):
    one, two = solve(body, SQUAT), solve(body, mirrored(SQUAT))
    camera = Camera()
    a, b = frame_truth(one, camera, 0.0), frame_truth(two, camera, 0.0)
    for name in ("obliquity_deg", "rotation_deg", "trunk_lean_deg"):
        assert b[name] == pytest.approx(-a[name], abs=0.05)
    assert b["tilt_deg"] == pytest.approx(a["tilt_deg"], abs=1e-6)
    for name in ("knee_flexion_deg", "fppa_deg"):
        assert b[f"right_{name}"] == pytest.approx(a[f"left_{name}"], abs=0.05)
        assert b[f"left_{name}"] == pytest.approx(a[f"right_{name}"], abs=0.05)
    width = camera.size[0]
    for name, (x, y) in a["joints_px"].items():
        swapped = name.replace("left", "@").replace("right", "left").replace("@", "right")
        assert b["joints_px"][swapped] == pytest.approx((width - x, y), abs=0.5)


def test_nuisance_never_reaches_the_pelvis(body):
    rng = np.random.default_rng(7)
    styles = list(ARMS.values())
    for _ in range(25):
        lean, turn = rng.uniform(-25, 25, 2), rng.uniform(-30, 30, 4)
        pose = replace(
            SQUAT,
            stance=("left", "right")[rng.integers(2)],
            knee_flexion_deg=rng.uniform(3, 90),
            knee_in_deg=rng.uniform(-15, 20),
            trunk_lateral_deg=lean[0],
            trunk_forward_deg=lean[1] + 15,
            trunk_twist_deg=turn[0],
            head_yaw_deg=turn[1],
            head_pitch_deg=turn[2],
            lifted=rng.uniform(0, 1),
            free=FreeLeg(*rng.uniform((-20, -5, -20, 0, -10), (70, 25, 20, 110, 40))),
            left_foot=Foot(0.1, 0.02, rng.uniform(-10, 30)),
            right_foot=Foot(-0.09, 0.0, rng.uniform(-10, 30)),
            arms=styles[rng.integers(len(styles))],
            balance_m=tuple(rng.uniform(-0.1, 0.1, 2)),
        )
        truth = frame_truth(solve(body, pose), Camera(), 0.0)
        got = truth["rotation_deg"], truth["obliquity_deg"], truth["tilt_deg"]
        assert got == pytest.approx((6.0, -9.0, 21.0), abs=1e-6)


def test_the_pelvis_never_reaches_the_trunk_frame_or_free_thigh(body):
    level, dropped = solve(body, SQUAT), solve(body, replace(SQUAT, obliquity_deg=9.0))
    chest = body.index["spine01"]
    assert np.allclose(level.rotations[chest], dropped.rotations[chest])
    thighs = [s.joint("knee", "right") - s.joint("hip", "right") for s in (level, dropped)]
    assert np.allclose(*thighs, atol=1e-6)


def test_rest_pose_is_untouched(body):
    eye = np.repeat(np.eye(3)[None], len(body.labels), axis=0)
    assert np.allclose(skin(body.vertices, body.weights, body.heads, eye, body.heads), body.vertices)


def test_trunk_lean_and_flexion_are_what_they_say(body):
    leaning = solve(body, replace(SQUAT, obliquity_deg=0.0, trunk_lateral_deg=15.0))
    assert trunk_lean_deg(leaning) > 5
    right_angle = np.eye(3)
    assert flexion(right_angle[0], np.zeros(3), right_angle[1]) == pytest.approx(90.0)


def test_rep_truth_on_a_known_curve():
    times = np.arange(0, 2.0001, 1 / 30)
    knee = 10.0 + 70.0 * np.sin(np.pi * times / 2.0) ** 2
    columns = {
        "time_s": times,
        "left_knee_flexion_deg": knee,
        "obliquity_deg": -0.1 * knee,
        "left_fppa_deg": knee,
        "trunk_lean_deg": knee,
    }
    rep = rep_truth(columns, 1, "left", (0.0, 2.0), neutral_deg=-1.0)
    edge = 2.0 / np.pi * np.arcsin(np.sqrt(0.1))
    assert rep["start_s"] == pytest.approx(edge, abs=0.005)
    assert rep["end_s"] == pytest.approx(2.0 - edge, abs=0.005)
    assert rep["key_s"] == pytest.approx(1.0)
    assert rep["drop_deg"] == pytest.approx(8.0)
    assert rep["drop_at_60_deg"] == pytest.approx(6.0, abs=0.05)
    assert rep["drop_from_neutral_deg"] == pytest.approx(7.0)


@pytest.mark.parametrize("roll", [0.0, 8.0, -20.0])
def test_camera_roll_turns_the_picture_one_to_one(roll):
    camera = Camera(roll_deg=roll, pitch_deg=0.0, height_m=1.0)
    a, b = camera.project(np.array([[0.0, 0, 1.0], [0.0, 0, 1.5]]))
    assert np.rad2deg(np.arctan2(b[0] - a[0], a[1] - b[1])) == pytest.approx(-roll, abs=1e-9)


def test_picture_agrees_with_the_projection(person):
    pytest.importorskip("vtkmodules", reason="needs vtk, which draws (pip install 'formcheck[render]')")
    from samples.renderer.clothes import Outfit, dress
    from samples.renderer.room import Room
    from samples.renderer.scene import Scene

    camera = Camera(distance_m=4.0, yaw_deg=15.0, roll_deg=8.0, pitch_deg=-1.0, size=(240, 320))
    skeleton = solve(person, Pose(arms=ARMS["aside"]))
    layers = dress(person, Outfit())
    scene = Scene(layers, Room(), camera)
    scene.sheet.VisibilityOff()  # no shadow: only the person differs
    there = scene.render(skeleton).astype(int)
    away = replace(skeleton, positions=skeleton.positions + np.array([0.0, 0.0, 50.0]))
    seen = np.abs(there - scene.render(away).astype(int)).sum(axis=2) > 15
    points = [skin(m.rest, m.weights, person.heads, skeleton.rotations, skeleton.positions) for m in layers]
    pixels = camera.project(np.concatenate(points))
    rows, columns = np.nonzero(seen)
    assert columns.min() == pytest.approx(pixels[:, 0].min(), abs=2.0)
    assert columns.max() + 1 == pytest.approx(pixels[:, 0].max(), abs=2.0)
    assert rows.min() == pytest.approx(pixels[:, 1].min(), abs=2.0)
