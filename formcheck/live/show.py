"""What a session knows → the scene that is shown."""

from __future__ import annotations

import math

from formcheck.exercises.base import Exercise
from formcheck.exercises.profile import Profile
from formcheck.exercises.verdict import counted
from formcheck.live.now import Seen
from formcheck.live.tally import Tally
from formcheck.scene import Guidance, Phase, Scene
from formcheck.types import Z90, Angle, Side, Step


def scene(
    time_s: float,
    guidance: Guidance,
    seen: Seen,
    tally: Tally,
    exercise: Exercise | None,
    profile: Profile | None,
    *,
    roll_deg: float,
    pose_hz: float,
    dropped: int,
    recording: bool,
) -> Scene:
    """The scene of a moment; `exercise` is None while it is not known, `profile` where it is the exercise's own."""
    return Scene(
        time_s=time_s,
        guidance=guidance,
        step=_step(time_s, guidance.phase, seen, tally, exercise),
        lower=seen.lower,
        limits_deg=_limits_deg(exercise, profile),
        counts=tally.counts,
        noun=exercise.noun if exercise else Exercise.noun,
        title=exercise.title if exercise else "",
        roll_deg=roll_deg,
        pose_hz=pose_hz,
        dropped=dropped,
        recording=recording,
    )


def drop_deg(lower: Angle, tally: Tally, exercise: Exercise | None) -> float:
    """By how much the unsupported side is lower; nan between repetitions, and where none is unsupported."""
    told = tally.under_way
    if told is None or exercise is None:
        return math.nan
    sign = {Side.LEFT: 1.0, Side.RIGHT: -1.0}
    return lower.value_deg * sign.get(exercise.unsupported(told.rep.side), math.nan)


def _step(time_s: float, phase: Phase, seen: Seen, tally: Tally, exercise: Exercise | None) -> Step:
    last, lasts = tally.last, tally.under_way
    side = lasts.rep.side if lasts and phase is Phase.WORK else None
    doing = ""
    if lasts and side and exercise:
        doing = f"{exercise.who(side).lower()}, {exercise.noun} {lasts.rep.number}"
    elif last and exercise:
        doing = counted(len(tally.told), exercise.noun) + " done"
    return Step(
        time_s=time_s,
        pixels=seen.pixels,
        obliquity=seen.obliquity,
        side=side,
        says=_says(seen.lower, drop_deg(seen.lower, tally, exercise)),
        doing=doing,
        last=last.rep if last else None,
        cue=last.cue if last else "",
    )


def _says(lower: Angle, drop: float) -> str:
    """The level of the pelvis in words; a drop where one side is known to be unsupported."""
    if math.isnan(lower.value_deg):
        return ""
    error = f"± {Z90 * lower.se_deg:.0f}°"
    if math.isfinite(drop):
        return f"{'drop' if drop >= 0 else 'hike'} {abs(drop):.0f}° {error}"
    return f"{'left' if lower.value_deg >= 0 else 'right'} lower {abs(lower.value_deg):.0f}° {error}"


def _limits_deg(exercise: Exercise | None, profile: Profile | None) -> tuple[float, ...]:
    """Where the level of the pelvis becomes borderline and unstable, if that decides."""
    if exercise is None:
        return ()
    criteria = (profile or exercise.profile).criterion
    drops = [c for c in criteria if c.decides and c.unit == "°" and "drop" in c.measure]
    return (drops[0].borderline_from, drops[0].unstable_from) if drops else ()
