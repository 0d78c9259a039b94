"""Two-leg squats of a stick person."""

import pytest

from formcheck import exercises
from formcheck.errors import NoRepetition
from formcheck.exercises.on_feet import FORWARD_MARK_DEG
from formcheck.types import Analysis, Grade, Side
from tests import people
from tests.people import Camera, Moment, Plan, Task

FRONT = Camera()
SQUAT = exercises.find("two-leg-squat")


def squat(**deep: float) -> Task:
    return Task(Moment(**({"knee_flexion_deg": 85.0} | deep)), lifts=False)


def done(task: Task, camera: Camera = FRONT) -> Analysis:
    return people.conclude(task.film(camera), exercise=SQUAT, roll_deg=0.0)


@pytest.mark.parametrize("azimuth", [0.0, 180.0, 30.0, 50.0, 80.0, -80.0])
def test_every_squat_is_found_on_both_legs(azimuth):
    task = squat()
    reps = done(task, Camera(azimuth_deg=azimuth)).result.reps
    assert [rep.side for rep in reps] == [Side.BOTH] * 3
    assert [rep.key_s for rep in reps] == pytest.approx(task.key_s, abs=0.04)  # measured 0.01


@pytest.mark.parametrize("azimuth", [0.0, 180.0])
@pytest.mark.parametrize("lower", [-9.0, 9.0])
def test_the_lower_side_is_told_with_its_sign_and_either_is_a_fault(azimuth, lower):
    analysis = done(squat(obliquity_deg=lower), Camera(azimuth_deg=azimuth))
    read = analysis.result.reps[0].readings
    assert read["left_lower_deg"] == pytest.approx(lower, abs=0.3)
    verdict = analysis.result.verdicts[0]
    assert verdict.sentence.startswith("Both legs, 3 repetitions: the left side of the pelvis was")
    assert ("below" if lower > 0 else "above") in verdict.sentence
    level = [f for f in analysis.result.findings if f.criterion == "pelvic level" and f.rep]
    assert all(f.grade is not Grade.STABLE for f in level)
    assert "drop_deg" not in read


@pytest.mark.parametrize("azimuth", [80.0, -80.0, 95.0])
def test_from_the_side_the_trunk_is_read_and_the_level_is_not(azimuth):
    read = done(squat(hinge_deg=40.0), Camera(azimuth_deg=azimuth)).result.reps[0].readings
    # A stick person's landmarks are its joints, which the mark is added for.
    assert read["trunk_forward_deg"] - FORWARD_MARK_DEG == pytest.approx(
        40.0, abs=1.0
    )  # measured 0.4: the view foreshortens
    assert read["left_lower_deg"] != read["left_lower_deg"]


def test_squats_on_one_leg_are_none():
    with pytest.raises(NoRepetition, match="both feet on the floor"):
        people.conclude(people.squats(Plan()).track, exercise=SQUAT)
