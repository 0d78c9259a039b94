"""A stick runner with known strikes, midstances and toe-offs, seen by a known camera.

It shares body, axes and camera with `people`. The trunk goes up and down as the force under it lets it: gravity
always, and in each contact a push that is over after `contact` of a step. The feet follow points read off
marker-based runs: the heel first, the toe flat, the heel off, the toe off, the heel kicked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from formcheck.types import LEFT_AND_RIGHT, FloatArray, Landmark, Side, Track
from tests import people
from tests.people import FORWARD, HALF_HIPS, LEFT, SHANK, THIGH, UP, Camera

G = 9.81
FOOT = 0.2
ANKLE_UP, ANKLE_ALONG = 0.06, 0.05
SIDE, REAR, FRONT = (Camera(a, distance_m=4.0, focal_px=914.0, width=1280, height=720) for a in (-90.0, 180.0, 0.0))
"""A body of 1.75 m is 400 px tall four metres away, from the height of its hips."""


@dataclass(frozen=True)
class Runner:
    """How somebody runs; times in real seconds. `first` strikes at `begins_s`."""

    cadence_per_min: float = 168.0
    contact: float = 0.75
    first: Side = Side.LEFT
    begins_s: float = 0.13
    speed_m_s: float = 3.0
    passing: bool = False
    step_width_m: float = 0.06
    trunk_forward_deg: float = 8.0
    foot_ahead_m: float = 0.2

    @property
    def step_s(self) -> float:
        """From a strike to the next."""
        return 60.0 / self.cadence_per_min

    def strikes_s(self, until_s: float) -> FloatArray:
        """All strikes, the first of them before 0."""
        nth = np.arange(-2, int((until_s - self.begins_s) / self.step_s) + 3)
        return self.begins_s + self.step_s * nth

    def side(self, strike_s: float) -> Side:
        """Of the foot that strikes then."""
        nth = round((strike_s - self.begins_s) / self.step_s)
        return self.first if nth % 2 == 0 else self.first.other

    @property
    def lowest(self) -> float:
        """From strike to the lowest instant of the pelvis, in steps."""
        phase = np.linspace(0.0, 1.0, 20001)
        return float(phase[np.argmin(self.height_m(phase))])

    def height_m(self, phase: FloatArray) -> FloatArray:
        """How high the pelvis is, against its mean, at a phase of the step (0 = strike)."""
        grid = np.linspace(0.0, 1.0, 4001)
        push = np.where(grid < self.contact, grid * np.clip(1.0 - grid / self.contact, 0.0, None) ** 1.4, 0.0)
        pull = G * self.step_s**2 * (push / np.trapezoid(push, grid) - 1.0)
        speed = np.concatenate(([0.0], np.cumsum((pull[1:] + pull[:-1]) / 2 * np.diff(grid))))
        speed -= np.trapezoid(speed, grid)
        height = np.concatenate(([0.0], np.cumsum((speed[1:] + speed[:-1]) / 2 * np.diff(grid))))
        return np.interp(phase % 1.0, grid, height - np.trapezoid(height, grid))

    def foot(self, phase: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Height of toe and heel, and how far the heel is ahead of the hips; 0 = strike, 2 = again."""
        c = self.contact
        toe = [
            (0, 0.06),
            (0.12, 0.0),
            (c - 0.15, 0.0),
            (c, 0.02),
            (c + 0.1, 0.06),
            (c + 0.3, 0.15),
            (c + 0.5, 0.2),
            (1.6, 0.12),
            (1.85, 0.11),
        ]
        heel = [(0, 0.0), (0.3, 0.0), (c, 0.15), (c + 0.3, 0.38), (c + 0.5, 0.45), (1.6, 0.2), (1.85, 0.05)]
        behind = self.foot_ahead_m - self.speed_m_s * self.step_s * c
        along = [
            (0, self.foot_ahead_m),
            (c, behind),
            (c + 0.2, behind - 0.1),
            (1.4, 0.0),
            (1.8, self.foot_ahead_m + 0.08),
        ]
        return tuple(
            _periodic(knots, phase % 2.0) - less for knots, less in ((toe, 0), (heel, 0), (along, ANKLE_ALONG))
        )

    def bodies(self, time_s: FloatArray) -> FloatArray:
        """The landmarks (T, 33, 3) at these times."""
        space = np.repeat(people.body(people.Moment())[None], len(time_s), axis=0)
        nth = (np.asarray(time_s) - self.begins_s) / self.step_s
        mean = people.HIPS_HEIGHT - 0.06
        middle = (mean + self.height_m(nth))[:, None] * UP
        hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
        space += (middle - space[:, hips].mean(axis=1))[:, None]
        lean = np.radians(self.trunk_forward_deg)
        above = space[:, : Landmark.LEFT_HIP] - middle[:, None]
        space[:, : Landmark.LEFT_HIP] = middle[:, None] + above @ np.array(
            [LEFT, [0.0, np.cos(lean), np.sin(lean)], [0.0, -np.sin(lean), np.cos(lean)]]
        )
        for side in LEFT_AND_RIGHT:
            phase = nth if side is self.first else nth + 1.0
            sign = 1.0 if side is Side.LEFT else -1.0
            self._leg(space, side, middle, phase, sign)
        if self.passing:
            space = space + (self.speed_m_s * (time_s - np.mean(time_s)))[:, None, None] * FORWARD
        return space

    def _leg(self, space: FloatArray, side: Side, middle: FloatArray, phase: FloatArray, sign: float) -> None:
        toe_up, heel_up, along = self.foot(phase)
        across = sign * self.step_width_m / 2 * LEFT
        heel = across + heel_up[:, None] * UP + along[:, None] * FORWARD
        run = np.sqrt(np.clip(FOOT**2 - (toe_up - heel_up) ** 2, 0.0, None))
        pitch = np.stack([np.zeros_like(run), toe_up - heel_up, run], axis=1) / FOOT
        pitch /= np.linalg.norm(pitch, axis=1, keepdims=True)
        over = np.stack([np.zeros_like(run), pitch[:, 2], -pitch[:, 1]], axis=1)
        ankle = heel + ANKLE_ALONG * pitch + ANKLE_UP * over
        hip = middle + sign * HALF_HIPS * LEFT
        line = ankle - hip
        length = np.linalg.norm(line, axis=1, keepdims=True)
        bent = np.sqrt(np.clip(THIGH**2 - length**2 / 4, 0.0, None))
        forward = np.cross(line / length, LEFT) * -1.0
        knee = hip + line / 2 + bent * forward * np.sign(forward[:, 2:])
        ankle = np.where(length > THIGH + SHANK, hip + line / length * (THIGH + SHANK), ankle)
        for name, place in (
            ("HIP", hip),
            ("KNEE", knee),
            ("ANKLE", ankle),
            ("HEEL", heel),
            ("FOOT_INDEX", heel + FOOT * pitch),
        ):
            space[:, Landmark[f"{side.name}_{name}"]] = place


@dataclass(frozen=True)
class Step:
    """What is true of one step, in seconds of the clip."""

    side: Side
    strike_s: float
    midstance_s: float
    toe_off_s: float


def film(
    runner: Runner,
    camera: Camera = SIDE,
    *,
    rate: float = 60.0,
    lasts_s: float = 6.0,
    slower: float = 1.0,
    noise_px: float = 2.0,
    jitter: float = 0.0,
    seed: int = 0,
) -> tuple[Track, list[Step]]:
    """`lasts_s` of life filmed at `rate`, shown `slower` times slower; and the steps whose midstance is in it."""
    time_s = people.times(lasts_s, rate, jitter, seed)
    track = people.noisy(people.film_bodies(time_s * slower, runner.bodies(time_s), camera), noise_px, seed)
    steps = [
        Step(runner.side(s), *(slower * (s + runner.step_s * x) for x in (0.0, runner.lowest, runner.contact)))
        for s in runner.strikes_s(lasts_s)
    ]
    return track, [step for step in steps if 0.0 <= step.midstance_s <= track.time_s[-1]]


def _periodic(knots: list[tuple[float, float]], phase: FloatArray) -> FloatArray:
    """Through the knots of a stride (phase, value) and round again, never beyond them."""
    at, values = np.array(knots).T
    around = np.concatenate((at - 2.0, at, at + 2.0))
    return PchipInterpolator(around, np.tile(values, 3))(phase)
