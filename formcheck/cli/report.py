"""`formcheck report OUT`: the page again, from saved results."""

from __future__ import annotations

import locale
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """The languages of the report."""

    EN = "en"
    DE = "de"


Results = Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `formcheck analyze` wrote.")]
Embed = Annotated[bool, typer.Option("--embed", help="Put video and data into report.html, to send it alone.")]
InLanguage = Annotated[
    Language | None,
    typer.Option("--language", help="Of report.html. [default: the system's, else English]", show_default=False),
]


def report(
    saved: Results,
    embed: Embed = False,
    language: InLanguage = None,
    person: Annotated[
        str | None,
        typer.Option("--person", "-p", help="Show NAME's trend from the training log.", show_default=False),
    ] = None,
) -> None:
    """Make report.html again from saved results, in another language, embedded, or with somebody's trend."""
    from formcheck.outputs.report import write_report
    from formcheck.plan import log

    known = None if person is None else log.find(person)
    typer.echo(write_report(saved, embed=embed, language=language or of_system(), person=known))


def of_system() -> Language:
    """The system's language, if the report has it; else English."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    code = (named or locale.getlocale()[0] or "").lower()
    return Language.DE if code.startswith(("de", "german")) else Language.EN
