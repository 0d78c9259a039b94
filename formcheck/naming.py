"""The names of landmarks: SHA-256 of a clip's content and of all that its landmarks depend on."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import IO

from formcheck.errors import InputError
from formcheck.weights import look_name

SEES = ("formcheck", "mediapipe", "ai-edge-litert", "av", "opencv-contrib-python", "numpy")
"""What landmarks come from; a new version may see otherwise."""

OWN_CODE = ("poses/*.py", "sources/*.py", "follow.py", "lying.py", "tracker.py", "weights.py")
"""What of formcheck they come from: in a checkout it changes without its version."""

CHUNK_BYTES = 1 << 20


def name(facts: object) -> str:
    """64 hexadecimal digits for anything that JSON holds."""
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def look(
    model_sha256: str, engine: str, start_s: float | None, end_s: float | None, fps: float | None
) -> list[object]:
    """All but the clip that landmarks depend on: which frames, through which model, by which code."""
    return [start_s, end_s, fps, model_sha256, engine, *(version(each) for each in SEES), _own_code(), look_name()]


def landmarks(content: str, look: list[object]) -> str:
    """The name of the landmarks of a clip with this content, by what `look` gave."""
    return name([content, look])


def content(path: Path) -> str:
    """SHA-256 of a file.

    Raises
    ------
    InputError
        It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return digest(file)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.") from error


def digest(file: IO[bytes]) -> str:
    """SHA-256 of what is left of a file, in hexadecimal."""
    bytes_so_far = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        bytes_so_far.update(chunk)
    return bytes_so_far.hexdigest()


@cache
def _own_code() -> str:
    here = Path(__file__).parent
    files = sorted(file for glob in OWN_CODE for file in here.glob(glob))
    return name([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
