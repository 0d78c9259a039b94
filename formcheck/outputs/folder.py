"""The folder of one analysis: all of it, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formcheck.errors import OutputExists, OutputNotWritable

MARK = "result.json"
"""Moved into place last: a folder that holds it holds everything."""

PARTIAL = ".partial-"


def refuse_earlier(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that already holds results, unless they may be replaced.

    Raises
    ------
    OutputExists
        It does.
    """
    if (folder / MARK).exists() and not overwrite:
        raise OutputExists(f"{folder} already holds results: name another folder, or use --force to replace them.")


@contextmanager
def output_folder(folder: Path, *, overwrite: bool = False, replaces: Collection[str] = ()) -> Iterator[Path]:
    """Give a temporary folder inside `folder`; at the end its files are moved into `folder`, each atomically.

    On any exception, an interrupt included, the temporary folder is removed, and so is every folder that was
    made here; earlier results are untouched. In the end no file named in `replaces` is left from before, so
    that what lies beside each other belongs together; other files are left alone.

    Raises
    ------
    OutputExists
        `folder` already holds results and `overwrite` is not set.
    OutputNotWritable
        It is a file, may not be written, or has no room.
    """
    made: list[Path] = []
    try:
        refuse_earlier(folder, overwrite=overwrite)
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=folder))
    except OSError as error:
        _remove_empty(made)
        raise _not_writable(folder, error) from error
    done = False
    try:
        yield part
        _move(part, folder, replaces)
        done = True
    except OSError as error:
        if error.filename and not Path(error.filename).is_relative_to(folder):
            raise  # it was not the results that could not be written
        raise _not_writable(folder, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if not done:
            _remove_empty(made)


def remove_partial(folder: Path) -> None:
    """Remove what a killed process left in `folder`; for callers who know that nobody else is writing there."""
    for part in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(part, ignore_errors=True)


def _move(part: Path, folder: Path, replaces: Collection[str]) -> None:
    files = sorted(part.iterdir(), key=lambda path: path.name == MARK)
    for name in {MARK, *replaces, *(path.name for path in files)}:
        if (folder / name).is_dir():
            raise IsADirectoryError(21, f"{name} in it is a folder", str(folder / name))
    (folder / MARK).unlink(missing_ok=True)
    for name in replaces:
        (folder / name).unlink(missing_ok=True)
    for path in files:
        path.replace(folder / path.name)


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, the innermost first, that nobody has put anything into."""
    with suppress(OSError):
        for path in folders:
            path.rmdir()


def _not_writable(folder: Path, error: OSError) -> OutputNotWritable:
    return OutputNotWritable(f"{folder} cannot be written: {error.strerror or error}.")
