"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of the real clips."""
    named = os.environ.get("FORMCHECK_FOOTAGE")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "footage"
    if not (folder / "clips").is_dir():
        pytest.skip("the real clips are not part of the project")
    return folder
