"""Where results go: a folder of this machine, or one behind a URL, filled by uploads. Names have slashes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from formcheck.errors import InputError, OutputNotWritable
from formcheck.outputs.folder import MARK, output_folder, remove_partial
from formcheck.sources.remote import file_system, is_remote

LEDGER = "ledger.sqlite"

ROOM_BYTES = 64 << 20
"""With less left on the disk a clip is not begun: minutes of work would end in a file that cannot be written."""


class Local:
    """A folder of this machine; `ledger` is where its ledger lies."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.ledger = root / LEDGER

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return os.path.exists(f"{self._root}/{name}")  # noqa: PTH110 - a path takes longer to make than to look for

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None."""
        try:
            return (self._root / name).read_bytes()
        except OSError:
            return None

    def refuse_full(self) -> None:
        """Refuse to begin with hardly any room on the disk."""
        self._root.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._root).free
        if free < ROOM_BYTES:
            raise OutputNotWritable(f"{self._root} cannot be written: only {free >> 20} MB are left on its disk.")

    @contextmanager
    def filled(self, folder: str, replaces: Collection[str]) -> Iterator[Path]:
        """As in `outputs.folder.output_folder`; what a killed job left goes, as a folder has one job at a time."""
        remove_partial(self._root / folder)
        with output_folder(self._root / folder, overwrite=True, replaces=replaces) as part:
            yield part

    def place(self, name: str, file: Path) -> None:
        """Copy it beside its place and rename it."""
        part = self._root / f".{name}.part"
        try:
            shutil.copyfile(file, part)
            part.replace(self._root / name)
        except OSError as error:
            raise OutputNotWritable(f"{self._root / name} cannot be written: {error.strerror or error}.") from error


class Remote:
    """A folder behind a URL; `ledger` is where its ledger lies, which must be a file of this machine.

    A clip's files are made in a temporary folder and uploaded, `result.json` last; what held it before is taken away
    first. So whatever interrupts it, what looks finished is. An upload itself is whole or not there.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._system, self._path = file_system(self._url)
        name = sha256(self._url.encode()).hexdigest()[:16]
        self.ledger = user_data_path("formcheck", appauthor=False) / "batches" / f"{name}.sqlite"

    @cached_property
    def _names(self) -> set[str]:
        self._system.invalidate_cache()
        try:
            return {str(name) for name in self._system.find(self._path)}
        except FileNotFoundError:
            return set()

    def has(self, name: str) -> bool:
        """Whether there was such a file when it was first asked."""
        return f"{self._path}/{name}" in self._names

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None."""
        try:
            return bytes(self._system.cat_file(f"{self._path}/{name}"))
        except Exception:  # noqa: BLE001 - every kind of storage has its own, and without it the clip is done again
            return None

    def refuse_full(self) -> None:
        """A store elsewhere tells when it is full."""

    @contextmanager
    def filled(self, folder: str, replaces: Collection[str]) -> Iterator[Path]:
        """Upload what is in the temporary folder when it is left without an error."""
        with tempfile.TemporaryDirectory(prefix="formcheck-") as part:
            yield Path(part)
            files = sorted(Path(part).iterdir(), key=lambda file: file.name == MARK)
            with self._told(folder):
                self._system.invalidate_cache()
                for name in (MARK, *replaces):
                    if self._system.exists(f"{self._path}/{folder}/{name}"):
                        self._system.rm_file(f"{self._path}/{folder}/{name}")
                for file in files:
                    self._put(file, f"{folder}/{file.name}")

    def place(self, name: str, file: Path) -> None:
        """Upload it."""
        with self._told(name):
            self._put(file, name)

    def _put(self, file: Path, name: str) -> None:
        self._system.makedirs(f"{self._path}/{name}".rpartition("/")[0], exist_ok=True)
        self._system.put_file(str(file), f"{self._path}/{name}")

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            why = str(error) or type(error).__name__
            raise OutputNotWritable(f"{self._url}/{name} cannot be written: {why}.") from error


Store = Local | Remote
"""An output folder. What cannot be written raises `OutputNotWritable`."""


def open_store(place: str) -> Store:
    """The output folder at a path or behind a URL.

    Raises
    ------
    OutputNotWritable
        Nothing here writes to such a URL.
    """
    if not is_remote(place):
        return Local(Path(place))
    try:
        return Remote(place)
    except InputError as error:
        raise OutputNotWritable(str(error)) from error
