"""`formcheck`: parse, call, print, exit. Errors become one sentence and an exit code here and nowhere else."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from formcheck.cli.accuracy import accuracy
from formcheck.cli.analyze import analyze
from formcheck.cli.batch import batch
from formcheck.cli.bench import bench
from formcheck.cli.compare import compare
from formcheck.cli.doctor import doctor
from formcheck.cli.exercises import exercises
from formcheck.cli.live import live
from formcheck.cli.models import models_app
from formcheck.cli.open import open_report
from formcheck.cli.plan import plan_app
from formcheck.cli.report import report
from formcheck.cli.rescore import rescore

INTERRUPTED = 130
LIBRARY_MISSING = 60
MISSING_LIBRARY = (
    "a system library is missing ({}); on Debian or Ubuntu: apt install libegl1 libgles2 libgl1 libglib2.0-0"
)

app = typer.Typer(
    help="Watches a runner train and says whether the pelvis is held still, with an error on every degree.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 1 unexpected, 2 wrong usage, 3 some clips of a batch failed, 10-16 the clip, "
    "20-25 what is in the picture, 30-32 writing, 40-43 the pose model, 50 a profile or saved result, "
    "60 a system library, 70-75 the training log, 80-84 the camera and the screen, 90-95 a batch, 130 interrupted.",
)
app.command()(analyze)
app.command()(live)
app.command()(rescore)
app.command()(report)
app.command("open")(open_report)
app.command()(batch)
app.command()(compare)
app.add_typer(plan_app, name="plan")
app.command()(exercises)
app.add_typer(models_app, name="models")
app.command()(doctor)
app.command()(accuracy)
app.command()(bench)


def _version(wanted: bool) -> None:
    if wanted:
        from formcheck import __version__

        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    from formcheck.errors import FormcheckError

    try:
        app()
    except FormcheckError as error:
        typer.echo(f"formcheck: {error}", err=True)
        sys.exit(error.exit_code)
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:  # typer's own for Ctrl-C
            typer.echo("formcheck: interrupted; nothing was left half-written.", err=True)
        raise
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing to say and nobody to say it to
        sys.exit(0)
    except (ImportError, OSError) as error:
        if ".so" not in str(error):
            raise
        typer.echo(f"formcheck: {MISSING_LIBRARY.format(error)}", err=True)
        sys.exit(LIBRARY_MISSING)
