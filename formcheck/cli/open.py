"""`formcheck open OUT`: the report in the browser."""

from __future__ import annotations

import webbrowser

import typer

from formcheck.cli.report import Results


def open_report(saved: Results) -> None:
    """Open a folder's report in the browser."""
    from formcheck.errors import ProfileError
    from formcheck.outputs.write import REPORT

    path = (saved / REPORT).resolve()
    if not path.is_file():
        raise ProfileError(f"There is no {path}: `formcheck report {saved}` makes it from saved results.")
    if not webbrowser.open(path.as_uri()):
        typer.echo(f"No browser was found; open {path.as_uri()}")
