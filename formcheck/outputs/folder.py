"""The folder of one analysis: all of it, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from formcheck.errors import OutputExists, OutputNotWritable

MARK = "result.json"
"""Moved into place last: a folder that holds it holds everything."""


@contextmanager
def output_folder(folder: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a temporary folder inside `folder`; at the end its files are moved into `folder`, each atomically.

    On any exception, an interrupt included, the temporary folder is removed, and `folder` too if it was made
    here; earlier results are untouched.

    Raises
    ------
    OutputExists
        `folder` already holds results and `overwrite` is not set.
    OutputNotWritable
        It is a file, may not be written, or has no room.
    """
    if (folder / MARK).exists() and not overwrite:
        raise OutputExists(f"{folder} already holds results: name another folder, or use --force to replace them.")
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
    except OSError as error:
        raise OutputNotWritable(f"{folder} cannot be written: {error.strerror}.") from error
    done = False
    try:
        yield part
        (folder / MARK).unlink(missing_ok=True)
        for path in sorted(part.iterdir(), key=lambda path: path.name == MARK):
            path.replace(folder / path.name)
        done = True
    except OSError as error:
        raise OutputNotWritable(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if new and not done and not any(folder.iterdir()):
            folder.rmdir()
