"""Memory that was freed, back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return freed memory to the system: glibc keeps some 100 MB of each closed model to itself."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none, and no need
        if trim is not None:
            trim(0)
