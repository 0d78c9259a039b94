"""`formcheck analyze CLIP`."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.plan import done_on, log_too
from formcheck.cli.report import Embed, InLanguage, of_system
from formcheck.poses import DEFAULT_ENGINE, Engine

if TYPE_CHECKING:
    from formcheck.exercises.base import Exercise
    from formcheck.types import Analysis, Candidate, Qasls

Clip = Annotated[Path, typer.Argument(metavar="CLIP", help="A video file.", show_default=False)]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Folder for the results. [default: CLIP-formcheck here]", show_default=False),
]
ExerciseName = Annotated[
    str, typer.Option("--exercise", "-e", help="What is done, see `formcheck exercises`; auto = found from the clip.")
]
ProfilePath = Annotated[
    Path | None,
    typer.Option("--profile", help="Criteria from a TOML file instead of the exercise's own.", show_default=False),
]
Roll = Annotated[
    float | None,
    typer.Option(
        "--roll",
        help="Camera roll in degrees, + = rolled clockwise. [default: found from the room and the person]",
        min=-45,
        max=45,
        show_default=False,
    ),
]
Mirrored = Annotated[
    bool,
    typer.Option("--mirrored", help="The clip shows a mirror image (a selfie): left and right are exchanged."),
]
Rate = Annotated[
    float | None,
    typer.Option(
        "--playback-rate",
        help="How many times slower than life the clip is shown. [default: 1, of a run found from the cadence]",
        min=0.1,
        max=100,
        show_default=False,
    ),
]
Model = Annotated[str, typer.Option("--model", "-m", help="lite, full, heavy, or the path of a bundle.")]
RunBy = Annotated[
    Engine, typer.Option("--engine", help="What runs the model: litert takes two thirds of the time of mediapipe.")
]
Start = Annotated[float | None, typer.Option("--start", help="Analyse from this second of the clip on.")]
End = Annotated[float | None, typer.Option("--end", help="Analyse up to this second of the clip.")]
Video = Annotated[bool, typer.Option("--video/--no-video", help="Write annotated.mp4.")]
Every = Annotated[
    int | None,
    typer.Option(
        "--every", metavar="N", min=1, help="Analyse, and show in the video, every Nth frame.", show_default=False
    ),
]
Fps = Annotated[
    float | None,
    typer.Option("--fps", metavar="F", help="About F frames a second, 15 or more; runs need 30.", show_default=False),
]
Cache = Annotated[
    bool,
    typer.Option(
        "--cache/--no-cache",
        envvar="FORMCHECK_KEEP",
        help="Take the landmarks of an earlier run over the same clip, and keep those of this one.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace results that are already there.")]
LogFor = Annotated[
    str | None,
    typer.Option(
        "--log", metavar="NAME", help="Add it to NAME's training log; see `formcheck plan`.", show_default=False
    ),
]
LogDay = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="With --log, the day it was done. [default: today]"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print result.json instead of sentences.")]


def analyze(
    clip: Clip,
    out: Out = None,
    exercise: ExerciseName = "auto",
    profile: ProfilePath = None,
    roll: Roll = None,
    mirrored: Mirrored = False,
    playback_rate: Rate = None,
    model: Model = "full",
    engine: RunBy = DEFAULT_ENGINE,
    start: Start = None,
    end: End = None,
    video: Video = True,
    every: Every = None,
    fps: Fps = None,
    cache: Cache = True,
    embed: Embed = False,
    language: InLanguage = None,
    force: Force = False,
    log: LogFor = None,
    day: LogDay = None,
    as_json: AsJson = False,
) -> None:
    """Tell from a video whether the pelvis held still."""
    from formcheck.cli.progress import bar
    from formcheck.exercises import recognise
    from formcheck.exercises.profile import load
    from formcheck.outputs import clip as clips
    from formcheck.outputs.folder import output_folder
    from formcheck.outputs.write import FILES
    from formcheck.plan.log import checked_name

    log_day = done_on(day)
    if log is not None:
        checked_name(log)
    elif day:
        raise typer.BadParameter("needs --log NAME", param_hint="--date")
    criteria = load(profile) if profile else None
    fps = _fps(clip, every, fps)
    asked = clips.Asked(
        exercise, criteria, roll, mirrored, playback_rate, model, start, end, video, engine=engine, fps=fps
    )
    recognise.named(asked.exercise, asked.profile)
    clips.length_s(clip, asked)  # refuse a bad clip before anything is made
    folder = out or Path(f"{clip.stem}-formcheck")
    with output_folder(folder, overwrite=force, replaces=FILES) as part:
        track, origin = (clips.landmarks_once if cache else clips.landmarks)(clip, asked, bar=bar)
        analysis = clips.judged(track, origin, asked, ask)
        paged = partial(page, embed=embed, language=language or of_system(), person=log)
        clips.write(analysis, clip, asked, part, bar, report=paged)
    say(analysis, folder, as_json=as_json)
    if log is not None:
        log_too(analysis.result, folder, log, log_day, quiet=as_json)


def _fps(clip: Path, every: int | None, fps: float | None) -> float | None:
    """How many frames a second are asked for; refused where they are too few for the filter."""
    from formcheck.smoothing import CUTOFF_HZ, SAMPLES_PER_EDGE
    from formcheck.sources import open_source

    if every is not None:
        if fps is not None:
            raise typer.BadParameter("give one of --every and --fps")
        with open_source(clip) as source:
            fps = source.info.frame_rate / every
    least = SAMPLES_PER_EDGE * CUTOFF_HZ
    if fps is not None and fps < least and every != 1:
        few = f"{fps:.3g} frames a second are too few to tell movement from noise"
        raise typer.BadParameter(f"{few}: {least:g} are needed", param_hint="--every" if every else "--fps")
    return fps


def page(folder: Path, *, embed: bool, language: str, person: str | None) -> None:
    """Make the report; without a trend where the log cannot be read, as that is told when it is written to."""
    from formcheck.errors import PlanError
    from formcheck.outputs.report import write_report

    try:
        write_report(folder, embed=embed, language=language, person=person)
    except PlanError:
        write_report(folder, embed=embed, language=language)


def ask(candidates: list[Candidate]) -> Exercise:
    """Ask at a terminal what the clip shows when it is not sure; elsewhere refuse to guess."""
    from formcheck import exercises
    from formcheck.errors import WhichExercise
    from formcheck.exercises.recognise import sure

    try:
        return sure(candidates)
    except WhichExercise as unsure:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        typer.echo(f"{unsure}\nWhich is it?", err=True)
        for nth, candidate in enumerate(candidates, start=1):
            typer.echo(f"  {nth}  {exercises.find(candidate.exercise).title}", err=True)
        nth = 0
        while not 1 <= nth <= len(candidates):
            nth = typer.prompt("Number", type=int, err=True)
        return exercises.find(candidates[nth - 1].exercise)


def say(analysis: Analysis, folder: Path, *, as_json: bool) -> None:
    """Print the verdicts, the notes, and what was written where."""
    from formcheck import exercises
    from formcheck.outputs import result_json

    result = analysis.result
    if as_json:
        typer.echo(result_json.dumps(result), nl=False)
        return
    if result.candidates:
        best = result.candidates[0]
        title = exercises.find(result.exercise).title
        typer.echo(f"{title}, {best.confidence:.0%} sure, seen from the {result.view.name}.")
    for verdict in result.verdicts:
        typer.echo(verdict.sentence)
    for leg in result.qasls:
        typer.echo(in_a_line(leg))
    for note in result.notes:
        typer.echo(f"Note: {note}")
    typer.echo(f"Camera level {result.level.how}. Person found in {result.coverage.share:.0%} of the frames.")
    typer.echo("This is a measurement and no medical advice.")
    typer.echo("Written:")
    for path in sorted(folder.iterdir()):
        typer.echo(f"  {path}")


def in_a_line(leg: Qasls) -> str:
    """A leg's QASLS: what was seen to be amiss, of what could be seen."""
    amiss = ", ".join(item.name for item in leg.items if item.score)
    not_said = ", ".join(f"{item.name} ({item.why})" for item in leg.items if item.score is None)
    return (
        f"QASLS, {leg.side} leg: {leg.total} of the {leg.assessable} items that can be assessed"
        f"{f' ({amiss})' if amiss else ''}{f'; not assessable: {not_said}' if not_said else ''}."
    )
