"""What is done in front of the camera: one module an exercise, each giving a `Pose` at any time."""

from __future__ import annotations

from typing import Any, Protocol

from samples.renderer.body import Body
from samples.renderer.motions.bridge import Bridge, BridgeCourse
from samples.renderer.motions.deadlift import Deadlift, DeadliftCourse
from samples.renderer.motions.quadruped import Quadruped, QuadrupedCourse
from samples.renderer.motions.running import Runner, RunnerCourse
from samples.renderer.motions.single_leg_squat import Course, Motion
from samples.renderer.motions.standing_hold import StandingHold, StandingHoldCourse
from samples.renderer.motions.two_leg_squat import TwoLegSquat, TwoLegSquatCourse
from samples.renderer.pose import Pose

AnyMotion = Motion | Deadlift | Runner | Bridge | Quadruped | TwoLegSquat | StandingHold


class AnyCourse(Protocol):
    """The course of a motion.

    Attributes
    ----------
    exercise : str
        The product's name for it.
    seconds : float
        Length of the whole motion.
    reps : list of (side, what was asked, start, end)
        The nominal span of each repetition, s; side is left, right or both.
    """

    exercise: str
    seconds: float

    @property
    def reps(self) -> list[Any]: ...

    def pose(self, time: float) -> Pose:
        """Return the pose at a time in seconds."""
        ...


def course(motion: AnyMotion, body: Body) -> AnyCourse:
    """Return the course of any motion, done by a body."""
    match motion:
        case Motion():
            return Course(motion)
        case Deadlift():
            return DeadliftCourse(motion)
        case Runner():
            return RunnerCourse(motion, body)
        case Bridge():
            return BridgeCourse(motion, body)
        case Quadruped():
            return QuadrupedCourse(motion, body)
        case TwoLegSquat():
            return TwoLegSquatCourse(motion)
        case StandingHold():
            return StandingHoldCourse(motion)
