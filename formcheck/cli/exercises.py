"""`formcheck exercises [NAME]`: what is measured, from which view, against which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from formcheck.exercises.base import Exercise

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="One exercise, in full.", show_default=False)]


def exercises(
    name: Name = None,
    toml: Annotated[bool, typer.Option("--toml", help="Print NAME's criteria as an editable profile.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Say what is measured, from which view, and against which limits from which source."""
    import json

    from formcheck.exercises import EXERCISES, find
    from formcheck.exercises.profile import to_toml

    chosen = [find(name)] if name else list(EXERCISES)
    if toml:
        if not name:
            raise typer.BadParameter("--toml needs the NAME of one exercise")
        typer.echo(to_toml(chosen[0].profile), nl=False)
    elif as_json:
        typer.echo(json.dumps([_facts(exercise) for exercise in chosen], indent=2, ensure_ascii=False))
    elif name:
        _in_full(chosen[0])
    else:
        for exercise in chosen:
            typer.echo(f"{exercise.name:<20}{exercise.title}; from: {', '.join(exercise.shows)}")
        typer.echo("`formcheck exercises NAME` prints limits and sources.")


def _facts(exercise: Exercise) -> dict[str, object]:
    return {
        "name": exercise.name,
        "title": exercise.title,
        "shows": dict(exercise.shows),
        "cannot": dict(exercise.cannot),
        "profile": exercise.profile.model_dump(mode="json"),
    }


def _in_full(exercise: Exercise) -> None:
    typer.echo(f"{exercise.title} ({exercise.name}), for {exercise.profile.population}\n")
    typer.echo("Can be judged from:")
    for view, what in exercise.shows.items():
        typer.echo(f"  {view:<14}{what}")
    for sentence in dict.fromkeys(exercise.cannot.values()):
        typer.echo(f"  {sentence}")
    typer.echo(f"\nA leg's verdict needs {exercise.profile.min_reps} repetitions. Criteria of a repetition:")
    for c in exercise.profile.criterion:
        decides = " (decides the repetition's grade)" if c.decides else ""
        typer.echo(f"\n  {c.name}{decides}: {c.measure} at {c.instant}")
        typer.echo(
            f"    borderline from {c.borderline_from:g}{c.unit}, unstable from {c.unstable_from:g}{c.unit}, "
            f"{c.worse} is worse"
        )
        typer.echo(f"    source: {c.source}")
        typer.echo(f"    cue: {c.cue}")
