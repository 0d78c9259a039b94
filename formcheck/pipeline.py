"""A clip → its result: landmarks (follow.py) → readings → repetitions → findings → verdicts.

`conclude` is a function of the landmarks alone, so that a saved clip is judged again by the same code; `steps`
tells a view what to show at each moment.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np

from formcheck import health, mirror, pelvis, smoothing, view
from formcheck import level as levels
from formcheck.checks import check_person, frames_seen
from formcheck.errors import NoRepetition, ProfileError
from formcheck.exercises.base import Exercise
from formcheck.exercises.judge import judge, worst
from formcheck.exercises.profile import Profile
from formcheck.exercises.verdict import conclude_leg
from formcheck.follow import Progress, follow_clip
from formcheck.health.parts import seen
from formcheck.poses import open_estimator
from formcheck.types import (
    Analysis,
    Angle,
    Body,
    BoolArray,
    Coverage,
    Finding,
    Grade,
    Neutral,
    Origin,
    Readings,
    Rep,
    Result,
    Side,
    Span,
    Step,
    Track,
    Verdict,
)

SCHEMA_VERSION = 1
ENDS_EARLY = 0.95
"""A clip with a smaller share of the frames its container promises was cut off on the way here (convention)."""

WORTH_A_NOTE = 0.03
"""Landmarks left out in a larger share of the frames are told of in a note (convention)."""

REST_BETWEEN_SETS_S = 10.0
"""Longer between two repetitions of a leg is a new set (convention)."""


def analyse(
    clip: Path | str,
    exercise: Exercise,
    *,
    model: str = "full",
    profile: Profile | None = None,
    roll_deg: float | None = None,
    mirrored: bool = False,
    start_s: float | None = None,
    end_s: float | None = None,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Analyse a video file: `follow.follow_clip`, then `conclude`.

    Parameters
    ----------
    clip
        A video file.
    exercise
        What was done, from `exercises.EXERCISES`.
    model
        lite, full, heavy, or the path of a bundle.
    profile, roll_deg, mirrored
        See `conclude`.
    start_s, end_s
        Keep frames with ``start_s <= time_s < end_s``, in seconds of the clip.
    progress
        Told the seconds of the clip done so far.

    Raises
    ------
    FormcheckError
        Any but OutputError; see errors.py.
    """
    track, origin = follow_clip(
        Path(clip), lambda: open_estimator(model), start_s=start_s, end_s=end_s, progress=progress
    )
    return conclude(track, exercise, origin, profile=profile, roll_deg=roll_deg, mirrored=mirrored)


def conclude(
    track: Track,
    exercise: Exercise,
    origin: Origin,
    *,
    profile: Profile | None = None,
    roll_deg: float | None = None,
    mirrored: bool = False,
    pelvis_estimator: str = pelvis.NAME,
) -> Analysis:
    """Everything that is said of a clip, from its landmarks alone.

    Parameters
    ----------
    track
        From `follow.follow_clip`, or saved and loaded.
    exercise
        What was done.
    origin
        Where the track comes from; stated in the result.
    profile
        Criteria instead of the exercise's own.
    roll_deg
        Camera roll the user states, as the clip shows it; None = found by `level.find`.
    mirrored
        The user says that the clip shows a mirror image.
    pelvis_estimator
        One of `pelvis.ESTIMATORS`.

    Raises
    ------
    PersonError
        Nobody there, cut off, upside down, or not one repetition.
    ClipTooShort
        Too few frames for any measurement.
    """
    profile = profile or exercise.profile
    check_person(track, exercise.needs)
    healthy, events = health.examine(mirror.unmirrored(track) if mirrored else track, exercise.needs)
    smooth = smoothing.smooth(healthy)
    given_deg = -roll_deg if mirrored and roll_deg is not None else roll_deg
    body = upright_body(smooth, given_deg, pelvis_estimator)
    readings = exercise.read(body)
    neutral = _neutral(body, exercise.standing(body, readings))
    spans = exercise.reps(body, readings)
    if not spans:
        raise NoRepetition(exercise.nothing_found(readings))
    _refuse_unknown_measures(exercise, profile)
    reps, findings = _judge_reps(exercise, profile, readings, spans, neutral)
    coverage = _coverage(track, healthy, exercise, origin)
    result = Result(
        schema_version=SCHEMA_VERSION,
        origin=origin,
        exercise=exercise.name,
        profile=profile.model_dump(mode="json"),
        given_roll_deg=roll_deg,
        mirrored=mirrored,
        pelvis_estimator=pelvis_estimator,
        filtering=smoothing.ZERO_PHASE,
        level=body.level,
        view=body.view,
        neutral=neutral,
        reference="quiet standing" if neutral.frames else "gravity",
        coverage=coverage,
        health=events,
        verdicts=_verdicts(reps, spans, readings, profile, neutral, exercise.cannot.get(body.view.name, "")),
        reps=reps,
        findings=findings,
        notes=_notes(origin, coverage, neutral, reps),
        versions=_versions(),
    )
    shown = mirror.in_picture(smooth) if mirrored else smooth
    return Analysis(track, shown, _with_drop(readings, spans, neutral), result)


def steps(analysis: Analysis) -> Iterator[Step]:
    """What to show at every frame of the clip, in order."""
    track, readings, result = analysis.shown, analysis.readings, analysis.result
    cues = {f.rep: f.cue for f in sorted(result.findings, key=_urgency) if f.cue}
    drop = "drop_from_neutral_deg" if result.neutral.frames else "drop_deg"
    for row, time_s in enumerate(track.time_s):
        under_way = [rep for rep in result.reps if rep.start_s <= time_s <= rep.end_s]
        done = [rep for rep in result.reps if rep.end_s < time_s]
        yield Step(
            time_s=float(time_s),
            pixels=track.pixels[row].copy(),
            obliquity=Angle(float(readings["obliquity_deg"][row]), float(readings["obliquity_se_deg"][row])),
            drop=Angle(float(readings[drop][row]), float(readings["drop_se_deg"][row])),
            stance=under_way[0].side if under_way else None,
            rep=under_way[0].number if under_way else 0,
            done=done,
            cue=cues.get(done[-1].number, "") if done else "",
        )


def _urgency(finding: Finding) -> tuple[bool, bool]:
    """Sort key that puts the finding whose cue is shown last: unstable, and the pelvis, before all else."""
    return finding.grade is Grade.UNSTABLE, finding.criterion.startswith("pelvic")


def upright_body(smooth: Track, roll_deg: float | None, pelvis_estimator: str = pelvis.NAME) -> Body:
    """What every exercise reads from: a smoothed track turned upright, its view and its pelvis."""
    level = levels.find(smooth) if roll_deg is None else levels.given(roll_deg)
    track = levels.upright(smooth, level)
    angles = pelvis.ESTIMATORS[pelvis_estimator](track, level)
    seen = view.find(angles["azimuth_deg"], angles["azimuth_se_deg"])
    return Body(track, level, seen, pelvis.with_rotation(angles, seen.azimuth.value_deg))


def _neutral(body: Body, standing: BoolArray) -> Neutral:
    """Obliquity over the rows of quiet standing, by its median."""
    rows = np.flatnonzero(standing & np.isfinite(body.pelvis["obliquity_deg"]))
    if rows.size == 0:
        return Neutral(Angle(np.nan, np.nan), np.nan, np.nan, 0)
    obliquity = Angle(
        float(np.median(body.pelvis["obliquity_deg"][rows])),
        float(np.median(body.pelvis["obliquity_se_deg"][rows])),
    )
    times = body.track.time_s[rows]
    return Neutral(obliquity, float(times[0]), float(times[-1]), int(rows.size))


def _judge_reps(
    exercise: Exercise, profile: Profile, readings: Readings, spans: list[tuple[Span, Side]], neutral: Neutral
) -> tuple[list[Rep], list[Finding]]:
    """Measure and judge every repetition; a leg's sets are told apart by a change of leg or a long rest."""
    reps: list[Rep] = []
    findings: list[Finding] = []
    time_s, set_number = readings.time_s, 1
    for number, (span, side) in enumerate(spans, start=1):
        last = reps[-1] if reps else None
        if last and (last.side is not side or time_s[span.start] - last.end_s > REST_BETWEEN_SETS_S):
            set_number += 1
        read = exercise.measure(readings, span, side, neutral)
        key_s = float(time_s[span.key])
        came = [c for c in profile.criterion if c.measure in read]
        judged = [judge(c, read, rep=number, side=side, time_s=key_s) for c in came]
        findings += judged
        deciding = [f.grade for f, c in zip(judged, came, strict=True) if c.decides]
        start_s, end_s = float(time_s[span.start]), float(time_s[span.end])
        reps.append(Rep(number, set_number, side, start_s, key_s, end_s, worst(deciding), read))
    return reps, findings


def _verdicts(
    reps: list[Rep],
    spans: list[tuple[Span, Side]],
    readings: Readings,
    profile: Profile,
    neutral: Neutral,
    unreadable_because: str,
) -> list[Verdict]:
    """A verdict for each leg that was used."""
    return [
        conclude_leg(
            side,
            [rep for rep in reps if rep.side is side],
            profile,
            neutral,
            unreadable_because=unreadable_because,
            coverage=_coverage_of(readings, [span for span, leg in spans if leg is side]),
        )
        for side in Side
        if any(rep.side is side for rep in reps)
    ]


def _refuse_unknown_measures(exercise: Exercise, profile: Profile) -> None:
    """A misspelt measure would otherwise look like an instant that never came."""
    known = {c.measure for c in exercise.profile.criterion}
    known |= {c.otherwise for c in exercise.profile.criterion if c.otherwise}
    for criterion in profile.criterion:
        if criterion.measure not in known:
            raise ProfileError(
                f"The profile's criterion {criterion.name!r} asks for {criterion.measure!r}, which "
                f"{exercise.name} does not measure; it measures {', '.join(sorted(known))}."
            )


def _with_drop(readings: Readings, spans: list[tuple[Span, Side]], neutral: Neutral) -> Readings:
    """Readings joined by the drop during repetitions, when it is known which side is unsupported."""
    unsupported = np.full(len(readings), np.nan)
    number = np.zeros(len(readings), np.int64)
    for nth, (span, side) in enumerate(spans, start=1):
        rows = slice(span.start, span.end + 1)
        unsupported[rows] = -1.0 if side is Side.LEFT else 1.0
        number[rows] = nth
    obliquity = readings["obliquity_deg"]
    values = dict(readings.values) | {
        "drop_deg": unsupported * obliquity,
        "drop_from_neutral_deg": unsupported * (obliquity - neutral.obliquity.value_deg),
        "drop_se_deg": np.where(
            np.isfinite(unsupported), pelvis.drop_se_deg(readings["obliquity_se_deg"], neutral), np.nan
        ),
        "rep": number,
    }
    return replace(readings, values=values)


def _coverage(track: Track, healthy: Track, exercise: Exercise, origin: Origin) -> Coverage:
    left_out = seen(track, exercise.needs) & ~seen(healthy, exercise.needs)
    return Coverage(
        frames=len(track),
        frames_with_pose=int(frames_seen(track).sum()),
        frames_left_out=int(left_out.sum()),
        frames_several_people=int((track.persons > 1).sum()),
        corrupt_frames=origin.corrupt_frames,
    )


def _coverage_of(readings: Readings, spans: list[Span]) -> float:
    """Share of the repetitions' frames in which obliquity could be read."""
    rows = np.concatenate([np.arange(span.start, span.end + 1) for span in spans])
    return float(np.isfinite(readings["obliquity_deg"][rows]).mean())


def _notes(origin: Origin, coverage: Coverage, neutral: Neutral, reps: list[Rep]) -> list[str]:
    """What a reader of the result should know, a sentence each."""
    notes = []
    if coverage.frames_several_people:
        share = coverage.frames_several_people / coverage.frames
        notes.append(
            f"Several people are in the picture in {share:.0%} of the frames; the largest one nearest the middle "
            "was followed."
        )
    if coverage.share < 0.9:
        notes.append(f"The person was found in {coverage.share:.0%} of the frames.")
    if coverage.frames_left_out > WORTH_A_NOTE * coverage.frames:
        share = coverage.frames_left_out / coverage.frames
        notes.append(f"In {share:.0%} of the frames the landmarks could not be right and were left out.")
    if coverage.corrupt_frames:
        notes.append(f"{coverage.corrupt_frames} frames could not be decoded.")
    promised = origin.source.frames if origin.start_s is None and origin.end_s is None else 0
    if coverage.frames < ENDS_EARLY * promised:
        notes.append(f"The clip breaks off: {coverage.frames} of its {promised} frames could be read.")
    if not neutral.frames and any(np.isfinite(rep.readings["drop_deg"]) for rep in reps):
        notes.append(
            "No quiet standing on both feet was found, so drop is relative to gravity: stand still for two "
            "seconds before the first repetition."
        )
    if any(b.start_s < a.end_s for a, b in pairwise(reps)):
        notes.append("Some repetitions follow each other without a stand between them.")
    return notes


def _versions() -> dict[str, str]:
    named = {"opencv": "opencv-contrib-python"}
    parts = ("formcheck", "mediapipe", "av", "numpy", "scipy", "opencv")
    return {"python": platform.python_version()} | {p: version(named.get(p, p)) for p in parts}
