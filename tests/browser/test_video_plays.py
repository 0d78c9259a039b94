"""annotated.mp4 plays in a real browser, and jumps to an instant it is asked for."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from formcheck.outputs.video import VideoWriter

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGE = """<video id="v" muted src="annotated.mp4"></video>"""
SEEK = """
const v = document.getElementById('v'), tell = arguments[arguments.length - 1];
const seek = () => { v.onseeked = () => tell([v.videoWidth, v.videoHeight, v.duration, v.currentTime]);
                     v.currentTime = 2.5; };
v.onerror = () => tell(v.error.message);
v.readyState >= 2 ? seek() : v.onloadeddata = seek;
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    webdriver = pytest.importorskip("selenium.webdriver")
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    opened.set_script_timeout(20)
    yield opened
    opened.quit()


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
