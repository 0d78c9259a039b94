"""`formcheck batch FOLDER --out DIR`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.analyze import End, ExerciseName, Mirrored, Model, ProfilePath, Rate, Roll, RunBy, Start
from formcheck.poses import DEFAULT_ENGINE

if TYPE_CHECKING:
    from formcheck.batch.whole import Summary

SOME_FAILED = 3

Folders = Annotated[
    list[str],
    typer.Argument(metavar="FOLDER...", help="Folders, searched with all below them, or clips; paths or URLs."),
]
Out = Annotated[
    str, typer.Option("--out", "-o", help="Folder for all results, a path or URL; run again, it goes on from there.")
]
Manifest = Annotated[
    Path | None,
    typer.Option(
        "--manifest",
        help="CSV with a column file and any of exercise, side, athlete, date. [default: FOLDER/manifest.csv]",
        show_default=False,
    ),
]
Include = Annotated[
    list[str] | None, typer.Option("--include", metavar="GLOB", help="Only clips so called.", show_default=False)
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="GLOB", help="No clips so called.", show_default=False)
]
Video = Annotated[bool, typer.Option("--video/--no-video", help="Also write annotated.mp4 of every clip.")]
Export = Annotated[
    list[str] | None,
    typer.Option("--export", metavar="KIND", help="trc or mot: landmarks or pelvis for OpenSim.", show_default=False),
]
Workers = Annotated[
    int | None, typer.Option("--workers", "-w", min=1, help="Processes. [default: one a core]", show_default=False)
]
OnCluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="tcp://HOST:PORT of a Dask scheduler, or local.", show_default=False
    ),
]
LogFor = Annotated[
    str | None,
    typer.Option(
        "--log",
        metavar="NAME",
        help="Add the results to NAME's training log, or to those of the manifest's athletes.",
        show_default=False,
    ),
]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=1.0, help="Give a clip up on which nothing moves for so many seconds.")
]


def batch(
    folders: Folders,
    out: Out,
    manifest: Manifest = None,
    include: Include = None,
    exclude: Exclude = None,
    exercise: ExerciseName = "auto",
    profile: ProfilePath = None,
    roll: Roll = None,
    mirrored: Mirrored = False,
    playback_rate: Rate = None,
    model: Model = "full",
    engine: RunBy = DEFAULT_ENGINE,
    start: Start = None,
    end: End = None,
    video: Video = False,
    export: Export = None,
    workers: Workers = None,
    cluster: OnCluster = None,
    time_limit: TimeLimit = 300.0,
    log: LogFor = None,
) -> None:
    """Analyse all clips of folders, each once; what is done stays done, whatever interrupts it."""
    from formcheck.batch import manifest as manifests
    from formcheck.batch.cluster import Cluster
    from formcheck.batch.found import Wanted
    from formcheck.batch.keys import Settings
    from formcheck.batch.whole import run_batch
    from formcheck.batch.workers import Processes
    from formcheck.cli.batch_progress import watched
    from formcheck.exercises import recognise
    from formcheck.exercises.profile import load
    from formcheck.follow import cores
    from formcheck.outputs.clip import Asked
    from formcheck.outputs.trc import EXPORTS
    from formcheck.plan.log import checked_name
    from formcheck.sources.remote import is_remote

    if log is not None:
        checked_name(log)
        if is_remote(out):
            raise typer.BadParameter("needs results on this machine", param_hint="--log")
    if unknown := set(export or ()) - set(EXPORTS):
        raise typer.BadParameter(f"{', '.join(unknown)}: there is {', '.join(EXPORTS)}", param_hint="--export")
    asked = Asked(
        exercise, load(profile) if profile else None, roll, mirrored, playback_rate, model, start, end, video, engine
    )
    recognise.named(asked.exercise, asked.profile)
    stated = manifests.read(path) if (path := manifest or manifests.beside(folders)) else {}
    settings = Settings(asked, stated, tuple(sorted(set(export or ()))))
    wanted = Wanted(tuple(include or ()), tuple(exclude or ()))
    size = workers or cores()
    with (
        watched() as (tell, seen),
        Cluster(cluster, size, silent_s=time_limit)
        if cluster
        else Processes(size, silent_s=time_limit, seen=seen) as pool,
    ):
        summary = run_batch(folders, out, settings, wanted=wanted, pool=pool, tell=tell)
    if log is not None:
        log_all(summary, Path(out), log)
    say(summary, out)


def log_all(summary: Summary, out: Path, name: str) -> None:
    """Add all results to training logs: that of the athlete whom the manifest names, else of `name`."""
    from formcheck.outputs import result_json
    from formcheck.outputs.folder import MARK
    from formcheck.plan import log

    for entry, folder in summary.folders:
        day = date.fromisoformat(entry.stated.date) if entry.stated.date else None
        log.add(result_json.load(out / folder / MARK), entry.stated.athlete or name, day)
    typer.echo(f"Logged: {len(summary.folders)} of the clips, see `formcheck plan`")


def say(summary: Summary, out: str) -> None:
    """Print how it ended, and which clips have no result and why; exit accordingly."""
    from formcheck.batch.tables import shown

    tally = summary.tally
    for entry, failure in summary.failures:
        typer.echo(f"formcheck: {shown(entry.found.name)!r}: {failure.sentence}", err=True)
    good = tally.clips - len(summary.failures)
    typer.echo(
        f"{good} of {tally.clips} clips {'has' if good == 1 else 'have'} a result, {tally.before} were done before."
    )
    typer.echo("This is a measurement and no medical advice.")
    typer.echo(f"Written to {out}: index.html, scores.parquet, scores.csv, reps.parquet, failed.csv")
    if summary.failures:
        raise typer.Exit(SOME_FAILED)
