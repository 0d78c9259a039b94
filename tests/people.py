"""A stick person with known joint angles, seen by a known camera: `Track`s without a picture.

The person stands in a frame of its own: x toward its left, y up, z forward, in metres, the floor at y = 0.
The legs are two equal parts, so that the hip stays above the ankle when the knee bends; the knee is where the
lengths put it. Everything that is asserted about a track is a field of `Moment` or `Camera`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from formcheck import exercises, hip_line, pipeline
from formcheck.exercises.base import Exercise
from formcheck.exercises.profile import Profile
from formcheck.types import Analysis, Landmark, Origin, Side, SourceInfo, Track

THIGH = SHANK = 0.42
ANKLE_HEIGHT = 0.08
HALF_HIPS, HALF_SHOULDERS = 0.09, 0.18
TORSO = 0.5
LIFT = 0.3
WAY_DOWN = 0.55
"""Share of a repetition's time spent going down: no two frames are ever equally deep."""

STANDING_FLEXION_DEG = 5.0
HIPS_HEIGHT = ANKLE_HEIGHT + (THIGH + SHANK) * np.cos(np.radians(STANDING_FLEXION_DEG / 2))
LEFT, UP, FORWARD = np.eye(3)

# Where the rest of the body is, from the middle of the shoulders, unleaned; mirrored for the right side.
HEAD = {
    "NOSE": (0.0, 0.20, 0.12),
    "LEFT_EYE_INNER": (0.015, 0.24, 0.10),
    "LEFT_EYE": (0.03, 0.24, 0.10),
    "LEFT_EYE_OUTER": (0.045, 0.24, 0.09),
    "LEFT_EAR": (0.07, 0.22, 0.0),
    "MOUTH_LEFT": (0.03, 0.16, 0.10),
}
ARM = {
    "LEFT_SHOULDER": (HALF_SHOULDERS, 0.0, 0.0),
    "LEFT_ELBOW": (0.22, -0.30, 0.02),
    "LEFT_WRIST": (0.23, -0.55, 0.08),
    "LEFT_PINKY": (0.23, -0.63, 0.09),
    "LEFT_INDEX": (0.22, -0.64, 0.11),
    "LEFT_THUMB": (0.21, -0.60, 0.12),
}
HANGS = {name for name in ARM if name != "LEFT_SHOULDER"}
MIRROR = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9]
    + [row + 1 if row % 2 else row - 1 for row in range(Landmark.LEFT_SHOULDER, len(Landmark))]
)
"""Row of the landmark on the other side."""


@dataclass(frozen=True)
class Moment:
    """One instant: all angles in degrees, + as in formcheck.types."""

    knee_flexion_deg: float = STANDING_FLEXION_DEG
    stance: Side = Side.LEFT
    lifted: float = 0.0
    obliquity_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    knee_in_m: float = 0.0
    hinge_deg: float = 0.0
    leg_below_deg: float = 0.0
    """Of a hinge on one leg: how far the free one, straight behind, hangs below the trunk's line."""


@dataclass(frozen=True)
class Camera:
    """Azimuth and roll in degrees (signs of formcheck.types), the picture, and how it is projected.

    `distance_m` = None is orthographic: `focal_px` is then the size of 2.5 m, as at that distance.
    """

    azimuth_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float | None = None
    focal_px: float = 700.0
    width: int = 720
    height: int = 960

    def axes(self) -> np.ndarray:
        """Rows: right, down and away of the level camera, in the person's frame."""
        a = np.radians(self.azimuth_deg)
        right = np.cos(a) * LEFT - np.sin(a) * FORWARD
        away = -np.cos(a) * FORWARD - np.sin(a) * LEFT
        return np.array([right, -UP, away])


@dataclass(frozen=True)
class Clip:
    """A track and what is true of it: the deepest instants of its repetitions, in order."""

    track: Track
    key_s: tuple[float, ...] = ()
    sides: tuple[Side, ...] = ()


def turned(points: np.ndarray, clockwise_deg: float) -> np.ndarray:
    """Points (…, 2) of a picture, y down, turned clockwise about 0."""
    c, s = np.cos(np.radians(clockwise_deg)), np.sin(np.radians(clockwise_deg))
    x, y = points[..., 0], points[..., 1]
    return np.stack([c * x - s * y, s * x + c * y], axis=-1)


def body(moment: Moment) -> np.ndarray:
    """The landmarks (33, 3) in the person's frame."""
    rows = np.full((33, 3), np.nan)
    out = {Side.LEFT: 1.0, Side.RIGHT: -1.0}
    o = np.radians(moment.obliquity_deg)
    across = np.array([np.cos(o), -np.sin(o), 0.0])  # to the left hip, which is lower when obliquity > 0
    lean, hinge = np.radians([moment.trunk_lean_deg, moment.hinge_deg])
    leaned = np.array([[np.cos(lean), np.sin(lean), 0.0], [-np.sin(lean), np.cos(lean), 0.0], [0.0, 0.0, 1.0]])
    folded = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(hinge), -np.sin(hinge)], [0.0, np.sin(hinge), np.cos(hinge)]])
    upright = leaned @ folded

    above = (THIGH + SHANK) * np.cos(np.radians(moment.knee_flexion_deg / 2))
    stance_hip = np.array([out[moment.stance] * HALF_HIPS, ANKLE_HEIGHT + above, 0.0])
    middle = stance_hip - out[moment.stance] * HALF_HIPS * across
    shoulders = middle + TORSO * upright @ UP

    for side, sign in out.items():
        hip = middle + sign * HALF_HIPS * across
        ankle = np.array([hip[0] if side is moment.stance else sign * HALF_HIPS, ANKLE_HEIGHT, 0.0])
        inward = 0.0
        if side is moment.stance:
            inward = -sign * moment.knee_in_m
        else:
            ankle = ankle + moment.lifted * np.array([0.0, LIFT, -LIFT])
            if moment.hinge_deg and moment.lifted:
                below = np.radians(moment.hinge_deg - moment.leg_below_deg)
                ankle = hip - (THIGH + SHANK) * (np.cos(below) * UP + np.sin(below) * FORWARD)
        half = np.linalg.norm(hip - ankle) / 2
        knee = (hip + ankle) / 2 + np.sqrt(max(THIGH**2 - half**2, 0.0)) * FORWARD + inward * LEFT
        leg = {"HIP": hip, "KNEE": knee, "ANKLE": ankle}
        leg |= {"HEEL": ankle - 0.06 * UP - 0.05 * FORWARD, "FOOT_INDEX": ankle - 0.07 * UP + 0.15 * FORWARD}
        for name, place in leg.items():
            rows[Landmark[f"{side.name}_{name}"]] = place
    for name, offset in (HEAD | ARM).items():
        row = Landmark[name]
        turn = leaned if name in HANGS else upright
        rows[row] = shoulders + turn @ np.array(offset)
        rows[MIRROR[row]] = shoulders + turn @ (np.array(offset) * [-1.0, 1.0, 1.0])
    rows[Landmark.NOSE] = shoulders + upright @ np.array(HEAD["NOSE"])
    return rows


def film(time_s: Sequence[float], moments: Sequence[Moment], camera: Camera = Camera()) -> Track:
    """What the camera sees: float64, everybody in every frame, one person."""
    return film_bodies(time_s, np.array([body(moment) for moment in moments]).reshape(-1, 33, 3), camera)


def film_bodies(time_s: Sequence[float], space: np.ndarray, camera: Camera = Camera()) -> Track:
    """What the camera sees of landmarks (T, 33, 3) in the person's frame."""
    aim = np.array([0.0, HIPS_HEIGHT, 0.0])
    seen = (space - aim) @ camera.axes().T
    depth = 2.5 if camera.distance_m is None else camera.distance_m + seen[..., 2:]
    flat = camera.focal_px * seen[..., :2] / depth
    middle = np.array([camera.width / 2, camera.height / 2])
    hips = seen[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    world = seen - hips
    world[..., :2] = turned(world[..., :2], -camera.roll_deg)
    return Track(
        time_s=np.asarray(time_s, float),
        pixels=turned(flat, -camera.roll_deg) + middle,
        world=world,
        visible=np.ones((len(space), 33)),
        persons=np.ones(len(space), np.int64),
        width=camera.width,
        height=camera.height,
    )


def play(at: Callable[[float], Moment], length_s: float, camera: Camera = Camera(), rate: float = 30.0) -> Track:
    """Film what somebody does at every moment."""
    time_s = times(length_s, rate)
    return film(time_s, [at(time) for time in time_s], camera)


def there_and_back(time_s: float, begins_s: Sequence[float], lasts_s: float) -> float:
    """0..1..0 over each repetition, a raised cosine; 0 between them."""
    shares = [(time_s - begin_s) / lasts_s for begin_s in begins_s]
    return max(((1.0 - np.cos(2.0 * np.pi * s)) / 2.0 for s in shares if 0.0 < s < 1.0), default=0.0)


@dataclass(frozen=True)
class Task:
    """Repetitions or a hold: stand, lift a foot (`lifts`), do it at `begins_s` for `lasts_s` each, stand again.

    `deepest` is the moment at the middle of a repetition; what is between standing and it goes along a raised cosine.
    """

    deepest: Moment
    begins_s: tuple[float, ...] = (3.0, 6.0, 9.0)
    lasts_s: float = 2.6
    lifts: bool = True
    lift_s: float = 0.6

    @property
    def key_s(self) -> tuple[float, ...]:
        """Middles of the repetitions."""
        return tuple(begin + self.lasts_s / 2 for begin in self.begins_s)

    @property
    def up_s(self) -> tuple[float, float]:
        """When the foot begins to rise, and when it is back."""
        return self.begins_s[0] - 0.2 - self.lift_s, self.begins_s[-1] + self.lasts_s + 0.2 + self.lift_s

    @property
    def length_s(self) -> float:
        """From standing to standing."""
        return self.up_s[1] + 2.0

    def at(self, time_s: float) -> Moment:
        """What the person does at a moment."""
        share = there_and_back(time_s, self.begins_s, self.lasts_s)
        up, down = self.up_s
        lifted = _ramp((time_s - up) / self.lift_s) * _ramp((down - time_s) / self.lift_s) if self.lifts else 0.0
        still, deep = Moment(stance=self.deepest.stance), self.deepest
        names = ("knee_flexion_deg", "obliquity_deg", "trunk_lean_deg", "knee_in_m", "hinge_deg")
        between = {
            name: getattr(still, name) + share * (getattr(deep, name) - getattr(still, name)) for name in names
        }
        return replace(deep, lifted=lifted, **between)

    def film(self, camera: Camera = Camera()) -> Track:
        """Film it."""
        return play(self.at, self.length_s, camera)


def hold(
    side: Side, seconds: float, camera: Camera = Camera(), *, drop_deg: float = 0.0, grows_deg: float = 0.0
) -> Track:
    """Stand for 2 s, one foot up for so long (between halves of `LIFT`), stand; the drop grows by so much."""
    toward = -1.0 if side is Side.LEFT else 1.0

    def at(time_s: float) -> Moment:
        since = time_s - 2.0
        lifted = _ramp((since + 0.2) / 0.4) * _ramp((seconds + 0.2 - since) / 0.4)
        share = float(np.clip(since / seconds, 0.0, 1.0))
        return Moment(stance=side, lifted=lifted, obliquity_deg=toward * lifted * (drop_deg + share * grows_deg))

    return play(at, seconds + 4.0, camera)


def running(time_s: np.ndarray, steps_per_s: float = 2.8, camera: Camera = Camera(azimuth_deg=-90.0)) -> Track:
    """A run on the spot, as on a treadmill: thighs swing by ±35°, knees bend by up to 100° on the way forward."""
    space = np.repeat(body(Moment())[None], len(time_s), axis=0)
    for side, lag in ((Side.LEFT, 0.0), (Side.RIGHT, np.pi)):
        phase = np.pi * steps_per_s * np.asarray(time_s) + lag
        thigh = np.radians(35.0) * np.sin(phase)
        shank = thigh - np.radians(55.0 + 45.0 * np.cos(phase))
        place = space[:, Landmark[f"{side.name}_HIP"]]
        foot_up = shank + np.pi / 2
        for name, length, angle in (
            ("KNEE", THIGH, thigh),
            ("ANKLE", SHANK, shank),
            ("HEEL", 0.06, shank),
            ("FOOT_INDEX", 0.2, foot_up),
        ):
            place = place + length * (np.sin(angle)[:, None] * FORWARD - np.cos(angle)[:, None] * UP)
            space[:, Landmark[f"{side.name}_{name}"]] = place
    return film_bodies(time_s, space, camera)


def turning(time_s: np.ndarray, turn_s: float, starts_s: float = 1.0) -> Track:
    """Somebody who stands, turns from the front to the rear in `turn_s`, and stands."""
    azimuths = 180.0 * np.array([_ramp((time - starts_s) / turn_s) for time in time_s])
    frames = [
        film([time], [Moment()], Camera(azimuth_deg=float(a))) for time, a in zip(time_s, azimuths, strict=True)
    ]
    whole = {
        name: np.concatenate([getattr(frame, name) for frame in frames]) for name in ("pixels", "world", "visible")
    }
    return replace(frames[0], time_s=np.asarray(time_s), persons=np.ones(len(frames), np.int64), **whole)


def noisy(track: Track, pixels: float = 1.0, seed: int = 0) -> Track:
    """The track with white noise of this standard deviation in the picture, and of 5 mm in the world."""
    random = np.random.default_rng(seed)
    return replace(
        track,
        pixels=track.pixels + random.normal(0.0, pixels, track.pixels.shape),
        world=track.world + random.normal(0.0, 0.005, track.world.shape),
    )


@dataclass(frozen=True)
class Plan:
    """A set of single-leg squats: stand, lift a foot, squat `depths_deg` deep, put the foot down, stand.

    `drop_deg` (+ = the unsupported side lower) is reached at the deepest point and is 0 in between, on top of
    `neutral_deg` of obliquity throughout; the trunk leans toward the standing leg along with it.
    """

    side: Side = Side.LEFT
    depths_deg: tuple[float, ...] = (80.0, 80.0, 80.0)
    drop_deg: float = 6.0
    neutral_deg: float = 0.0
    lean_deg: float = 0.0
    knee_in_m: float = 0.0
    stand_s: float = 2.0
    lift_s: float = 0.7
    rep_s: float = 2.0
    rest_s: float = 0.6

    @property
    def key_s(self) -> tuple[float, ...]:
        """Deepest instants."""
        first = self.stand_s + self.lift_s + self.rest_s
        return tuple(
            first + (self.rep_s + self.rest_s) * n + WAY_DOWN * self.rep_s for n in range(len(self.depths_deg))
        )

    @property
    def length_s(self) -> float:
        """From standing to standing."""
        return self.key_s[-1] + (1.0 - WAY_DOWN) * self.rep_s + self.rest_s + self.lift_s + self.stand_s

    def at(self, time_s: float) -> Moment:
        """What the person does at a moment of the set."""
        toward_stance = 1.0 if self.side is Side.LEFT else -1.0
        up, down = self.stand_s, self.length_s - self.stand_s
        lifted = _ramp((time_s - up) / self.lift_s) * _ramp((down - time_s) / self.lift_s)
        depth = share = 0.0
        for deepest, key in zip(self.depths_deg, self.key_s, strict=True):
            away = (time_s - key) / self.rep_s
            away /= WAY_DOWN if away < 0.0 else 1.0 - WAY_DOWN
            if abs(away) < 1.0:
                share = (1.0 + np.cos(np.pi * away)) / 2
                depth = share * (deepest - STANDING_FLEXION_DEG)
        return Moment(
            knee_flexion_deg=STANDING_FLEXION_DEG + depth,
            stance=self.side,
            lifted=lifted,
            obliquity_deg=self.neutral_deg - toward_stance * share * self.drop_deg,
            trunk_lean_deg=toward_stance * share * self.lean_deg,
            knee_in_m=share * self.knee_in_m,
        )


def _ramp(share: float) -> float:
    return float((1.0 - np.cos(np.pi * np.clip(share, 0.0, 1.0))) / 2)


def times(length_s: float, rate: float = 30.0, jitter: float = 0.0, seed: int = 0) -> np.ndarray:
    """Frame times from 0; each interval varies by up to ± `jitter` of itself."""
    count = int(length_s * rate)
    steps = 1.0 + jitter * np.random.default_rng(seed).uniform(-1.0, 1.0, count)
    return np.concatenate(([0.0], np.cumsum(steps))) / rate


def squats(
    plans: Plan | Sequence[Plan] = Plan(),
    camera: Camera = Camera(),
    *,
    rate: float = 30.0,
    jitter: float = 0.0,
    seed: int = 0,
) -> Clip:
    """Film one set after the other."""
    plans = [plans] if isinstance(plans, Plan) else list(plans)
    begins = np.cumsum([0.0, *(plan.length_s for plan in plans)])
    time_s = times(begins[-1], rate, jitter, seed)
    nth = np.clip(np.searchsorted(begins, time_s, side="right") - 1, 0, len(plans) - 1)
    moments = [plans[n].at(t - begins[n]) for n, t in zip(nth, time_s, strict=True)]
    return Clip(
        film(time_s, moments, camera),
        tuple(float(begin + key) for begin, plan in zip(begins, plans, strict=False) for key in plan.key_s),
        tuple(plan.side for plan in plans for _ in plan.depths_deg),
    )


def mirrored(track: Track) -> Track:
    """The person's mirror image, filmed by the mirrored camera: left and right change places."""
    pixels, world = track.pixels[:, MIRROR].copy(), track.world[:, MIRROR].copy()
    pixels[..., 0] = track.width - pixels[..., 0]
    world[..., 0] = -world[..., 0]
    return replace(track, pixels=pixels, world=world, visible=track.visible[:, MIRROR])


def without(track: Track, frames: np.ndarray, landmarks: Sequence[Landmark] | None = None) -> Track:
    """The track with landmarks (None = the whole person) not seen in `frames` (mask or rows)."""
    pixels, world, persons = track.pixels.copy(), track.world.copy(), track.persons.copy()
    if landmarks is None:
        pixels[frames], world[frames], persons[frames] = np.nan, np.nan, 0
    else:
        rows = np.arange(len(track))[frames]
        pixels[np.ix_(rows, landmarks)], world[np.ix_(rows, landmarks)] = np.nan, np.nan
    return replace(track, pixels=pixels, world=world, persons=persons)


SINGLE_LEG_SQUAT = exercises.find("single-leg-squat")
SOURCE = SourceInfo("stick.mp4", 720, 960, 30.0, 0, float("nan"), "h264", "mov,mp4", 0)


def conclude(
    track: Track, profile: Profile | None = None, exercise: Exercise | None = SINGLE_LEG_SQUAT, **more: Any
) -> Analysis:
    """`pipeline.conclude` of a track, as a single-leg squat unless told otherwise, from a source that says nothing.

    A stick person has no flesh, which the pelvis' own estimator was trained to look at; its hip line is true.
    """
    more.setdefault("pelvis_estimator", hip_line.NAME)
    return pipeline.conclude(
        track,
        exercise,
        Origin(SOURCE, None, None, corrupt_frames=0, model="stick person", model_sha256="0" * 64),
        profile=profile,
        **more,
    )


def limits(borderline_from: float, unstable_from: float, min_reps: int = 1) -> Profile:
    """A profile that judges nothing but pelvic drop."""
    drop = SINGLE_LEG_SQUAT.profile.criterion[0]
    drop = drop.model_copy(update={"borderline_from": borderline_from, "unstable_from": unstable_from})
    return SINGLE_LEG_SQUAT.profile.model_copy(update={"min_reps": min_reps, "criterion": (drop,)})
