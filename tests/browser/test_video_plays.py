"""annotated.mp4 plays in a real browser, and jumps to an instant it is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.outputs.video import VideoWriter

PAGE = """<video id="v" muted src="annotated.mp4"></video>"""
SEEK = """
const v = document.getElementById('v'), tell = arguments[arguments.length - 1];
const seek = () => { v.onseeked = () => tell([v.videoWidth, v.videoHeight, v.duration, v.currentTime]);
                     v.currentTime = 2.5; };
v.onerror = () => tell(v.error.message);
v.readyState >= 2 ? seek() : v.onloadeddata = seek;
"""


def test_the_video_plays_and_seeks(browser, tmp_path):
    width, height, rate, frames = 480, 640, 30, 120
    with VideoWriter(tmp_path / "annotated.mp4", width, height) as writer:
        for index in range(frames):
            writer.write(np.full((height, width, 3), index, np.uint8), index / rate)
    (tmp_path / "page.html").write_text(PAGE)
    browser.get((tmp_path / "page.html").as_uri())
    told = browser.execute_async_script(SEEK)
    assert not isinstance(told, str), told
    assert told[:2] == [width, height]
    assert told[2] == pytest.approx(frames / rate, abs=0.5 / rate)
    assert told[3] == pytest.approx(2.5, abs=0.5 / rate)
