"""The index of a batch: what it shows, that nothing in a name runs, and that it bears 10,000 clips."""

from __future__ import annotations

import time

import pytest

from formcheck.batch.found import Found
from formcheck.batch.index import write_index
from formcheck.batch.job import Failure, Outcome
from formcheck.batch.manifest import Stated
from formcheck.batch.run import Entry

EVIL = '<img src=x onerror="document.title=1"></script><script>document.title=1</script>.mp4'
ROWS = "return [...document.querySelectorAll('#clips tbody tr')].map(r => r.cells[1].textContent)"


def entry(name: str, **stated: str) -> Entry:
    return Entry(Found(name, name, "", 0, 0.0), Stated(**stated), "", name)


def outcome(key: str, grade: str = "stable", value: float = 2.0, side: str = "left") -> Outcome:
    leg = {
        "side": side,
        "grade": grade,
        "criterion": "pelvic drop",
        "value": value,
        "error": 1.5,
        "unit": "°",
        "reps": 5,
    }
    facts = {"exercise": "single-leg-squat", "view": "front", "sentence": f"The {side} leg was {grade}."}
    return Outcome(key, "", f"clips/{key}-1", 1.0, None, None, "result.json", [leg | facts], [])


@pytest.fixture
def show(browser, tmp_path):
    def shown(outcomes: dict[str, Outcome], failures=(), entries=None):
        entries = entries or [entry(name) for name in outcomes]
        write_index(entries, list(failures), outcomes.__getitem__, tmp_path)
        browser.get((tmp_path / "index.html").as_uri())
        return browser

    return shown


def fill_in(page, name: str, value: str) -> None:
    page.execute_script(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event(e.tagName === 'INPUT' ? 'input' : 'change'))",
        name,
        value,
    )


def sort(page, key: str) -> None:
    page.execute_script("document.querySelector(`[data-key=${arguments[0]}]`).click()", key)


def test_clips_sort_and_filter(show):
    page = show(
        {
            "a": outcome("a", "stable", 2.0),
            "b10": outcome("b10", "unstable", 9.0),
            "b9": outcome("b9", "unstable", 12.0),
        }
    )
    assert page.execute_script(ROWS) == ["a", "b9", "b10"]
    sort(page, "left")
    assert page.execute_script(ROWS) == ["b9", "b10", "a"]
    sort(page, "left")
    assert page.execute_script(ROWS) == ["a", "b10", "b9"]
    fill_in(page, "grade", "unstable")
    assert sorted(page.execute_script(ROWS)) == ["b10", "b9"]
    fill_in(page, "search", "B1")
    assert page.execute_script(ROWS) == ["b10"]
    assert page.execute_script("return document.getElementById('count').textContent") == "1 of 3"


def test_what_the_manifest_doubts_is_said(show):
    page = show({"a": outcome("a")}, entries=[entry("a", side="right", athlete="Ana", date="2026-01-02")])
    text = page.execute_script("return document.querySelector('#clips tbody').textContent")
    assert "the manifest says right" in text
    assert "Ana2026-01-02" in text


def test_nothing_in_a_name_runs(show):
    failure = Failure("NotAVideo", 13, f"{EVIL} is text.", lasting=True)
    page = show({EVIL: outcome(EVIL)}, [(entry(EVIL), failure)], [entry(EVIL, athlete=EVIL)])
    assert page.title == "formcheck: 1 clip"
    assert page.execute_script(ROWS) == [EVIL]
    assert EVIL in page.execute_script("return document.getElementById('failed').textContent")
    assert "%3Cimg" in page.execute_script("return document.querySelector('#clips a').href")


def test_it_asks_nobody_and_breaks_no_rule_of_its_own(show, tmp_path):
    import cv2
    import numpy as np

    (tmp_path / "clips" / "a-1").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "clips" / "a-1" / "thumbnail.jpg"), np.zeros((20, 30, 3), np.uint8))
    page = show({"a": outcome("a")})
    page.get_log("browser")
    page.refresh()
    time.sleep(0.5)
    assert page.execute_script("return document.images[0].naturalWidth") == 30
    assert page.get_log("browser") == []
    addresses = page.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert all(address.startswith("file:") for address in addresses)


def test_ten_thousand_clips_are_sorted_and_searched_and_few_are_in_the_page(show, tmp_path):
    """How long that takes: `python -m tests.benchmarks.batch_index`."""
    grades = ("stable", "borderline", "unstable")
    page = show({f"c{n:05d}": outcome(f"c{n:05d}", grades[n % 3], n % 17) for n in range(10_000)})
    sort(page, "left")
    assert page.execute_script(ROWS)[0] == "c00050"  # the first of those that are unstable and at 16
    fill_in(page, "search", "c01")
    assert len(page.execute_script(ROWS)) == 200
    assert page.execute_script("return document.getElementById('count').textContent") == "1000 of 10000"
    assert (tmp_path / "index.html").stat().st_size < 10e6


def test_more_rows_come_when_they_are_asked_for(show):
    page = show({f"c{n:03d}": outcome(f"c{n:03d}") for n in range(450)})
    for count in (200, 400, 450):
        assert len(page.execute_script(ROWS)) == count
        page.execute_script("document.getElementById('more').click()")
    assert not page.execute_script("return document.getElementById('more').checkVisibility()")
