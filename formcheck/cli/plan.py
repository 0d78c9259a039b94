"""`formcheck plan`: this week, what is left and when next, the trend, the awareness drill, and the log itself."""

from __future__ import annotations

import shlex
import sys
import textwrap
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.plan.trend import Trend
    from formcheck.types import Result

plan_app = typer.Typer(
    help="This week's training, what is left and when next; the trend; the awareness drill. All of it stays here.",
    invoke_without_command=True,
)

Whose = Annotated[
    str | None,
    typer.Option("--person", "-p", help="Whose plan. [default: the only one there is]", show_default=False),
]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="The day it was done. [default: today]", show_default=False),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--date", formats=["%Y-%m-%d"], help="As it stood on this day. [default: today]", show_default=False
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Who; a new name begins a new log.")]


@plan_app.callback()
def show(context: typer.Context, person: Whose = None, day: AsOf = None) -> None:
    """Show this week: what was done, what is left, when next, and whether anything changes."""
    context.obj = person
    if context.invoked_subcommand:
        if day:
            raise typer.BadParameter("only `formcheck plan` by itself looks back", param_hint="--date")
        return
    from formcheck.plan import draw, log, words
    from formcheck.plan.prescription import week_of
    from formcheck.plan.trend import trends

    name, today = _whose(person), _day(day) or date.today()
    if name is None:
        _say("Nothing has been logged yet: `formcheck analyze CLIP --log NAME` begins.", words.prescribed())
        return
    past = [session for session in log.sessions(name) if session.day <= today]
    week = week_of(past, today)
    sunday = week.monday + timedelta(days=6)
    _say(f"{name}, week of {week.monday.day} {week.monday:%B} to {sunday.day} {sunday:%B %Y}", title=True)
    for line in draw.table(week) if week.done else []:
        _echo(line)
    _say("", *words.week_sentences(week, today))
    found = trends(past)
    _say("", *(f"{words.work(t.series[:2])}: {words.trend_sentence(t)}" for t in found))
    _say("", *_small_print(found), words.prescribed())


@plan_app.command()
def trend(context: typer.Context, person: Whose = None) -> None:
    """Draw the weeks of each exercise and leg, with the change that is too small to be told from chance."""
    from formcheck.plan import draw, log, words
    from formcheck.plan.trend import trends

    name = _whose(person or context.obj)
    found = trends(log.sessions(name)) if name else []
    if not found:
        _say("Nothing to compare yet: a trend needs clips with enough repetitions for a verdict.")
    for each in found:
        series = each.series
        _say(f"{name}, {words.work(series[:2])}: {series.criterion} from {series.reference}", title=True)
        for line in draw.chart(each, get_terminal_size().columns):
            _echo(line)
        sentence = words.trend_sentence(each)
        _say(
            sentence[0].upper() + sentence[1:],
            f"Least detectable change: {each.why}. Read by {series.estimator}.",
            "",
        )
    _say(*_small_print(found))


@plan_app.command()
def drill(
    step_s: Annotated[float, typer.Option("--seconds", help="How long each step takes.", min=1, max=600)] = 60.0,
) -> None:
    """Guide through feeling the contraction: both sides and each, sitting, then standing. Ctrl-C ends it."""
    from formcheck.plan.drill import STEPS, Teller, run

    live = sys.stdout.isatty()

    def count(text: str) -> None:
        typer.echo(f"\r{text}", nl=False)

    def say(text: str) -> None:
        typer.echo(f"\r{text:<40}" if live else text)

    done = run(Teller(say, count if live else None), step_s=step_s)
    say("Done: all of it." if done == len(STEPS) else f"Stopped after {done} of {len(STEPS)} steps.")


@plan_app.command()
def add(
    saved: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `formcheck analyze` wrote.")],
    name: Name,
    day: Day = None,
) -> None:
    """Add a clip analysed before; one that is logged already is replaced, and moved if --date is given."""
    from formcheck.outputs import result_json
    from formcheck.outputs.folder import MARK

    log_result(result_json.load(saved / MARK), name, done_on(day))


@plan_app.command()
def undo(context: typer.Context, person: Whose = None) -> None:
    """Take back what was added last."""
    from formcheck.plan import log

    name = _whose(person or context.obj)
    gone = log.undo(name) if name else None
    typer.echo(f"Taken back: {gone[1]} of {gone[0]}, {name}." if gone else "There is nothing to take back.")


@plan_app.command()
def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where to; one row a repetition.")],
    person: Whose = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Write the log as CSV: everybody's, or one person's."""
    from formcheck.plan import log, table

    chosen = person or context.obj
    names = [log.find(chosen)] if chosen else [each.name for each in log.people()]
    count = table.write({name: log.sessions(name) for name in names}, path, overwrite=force)
    typer.echo(f"{count} repetitions written to {path}")


@plan_app.command()
def people() -> None:
    """List who is in the log."""
    from formcheck.plan import log

    for each in log.people():
        typer.echo(f"{each.name:<24}{each.sessions:>4} clips, {each.first} to {each.last}")


@plan_app.command()
def forget(name: Annotated[str, typer.Argument(metavar="NAME", help="Who.")]) -> None:
    """Remove somebody and all that was logged of them."""
    from formcheck.plan import log

    known = log.find(name)
    log.forget(known)
    typer.echo(f"{known} is forgotten.")


@plan_app.command()
def path() -> None:
    """Print where the log lies, and nothing else."""
    from formcheck.plan.store import log_path

    typer.echo(log_path())


def log_result(result: Result, name: str, day: date | None, *, quiet: bool = False) -> None:
    """Add a result to somebody's log and say so."""
    from formcheck.plan import log

    new = log.add(result, name, day)
    if not quiet:
        typer.echo(f"{'Logged' if new else 'Logged before, now replaced'} for {log.find(name)}: `formcheck plan`")


def log_too(result: Result, folder: Path, name: str, day: date | None, *, quiet: bool) -> None:
    """Add results that are in `folder` to somebody's log.

    Raises
    ------
    PlanError
        The log cannot be used; the sentence says how to add the results later.
    """
    from formcheck.errors import PlanError

    try:
        log_result(result, name, day, quiet=quiet)
    except PlanError as error:
        later = f"`formcheck plan add {folder} {shlex.quote(name)}` logs the results later"
        raise type(error)(f"{str(error).rstrip('.')}; {later}.") from error


def done_on(day: datetime | None) -> date | None:
    """The day given, which must have come."""
    if day and day.date() > date.today():
        raise typer.BadParameter(f"{day:%Y-%m-%d} is still to come", param_hint="--date")
    return _day(day)


def _whose(person: str | None) -> str | None:
    from formcheck.plan import log

    return log.only() if person is None else log.find(person)


def _day(day: datetime | None) -> date | None:
    return day.date() if day else None


def _small_print(found: Sequence[Trend]) -> list[str]:
    from formcheck.plan.words import NOT_MEDICAL

    return [NOT_MEDICAL] if any(each.wants_advice for each in found) else []


def _say(*lines: str, title: bool = False) -> None:
    """Print sentences, wrapped to the terminal, with what it cannot show put into ASCII."""
    width = get_terminal_size().columns
    for line in lines:
        for part in textwrap.wrap(line, width) or [""]:
            _echo(typer.style(part, bold=True) if title else part)


def _echo(line: str) -> None:
    from formcheck.plan.draw import ASCII

    try:
        line.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        line = line.translate(ASCII)
    typer.echo(line)
