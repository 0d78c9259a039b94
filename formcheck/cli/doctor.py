"""`formcheck doctor`: what is here, what is missing, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from formcheck.doctor import Check

MARKS = {"ok": "✓", "warn": "–", "fail": "✗"}
PLAIN_MARKS = {"ok": "ok", "warn": "--", "fail": "NO"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Check this installation, and say what to do about what is missing."""
    import json

    from formcheck.doctor import examine

    checks = examine()
    healthy = all(check.status != "fail" for check in checks)
    if as_json:
        report = {"ok": healthy, "checks": [check._asdict() for check in checks]}
        typer.echo(json.dumps(report, indent=2))
    else:
        for check in checks:
            typer.echo(_row(check))
    if not healthy:
        raise typer.Exit(1)


def _row(check: Check) -> str:
    marks = MARKS if _can_show("".join(MARKS.values()) + "→") else PLAIN_MARKS
    arrow = "→" if marks is MARKS else "->"
    advice = f"\n  {'':18}{arrow} {check.advice}" if check.advice else ""
    return f"{marks[check.status]} {check.name:<24}{check.found}{advice}"


def _can_show(text: str) -> bool:
    import sys

    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True
