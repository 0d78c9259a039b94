"""`formcheck accuracy`: for those who develop it, how good the numbers are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def accuracy(
    folder: Annotated[
        Path,
        typer.Argument(help="Held-out frames and clips with their truth; a checkout has them in samples/held_out."),
    ] = Path("samples/held_out"),
) -> None:
    """Print the error of every angle on rendered people that no calibration has seen, beside the hip line's."""
    from formcheck.accuracy.report import FRAMES, report

    if not (folder / FRAMES).is_file():
        raise typer.BadParameter(f"there are no held-out frames in {folder}; run this in a checkout of the project")
    for part in report(folder):
        typer.echo(part)
