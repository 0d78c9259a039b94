"""Fixtures for all tests."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from formcheck.errors import ModelError
from formcheck.poses import model_store
from tests.command import SAMPLES, formcheck

# A person's runs look for new counterexamples; CI's give the same answer to the same code.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

# What is started in a shell's background is deaf to Ctrl-C, and so would be every process that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of the real clips."""
    named = os.environ.get("FORMCHECK_FOOTAGE")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "footage"
    if not (folder / "clips").is_dir():
        pytest.skip("the real clips are not part of the project")
    return folder


@pytest.fixture(scope="session")
def model() -> Path:
    """The full pose model, fetched if it has to be."""
    try:
        return model_store.find("full").path
    except ModelError as error:
        pytest.skip(f"the pose model cannot be had: {error}")


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Callable[..., Path]:
    """Analyse a sample by the command line, once for all tests of all processes: (name, *options) -> its folder."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def analyse(name: str, *options: str) -> Path:
        home = shared / "-".join([name, *options]).replace("/", "_")
        home.mkdir(exist_ok=True)
        with (home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "code").exists():
                done = formcheck("analyze", SAMPLES / f"{name}.mp4", "-o", "out", "-m", model, *options, at=home)
                (home / "stdout").write_text(done.out)
                (home / "stderr").write_text(done.err)
                (home / "code").write_text(str(done.code))
        return home

    return analyse


@pytest.fixture
def little_room():
    """No file may grow beyond 16 KiB, as on a disk that is nearly full."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
