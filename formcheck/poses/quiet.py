"""Keep the native chatter of the pose library off the terminal, and lose nothing else.

MediaPipe and the TFLite inside it write to file descriptor 2 from C++: which delegate was made, that a
feedback manager has nothing to do, that the region of interest is not square. Neither ``GLOG_minloglevel``
nor ``TF_CPP_MIN_LOG_LEVEL`` reaches those lines (mediapipe 1.2), and the library's own logging callback is
one sink *more*. So the descriptor is turned aside while the noise is made. What was written meanwhile and is
not known noise is passed on afterwards: a real failure is never swallowed.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

STDERR = 2

NOISE = re.compile(
    rb"Created TensorFlow Lite XNNPACK delegate"
    rb"|Logging before InitGoogle\(\) is written to STDERR"
    rb"|All log messages before absl::InitializeLog\(\) is called are written to STDERR"
    rb"|inference_feedback_manager\.cc"
    rb"|landmark_projection_calculator\.cc.*NORM_RECT"
    rb"|gl_context(_egl)?\.cc"
    rb"|Read-only tensor #\d+ .* has an unaligned buffer"
)
"""Lines that tell a runner nothing, as mediapipe 0.10 to 1.2 write them."""

EVERYTHING = re.compile(b"")
"""For a library that is being probed, when whatever it says on the way does not matter."""

_one_at_a_time = threading.RLock()


@contextmanager
def quiet(noise: re.Pattern[bytes] = NOISE) -> Iterator[None]:
    """Turn file descriptor 2 aside, and on leaving pass on every line in which `noise` is not found.

    Meant for short moments: while the landmarker is being made, and for each frame until the first person
    is found (MediaPipe then warns, once a process). One thread is inside at a time. What is passed on comes
    late, after the block; a process that is killed inside loses it.

    Parameters
    ----------
    noise
        What to drop, searched for in each line.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as aside:
        _flush()
        kept = _duplicate(STDERR)
        if kept is None:
            yield
            return
        try:
            os.dup2(aside.fileno(), STDERR)
            yield
        finally:
            _flush()
            os.dup2(kept, STDERR)
            os.close(kept)
            _pass_on(aside, noise)


def _duplicate(descriptor: int) -> int | None:
    """None where there is no such descriptor: a service or a windowed program has nothing to keep quiet."""
    try:
        return os.dup(descriptor)
    except OSError:
        return None


def _pass_on(aside: IO[bytes], noise: re.Pattern[bytes]) -> None:
    aside.seek(0)
    said = b"".join(line for line in aside if not noise.search(line))
    with suppress(OSError):  # whoever read our stderr may have gone
        while said:
            said = said[os.write(STDERR, said) :]


def _flush() -> None:
    """Python's own lines keep their place before and after the native ones."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):  # closed, or its reader has gone
            sys.stderr.flush()
