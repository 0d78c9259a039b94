"""`formcheck rescore OUT`: judge saved landmarks again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.analyze import AsJson, Force, ProfilePath, Rate, Roll, say
from formcheck.cli.report import InLanguage, of_system

Saved = Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `formcheck analyze` wrote.")]
New = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Folder for the new results. [default: OUT/rescored]", show_default=False),
]


def rescore(
    saved: Saved,
    out: New = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="Judge it as another.  [default: the same]", show_default=False),
    ] = None,
    profile: ProfilePath = None,
    roll: Roll = None,
    playback_rate: Rate = None,
    language: InLanguage = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Judge a clip again under another profile, level or exercise, without the video or the model."""
    from formcheck import exercises, pipeline
    from formcheck.exercises.profile import from_facts, load
    from formcheck.outputs import result_json
    from formcheck.outputs.folder import MARK, output_folder
    from formcheck.outputs.report import write_report
    from formcheck.outputs.write import FILES, LANDMARKS, write_numbers
    from formcheck.poses import recorded

    before = result_json.load(saved / MARK)
    track = recorded.load(saved / LANDMARKS)
    chosen = exercises.find(exercise or before.exercise)
    criteria = load(profile) if profile else None
    if criteria is None and chosen.name == before.exercise:
        criteria = from_facts(before.profile, saved / MARK)
    analysis = pipeline.conclude(
        track,
        chosen,
        before.origin,
        profile=criteria,
        roll_deg=before.given_roll_deg if roll is None else roll,
        mirrored=before.mirrored,
        playback_rate=playback_rate or (before.playback.rate if before.playback.how == "stated" else None),
    )
    analysis = replace(analysis, result=replace(analysis.result, candidates=before.candidates))
    folder = out or saved / "rescored"
    with output_folder(folder, overwrite=force, replaces=FILES) as part:
        write_numbers(analysis, part)
        write_report(part, language=language or of_system())
    say(analysis, folder, as_json=as_json)
