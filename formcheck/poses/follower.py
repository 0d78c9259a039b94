"""Any landmarker as an Estimator: who is followed, and the close look at their hips.

A landmarker finds one person, and of several it does not say which. So one is tracked, and now and then the whole
picture is looked at: the landmarker finds a person, they are greyed out, and it looks again. When that finds several
people, `people.pick` says who is followed and the tracker is shown only what is around that one.
"""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.poses import people
from formcheck.poses.landmarker import Found, Landmarker
from formcheck.poses.memory import give_back
from formcheck.poses.patch import PatchReader
from formcheck.types import FloatArray, Frame, ImageBGR, Pose

MAX_PEOPLE = 3
LOOK_AROUND_S = 2.0
LOOK_AROUND_CROWDED_S = 0.5
LOST_AFTER_S = 1.0
"""After this long without the followed person, whoever is largest and most central is followed."""

BYSTANDER_VISIBLE = 0.75
"""Mean visibility that makes a second find a person and not a limb of the first (convention)."""

IN_TURN_S = 1.0 / 28.8
"""In frames no further apart the hips are looked at in turn, as they are and in the mirror, in others both ways.

A low-pass has the mean of the two, as it lets nothing through that changes from frame to frame. It is there wherever
frames come `smoothing.SAMPLES_PER_EDGE` times as often as its edge, which is 12 Hz at most, of runs.
"""

GREY = 128


class Follower:
    """An `Estimator` over a landmarker, which it closes.

    Parameters
    ----------
    landmarker
        Has seen nothing yet.
    patch
        Looks at the hips; None where the model's own network is not the one that it was trained on.
    name, sha256, engine
        Stated in the result.
    """

    def __init__(
        self, landmarker: Landmarker, patch: PatchReader | None, *, name: str, sha256: str, engine: str
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.engine = engine
        self._landmarker = landmarker
        self._patch = patch
        self._persons = 0
        self._next_look_s = -np.inf
        self._last: tuple[float, FloatArray] | None = None
        self._looked_s = -np.inf
        self._mirrored = False

    def estimate(self, frame: Frame) -> Pose | None:
        """Landmarks of the followed person, or None; see `Estimator`."""
        image = frame.image
        height, width = image.shape[:2]
        if self._last is not None and frame.time_s - self._last[0] > LOST_AFTER_S:
            self._last = None
        if frame.time_s >= self._next_look_s:
            self._look_around(image, frame.time_s)
        if self._persons > 1 and self._last is not None:
            image = _only(image, people.box(self._last[1], width, height, margin=0.5))
        found = _if_person(self._landmarker.track(image), width, height)
        if found is None:
            return None
        if self._persons > 1 and self._last and people.pick([found.pixels], width, self._last[1]) is None:
            return None
        self._last = (frame.time_s, found.pixels)
        pose = Pose(frame.time_s, found.pixels, found.world, found.visible, persons=max(self._persons, 1))
        if self._patch is None:
            return pose
        way = self._way(frame.time_s)
        return replace(pose, appearance=self._patch.read(frame.image, found.pixels, found.world, way))

    def _way(self, time_s: float) -> bool | None:
        """Whether the hips are looked at in the mirror this time; None = both ways."""
        in_turn = time_s - self._looked_s <= IN_TURN_S
        self._looked_s, self._mirrored = time_s, not self._mirrored
        return self._mirrored if in_turn else None

    def _look_around(self, image: ImageBGR, time_s: float) -> None:
        """Count the people in the whole picture; of several, fix whom to follow."""
        height, width = image.shape[:2]
        seen: list[FloatArray] = []
        for nth in range(MAX_PEOPLE):
            found = _if_person(self._landmarker.detect(image), width, height)
            if found is None or (nth > 0 and found.visible.mean() < BYSTANDER_VISIBLE):
                break
            seen.append(found.pixels)
            left, top, right, bottom = people.box(found.pixels, width, height, margin=0.05)
            image = image.copy()
            image[top:bottom, left:right] = GREY
        self._persons = len(seen)
        crowded = len(seen) > 1
        self._next_look_s = time_s + (LOOK_AROUND_CROWDED_S if crowded else LOOK_AROUND_S)
        if crowded:
            chosen = people.pick(seen, width, self._last[1] if self._last else None)
            if chosen is not None:
                self._last = (time_s, seen[chosen])

    def close(self) -> None:
        """Close the landmarker, and let go of what looks at the hips."""
        self._landmarker.close()
        self._patch = None
        give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _if_person(found: Found | None, width: int, height: int) -> Found | None:
    """What was found, if it is a person."""
    return found if found and people.is_person(found.pixels, found.visible, width, height) else None


def _only(image: ImageBGR, box: people.Box) -> ImageBGR:
    """The picture with everything outside the box grey."""
    left, top, right, bottom = box
    shown = np.full_like(image, GREY)
    shown[top:bottom, left:right] = image[top:bottom, left:right]
    return shown
