"""The report in a real browser: it opens from disk, its views are linked, and everybody can use it."""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.outputs.report import write_report
from formcheck.types import Side
from tests import people, results
from tests.people import Plan
from tests.test_report import HOSTILE

pytestmark = pytest.mark.xdist_group("the report in a browser")  # one browser, one folder

FRAME_S = 1 / 30
AXE = Path(os.environ.get("FORMCHECK_AXE", "axe.min.js"))
"""axe-core (npm), which `.ci/run` fetches."""

LAPTOP, PHONE = (1366, 768), (360, 740)

READY = """
const v = document.getElementById('video'), tell = arguments[arguments.length - 1];
v.onerror = () => tell(v.error.message);
v.readyState >= 2 ? tell('') : v.onloadeddata = () => tell('');
"""
SHOWN = """
const v = document.getElementById('video'), tell = arguments[arguments.length - 1];
v.requestVideoFrameCallback((_, frame) => tell(frame.mediaTime));
arguments[0].click();
"""
CURSOR = """
const one = document.querySelector('#' + arguments[0] + ' .cursor');
const x = one.getAttribute('transform').match(/[\\d.]+/)[0];
return one.getAttribute('visibility') === 'visible' ? Number(x) : null;
"""
PLAY = """
const v = document.getElementById('video'), tell = arguments[arguments.length - 1];
const stop = () => { v.pause(); setTimeout(() => tell(v.currentTime), 200); };
v.play().then(() => setTimeout(stop, 900), (e) => tell(String(e)));
"""


@pytest.fixture(scope="module")
def analysis():
    left = Plan(depths_deg=(80.0,) * 5, drop_deg=2.0)
    return people.conclude(people.squats([left, replace(left, side=Side.RIGHT, drop_deg=14.0)]).track)


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    made = results.save(analysis, tmp_path_factory.mktemp("report"))
    write_report(made)
    return made


def show(browser, path: Path, size: tuple[int, int] = LAPTOP, scheme: str = "light") -> None:
    """Open a page from disk, with empty logs, and wait for its video."""
    width, height = size
    device = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    browser.get(path.as_uri())
    assert browser.execute_async_script(READY) == ""


@pytest.fixture
def page(browser, folder):
    show(browser, folder / "report.html")
    return browser


def requested(browser) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


def buttons(browser) -> list:
    return browser.find_elements("css selector", ".reps button")


def test_it_opens_from_disk_without_an_error_or_a_request(page, folder):
    urls = requested(page)
    assert (folder / "report.html").as_uri() in urls
    beside = {folder.as_uri() + "/report.html", folder.as_uri() + "/annotated.mp4"}
    assert not [url for url in urls if not url.startswith("data:") and url not in beside]
    assert page.get_log("browser") == []


def test_embedded_it_plays_alone(browser, folder, tmp_path):
    made = write_report(folder, embed=True)
    alone = made.rename(tmp_path / "alone.html")
    write_report(folder)
    show(browser, alone)
    inside = ("data:", "blob:", alone.as_uri())
    assert not [url for url in requested(browser) if not url.startswith(inside)]
    assert browser.get_log("browser") == []
    shown = browser.execute_async_script(SHOWN, buttons(browser)[2])
    assert shown == pytest.approx(result_of(folder)["reps"][2]["key_s"], abs=FRAME_S)


def result_of(folder) -> dict:
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))


def test_a_click_on_repetition_3_shows_its_instant(page, folder):
    key_s = result_of(folder)["reps"][2]["key_s"]
    assert page.execute_async_script(SHOWN, buttons(page)[2]) == pytest.approx(key_s, abs=FRAME_S)
    current = [one.get_attribute("data-rep") for one in buttons(page) if one.get_attribute("aria-current")]
    assert current == ["3"]


def test_a_key_does_what_a_click_does(page, folder):
    from selenium.webdriver.common.keys import Keys

    buttons(page)[6].send_keys(Keys.ENTER)
    page.execute_async_script("setTimeout(arguments[0], 300)")
    now_s = page.execute_script("return document.getElementById('video').currentTime")
    assert now_s == pytest.approx(result_of(folder)["reps"][6]["key_s"], abs=FRAME_S)


def test_a_click_on_the_curve_goes_there(page, folder):
    rep = result_of(folder)["reps"][4]
    click = """
    const curve = document.getElementById('curve'), box = curve.getBoundingClientRect(), d = curve.dataset;
    const x = Number(d.start) + (arguments[0] - d.low) / (d.high - d.low) * (d.end - d.start);
    const at = box.left + x * box.width / curve.viewBox.baseVal.width;
    curve.dispatchEvent(new MouseEvent('click', {clientX: at, clientY: box.top + box.height / 2, bubbles: true}));
    return document.getElementById('video').currentTime;
    """
    wanted_s = rep["start_s"] + 0.4
    assert page.execute_script(click, wanted_s) == pytest.approx(wanted_s, abs=FRAME_S)


def axis(browser, plot: str):
    """Where the cursor of a plot should be, by the value along it, and how far off a frame takes it."""
    low, high, start, end = (
        float(browser.find_element("id", plot).get_attribute(f"data-{name}"))
        for name in ("low", "high", "start", "end")
    )
    scale = (end - start) / (high - low)
    return lambda value: pytest.approx(start + (value - low) * scale, abs=scale * FRAME_S + 0.1)


def test_the_video_plays_and_the_cursors_run_along(page, folder):
    reps = result_of(folder)["reps"]
    page.execute_async_script(SHOWN, buttons(page)[1])
    at_s = axis(page, "curve")
    assert page.execute_script(CURSOR, "curve") == at_s(reps[1]["key_s"])
    later_s = page.execute_async_script(PLAY)
    assert later_s > reps[1]["key_s"] + 0.3
    assert page.execute_script(CURSOR, "curve") == at_s(later_s)
    now = next((rep for rep in reps if rep["start_s"] <= later_s <= rep["end_s"]), None)
    share = 100 * (later_s - now["start_s"]) / (now["end_s"] - now["start_s"]) if now else None
    assert page.execute_script(CURSOR, "overlay") == (axis(page, "overlay")(share) if now else None)


def test_dark_and_light_are_two_looks(browser, folder):
    looks = []
    for scheme in ("light", "dark"):
        show(browser, folder / "report.html", scheme=scheme)
        colours = browser.execute_script(
            "const s = getComputedStyle(document.documentElement); return [s.backgroundColor, s.color]"
        )
        looks.append([sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours])
    (light_paper, light_ink), (dark_paper, dark_ink) = looks
    assert light_paper > 700
    assert light_ink < 150
    assert dark_paper < 150
    assert dark_ink > 600


def test_a_phone_needs_not_scroll_sideways(browser, folder):
    show(browser, folder / "report.html", PHONE)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]
    small = browser.execute_script(
        "return [...document.querySelectorAll('button')].map(b => b.getBoundingClientRect())"
        ".filter(r => r.width < 24 || r.height < 24).length"
    )
    assert small == 0


@pytest.mark.parametrize(("width", "height"), [(8.27, 11.69), (8.5, 11.0)], ids=["A4", "Letter"])
def test_it_prints_with_every_table_open(page, width, height):
    printed = page.execute_cdp_cmd("Page.printToPDF", {"paperWidth": width, "paperHeight": height})
    pdf = base64.b64decode(printed["data"])
    assert pdf.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 9  # measured: 5 and 6
    assert page.execute_script("return [...document.querySelectorAll('details')].every(one => one.open)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_axe_finds_nothing(browser, folder, size, scheme, language):
    if not AXE.exists():
        pytest.skip(f"axe-core is not at {AXE} ($FORMCHECK_AXE): .ci/run fetches it from npm")
    show(browser, write_report(folder, language=language), size, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "axe.run().then(arguments[0], (e) => arguments[0]({violations: [String(e)]}))"
    )
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_hostile_names_run_nothing(browser, analysis, tmp_path):
    name = "".join(HOSTILE)
    made = results.save(results.named(analysis, name, *HOSTILE), tmp_path)
    show(browser, write_report(made))
    assert browser.get_log("browser") == []
    assert browser.execute_script("return document.querySelector('.file').textContent") == name
    assert browser.execute_script("return document.scripts.length") == 1
    notes = browser.execute_script("return [...document.querySelectorAll('li')].map(one => one.textContent)")
    assert set(HOSTILE) <= set(notes)
