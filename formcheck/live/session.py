"""Frame by frame through a live session: follow, guide, judge, record, tell. No window and no camera here."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

import numpy as np

from formcheck import exercises
from formcheck.errors import OutputNotWritable
from formcheck.exercises.base import Exercise
from formcheck.health.parts import without
from formcheck.live import show
from formcheck.live.cues import Cues
from formcheck.live.gestures import Gesture
from formcheck.live.guide import Guide, Sight
from formcheck.live.judge import Asked, Judge, Opinion, Told
from formcheck.live.now import Now, Seen
from formcheck.live.tally import Tally
from formcheck.poses import Estimator
from formcheck.scene import Phase, Scene
from formcheck.sound import Tone
from formcheck.tracker import Tracker, joined
from formcheck.types import Z90, Frame, ImageBGR, Pose, Track

MEASURED = (Phase.STILL, Phase.COUNTDOWN, Phase.WORK)
"""What a session keeps: from standing still to the end of a set. What lies between is neither kept nor judged."""

LEAST_JUDGED_S = 1.0
"""No opinion is asked of less."""

EVERY_S = 0.5
"""Opinions are asked for no more often (convention): the sooner, the less is left for pictures."""

AROUND_S = 8.0
"""While somebody is being guided, the level is found from no more than this."""

RATE_OVER_S = 2.0

GREY = 118
"""The picture that stands for a pause: nobody is found in it."""


class Recorder(Protocol):
    """Keeps pictures; `outputs.video.VideoWriter` is one."""

    def write(self, image: ImageBGR, time_s: float) -> None:
        """Keep a picture that is shown from this time on."""

    def close(self) -> None:
        """Finish; closing twice is harmless."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a frame brought: the scene to show, repetitions `done` since the one before, and what to sound."""

    scene: Scene
    done: list[Told]
    tone: Tone | None


class Session:
    """A session in front of a camera; `see` every frame, in order of time.

    Parameters
    ----------
    estimator
        Follows the person.
    judge
        Judges the clip seen so far while it goes on.
    asked
        What is judged.
    width, height
        Of the pictures.
    open_recorder
        Opens what is given every frame that is measured, once there is one; None = nothing is kept.
    led
        Somebody is there to be guided; a clip is measured from its first frame to its last.
    """

    def __init__(
        self,
        estimator: Estimator,
        judge: Judge,
        asked: Asked,
        width: int,
        height: int,
        open_recorder: Callable[[], Recorder] | None,
        *,
        led: bool = True,
    ) -> None:
        self._exercise = exercises.find(asked.exercise) if asked.exercise else None
        self._guide = Guide(self._exercise, lite=estimator.name == "lite", led=led)
        self._estimator, self._judge, self._asked = estimator, judge, asked
        self._open_recorder = open_recorder
        self._recorder: Recorder | None = None
        self._size = (width, height)
        self._kept, self._around = Tracker(width, height), Tracker(width, height)
        self._now, self._tally = Now(width, height), Tally()
        self._still: Track | None = None
        self._opinion: Opinion | None = None
        self._times_s: deque[float] = deque()
        self._phase, self._phase_from_s = self._guide.phase, 0.0
        self._told_until_s = self._asked_s = -math.inf
        self._cues = Cues()
        self._count = 0

    @property
    def ended(self) -> bool:
        """The person, or a key, has ended it."""
        return self._phase is Phase.ENDED

    @property
    def exercise(self) -> Exercise | None:
        """What is done: as asked, else as soon as it is sure."""
        return self._exercise

    @property
    def track(self) -> Track:
        """All that was measured, its time counted from the first frame of it, as in the recording."""
        track = self._kept.track()
        first_s = track.time_s[0] if len(track) else 0.0
        lines = track.lines - np.array([first_s, 0.0, 0.0, 0.0, 0.0])
        return replace(track, time_s=track.time_s - first_s, lines=lines)

    def see(self, frame: Frame, *, key: Gesture | None = None, camera_hz: float = 0.0, dropped: int = 0) -> Moment:
        """Take in a frame, and what a key asked for; how many pictures were `dropped` is passed on.

        Raises
        ------
        OutputNotWritable
            The recording cannot be written.
        """
        pose = self._estimator.estimate(frame)
        self._times_s.append(frame.time_s)
        while self._times_s[0] < frame.time_s - RATE_OVER_S:
            self._times_s.popleft()
        brightness = float(frame.image[::16, ::16].mean())
        level = self._opinion.level if self._opinion else None
        sight = Sight(frame.time_s, pose, *self._size, brightness, level, self._pose_hz(), camera_hz)
        guidance = self._guide.see(sight, key)
        self._enter(guidance.phase, frame)
        self._keep(frame, pose)
        seen = self._read(frame.time_s, pose)
        done = self._judge_so_far(frame.time_s)
        scene = show.scene(
            frame.time_s,
            guidance,
            seen,
            self._tally,
            self._exercise,
            self._asked.profile,
            roll_deg=level.at_person.value_deg if level else 0.0,
            pose_hz=sight.pose_hz,
            dropped=dropped,
            recording=self._open_recorder is not None and self._phase in MEASURED,
        )
        return Moment(scene, done, self._tone(scene, done))

    def _read(self, time_s: float, pose: Pose | None) -> Seen:
        known, still = self._opinion, self._phase is Phase.STILL
        if known is None:
            return self._now.read(time_s, pose, None, None, None, still=still)
        return self._now.read(time_s, pose, known.level, known.view, known.neutral, still=still)

    def _enter(self, phase: Phase, frame: Frame) -> None:
        """What changes with the phase."""
        before, from_s = self._phase, self._phase_from_s
        if phase is before:
            return
        self._phase, self._phase_from_s = phase, frame.time_s
        if phase is Phase.STILL:
            self._now.stand()
        if before is Phase.STILL and phase is Phase.COUNTDOWN:
            self._still = self._kept.track(from_s)
        if before in MEASURED and phase not in MEASURED:
            self._pause(frame)

    def _pause(self, frame: Frame) -> None:
        """A grey picture in the recording, nobody in the track: what reads the recording sees the same."""
        self._kept.add(replace(frame, image=np.full_like(frame.image, GREY)), None)
        self._record(np.full_like(frame.image, GREY), frame.time_s)
        self._around, self._phase_from_s = Tracker(*self._size), frame.time_s

    def _keep(self, frame: Frame, pose: Pose | None) -> None:
        if self._phase in MEASURED:
            self._kept.add(frame, pose)
            self._record(frame.image, frame.time_s)
        elif frame.time_s > self._phase_from_s and self._phase is Phase.SETUP:
            self._around.add(frame, pose)

    def _record(self, image: ImageBGR, time_s: float) -> None:
        if self._open_recorder is None:
            return
        if self._recorder is None:
            self._recorder = self._open_recorder()
        self._recorder.write(image, time_s)

    def close(self) -> None:
        """Finish the recording.

        Raises
        ------
        OutputNotWritable
            It could not be written to its end.
        """
        if self._recorder is not None:
            self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with nullcontext() if kind is None else suppress(OutputNotWritable):
            self.close()

    def _judge_so_far(self, time_s: float) -> list[Told]:
        """Take an opinion that has come, ask for the next; gives the repetitions done since the last."""
        opinion = self._judge.take()
        if opinion is not None:
            self._take(opinion)
        if self._judge.idle and time_s - self._asked_s >= EVERY_S:
            self._asked_s = time_s
            seen, asked = self._seen(time_s), self._asked if self._phase in MEASURED else None
            if len(seen) and seen.time_s[-1] - seen.time_s[0] > LEAST_JUDGED_S:
                self._judge.submit(seen, asked)
        done = [told for told in self._tally.told if not told.lasts and told.rep.key_s > self._told_until_s]
        if done:
            self._told_until_s = done[-1].rep.end_s
        return done

    def _take(self, opinion: Opinion) -> None:
        before = self._opinion
        if before is not None:  # what is not said anew stands
            opinion = replace(
                opinion,
                level=opinion.level or before.level,
                view=opinion.view or before.view,
                neutral=opinion.neutral or before.neutral,
            )
        self._opinion = opinion
        if not opinion.judged:
            return
        self._tally.take(opinion)
        if self._exercise is None and opinion.told and opinion.exercise:
            self._exercise = self._guide.exercise = exercises.find(opinion.exercise)
            self._asked = replace(self._asked, exercise=opinion.exercise)

    def _seen(self, time_s: float) -> Track:
        """What the next opinion is of: what was not settled yet, and the person's own standing still before it."""
        if self._phase not in MEASURED:
            return self._around.track(time_s - AROUND_S)
        late = self._kept.track(self._tally.from_s)
        if self._still is None or not len(late) or self._still.time_s[-1] >= late.time_s[0]:
            return late
        cut = np.zeros((len(late), 33), bool)
        cut[0] = True  # so that nothing is bridged or filtered across what was left out
        return joined([self._still, without(late, cut)])

    def _tone(self, scene: Scene, done: list[Told]) -> Tone | None:
        """What to sound: the countdown, a repetition that is surely past its limit, or one that was well done."""
        count, self._count = self._count, scene.guidance.count
        if scene.guidance.count not in (0, count):
            return Tone.COUNTDOWN
        if scene.guidance.phase is Phase.WORK and count:
            return Tone.FINAL
        if not self._judged_one_by_one():
            return None  # a tone at every step of a run would tell nothing
        ended = [self._cues.ended(told.rep.number, told.rep.grade) for told in done]
        told = self._tally.under_way
        drop_deg = show.drop_deg(scene.lower, self._tally, self._exercise)
        if told is not None and scene.limits_deg and math.isfinite(drop_deg):
            error_deg = Z90 * scene.lower.se_deg
            return self._cues.during(told.rep.number, drop_deg, error_deg, scene.limits_deg[-1])
        if told is not None:
            return self._cues.judged(told.rep.number, told.rep.grade)
        return next((tone for tone in ended if tone), None)

    def _judged_one_by_one(self) -> bool:
        """Whether what decides is judged in every repetition."""
        profile = self._asked.profile or (self._exercise.profile if self._exercise else None)
        return profile is not None and any(c.decides and c.over == "repetition" for c in profile.criterion)

    def _pose_hz(self) -> float:
        lasts_s = self._times_s[-1] - self._times_s[0]
        return (len(self._times_s) - 1) / lasts_s if lasts_s > RATE_OVER_S / 2 else 0.0
