"""Short tones, played by the system's own player, which can neither stop a session nor hold it up.

A player is a process of its own: one that finds no device, crashes or hangs (as a sound server may that is not
answered) takes nobody with it. Nothing has to be installed: desktops bring one of these. An audio
library (PortAudio) would save some hundredths of a second, need a system package on Linux, and run in our process.

The pitches and lengths are conventions: a warning falls, a confirmation is a tick, a start or an end is higher than
the beeps that count down to it.
"""

from __future__ import annotations

import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.types import FloatArray

RATE_HZ = 44_100
PEAK = 0.6
RAMP_S = 0.008
"""Time in which a note swells and fades, so that it does not click."""

STALE_S = 0.5
"""A tone this late would be taken for one about something else (convention)."""

GIVE_UP_S = 3.0
"""No player takes this long for a tone: it hangs."""

PLAY_WAV = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"


class Tone(StrEnum):
    """What can be heard."""

    WARNING = "warning"
    STABLE = "stable"
    COUNTDOWN = "countdown"
    FINAL = "final"


NOTES: dict[Tone, list[tuple[float, float]]] = {  # Hz, s
    Tone.WARNING: [(660.0, 0.14), (440.0, 0.2)],
    Tone.STABLE: [(1320.0, 0.05)],
    Tone.COUNTDOWN: [(880.0, 0.12)],
    Tone.FINAL: [(1320.0, 0.4)],
}

Player = Callable[[Path], None]
"""Plays a wav file to its end. Raises OSError or subprocess.SubprocessError when it cannot."""


def samples(tone: Tone) -> FloatArray:
    """The tone as (N,) numbers from -1 to 1, `RATE_HZ` a second: sines that swell and fade by half a cosine."""
    return np.concatenate([_note(pitch_hz, length_s) for pitch_hz, length_s in NOTES[tone]])


def players() -> list[Player]:
    """The players there are on this system, the likeliest to reach the loudspeaker first."""
    if sys.platform == "win32":
        return [_command(sys.executable, "-I", "-S", "-c", PLAY_WAV)]
    names = ("pw-play", "paplay", "aplay", "afplay")  # PipeWire, PulseAudio, ALSA, macOS
    return [_command(path) for path in map(shutil.which, names) if path]


class Sound:
    """Plays tones in a thread of its own. Never waits, never raises; at worst it is silent and says why.

    Use it as a context manager, or `close` it. A tone that another one still holds up by more than half a second is
    left out, and of several waiting only the first is played.

    Parameters
    ----------
    found
        The players to use: the first that works. None = those of the system.
    """

    def __init__(self, found: list[Player] | None = None) -> None:
        self._players = players() if found is None else list(found)
        self._why_silent = "" if self._players else "No sound: this system has no player for it (Debian: alsa-utils)."
        self._due: queue.Queue[tuple[Tone, float] | None] = queue.Queue(maxsize=1)
        self._thread = threading.Thread(target=self._run, name="formcheck-sound", daemon=True)
        self._thread.start()

    @property
    def why_silent(self) -> str:
        """Why nothing is heard, in a sentence; empty while it works, or has not yet been tried."""
        return self._why_silent

    def play(self, tone: Tone) -> None:
        """Have the tone played as soon as may be."""
        with suppress(queue.Full):
            self._due.put_nowait((tone, time.monotonic()))

    def close(self) -> None:
        """Stop when the tones under way have ended, or after two seconds; closing twice is harmless."""
        if self._thread.is_alive():
            with suppress(queue.Full):
                self._due.put(None, timeout=1.0)
            self._thread.join(timeout=1.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="formcheck-", ignore_cleanup_errors=True) as folder:
                files = {tone: _write(tone, Path(folder)) for tone in Tone}
                while due := self._due.get():
                    self._play(files[due[0]], due[1])
        except OSError as error:
            self._why_silent = f"No sound: the tones cannot be written: {error.strerror}."

    def _play(self, file: Path, asked_s: float) -> None:
        """Play with the first player that can; the others are not asked again."""
        while self._players and time.monotonic() - asked_s <= STALE_S:
            try:
                self._players[0](file)
            except (OSError, subprocess.SubprocessError) as error:
                del self._players[0]
                if not self._players:
                    self._why_silent = f"No sound: {_reason(error)}."
            else:
                return


def _note(pitch_hz: float, length_s: float) -> FloatArray:
    time_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    to_edge_s = np.minimum(time_s, length_s - time_s)
    swell = 0.5 - 0.5 * np.cos(np.pi * np.minimum(to_edge_s / RAMP_S, 1.0))
    return PEAK * swell * np.sin(2 * np.pi * pitch_hz * time_s)


def _write(tone: Tone, folder: Path) -> Path:
    """Write the tone as a wav file of 16 bits."""
    path = folder / f"{tone}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.round(samples(tone) * 32767).astype("<i2").tobytes())
    return path


def _command(*arguments: str) -> Player:
    def play(file: Path) -> None:
        # In a session of its own, so that Ctrl-C ends ours and not the tone.
        subprocess.run(
            [*arguments, str(file)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIVE_UP_S,
            check=True,
            start_new_session=True,
        )

    return play


def _reason(error: OSError | subprocess.SubprocessError) -> str:
    """What a player said last, or what is known otherwise."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"the player did not end within {GIVE_UP_S:g} s"
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else b""
    lines = said.decode(errors="replace").split("\n") if said else [str(error)]
    return next(line.strip() for line in reversed(lines) if line.strip()).rstrip(".")
