"""Landmarks of clips that were analysed before, in the user's cache: a second run with other settings follows nobody.

An entry is a file as `poses.recorded` writes it, under the name that `naming` gives. It is written beside its place
and renamed, so it is whole or not there; what cannot be read is as if it were not there, and what cannot be written
is no error. When all take more than `MOST_BYTES`, those go that were used longest ago.
"""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from formcheck.errors import ProfileError
from formcheck.poses import recorded
from formcheck.poses.model_store import cache_folder
from formcheck.types import Track

MOST_BYTES = 256 << 20
"""Some three hours of film at 30 frames a second (convention)."""

CORRUPT = "corrupt_frames"
"""The member of an entry that says how many frames could not be decoded."""


def folder() -> Path:
    """Where the entries lie."""
    return cache_folder("landmarks")


def size() -> tuple[int, int]:
    """How many entries there are, and their bytes."""
    sizes = [facts.st_size for _, facts in _entries()]
    return len(sizes), sum(sizes)


def load(name: str) -> tuple[Track, int] | None:
    """The track of that name, bit for bit, and the corrupt frames of its clip; None where there is none."""
    path = _path(name)
    try:
        track = recorded.load(path)
        with zipfile.ZipFile(path) as entry:
            corrupt_frames = int(entry.read(CORRUPT))
    except (OSError, KeyError, ProfileError, *recorded.DAMAGED):
        return None
    with suppress(OSError):
        os.utime(path)  # used now
    return track, corrupt_frames


def keep(name: str, track: Track, corrupt_frames: int) -> None:
    """Keep a track under a name."""
    path = _path(name)
    part = path.with_name(f".{name}.{uuid4().hex}.npz")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            recorded.save(track, part)
            with zipfile.ZipFile(part, "a") as entry:
                entry.writestr(CORRUPT, str(corrupt_frames))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        _make_room()


def _path(name: str) -> Path:
    return folder() / f"{name}.npz"


def _entries() -> list[tuple[Path, os.stat_result]]:
    """Files and what is known of them, those used last first; also what a killed run has left."""
    found = []
    for path in folder().glob("*.npz"):
        with suppress(OSError):  # another run has just taken it away
            found.append((path, path.stat()))
    return sorted(found, key=lambda entry: -entry[1].st_mtime)


def _make_room() -> None:
    taken = 0
    for path, facts in _entries():
        taken += facts.st_size
        if taken > MOST_BYTES:
            path.unlink(missing_ok=True)
