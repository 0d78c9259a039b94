"""`formcheck compare BEFORE AFTER`: what changed between two clips of one person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from formcheck.plan.session import Session
    from formcheck.plan.trend import Comparison

Before = Annotated[Path, typer.Argument(metavar="BEFORE", help="A results folder, or its result.json.")]
After = Annotated[Path, typer.Argument(metavar="AFTER", help="Another, of the same person.")]


def compare(
    before: Before,
    after: After,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Say for each leg what changed from one clip to another, and whether that is more than chance."""
    import json

    from formcheck.errors import ProfileError
    from formcheck.plan.trend import compared

    first, last = _session(before), _session(after)
    found = compared(first, last)
    if not found:
        raise ProfileError(_why_not(first, last))
    if as_json:
        typer.echo(json.dumps([_facts(each) for each in found], indent=2))
        return
    for each in found:
        typer.echo(_sentence(each))
    typer.echo("This is a measurement and no medical advice.")


def _session(saved: Path) -> Session:
    from formcheck.outputs import result_json
    from formcheck.outputs.folder import MARK
    from formcheck.plan.session import from_result

    return from_result(result_json.load(saved / MARK if saved.is_dir() else saved), date.today())


def _sentence(found: Comparison) -> str:
    series, unit = found.series, found.series.unit
    rise = f"{found.rise:+.1f}{unit}"
    return (
        f"{series.side.capitalize()}, {series.criterion}: {found.before.value:.1f}{unit} before, "
        f"{found.after.value:.1f}{unit} after, {rise}: {found.change} "
        f"(a change of {found.detectable:.1f}{unit} can be told from chance; {found.why})."
    )


def _why_not(before: Session, after: Session) -> str:
    for what in ("exercise", "reference", "estimator"):
        one, other = getattr(before, what), getattr(after, what)
        if one != other:
            return f"Nothing can be compared, as the {what} is another: {one} before, {other} after."
    return "Nothing can be compared: no leg has enough repetitions in both for the same criterion."


def _facts(found: Comparison) -> dict[str, str | float]:
    return found.series._asdict() | {
        "before": found.before.value,
        "before_se": found.before.se,
        "after": found.after.value,
        "after_se": found.after.se,
        "rise": found.rise,
        "detectable": found.detectable,
        "why": found.why,
        "change": found.change,
    }
