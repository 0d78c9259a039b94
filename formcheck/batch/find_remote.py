"""Clips behind URLs: what a storage lists, and what it says of each file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, cast

from formcheck import naming
from formcheck.batch.found import ENDINGS, Found, Wanted
from formcheck.errors import ClipNotFound, InputError
from formcheck.sources import holds_video
from formcheck.sources.remote import RemoteClip, file_system

OF_BYTES = ("s3", "s3a")
"""Where two files of one tag and size hold the same bytes; elsewhere a tag is only of its own URL."""


def find(url: str, wanted: Wanted) -> Iterator[Found]:
    """As `find.find`, of a URL.

    Raises
    ------
    ClipNotFound, InputError
        There is nothing, or it cannot be listed.
    """
    system, root = file_system(url)
    try:
        system.invalidate_cache()
        listed: dict[str, Any] = system.find(root, detail=True) or {root: system.info(root)}
    except FileNotFoundError as error:
        raise ClipNotFound(f"There is nothing at {url}.") from error
    except Exception as error:
        raise InputError(f"{url} cannot be listed: {error or type(error).__name__}.") from error
    for path, facts in sorted(listed.items()):
        name = path.removeprefix(root).strip("/") or PurePosixPath(path).name
        here = str(system.unstrip_protocol(path))
        hidden = any(part.startswith(".") for part in name.split("/"))
        if (
            hidden
            or facts["type"] != "file"
            or here.startswith(f"{wanted.beside.rstrip('/')}/")
            or not wanted.takes(name)
        ):
            continue
        if PurePosixPath(name).suffix.lower() in ENDINGS or holds_video(RemoteClip(here)):
            yield Found(here, name, _stamp(facts), int(facts.get("size") or 0), 0.0)


def stamp(url: str) -> str:
    """What changes when the file does, as its storage says now; "" when it is gone."""
    system, path = file_system(url)
    try:
        system.invalidate_cache()
        return _stamp(system.info(path))
    except FileNotFoundError:
        return ""
    except Exception as error:
        raise InputError(f"{url} cannot be read: {error or type(error).__name__}.") from error


def content(found: Found) -> str:
    """What names the content: on S3 tag and size; else URL, tag or time, and size; where there are none, its SHA-256.

    Raises
    ------
    InputError
        It cannot be read.
    """
    if found.stamp:
        return found.stamp if found.path.partition("://")[0] in OF_BYTES else f"{found.path} {found.stamp}"
    with RemoteClip(found.path).open() as file:
        return naming.digest(cast("Any", file))


def _stamp(facts: Mapping[str, Any]) -> str:
    """Size, and tag or else time; "" where a storage says neither."""
    told = (
        facts.get(key) for key in ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "last_modified")
    )
    mark = next((str(each) for each in told if each), "")
    return f"{facts.get('size')} {mark}" if mark else ""
