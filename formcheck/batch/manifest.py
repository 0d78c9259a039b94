"""`manifest.csv`: what is known of clips besides their pictures."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from formcheck import exercises
from formcheck.errors import BadManifest, ProfileError
from formcheck.exercises.recognise import AUTO
from formcheck.types import Side

COLUMNS = ("file", "exercise", "side", "athlete", "date")
MANIFEST = "manifest.csv"
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the manifest says of a clip; "" = nothing. `side` is left, right or both; `date` is ISO 8601."""

    exercise: str = ""
    side: str = ""
    athlete: str = ""
    date: str = ""


NOTHING = Stated()


def read(path: Path) -> dict[str, Stated]:
    """What a manifest says, by file: a path below the searched folder with slashes, or the file's name alone.

    The first row names the columns: `file` and any of `exercise`, `side`, `athlete`, `date`, between commas,
    semicolons or tabs; other columns are left alone.

    Raises
    ------
    BadManifest
        It cannot be read, has no column `file`, names a file twice, or says what is not understood; the sentence
        names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadManifest(f"The manifest {path} cannot be read: {error}.") from error
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    rows = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    if "file" not in (rows.fieldnames or ()):
        raise BadManifest(f"The manifest {path} has no column “file” in its first line.")
    stated: dict[str, Stated] = {}
    for row in rows:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        file = cells.pop("file").replace("\\", "/").removeprefix("./")
        if not file:
            continue
        where = f"{path}, line {rows.line_num}"
        if file in stated:
            raise BadManifest(f"{where}: {file} is named twice.")
        stated[file] = _checked(Stated(**cells), where)
    return stated


def _checked(stated: Stated, where: str) -> Stated:
    try:
        if stated.exercise and stated.exercise != AUTO:
            exercises.find(stated.exercise)
        if stated.side:
            Side(stated.side)
        if stated.date:
            date.fromisoformat(stated.date)
    except ProfileError as error:
        raise BadManifest(f"{where}: {error}") from error
    except ValueError as error:
        what = "side is left, right or both" if stated.side not in {"", *Side} else "date is YYYY-MM-DD"
        raise BadManifest(f"{where}: {what}.") from error
    return stated


def beside(folders: Iterable[str]) -> Path | None:
    """The manifest that lies in the first of these folders of this machine that has one."""
    return next((path for folder in folders if (path := Path(folder, MANIFEST)).is_file()), None)


def of(name: str, manifest: Mapping[str, Stated]) -> Stated:
    """What a manifest says of a clip, by its path or else by its name alone."""
    return manifest.get(name) or manifest.get(name.rsplit("/", 1)[-1]) or NOTHING


def unmatched(manifest: Mapping[str, Stated], names: Iterable[str]) -> list[str]:
    """Files that are named and are not there."""
    there = set(names)
    there |= {name.rsplit("/", 1)[-1] for name in there}
    return [file for file in manifest if file not in there]
