"""annotated.mp4 and a recording play in a real browser, and jump to an instant they are asked for."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from formcheck.outputs import recording
from formcheck.outputs.recording import RecordingWriter
from formcheck.outputs.video import VideoWriter

PAGE = """<video id="v" muted src="annotated.mp4"></video>"""
SEEK = """
const v = document.getElementById('v'), tell = arguments[arguments.length - 1];
const seek = () => { v.onseeked = () => tell([v.videoWidth, v.videoHeight, v.duration, v.currentTime]);
                     v.currentTime = 2.5; };
v.onerror = () => tell(v.error.message);
v.readyState >= 2 ? seek() : v.onloadeddata = seek;
"""


WIDTH, HEIGHT, RATE, FRAMES = 480, 640, 30, 120


def write(writer: VideoWriter) -> None:
    with writer:
        for index in range(FRAMES):
            writer.write(np.full((HEIGHT, WIDTH, 3), index, np.uint8), index / RATE)


def played(browser, path: Path) -> list[float]:
    """Width, height, duration in seconds, and the time it was at after it was asked for 2.5 s."""
    (path.parent / "page.html").write_text(PAGE)
    browser.get((path.parent / "page.html").as_uri())
    told = browser.execute_async_script(SEEK)
    assert not isinstance(told, str), told
    return told


@pytest.mark.parametrize("writer", [VideoWriter, RecordingWriter])
def test_the_video_plays_and_seeks(browser, tmp_path, writer):
    path = tmp_path / "annotated.mp4"
    write(writer(path, WIDTH, HEIGHT))
    told = played(browser, path)
    assert told[:2] == [WIDTH, HEIGHT]
    assert told[2] == pytest.approx(FRAMES / RATE, abs=0.5 / RATE)
    assert told[3] == pytest.approx(2.5, abs=0.5 / RATE)


def test_a_recording_cut_off_plays_and_seeks(browser, tmp_path, monkeypatch):
    path, states, sync = tmp_path / "annotated.mp4", [], os.fsync

    def remember(descriptor: int) -> None:
        sync(descriptor)
        states.append(path.read_bytes())

    monkeypatch.setattr(recording.os, "fsync", remember)
    write(RecordingWriter(path, WIDTH, HEIGHT))
    path.write_bytes(states[-3])  # before the last fragment and the index: three of four seconds
    told = played(browser, path)
    assert told[:2] == [WIDTH, HEIGHT]
    assert told[2] == pytest.approx(3, abs=0.5 / RATE)
    assert told[3] == pytest.approx(2.5, abs=0.5 / RATE)
