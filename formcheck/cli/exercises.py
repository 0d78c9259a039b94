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

    chosen = [find(name)] if name else list(EXERCISES)
    if toml:
        if not name:
            raise typer.BadParameter("--toml needs the NAME of one exercise")
        typer.echo(chosen[0].criteria, nl=False)
    elif as_json:
        typer.echo(json.dumps([_facts(exercise) for exercise in chosen], indent=2, ensure_ascii=False))
    elif name:
        _in_full(chosen[0])
    else:
        for exercise in chosen:
            typer.echo(f"{exercise.name:<22}{exercise.title}; from: {', '.join(_deciding_views(exercise))}")
        typer.echo("`formcheck exercises NAME` prints limits and sources.")


def _deciding_views(exercise: Exercise) -> list[str]:
    """Views from which something that decides can be seen."""
    return list(dict.fromkeys(view for c in exercise.profile.criterion if c.decides for view in c.views))


def _facts(exercise: Exercise) -> dict[str, object]:
    return {"name": exercise.name, "title": exercise.title, "profile": exercise.profile.model_dump(mode="json")}


def _in_full(exercise: Exercise) -> None:
    profile = exercise.profile
    typer.echo(f"{exercise.title} ({exercise.name}), for {profile.population}\n")
    typer.echo("Can be judged from:")
    for view in dict.fromkeys(view for c in profile.criterion for view in c.views):
        typer.echo(f"  {view:<14}{', '.join(c.name for c in profile.seen_from(view))}")
    if any("oblique" in view for view in _deciding_views(exercise)):
        typer.echo("  (oblique views with a wider error)")
    for c in profile.criterion:
        decides = " (decides the grade)" if c.decides else ""
        typer.echo(f"\n  {c.name}{decides}: {c.measure}, {OVER[c.over].format(c.instant)}")
        limits = f"borderline from {c.borderline_from:g}{c.unit}, unstable from {c.unstable_from:g}{c.unit}"
        typer.echo(f"    {limits}, {WORSE[c.worse]}")
        typer.echo(f"    from: {', '.join(c.views)}")
        typer.echo(f"    source: {c.source}")
        typer.echo(f"    cue: {c.cue}")
    typer.echo(f"\nA side's verdict needs {profile.min_reps} {exercise.noun}s.")


OVER = {
    "repetition": "{}",
    "mean": "{}, mean over a side",
    "slope": "{}, growth over a set",
    "difference": "{}, left minus right",
}
WORSE = {"above": "above is worse", "below": "below is worse", "away": "away from 0 is worse, either way"}
