"""Analysis → what to show at each moment of the clip."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from formcheck import exercises
from formcheck.exercises.profile import Profile
from formcheck.exercises.verdict import counted
from formcheck.types import LEFT_AND_RIGHT, Z90, Analysis, Angle, Finding, Grade, Readings, Rep, Result, Side, Step


def steps(analysis: Analysis) -> Iterator[Step]:
    """What to show at every frame of the clip, in order."""
    track, readings, result = analysis.shown, analysis.readings, analysis.result
    exercise = exercises.find(result.exercise)
    cue = cues(result)
    for row, time_s in enumerate(track.time_s):
        rep = next((rep for rep in result.reps if rep.start_s <= time_s <= rep.end_s), None)
        done = [one for one in result.reps if one.end_s < time_s]
        doing = counted(len(done), exercise.noun) + " done" if done else ""
        if rep:
            doing = f"{exercise.who(rep.side).lower()}, {exercise.noun} {rep.number}"
        yield Step(
            time_s=float(time_s),
            pixels=track.pixels[row].copy(),
            obliquity=Angle(float(readings["obliquity_deg"][row]), float(readings["obliquity_se_deg"][row])),
            side=rep.side if rep else None,
            says=_says(readings, row, result, rep),
            doing=doing,
            last=done[-1] if done else None,
            cue=cue.get(done[-1].number, "") if done else "",
        )


def cues(result: Result) -> dict[int, str]:
    """What to do better after each repetition, by its number: the most urgent of its findings' cues."""
    return {f.rep: f.cue for f in sorted(result.findings, key=_urgency) if f.cue}


def decided(result: Result, rep: Rep) -> str:
    """The finding that decided a repetition's grade in words: the worst that decides and was read; empty = none."""
    deciding = {c.name for c in Profile.model_validate(result.profile).criterion if c.decides}
    own = [f for f in result.findings if f.rep == rep.number and f.criterion in deciding and f.grade is rep.grade]
    if not own or own[0].grade is Grade.UNREADABLE:
        return ""
    found = own[0]
    return f"{found.criterion} {found.value:.0f}{found.unit} ± {found.error:.0f}{found.unit}"


def _says(readings: Readings, row: int, result: Result, rep: Rep | None) -> str:
    """A moment in words: the drop during efforts on one leg, else which side is lower, else what the view shows."""
    drop = readings["drop_from_neutral_deg" if result.neutral.frames else "drop_deg"][row]
    if np.isfinite(drop):
        return f"{'drop' if drop >= 0 else 'hike'} {abs(drop):.0f}° ± {Z90 * readings['drop_se_deg'][row]:.0f}°"
    lower, se = readings["obliquity_deg"][row], readings["obliquity_se_deg"][row]
    if np.isfinite(lower):
        return f"{'left' if lower >= 0 else 'right'} lower {abs(lower):.0f}° ± {Z90 * se:.0f}°"
    if rep is None:
        return ""
    for criterion in Profile.model_validate(result.profile).seen_from(result.view.name):
        value, se = (_at(readings, name, rep.side, row) for name in (criterion.measure, criterion.error))
        if criterion.decides and np.isfinite(value):
            half = f" ± {Z90 * se:.0f}{criterion.unit}" if np.isfinite(se) else ""
            return f"{criterion.name} {round(value)}{criterion.unit}{half}"
    return ""


def _at(readings: Readings, name: str, side: Side, row: int) -> float:
    """A reading of a frame by its name, or by that of the side; of both legs their mean. nan where there is none."""
    sides = LEFT_AND_RIGHT if side is Side.BOTH else (side,)
    names = [name] if name in readings.values else [f"{one}_{name}" for one in sides]
    return float(np.mean([readings[one][row] if one in readings.values else np.nan for one in names]))


def _urgency(finding: Finding) -> tuple[bool, bool]:
    """Sort key that puts the finding whose cue is shown last: unstable, and the pelvis, before all else."""
    return finding.grade is Grade.UNSTABLE, finding.criterion.startswith("pelvic")
