"""`formcheck models`: fetch the pose models ahead of time, list them, check them, say where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from formcheck.poses.model_store import ModelCard

models_app = typer.Typer(help="The pose models: fetch, list, verify, locate.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="lite, full or heavy.")]


@models_app.command()
def pull(names: Names = None) -> None:
    """Fetch models into the cache (default: full), so that later runs need no network."""
    from formcheck.poses import model_store

    for card in [model_store.card_named(name) for name in names or [model_store.DEFAULT]]:
        typer.echo(f"{card.name}: {_pull(card)}")


@models_app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable, one object a model.")] = False,
) -> None:
    """List the models there are, and which of them are in the cache."""
    import json

    from formcheck.poses import model_store

    rows = [_row(card) for card in model_store.cards().values()]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    typer.echo(f"{'name':<8}{'size':>9}  {'licence':<12}{'sha256':<14}cache")
    for row in rows:
        size = f"{row['bytes'] / 1e6:.1f} MB"
        name = row["name"] + (" *" if row["default"] else "")
        typer.echo(f"{name:<8}{size:>9}  {row['licence']:<12}{row['sha256'][:12]:<14}{row['cache']}")
    typer.echo("* used unless --model says otherwise")


@models_app.command()
def verify(names: Names = None) -> None:
    """Hash cached models (default: those in the cache); fail if one is damaged or missing."""
    from formcheck.errors import ModelError
    from formcheck.poses import model_store

    chosen = names or [card.name for card in model_store.cards().values() if _state(card) != "missing"]
    failures = []
    for card in [model_store.card_named(name) for name in chosen or [model_store.DEFAULT]]:
        try:
            typer.echo(f"{card.name}: whole, {model_store.verify(card)}")
        except ModelError as failure:
            failures.append(failure)
            typer.echo(f"{card.name}: {_state(card)}")
    if failures:
        raise failures[0]


@models_app.command()
def path(name: Annotated[str, typer.Argument(help="lite, full or heavy.")]) -> None:
    """Print where a cached model lies, and nothing else."""
    from formcheck.poses import model_store

    typer.echo(model_store.verify(model_store.card_named(name)))


def _row(card: ModelCard) -> dict[str, Any]:
    from formcheck.poses import model_store

    return {
        "name": card.name,
        "default": card.name == model_store.DEFAULT,
        "what": card.what,
        "bytes": card.bytes,
        "licence": card.licence,
        "sha256": card.sha256[0],
        "cache": _state(card),
        "path": str(model_store.cached_path(card)),
    }


def _state(card: ModelCard) -> str:
    from formcheck.errors import ModelDamaged, ModelUnavailable
    from formcheck.poses import model_store

    try:
        model_store.verify(card)
    except ModelUnavailable:
        return "missing"
    except ModelDamaged:
        return "damaged"
    return "cached"


def _pull(card: ModelCard) -> str:
    """Fetch one model with a bar on stderr where somebody is looking, and answer with its path."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    from formcheck.poses import model_store

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),  # a package comes without telling how far it is
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"pose model {card.name}", total=card.bytes)

        def moved(done_bytes: int, total_bytes: int) -> None:
            bar.update(task, completed=done_bytes, total=total_bytes)

        return str(model_store.find(card.name, moved).path)
