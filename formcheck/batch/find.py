"""The clips of folders: by content where the ending does not say, once however many links lead there."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from formcheck import naming
from formcheck.batch import find_remote
from formcheck.batch.found import ENDINGS, Found, Wanted
from formcheck.errors import ClipChanged, ClipNotFound, InputError
from formcheck.sources import holds_video
from formcheck.sources.remote import is_remote

SETTLED_S = 2.0
"""A file changed within so many seconds may still be being written (convention); it is looked at again later."""


EVERYTHING = Wanted()


def find(place: str, wanted: Wanted = EVERYTHING) -> Iterator[Found]:
    """The clips below a folder or URL, or the file named itself, in order of their names.

    Hidden files, results of formcheck and the folder `wanted.beside` are left alone; links are followed, each
    folder once.

    Raises
    ------
    ClipNotFound, InputError
        There is no such folder or file, or it cannot be listed.
    """
    return find_remote.find(place, wanted) if is_remote(place) else _below(Path(place), wanted)


def _below(folder: Path, wanted: Wanted) -> Iterator[Found]:
    if not folder.exists():
        raise ClipNotFound(f"There is no folder {folder}.")
    if not folder.is_dir():
        yield _looked_at(str(folder), folder.name)
        return
    seen: set[tuple[int, int]] = set()
    todo = [(str(folder), "")]
    while todo:
        path, prefix = todo.pop()
        try:
            here = Path(path).stat()
            if (here.st_dev, here.st_ino) in seen or (wanted.beside and _same(path, wanted.beside)):
                continue
            seen.add((here.st_dev, here.st_ino))
            with os.scandir(path) as entries:
                inside = sorted((entry for entry in entries if not entry.name.startswith(".")), key=_by_name)
        except OSError as error:
            yield _unreadable(path, prefix.rstrip("/"), error)
            continue
        if {"result.json", "landmarks.npz"} <= {entry.name for entry in inside}:
            continue
        folders = []
        for entry in inside:
            name = prefix + entry.name
            if _is_folder(entry):
                folders.append((entry.path, f"{name}/"))
            elif wanted.takes(name) and _may_be_clip(entry):
                yield _looked_at(entry.path, name)
        todo += reversed(folders)


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _same(path: str, other: str) -> bool:
    return Path(path).resolve() == Path(other).resolve()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _may_be_clip(entry: os.DirEntry[str]) -> bool:
    """Whether it is called a clip, leads nowhere, or is one by its content."""
    if os.path.splitext(entry.name)[1].lower() in ENDINGS:  # noqa: PTH122 - a third of the time, 100,000 times
        return True
    try:
        ordinary = entry.is_file()
    except OSError:
        return True
    return holds_video(Path(entry.path)) if ordinary else entry.is_symlink()


def _looked_at(path: str, name: str) -> Found:
    try:
        facts = os.stat(path)  # noqa: PTH116 - a fifth of the time, 100,000 times
    except OSError as error:
        return _unreadable(path, name, error)
    if not stat.S_ISREG(facts.st_mode):
        return Found(path, name, "", 0, 0.0, InputError(f"{_last(name)} is not a file."))
    return Found(path, name, _stamp(facts), facts.st_size, facts.st_mtime)


def _unreadable(path: str, name: str, error: OSError) -> Found:
    if Path(path).is_symlink():
        return Found(path, name, "", 0, 0.0, ClipNotFound(f"{_last(name)} is a link that leads nowhere."))
    return Found(path, name, "", 0, 0.0, InputError(f"{_last(name)} cannot be read: {error.strerror}."))


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _stamp(facts: os.stat_result) -> str:
    return f"{facts.st_size} {facts.st_mtime_ns}"


def stamp(path: str) -> str:
    """What changes when the file does; "" when it is gone."""
    if is_remote(path):
        return find_remote.stamp(path)
    try:
        return _stamp(Path(path).stat())
    except OSError:
        return ""


def is_young(found: Found) -> bool:
    """Whether it was changed so lately that it may still be being written."""
    return 0 <= time.time() - found.changed_s < SETTLED_S


def content(found: Found) -> str:
    """What names a file's content: its SHA-256; behind a URL, what its storage says of it (`find_remote.content`).

    A young file is given time to change first.

    Raises
    ------
    ClipChanged
        It did, or does while it is read.
    InputError
        It cannot be read.
    """
    if is_remote(found.path):
        return find_remote.content(found)
    if is_young(found):
        time.sleep(max(0.0, found.changed_s + SETTLED_S - time.time()))
    try:
        with Path(found.path).open("rb") as file:
            hashed = naming.digest(file)
    except OSError as error:
        raise InputError(f"{_last(found.name)} cannot be read: {error.strerror}.") from error
    refuse_changed(found.path, found.stamp)
    return hashed


def refuse_changed(path: str, before: str) -> None:
    """Refuse a file that is not what it was.

    Raises
    ------
    ClipChanged
        Its size or its time is another.
    """
    if stamp(path) != before:
        raise ClipChanged(f"{Path(path).name} is still being written: run the batch again when it is whole.")
