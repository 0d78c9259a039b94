"""Where the pose bundles are: cards name them by sha256, the user's cache keeps them.

A card (models/*.toml) lists the sources of one bundle. `find` answers with a file whose bytes have just been
hashed; on first use it fetches the file, trying the sources in order. The hash decides, so any source is as
good as another. A fetch writes to a temporary file beside the target and renames it when the hash is right:
whatever interrupts it, no file is left that looks whole, and two fetches at once do no harm.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from uuid import uuid4

from platformdirs import user_cache_path

from formcheck.errors import ModelDamaged, ModelError, ModelUnavailable, UnknownModel
from formcheck.poses.model_sources import (
    CHUNK_BYTES,
    PACKAGE_PREFIX,
    PackageSource,
    Source,
    SourceFailed,
    Stream,
    UrlSource,
)
from formcheck.weights import model_folders

Progress = Callable[[int, int], None]
"""Called with the bytes had so far and the bytes expected."""

DEFAULT = "full"
CACHE_VARIABLE = "FORMCHECK_CACHE"
STALE_S = 24 * 3600
_POSE_MEMBERS = {"pose_detector.tflite", "pose_landmarks_detector.tflite"}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One bundle. `sha256` holds the accepted hashes, the best one first; `sources` are tried in order."""

    name: str
    file: str
    bytes: int
    sha256: tuple[str, ...]
    licence: str
    what: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A bundle on disk, the name it goes by, and the sha256 its bytes had when it was found."""

    path: Path
    name: str
    sha256: str


def no_progress(done_bytes: int, total_bytes: int) -> None:
    """Tell nobody."""


@cache
def cards() -> dict[str, ModelCard]:
    """Every card by its name.

    Returns
    -------
    dict
        In alphabetical order; from ``formcheck/_models`` of an installed wheel, or ``models/`` of a checkout.
    """
    found = [_read_card(item) for item in _card_files()]
    return {card.name: card for card in sorted(found, key=lambda card: card.name)}


def card_named(name: str) -> ModelCard:
    """Return the card of that name; `UnknownModel` lists the names there are."""
    try:
        return cards()[name]
    except KeyError:
        raise UnknownModel(f"There is no pose model called “{name}”; the names are {', '.join(cards())}.") from None


def find(name_or_path: str | os.PathLike[str] = DEFAULT, progress: Progress = no_progress) -> ModelFile:
    """Answer with a bundle that is there and whole; fetch it first where it is not.

    Parameters
    ----------
    name_or_path
        The name of a card, or the path of any pose bundle. A name wins over a file so called.
    progress
        Called while a bundle is fetched.

    Returns
    -------
    ModelFile
        For a path, `name` is that of the card with these bytes, else the file's stem.

    Raises
    ------
    UnknownModel
        Neither a name nor a file.
    ModelUnavailable
        Not in the cache, and no source could give it.
    ModelDamaged
        A file, but no pose bundle.
    """
    card = cards().get(os.fspath(name_or_path))
    if card is None:
        return _own_bundle(Path(name_or_path).expanduser())
    path, sha256 = _cached(card, remove_damaged=True) or _fetch(card, progress)
    return ModelFile(path, card.name, sha256)


def fetch(card: ModelCard, progress: Progress = no_progress) -> Path:
    """Bring a bundle into the cache, also when it is there already, and return its path.

    Raises
    ------
    ModelUnavailable
        No source could give it; the sentence says what was tried and what to copy where.
    """
    return _fetch(card, progress)[0]


def verify(card: ModelCard) -> Path:
    """Hash the cached file and return its path; nothing is fetched and nothing removed.

    Raises
    ------
    ModelUnavailable
        It is not in the cache.
    ModelDamaged
        Its bytes are not those of the card.
    """
    whole = _cached(card)
    if whole is not None:
        return whole[0]
    path = cached_path(card)
    if not path.is_file():
        raise ModelUnavailable(
            f"The pose model “{card.name}” is not in the cache; `formcheck models pull {card.name}` fetches it."
        )
    raise ModelDamaged(
        f"{path} is damaged: {path.stat().st_size:,} bytes, and not those of the pose model “{card.name}” "
        f"({card.bytes:,} bytes); `formcheck models pull {card.name}` replaces it."
    )


def cached_path(card: ModelCard) -> Path:
    """Where the bundle lies, or would lie, in the cache."""
    places = _places(card)
    return next((place for place in places if place.is_file()), places[0])


def cache_folder(kind: str = "models") -> Path:
    """``$FORMCHECK_CACHE/kind``, or ``kind`` in the system's cache folder for this user."""
    own = os.environ.get(CACHE_VARIABLE)
    root = Path(own).expanduser() if own else user_cache_path("formcheck", appauthor=False)
    return root / kind


def _card_files() -> list[Traversable]:
    for folder in model_folders():
        files = [x for x in folder.iterdir() if x.name.startswith("pose_") and x.name.endswith(".toml")]
        if files:
            return files
    raise ModelError("The cards of the pose models are missing from this installation; reinstall formcheck.")


def _read_card(item: Traversable) -> ModelCard:
    fields = tomllib.loads(item.read_text(encoding="utf-8"))
    kinds: dict[str, type[Source]] = {"url": UrlSource, "package": PackageSource}
    sources = tuple(kinds[entry.pop("kind")](**entry) for entry in fields.pop("source"))
    return ModelCard(sha256=tuple(fields.pop("sha256")), sources=sources, **fields)


def _places(card: ModelCard) -> list[Path]:
    return [_place(card, sha256) for sha256 in card.sha256]


def _place(card: ModelCard, sha256: str) -> Path:
    return cache_folder() / f"{sha256[:12]}-{card.file}"


def _cached(card: ModelCard, *, remove_damaged: bool = False) -> tuple[Path, str] | None:
    """Hash what the cache has; any accepted hash will do, whatever the file is called."""
    for place in _places(card):
        if not place.is_file():
            continue
        sha256 = _hash(place)
        if sha256 in card.sha256:
            return place, sha256
        if remove_damaged:
            with suppress(OSError):  # what cannot be removed the fetch replaces, or says why not
                place.unlink()
    return None


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(f"The pose model {path} cannot be read: {error.strerror}.") from error


def _own_bundle(path: Path) -> ModelFile:
    if not path.is_file():
        raise UnknownModel(f"“{path}” is neither a pose model ({', '.join(cards())}) nor the path of a .task file.")
    sha256 = _hash(path)
    try:
        with zipfile.ZipFile(path) as bundle:
            complete = set(bundle.namelist()) >= _POSE_MEMBERS
    except (zipfile.BadZipFile, NotImplementedError):
        complete = False
    if not complete:
        raise ModelDamaged(
            f"{path} ({path.stat().st_size:,} bytes) is no pose landmarker bundle: that is a zip "
            f"which holds {' and '.join(sorted(_POSE_MEMBERS))}."
        )
    known = (card.name for card in cards().values() if sha256 in card.sha256)
    return ModelFile(path, next(known, path.stem), sha256)


def _fetch(card: ModelCard, progress: Progress) -> tuple[Path, str]:
    folder = cache_folder()
    failures = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        for source in card.sources:
            progress(0, card.bytes)
            try:
                with source.open(folder) as stream:
                    return _take(stream, card, folder, progress)
            except SourceFailed as failure:
                failures.append(f"{source.label} ({failure})")
    except OSError as error:
        raise ModelUnavailable(
            f"The pose model “{card.name}” cannot be kept in {folder}: {error.strerror or error}. "
            f"Make room there, set {CACHE_VARIABLE} to another folder, or use --model PATH."
        ) from error
    raise ModelUnavailable(_what_to_copy(card, failures))


def _take(stream: Stream, card: ModelCard, folder: Path, progress: Progress) -> tuple[Path, str]:
    """Stream into a temporary file beside the target; rename it when, and only when, the hash is right."""
    part = folder / f".{card.file}.{uuid4().hex}.part"
    digest, done = hashlib.sha256(), 0
    try:
        with part.open("xb") as file:
            while done <= card.bytes and (chunk := stream.read(CHUNK_BYTES)):
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                progress(min(done, card.bytes), card.bytes)
            file.flush()
            os.fsync(file.fileno())
        sha256 = digest.hexdigest()
        if sha256 not in card.sha256:
            short = f"only {done:,} of {card.bytes:,} bytes came"
            raise SourceFailed(short if done < card.bytes else "its bytes are not those of the card")
        place = _place(card, sha256)
        _rename(part, place, sha256)
        return place, sha256
    finally:
        part.unlink(missing_ok=True)


def _rename(part: Path, place: Path, sha256: str) -> None:
    try:
        part.replace(place)
    except PermissionError:  # Windows: another process has just put it there and is reading it
        if not place.is_file() or _hash(place) != sha256:
            raise


def _sweep(folder: Path) -> None:
    """Remove what killed fetches have left, old enough that no fetch can still be writing it."""
    for left in (*folder.glob(".*.part"), *folder.glob(f"{PACKAGE_PREFIX}*")):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime < STALE_S:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def _what_to_copy(card: ModelCard, failures: list[str]) -> str:
    addresses = [source.url for source in card.sources if isinstance(source, UrlSource)]
    origin = f" (from {addresses[0]})" if addresses else ""
    return (
        f"The pose model “{card.name}” is not in the cache and could not be fetched. "
        f"Tried: {'; '.join(failures)}. "
        f"Without a network, copy {card.file}{origin} of sha256 {' or '.join(card.sha256)} "
        f"to {_places(card)[0]}, or use --model PATH."
    )
