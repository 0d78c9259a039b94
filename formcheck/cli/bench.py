"""`formcheck bench`: how fast it is here, beside the landmarker alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.analyze import AsJson, Model

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from formcheck.bench.run import Table

SAMPLE = Path("samples/sls_both_front.mp4")

ClipHere = Annotated[
    Path, typer.Argument(metavar="[CLIP]", help="A video file with an exercise in it; a checkout has the default.")
]
Repeat = Annotated[int, typer.Option("--repeat", "-n", min=1, help="Rounds; medians are printed.")]
Seconds = Annotated[
    float | None,
    typer.Option("--seconds", min=1.0, help="Play the clip there and back for so long.", show_default=False),
]
Size = Annotated[
    str | None,
    typer.Option(
        "--size", metavar="WIDTHxHEIGHT", help="Scale the clip's picture into this size.", show_default=False
    ),
]


def bench(
    clip: ClipHere = SAMPLE,
    repeat: Repeat = 3,
    seconds: Seconds = None,
    size: Size = None,
    model: Model = "full",
    as_json: AsJson = False,
) -> None:
    """Print how fast a clip is analysed, beside the bare landmarker and the loop that one writes first."""
    import tempfile

    from formcheck.bench import long_clip, run
    from formcheck.bench.ways import WAYS
    from formcheck.cli.progress import bar
    from formcheck.outputs.clip import Asked, length_s
    from formcheck.poses import model_store

    if clip == SAMPLE and not clip.exists():
        raise typer.BadParameter("name one; the sample is only there in a checkout of the project")
    length_s(clip, Asked())  # refuse a bad clip before anything is made
    model_store.find(model)
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        measured = clip
        if seconds or size:
            measured = Path(folder, f"{clip.stem}.mp4")
            long_clip.write(clip, measured, seconds, _pair(size) if size else None)
        with bar("measuring", run.processes(len(WAYS), repeat)) as moved:
            table = run.run(measured, model, list(WAYS), repeat, moved)
    say(clip, table, as_json=as_json)


def _pair(size: str) -> tuple[int, int]:
    parts = size.split("x")
    if len(parts) != 2 or not all(part.isdigit() for part in parts):
        raise typer.BadParameter(f"{size!r} is not WIDTHxHEIGHT", param_hint="--size")
    return int(parts[0]), int(parts[1])


def say(clip: Path, table: Table, *, as_json: bool) -> None:
    """Print the measurements."""
    from pydantic import TypeAdapter
    from rich.console import Console

    from formcheck.bench import run

    if as_json:
        typer.echo(TypeAdapter(run.Table).dump_json(table, indent=2))
        return
    console = Console()
    console.print(
        f"{clip.name}: {table.frames} frames of {table.width}x{table.height}, {table.cores} cores, "
        f"medians of {table.repeat}; whole processes, the bare landmarker's frames being decoded beforehand"
    )
    console.print(_ways(table))
    console.print(_stages(table))
    console.print(f"formcheck --help {table.help_s:.2f} s, first analysed frame {table.first_frame_s:.2f} s")


def _ways(table: Table) -> RichTable:
    import math

    from rich import box
    from rich.table import Table as RichTable

    shown = RichTable(box=box.SIMPLE_HEAD)
    shown.add_column("way", no_wrap=True)
    for name in ("frames/s", "time", "CPU ms/frame", "CPU", "peak MB"):
        shown.add_column(name, justify="right")
    for row in table.rows:
        peak = "" if math.isnan(row.peak_mb) else f"{row.peak_mb:.0f}"
        shown.add_row(
            row.way,
            f"{row.frames_per_s:.1f}",
            f"{row.wall_ratio:.2f} x",
            f"{row.cpu_ms_per_frame:.1f}",
            f"{row.cpu_ratio:.2f} x",
            peak,
        )
    return shown


def _stages(table: Table) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable

    shown = RichTable(box=box.SIMPLE_HEAD)
    shown.add_column("stage, one after the other")
    shown.add_column("CPU ms/frame", justify="right")
    for stage, cpu_ms in table.stages_ms.items():
        shown.add_row(stage, f"{cpu_ms:.2f}")
    return shown
