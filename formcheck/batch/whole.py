"""A whole batch: find, do what is to be done, and write what it came to."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.batch import find, manifest
from formcheck.batch.found import Found, Wanted
from formcheck.batch.index import INDEX, write_index
from formcheck.batch.job import Failure
from formcheck.batch.keys import Settings
from formcheck.batch.ledger import Ledger, opened
from formcheck.batch.run import Batch, Entry, Tally, Tell
from formcheck.batch.store import Store, open_store
from formcheck.batch.tables import FAILED, REPS, SCORES, shown, write_tables
from formcheck.batch.workers import Pool
from formcheck.errors import ClipNotFound

TABLES = (f"{SCORES}.parquet", f"{SCORES}.csv", REPS, FAILED, INDEX)
"""What is written of all clips together."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How a batch ended: how many files, which have no result, and in which folders those of the others are."""

    tally: Tally
    failures: list[tuple[Entry, Failure]]
    folders: list[tuple[Entry, str]]


def run_batch(
    folders: Sequence[str],
    out: str,
    settings: Settings,
    *,
    wanted: Wanted,
    pool: Pool,
    tell: Tell = lambda *_: None,
) -> Summary:
    """Analyse all clips of some folders that are not done yet, and write tables and index of all of them.

    Parameters
    ----------
    folders
        Folders or clips, by path or URL.
    out
        Where results go, by path or URL; what another run left there is known by its ledger and not done again.
    settings
        What is asked of the clips; without a manifest, that of the first folder counts.
    wanted
        Which files.
    pool
        What the jobs are given to.
    tell
        Told how far it is.

    Raises
    ------
    ClipNotFound, BadManifest, ModelError, LedgerUnusable, OutputNotWritable
        Nothing, or nothing more, can be done; what was done is kept.
    """
    store = open_store(out)
    wanted = replace(wanted, beside=out)
    files = [file for folder in folders for file in find.find(folder, wanted)]
    files += [_not_there(name) for name in manifest.unmatched(settings.manifest, (file.name for file in files))]
    with opened(store.ledger) as ledger:
        batch = Batch(settings, out, ledger, tell)
        batch.run(files, pool)
        failures = _failures(batch.bad, ledger)
        _write_all(batch.good, failures, ledger, store)
        folders_of = ledger.folders()
    return Summary(batch.tally, failures, [(entry, folders_of[entry.key]) for entry in batch.good])


def _not_there(name: str) -> Found:
    return Found("", name, "", 0, 0.0, ClipNotFound(f"{name} is named in the manifest and is not there."))


def _failures(bad: Sequence[Entry], ledger: Ledger) -> list[tuple[Entry, Failure]]:
    whys = ((entry, entry.problem or ledger.outcome(entry.key).failure) for entry in bad)
    found = sorted(((entry, why) for entry, why in whys if why is not None), key=lambda pair: pair[0].found.name)
    first: dict[str, str] = {}
    told = []
    for entry, why in found:
        name = shown(entry.found.name)
        if entry.key and first.setdefault(entry.key, name) != name:  # the sentence names that one
            why = replace(why, sentence=f"The same bytes as {first[entry.key]}: {why.sentence}")
        told.append((entry, why))
    return told


def _write_all(good: list[Entry], failures: list[tuple[Entry, Failure]], ledger: Ledger, store: Store) -> None:
    """Write tables and index, unless they are there and say the same."""
    good.sort(key=lambda entry: entry.found.name)
    digest = hashlib.sha256()
    for entry in good:
        digest.update(repr((entry.found.name, entry.stated, entry.key)).encode())
    for entry, why in failures:
        digest.update(repr((entry.found.name, why)).encode())
    if ledger.told("tables") == digest.hexdigest() and all(store.has(name) for name in TABLES):
        return
    with tempfile.TemporaryDirectory(prefix="formcheck-") as made:
        write_tables(good, failures, ledger.outcome, Path(made))
        write_index(good, failures, ledger.outcome, Path(made))
        for name in TABLES:
            store.place(name, Path(made, name))
    ledger.tell("tables", digest.hexdigest())
