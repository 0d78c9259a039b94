"""Clips behind URLs (fsspec): read as they are decoded, never copied whole first."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from formcheck.errors import ClipNotFound, InputError

BLOCK_BYTES = 1 << 20
"""How much is fetched at once, and ahead: seconds of a phone's clip (convention)."""


def is_remote(place: str) -> bool:
    """Whether a place is a URL and no path."""
    return "://" in place


def file_system(url: str) -> tuple[Any, str]:
    """The file system (fsspec) of a URL, and the path in it.

    Raises
    ------
    InputError
        fsspec, or what it needs for this kind of URL, is not installed; or it is no kind that is known.
    """
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise InputError(f"{url} needs another library ({error}): pip install 'formcheck[remote]'.") from error
    return system, str(path)


@dataclass(frozen=True, slots=True)
class RemoteClip:
    """A clip behind a URL; stands where a path would."""

    url: str

    @property
    def name(self) -> str:
        """Its file's name."""
        return self.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]

    def open(self) -> io.RawIOBase:
        """Open it for reading at any place.

        Raises
        ------
        ClipNotFound, InputError
            It is not there, or cannot be read; also while it is read.
        """
        return _Reader(self)

    def __str__(self) -> str:
        return self.url


class _Reader(io.RawIOBase):
    """A remote file whose failures are sentences: every kind of storage has errors of its own."""

    def __init__(self, clip: RemoteClip) -> None:
        self._clip = clip
        system, path = file_system(clip.url)
        self._file = self._told(system.open, path, "rb", block_size=BLOCK_BYTES, cache_type="readahead")

    def _told(self, do: Any, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401
        try:
            return do(*arguments, **more)
        except FileNotFoundError as error:
            raise ClipNotFound(f"There is no file {self._clip}.") from error
        except Exception as error:
            raise InputError(f"{self._clip} cannot be read: {error or type(error).__name__}.") from error

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - anything bytes can be put into
        view = memoryview(buffer).cast("B")
        data = self._told(self._file.read, len(view))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._told(self._file.seek, offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()
