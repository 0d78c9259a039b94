"""`formcheck models`, with a store of two cards: one can be had, the other cannot."""

import hashlib
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck.cli.models import models_app
from formcheck.errors import ModelDamaged, ModelUnavailable, UnknownModel
from formcheck.poses import model_store
from formcheck.poses.model_sources import SourceFailed, Stream

BODY = b"thirty-three landmarks" * 1000
SHA256 = hashlib.sha256(BODY).hexdigest()


@dataclass(frozen=True)
class FileSource:
    """A source that is a file, for tests."""

    path: Path
    label: str = "a file"

    @contextmanager
    def open(self, _):
        if not self.path.exists():
            raise SourceFailed("not there")
        with self.path.open("rb") as raw:
            yield Stream(raw)


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """Two cards: full can be had, heavy cannot."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    (tmp_path / "origin").write_bytes(BODY)
    cards = {
        "full": card("full", SHA256, FileSource(tmp_path / "origin")),
        "heavy": card("heavy", "0" * 64, FileSource(tmp_path / "nowhere")),
    }
    monkeypatch.setattr(model_store, "cards", lambda: cards)
    return tmp_path / "models" / f"{SHA256[:12]}-full.task"


def card(name, sha256, source):
    return model_store.ModelCard(name, f"{name}.task", len(BODY), (sha256,), "Apache-2.0", "a test", (source,))


def run(*arguments):
    return CliRunner().invoke(models_app, list(arguments))


def test_pull_without_a_name_fetches_full_and_says_where_it_is(store):
    result = run("pull")
    assert (result.exit_code, result.stdout) == (0, f"full: {store}\n")
    assert store.read_bytes() == BODY


def test_pull_again_fetches_nothing(store, tmp_path):
    run("pull", "full")
    (tmp_path / "origin").unlink()
    assert run("pull", "full").exit_code == 0


def test_pull_shows_no_bar_where_nobody_is_looking(store):
    assert run("pull").stderr == ""


def test_pull_shows_a_bar_with_the_bytes_on_a_terminal(store, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    result = run("pull")
    assert "pose model full" in result.stderr
    assert "22.0/22.0 kB" in result.stderr
    assert result.stdout == f"full: {store}\n"


def test_pull_of_what_cannot_be_had(store):
    result = run("pull", "heavy")
    assert isinstance(result.exception, ModelUnavailable)
    assert "a file (not there)" in str(result.exception)


@pytest.mark.parametrize("command", ["pull", "verify", "path"])
def test_an_unknown_name_is_refused_before_anything_is_fetched(store, command):
    names = ["ful"] if command == "path" else ["full", "ful"]
    result = run(command, *names)
    assert isinstance(result.exception, UnknownModel)
    assert "full, heavy" in str(result.exception)
    assert not store.exists()


def test_list_says_what_is_cached():
    assert row_of("full").split() == ["full", "*", "0.0", "MB", "Apache-2.0", SHA256[:12], "missing"]
    run("pull")
    assert row_of("full").endswith("cached")
    assert row_of("heavy").endswith("missing")


def row_of(name):
    return next(line for line in run("list").stdout.splitlines() if line.startswith(name))


def test_list_for_programs(store):
    run("pull")
    store.write_bytes(b"other")
    full, heavy = json.loads(run("list", "--json").stdout)
    assert full == {
        "name": "full",
        "default": True,
        "what": "a test",
        "bytes": len(BODY),
        "licence": "Apache-2.0",
        "sha256": SHA256,
        "cache": "damaged",
        "path": str(store),
    }
    assert (heavy["name"], heavy["default"], heavy["cache"]) == ("heavy", False, "missing")


def test_verify_of_whole_models(store):
    run("pull")
    result = run("verify")
    assert (result.exit_code, result.stdout) == (0, f"full: whole, {store}\n")


def test_verify_looks_at_every_name_before_it_fails(store):
    run("pull")
    store.write_bytes(b"other")
    result = run("verify", "heavy", "full")
    assert result.stdout == "heavy: missing\nfull: damaged\n"
    assert isinstance(result.exception, ModelUnavailable)
    assert isinstance(run("verify").exception, ModelDamaged)


def test_verify_of_an_empty_cache():
    assert isinstance(run("verify").exception, ModelUnavailable)


def test_path_prints_the_path_only(store):
    assert isinstance(run("path", "full").exception, ModelUnavailable)
    run("pull")
    result = run("path", "full")
    assert (result.stdout, result.stderr) == (f"{store}\n", "")


@pytest.mark.parametrize("module", ["models", "doctor"])
def test_a_command_is_light_at_import(module):
    code = f"import sys, formcheck.cli.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert f"formcheck.cli.{module}" in loaded
    heavy = {
        "numpy",
        "cv2",
        "av",
        "mediapipe",
        "pydantic",
        "platformdirs",
        "urllib.request",
        "formcheck.doctor",
    }
    assert heavy.isdisjoint(loaded)
