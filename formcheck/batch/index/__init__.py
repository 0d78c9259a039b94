"""index.html: all clips of a batch on one page that needs nothing else, not even a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from formcheck import exercises
from formcheck.batch.job import Failure, Outcome
from formcheck.batch.run import Entry
from formcheck.batch.tables import Outcomes, shown
from formcheck.batch.thumbnail import THUMBNAIL

INDEX = "index.html"


def write_index(entries: Sequence[Entry], failures: Sequence[tuple[Entry, Failure]], of: Outcomes, out: Path) -> None:
    """Write the page of a batch; see `tables.write_tables`.

    The clips are data in the page, and its script shows those that are looked at. Pictures are files beside it,
    loaded when they come into view. Its content security policy lets nothing run but the page's own script.
    """
    clips = [_clip(entry, of(entry.key)) for entry in entries]
    failed = [
        {"name": shown(e.found.name), "kind": f.kind, "why": f.sentence, "again": not f.lasting} for e, f in failures
    ]
    style, script = (_own(name) for name in ("index.css", "index.js"))
    titles = {exercise.name: exercise.title for exercise in exercises.EXERCISES}
    pages = Environment(loader=PackageLoader(__name__, ""), autoescape=True, undefined=StrictUndefined)
    page = pages.get_template("index.html.j2").stream(
        clips=clips,
        failed=failed,
        titles=titles,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    page.dump(str(out / INDEX), encoding="utf-8")


def _clip(entry: Entry, outcome: Outcome) -> dict[str, Any]:
    """What the page says of a clip."""
    first = outcome.scores[0] if outcome.scores else {}
    stated = entry.stated
    legs = [
        {name: row[name] for name in ("side", "grade", "criterion", "value", "error", "unit", "reps", "sentence")}
        for row in outcome.scores
    ]
    doubt = stated.side in ("left", "right") and legs and all(leg["side"] != stated.side for leg in legs)
    return {
        "name": shown(entry.found.name),
        "folder": outcome.folder,
        "page": outcome.page,
        "picture": THUMBNAIL,
        "athlete": stated.athlete,
        "date": stated.date,
        "exercise": first.get("exercise", ""),
        "view": first.get("view", ""),
        "legs": legs,
        "doubt": f"the manifest says {stated.side}" if doubt else "",
    }


def _own(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """As a content security policy names a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
