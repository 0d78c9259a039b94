"""Tones that are heard without a click, and a session that no broken player can hold up."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import tempfile
import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from formcheck import sound
from formcheck.sound import PEAK, RATE_HZ, Sound, Tone, samples


class Listener:
    """A player that keeps what it is given to play."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, np.ndarray]] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, file: Path) -> None:
        with wave.open(str(file), "rb") as wav:
            assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, RATE_HZ)
            values = np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32767
        self.heard.append((file.stem, values))
        assert self.go_on.wait(20)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.heard]


def broken(file: Path) -> None:
    raise OSError(2, "No such device")


def soon(what: str, condition) -> None:
    end_s = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end_s, f"{what} did not come about"
        time.sleep(0.01)


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_loud_enough_short_and_does_not_click(tone):
    values = samples(tone)
    assert 0.5 < np.abs(values).max() <= PEAK < 1
    assert 0.03 < len(values) / RATE_HZ < 0.5
    assert np.abs(values[[0, -1]]).max() < 1e-3
    # no step is larger than a sine of the highest pitch makes, which a cut through a wave would
    highest_hz = max(pitch_hz for pitch_hz, _ in sound.NOTES[tone])
    assert np.abs(np.diff(values)).max() <= 1.05 * PEAK * 2 * np.pi * highest_hz / RATE_HZ


def test_the_tones_are_told_apart_by_ear():
    heard = set()
    for tone in Tone:
        values = samples(tone)
        spectrum = np.abs(np.fft.rfft(values, RATE_HZ))
        heard.add((int(spectrum.argmax()) // 50, round(len(values) / RATE_HZ, 1)))
    assert len(heard) == len(Tone)


def test_what_is_played_is_the_tone():
    listener = Listener()
    with Sound([listener]) as sounds:
        sounds.play(Tone.WARNING)
    ((name, values),) = listener.heard
    assert name == "warning"
    np.testing.assert_allclose(values, samples(Tone.WARNING), atol=1 / 32767)
    assert sounds.why_silent == ""


def test_playing_never_waits_and_late_tones_are_left_out(monkeypatch):
    listener = Listener()
    listener.go_on.clear()
    with Sound([listener]) as sounds:
        sounds.play(Tone.COUNTDOWN)
        soon("the first tone", lambda: listener.heard)
        begun = time.perf_counter()
        for _ in range(1000):
            sounds.play(Tone.WARNING)
        assert time.perf_counter() - begun < 5  # one that waited would wait for ever
        time.sleep(1.2 * sound.STALE_S)
        listener.go_on.set()
        soon("the end of what waited", sounds._due.empty)
        sounds.play(Tone.FINAL)
    assert listener.names == ["countdown", "final"]


def test_the_next_player_takes_over_and_a_broken_one_is_not_asked_again():
    listener, asked = Listener(), []

    def failing(file: Path) -> None:
        asked.append(file)
        raise subprocess.CalledProcessError(1, ["aplay"], stderr=b"audio open error\n")

    with Sound([failing, listener]) as sounds:
        for count, tone in enumerate((Tone.STABLE, Tone.WARNING), start=1):
            sounds.play(tone)
            soon("the tone", lambda count=count: len(listener.heard) == count)
    assert listener.names == ["stable", "warning"]
    assert len(asked) == 1
    assert sounds.why_silent == ""


def test_without_any_player_it_is_silent_and_says_so():
    with Sound([]) as sounds:
        assert sounds.why_silent.startswith("No sound: this system has no player")
        sounds.play(Tone.WARNING)
        sounds.play(Tone.FINAL)


def test_a_broken_device_is_told_in_a_sentence():
    with Sound([broken]) as sounds:
        sounds.play(Tone.WARNING)
        soon("the reason", lambda: sounds.why_silent)
        sounds.play(Tone.WARNING)
    assert sounds.why_silent == "No sound: [Errno 2] No such device."


def test_no_room_for_the_tones_is_silence(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    listener = Listener()
    with Sound([listener]) as sounds:
        soon("the reason", lambda: sounds.why_silent)
        sounds.play(Tone.WARNING)
    assert sounds.why_silent.startswith("No sound: the tones cannot be written: ")
    assert listener.heard == []


def test_closing_waits_for_the_last_tone_and_leaves_no_thread_and_no_file(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    listener, threads = Listener(), threading.active_count()
    sounds = Sound([listener])
    sounds.play(Tone.FINAL)
    sounds.close()
    sounds.close()
    assert listener.names == ["final"]
    assert threading.active_count() == threads
    assert list(tmp_path.iterdir()) == []


# Real processes


def program(folder: Path, name: str, code: str) -> None:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its player in Python")
def test_the_systems_players_are_found_and_run(tmp_path, monkeypatch):
    program(tmp_path, "pw-play", "import sys; print('pw.context: no server', file=sys.stderr); sys.exit(1)")
    program(tmp_path, "aplay", f"import shutil, sys; shutil.copy(sys.argv[1], {str(tmp_path)!r})")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sound, "STALE_S", 20)  # two interpreters start
    with Sound() as sounds:
        sounds.play(Tone.STABLE)
        soon("the tone", (tmp_path / "stable.wav").exists)
    assert sounds.why_silent == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its player in Python")
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import sys; print('busy\\n', file=sys.stderr); sys.exit(1)", "No sound: busy."),
        ("import time; time.sleep(60)", "No sound: the player did not end within 0.5 s."),
        ("import os; os.abort()", "No sound: Command .* died with .*SIGABRT.*"),
    ],
)
def test_a_player_that_fails_hangs_or_crashes_is_silence(tmp_path, monkeypatch, code, sentence):
    program(tmp_path, "aplay", code)
    monkeypatch.setenv("PATH", str(tmp_path))
    if "sleep" in code:
        monkeypatch.setattr(sound, "GIVE_UP_S", 0.5)
    with Sound() as sounds:
        sounds.play(Tone.STABLE)
        soon("the reason", lambda: sounds.why_silent)
        sounds.play(Tone.STABLE)
    assert re.fullmatch(sentence, sounds.why_silent)
