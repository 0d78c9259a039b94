"""What the person in front of the camera should do now, from set-up to the end of a set. No picture, no clock."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from formcheck import view
from formcheck.exercises.base import LEGS, Exercise
from formcheck.live.gestures import Gesture, Hands
from formcheck.measures.scale import metres_per_px
from formcheck.poses.people import extent, inside
from formcheck.scene import Guidance, Phase
from formcheck.types import BODY, HIPS, Z90, BoolArray, FloatArray, Landmark, Level, Pose

FINE_S = 1.0
"""All must be well for so long before it goes on, and amiss for so long before it goes back (convention)."""

STILL_S, STILL_M = 1.5, 0.03
"""Still is who stays within the second for the first: the sway of quiet standing is a third of it (convention)."""

PATIENCE_S = 8.0
"""Who never stands still, as on a treadmill, is counted in all the same (convention)."""

COUNTED_S = 3.0

NEARER = 1.35
"""Grown by this factor since the countdown, the body has walked up: from 3 m to 2.2 m (convention)."""

GONE_S = 2.0
"""Nobody there for so long ends a set (convention)."""

LEAST_EXTENT = 0.3
"""A body smaller than this share of the picture's height is measured badly (convention; `people.MIN_HEIGHT` is where
none is measured at all)."""

DARK = 45.0
"""Mean brightness, of 255, under which a camera's noise hides people (convention)."""

CROOKED_DEG = 2.0

LEAST_HZ, ENOUGH_HZ = 15.0, 17.0
"""Fewer poses a second miss the deepest point of a repetition; it is said until there are the second (convention)."""

_HEAD = (Landmark.NOSE,)
_FEET = (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL, Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the guide is told of a moment: the pose, the picture's size and brightness (0..255), and rates a second.

    `level` is None until it has been found; `pose_hz` and `camera_hz` are 0 while they are not known.
    """

    time_s: float
    pose: Pose | None
    width: int
    height: int
    brightness: float
    level: Level | None
    pose_hz: float
    camera_hz: float


class Guide:
    """Leads through a session: `see` every moment, in order of time, gives what to tell.

    Parameters
    ----------
    exercise
        What will be done; None = not yet known, then any view will do.
    lite
        The lightest model is used already, and need not be offered.
    led
        False = a clip is played: it is all work, and only keys pause and end it.
    """

    def __init__(self, exercise: Exercise | None, *, lite: bool = False, led: bool = True) -> None:
        self.exercise = exercise
        self.sets = 0
        self._lite, self._led = lite, led
        self._hands = Hands()
        self._phase, self._since_s = Phase.SETUP if led else Phase.WORK, 0.0
        self._well_since_s: float | None = None
        self._ill_since_s: float | None = None
        self._size = math.nan
        self._recent: deque[tuple[float, Pose]] = deque()
        self._why = ""
        self._slow = False

    @property
    def phase(self) -> Phase:
        """Where the session stands."""
        return self._phase

    def see(self, sight: Sight, key: Gesture | None = None) -> Guidance:
        """Take in a moment, and what a key asked for."""
        self._remember(sight)
        asked = key or (self._hands.see(sight.time_s, sight.pose) if self._led else None)
        if asked is Gesture.END:
            self._go(Phase.ENDED, sight.time_s)
        elif asked is Gesture.TOGGLE:
            self._toggle(sight.time_s)
        amiss = self._amiss(sight)
        if self._led:
            self._move(sight, amiss)
        return self._guidance(sight, amiss)

    def _toggle(self, time_s: float) -> None:
        after = {
            Phase.SETUP: Phase.COUNTDOWN,
            Phase.STILL: Phase.COUNTDOWN,
            Phase.COUNTDOWN: Phase.PAUSED,
            Phase.WORK: Phase.PAUSED,
            Phase.PAUSED: Phase.SETUP if self._led else Phase.WORK,
        }
        if self._phase is Phase.WORK:
            self._why = ""
            self.sets += 1
        self._go(after.get(self._phase, self._phase), time_s)

    def _move(self, sight: Sight, amiss: str) -> None:
        """What follows by itself."""
        now = sight.time_s
        for_s = now - self._since_s
        if not amiss:
            self._ill_since_s = None
            self._well_since_s = now if self._well_since_s is None else self._well_since_s
        else:
            self._well_since_s = None
            self._ill_since_s = now if self._ill_since_s is None else self._ill_since_s
        well = self._well_since_s is not None and now - self._well_since_s >= FINE_S
        ill = self._ill_since_s is not None and now - self._ill_since_s >= FINE_S
        if self._phase is Phase.SETUP and well:
            self._go(Phase.STILL, now)
        elif self._phase is Phase.STILL and ill:
            self._go(Phase.SETUP, now)
        elif self._phase is Phase.STILL and (self._still() or for_s >= PATIENCE_S):
            self._go(Phase.COUNTDOWN, now)
        elif self._phase is Phase.COUNTDOWN and for_s >= COUNTED_S:
            self._size = size(sight.pose)
            self._go(Phase.WORK, now)
        elif self._phase is Phase.WORK and (why := self._over(now)):
            self._why = why
            self.sets += 1
            self._go(Phase.SETUP, now)

    def _go(self, phase: Phase, time_s: float) -> None:
        if phase is not self._phase:
            self._phase, self._since_s = phase, time_s
            self._well_since_s = self._ill_since_s = None

    def _remember(self, sight: Sight) -> None:
        if sight.pose is not None:
            self._recent.append((sight.time_s, sight.pose))
        while self._recent and self._recent[0][0] < sight.time_s - max(STILL_S, GONE_S):
            self._recent.popleft()

    def _still(self) -> bool:
        """Whether the hips stayed where they are for `STILL_S`."""
        now = self._recent[-1][0] if self._recent else 0.0
        recent = [pose for time_s, pose in self._recent if time_s >= now - STILL_S]
        if len(recent) < 5 or now - self._recent[0][0] < 0.9 * STILL_S or now - self._since_s < STILL_S:
            return False
        pixels, world = np.stack([p.pixels for p in recent]), np.stack([p.world for p in recent])
        hips = pixels[:, list(HIPS)].mean(axis=1) * np.nanmedian(metres_per_px(pixels, world))
        return bool(np.percentile(np.linalg.norm(hips - np.median(hips, axis=0), axis=1), 95) < STILL_M)

    def _over(self, now: float) -> str:
        """Why a set has ended by itself; empty while it goes on."""
        latest_s = self._recent[-1][0] if self._recent else -math.inf
        if now - max(latest_s, self._since_s) >= GONE_S:
            return "you left the picture"
        last = [size(pose) for time_s, pose in self._recent if time_s >= now - FINE_S]
        if len(last) >= 3 and min(last) > NEARER * self._size:
            return "you walked up"
        return ""

    def _amiss(self, sight: Sight) -> str:
        """What keeps the person from being measured, the first thing to put right; empty = nothing."""
        pose = sight.pose
        if pose is None:
            return "Too dark: turn on a light" if sight.brightness < DARK else "Step in front of the camera"
        out = ~inside(pose.pixels, sight.width, sight.height)
        if out.any():
            return _way_back(pose.pixels, sight.width, sight.height, out)
        if extent(pose.pixels) < LEAST_EXTENT * sight.height:
            return "Come nearer"
        return self._turned()

    def _turned(self) -> str:
        """How to turn for a view that shows what decides; empty where it does."""
        if self.exercise is None or not self._recent:
            return ""
        world = np.stack([pose.world for _, pose in self._recent])
        seen_from = view.at_a_glance(world).name
        if not self.exercise.cannot(seen_from):
            return ""
        views = {name for c in self.exercise.profile.criterion if c.decides for name in c.views}
        if "front" in views:
            return "Turn to face the camera" if self._phase is not Phase.WORK else ""
        return "Turn sideways to the camera"

    def _advice(self, sight: Sight) -> tuple[str, ...]:
        said = []
        if sight.pose_hz > 0.0:
            self._slow = sight.pose_hz < (ENOUGH_HZ if self._slow else LEAST_HZ)
        if sight.level is not None:
            roll = sight.level.roll
            if abs(roll.value_deg) > max(CROOKED_DEG, Z90 * roll.se_deg):
                said.append(f"The camera is crooked by {abs(roll.value_deg):.0f}°: allowed for, better straight")
        if sight.pose is not None and sight.brightness < DARK:
            said.append("It is dark: more light makes it surer")
        if 0.0 < sight.camera_hz < LEAST_HZ:
            said.append(f"The camera gives only {sight.camera_hz:.0f} pictures a second: more light may help")
        elif self._slow:
            lighter = "" if self._lite else ": --model lite is faster"
            said.append(f"Only {sight.pose_hz:.0f} pictures a second are measured{lighter}")
        return tuple(said)

    def _guidance(self, sight: Sight, amiss: str) -> Guidance:
        phase, count, says = self._phase, 0, amiss
        if phase is Phase.SETUP:
            says = amiss or "Good: stay there"
            if self._why:
                says = f"Set {self.sets} done, {self._why}. {says}"
        elif phase is Phase.STILL:
            says = amiss or "Keep still"
        elif phase is Phase.COUNTDOWN:
            count = max(1, math.ceil(COUNTED_S - (sight.time_s - self._since_s)))
            says = "Get ready"
        elif phase is Phase.PAUSED:
            says = "Paused: raise a hand to go on, both to end"
        elif phase is Phase.ENDED:
            says = "Done"
        return Guidance(phase, says, self._advice(sight), count)


def size(pose: Pose | None) -> float:
    """Size of a body in the picture in pixels; nan of nobody."""
    if pose is None:
        return math.nan
    body: FloatArray = pose.pixels[list(BODY)]
    return float(np.sqrt(((body - body.mean(axis=0)) ** 2).sum(axis=1).mean()))


def _way_back(pixels: FloatArray, width: int, height: int, out: BoolArray) -> str:
    """How to get wholly into the picture, from which landmarks (33,) are out of it."""
    body = [*_HEAD, *_FEET, *LEGS]
    if not out[body].any():
        return ""
    low, high = pixels[body].min(axis=0), pixels[body].max(axis=0)
    if low[0] < 0 <= high[0] < width or high[0] >= width > low[0] >= 0:
        return "Move to the middle of the picture"
    missing = "feet" if high[1] >= height else "head"
    return f"Step back: your {missing} {'are' if missing == 'feet' else 'is'} not in the picture"
