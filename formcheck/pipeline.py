"""A clip → its result: landmarks (follow.py) → readings → repetitions → findings → verdicts.

`conclude` is a function of the landmarks alone, so that a saved clip is judged again by the same code; `steps`
tells a view what to show at each moment.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from formcheck import health, mirror, pelvis, smoothing
from formcheck.checks import check_person, frames_seen
from formcheck.errors import NoRepetition, WhichExercise
from formcheck.exercises import qasls, recognise
from formcheck.exercises.base import HIPS_AND_KNEES, LEGS, Exercise
from formcheck.exercises.profile import Profile
from formcheck.exercises.score import score
from formcheck.follow import Progress, follow_clip
from formcheck.health.parts import seen
from formcheck.notes import notes
from formcheck.poses import DEFAULT_ENGINE, Engine, open_in_each_thread
from formcheck.prepare import Prepared, in_real_time, prepared_for, slowed
from formcheck.types import (
    Analysis,
    Angle,
    Body,
    BoolArray,
    Candidate,
    Coverage,
    Effort,
    FloatArray,
    Landmark,
    Neutral,
    Origin,
    Readings,
    Result,
    Side,
    Track,
)

SCHEMA_VERSION = 1

Ask = Callable[[list[Candidate]], Exercise]
"""Told what the clip may show, likeliest first, gives what is to be judged."""


def analyse(
    clip: Path | str,
    exercise: Exercise | None = None,
    *,
    model: str = "full",
    engine: Engine = DEFAULT_ENGINE,
    profile: Profile | None = None,
    roll_deg: float | None = None,
    mirrored: bool = False,
    playback_rate: float | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
    fps: float | None = None,
    ask: Ask = recognise.sure,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Analyse a video file: `follow.follow_clip`, then `conclude`.

    Parameters
    ----------
    clip
        A video file.
    exercise
        What was done, from `exercises.EXERCISES`; None = found from what the clip shows.
    model
        lite, full, heavy, or the path of a bundle.
    engine
        What runs it.
    profile, roll_deg, mirrored, playback_rate, ask
        See `conclude`.
    start_s, end_s
        Keep frames with ``start_s <= time_s < end_s``, in seconds of the clip.
    fps
        About how many of them a second, None = all.
    progress
        Told the seconds of the clip done so far.

    Raises
    ------
    FormcheckError
        Any but OutputError; see errors.py.
    """
    track, origin = follow_clip(
        Path(clip), open_in_each_thread(model, engine), start_s=start_s, end_s=end_s, fps=fps, progress=progress
    )
    return conclude(
        track,
        exercise,
        origin,
        profile=profile,
        roll_deg=roll_deg,
        mirrored=mirrored,
        playback_rate=playback_rate,
        ask=ask,
    )


def conclude(
    track: Track,
    exercise: Exercise | None,
    origin: Origin,
    *,
    profile: Profile | None = None,
    roll_deg: float | None = None,
    mirrored: bool = False,
    playback_rate: float | None = None,
    pelvis_estimator: str = pelvis.NAME,
    ask: Ask = recognise.sure,
) -> Analysis:
    """Everything that is said of a clip, from its landmarks alone.

    Parameters
    ----------
    track
        From `follow.follow_clip`, or saved and loaded.
    exercise
        What was done; None = found from the landmarks.
    origin
        Where the track comes from; stated in the result.
    profile
        Criteria instead of the exercise's own.
    roll_deg
        Camera roll the user states, as the clip shows it; None = found by `level.find`.
    mirrored
        The user says that the clip shows a mirror image.
    playback_rate
        How many times slower than life the clip is shown, if the user states it.
    pelvis_estimator
        One of `pelvis.ESTIMATORS`.
    ask
        Chooses among the exercises that the clip may show when none is given; `recognise.sure` refuses to guess.

    Raises
    ------
    PersonError
        Nobody there, cut off, upside down, not one repetition, or no exercise that the clip surely shows.
    ClipTooShort
        Too few frames for any measurement.
    """
    check_person(track, exercise.needs if exercise else HIPS_AND_KNEES)
    given_deg = -roll_deg if mirrored and roll_deg is not None else roll_deg
    own = mirror.unmirrored(track) if mirrored else track
    prepare = partial(prepared_for, own, given_deg, pelvis_estimator)
    if exercise is None:
        exercise, candidates, prepared = _recognised(own, prepare, ask)
    else:
        candidates, prepared = [], prepare(exercise.needs, exercise.cutoff_hz)
    profile = profile or exercise.profile
    smooth, body = in_real_time(prepared, exercise, given_deg, pelvis_estimator, playback_rate)
    readings = exercise.read(body)
    resting = exercise.resting(body, readings)
    efforts = exercise.efforts(body, readings)
    if not efforts:
        raise NoRepetition(exercise.nothing_found(readings))
    neutral = _neutral(body, track.time_s, resting)
    told = exercise.measure(body, readings, efforts, neutral)
    readings = replace(readings, time_s=track.time_s)
    efforts = [_as_shown(effort, slowed(body.playback)) for effort in efforts]
    reps, findings, verdicts = score(
        exercise, profile, body.view.name, track.time_s, efforts, told, neutral, _read(body, exercise)
    )
    coverage = _coverage(track, prepared.healthy, exercise, origin)
    result = Result(
        schema_version=SCHEMA_VERSION,
        origin=origin,
        exercise=exercise.name,
        candidates=candidates,
        profile=profile.model_dump(mode="json"),
        given_roll_deg=roll_deg,
        mirrored=mirrored,
        pelvis_estimator=pelvis_estimator,
        filtering=smoothing.zero_phase(exercise.cutoff_hz),
        level=body.level,
        view=body.view,
        playback=body.playback,
        neutral=neutral,
        reference=exercise.rest if neutral.frames else "gravity",
        coverage=coverage,
        health=prepared.events,
        verdicts=verdicts,
        reps=reps,
        findings=findings,
        qasls=qasls.assess(body, readings, efforts, reps) if exercise.on_one_leg else [],
        notes=notes(exercise, profile, body, origin, coverage, neutral, reps),
        versions=_versions(),
    )
    shown = mirror.in_picture(smooth) if mirrored else smooth
    return Analysis(track, shown, _with_drop(exercise, readings, efforts, neutral), result)


def _recognised(
    own: Track, prepare: Callable[[Sequence[Landmark], float], Prepared], ask: Ask
) -> tuple[Exercise, list[Candidate], Prepared]:
    """The exercise that an unmirrored track shows, what it may show, and the track prepared for that exercise."""
    prepared = prepare(HIPS_AND_KNEES, smoothing.CUTOFF_HZ)
    candidates = recognise.rank(prepared.body)
    try:
        exercise = ask(candidates)
    except (NoRepetition, WhichExercise):
        check_person(own, LEGS)  # feet outside the picture may be why
        raise
    check_person(own, exercise.needs)
    if exercise.cutoff_hz != smoothing.CUTOFF_HZ or not health.alike(own, HIPS_AND_KNEES, exercise.needs):
        prepared = prepare(exercise.needs, exercise.cutoff_hz)
    return exercise, candidates, prepared


def _as_shown(effort: Effort, slowed: float) -> Effort:
    """The effort with its instants in the clip's time."""
    if effort.instants_s is None:
        return effort
    start_s, key_s, end_s = effort.instants_s
    return replace(effort, instants_s=(start_s * slowed, key_s * slowed, end_s * slowed))


def _neutral(body: Body, time_s: FloatArray, standing: BoolArray) -> Neutral:
    """Obliquity over the rows of quiet standing, by its median; `time_s` (T,) is the clip's."""
    rows = np.flatnonzero(standing & np.isfinite(body.pelvis["obliquity_deg"]))
    if rows.size == 0:
        return Neutral(Angle(np.nan, np.nan), np.nan, np.nan, 0)
    obliquity = Angle(
        float(np.median(body.pelvis["obliquity_deg"][rows])),
        float(np.median(body.pelvis["obliquity_se_deg"][rows])),
    )
    times = time_s[rows]
    return Neutral(obliquity, float(times[0]), float(times[-1]), int(rows.size))


def _with_drop(exercise: Exercise, readings: Readings, efforts: list[Effort], neutral: Neutral) -> Readings:
    """Readings joined by the drop during efforts, where one side of the pelvis is unsupported."""
    lower = np.full(len(readings), np.nan)
    number = np.zeros(len(readings), np.int64)
    sign = {Side.LEFT: 1.0, Side.RIGHT: -1.0, Side.BOTH: np.nan}
    for nth, effort in enumerate(efforts, start=1):
        rows = slice(effort.span.start, effort.span.end + 1)
        lower[rows] = sign[exercise.unsupported(effort.side)]
        number[rows] = nth
    obliquity = readings["obliquity_deg"]
    values = dict(readings.values) | {
        "drop_deg": lower * obliquity,
        "drop_from_neutral_deg": lower * (obliquity - neutral.obliquity.value_deg),
        "drop_se_deg": np.where(
            np.isfinite(lower), pelvis.drop_se_deg(readings["obliquity_se_deg"], neutral), np.nan
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


def _read(body: Body, exercise: Exercise) -> BoolArray:
    """Rows (T,) in which what decides could be read: the landmarks, and obliquity where the view can show it."""
    there = seen(body.track, exercise.needs)
    return there if "side" in body.view.name else there & np.isfinite(body.pelvis["obliquity_deg"])


def _versions() -> dict[str, str]:
    named = {"opencv": "opencv-contrib-python"}
    parts = ("formcheck", "mediapipe", "av", "numpy", "scipy", "opencv")
    return {"python": platform.python_version()} | {p: version(named.get(p, p)) for p in parts}
