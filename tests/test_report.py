"""The report: one page, made of what is saved; what it says is what the result says."""

import base64
import hashlib
import json
import math
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from formcheck.cli.report import of_system
from formcheck.errors import OutputNotWritable, ProfileError, UnknownPerson
from formcheck.outputs import result_json
from formcheck.outputs.report import curves, first, plots, saved, write_report
from formcheck.outputs.report.words import words
from formcheck.plan import log
from formcheck.types import Grade, Side
from tests import people, people_floor, results, runners
from tests.command import formcheck
from tests.people import Camera, Plan

MOST_BYTES = 300_000
PHONE = Camera(azimuth_deg=0.0)
HOSTILE = (
    "<script>alert(1)</script>.mp4",
    '"><img src=x onerror=alert(1)>.mp4',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% for x in y %}.mp4",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "-->&lt;b&gt;<!--",
    "\u202egpj.exe",
    "https://example.org/?a=<b>&amp;",
    "]]><![CDATA[<b>",
    "a\"b'c&d<e>f`g\\h%00.mp4",
    "{value:±} {x} {0}",
    "😀\u2028\u0085.mp4",
)


class Page(HTMLParser):
    """A page's elements with their attributes, its texts, and its tables' cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append((dict(attrs).get("id") or dict(attrs).get("class") or "", []))
        if tag == "tr":
            self.tables[-1][1].append([])
        if tag in ("td", "th"):
            self.tables[-1][1][-1].append("")
        if tag in ("td", "th", "script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag):
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data):
        if "script" in self._inside or "style" in self._inside:
            return
        self.texts.append(data)
        if self._inside:
            self.tables[-1][1][-1][-1] += data

    def table(self, name: str) -> list[list[str]]:
        return next(
            [[" ".join(cell.split()) for cell in row] for row in rows] for key, rows in self.tables if key == name
        )

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def page_of(folder, **more) -> Page:
    return Page(write_report(folder, **more).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def analysis():
    left = Plan(depths_deg=(80.0,) * 5, drop_deg=2.0)
    return people.conclude(people.squats([left, replace(left, side=Side.RIGHT, drop_deg=14.0)], PHONE).track)


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    return results.save(analysis, tmp_path_factory.mktemp("saved"))


@pytest.fixture(scope="module")
def bare(analysis, tmp_path_factory):
    return results.save(analysis, tmp_path_factory.mktemp("bare"), video=False)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    track, _ = runners.film(runners.Runner(), lasts_s=6.0)
    analysis = people.conclude(track, exercise=people.exercises.find("running"))
    long = results.repeated(analysis, 12)
    return results.save(long, tmp_path_factory.mktemp("running"), video=False)


@pytest.fixture
def own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_DATA", str(tmp_path / "data"))


def test_the_answer_is_the_verdicts_own_sentence(folder, analysis):
    text = page_of(folder).text
    for verdict in analysis.result.verdicts:
        assert verdict.sentence in text
    assert text.count("not medical advice") == 1


def test_every_number_of_every_repetition_is_that_of_the_result(folder):
    result = json.loads((folder / "result.json").read_text())
    head, *rows = page_of(folder).table("each")
    found = {(f["rep"], f["criterion"]): f for f in result["findings"]}
    digits = {"°": 1, " mm": 0}
    compared = 0
    assert len(rows) == len(result["reps"]) == 10
    for rep, row in zip(result["reps"], rows, strict=True):
        assert row[0].startswith(f"{rep['number']} {rep['side'].capitalize()}")
        assert row[1] == f"{rep['key_s']:.2f} s"
        assert row[2].endswith(rep["grade"])
        for name, cell in zip(head[3:], row[3:], strict=True):
            f = found[rep["number"], name]
            if f["value"] is None:
                assert cell.startswith("–")
                continue
            value, error = re.match(r"([−\d.]+)\D* ± ([\d.]+)", cell).groups()
            nth = digits[f["unit"]]
            assert float(value.replace("−", "-")) == pytest.approx(f["value"], abs=0.5 * 10**-nth + 1e-9)
            assert float(error) == pytest.approx(f["error"], abs=0.5 * 10**-nth + 1e-9)
            compared += 1
    assert compared >= 40


def test_the_table_of_criteria_has_all_of_them_with_their_limits_and_sources(folder, analysis):
    page = page_of(folder)
    tables = [rows for name, rows in page.tables if name == "criteria"]
    assert len(tables) == 3  # left, right, left against right
    profile = analysis.result.profile["criterion"]
    cells = [[" ".join(cell.split()) for cell in row] for rows in tables[1:] for row in rows]
    for criterion in profile:
        row = next(row for row in cells if row[0].removesuffix(" (decides)") == criterion["name"])
        assert row[5] == criterion["source"]
        assert row[3].startswith(f"{criterion['borderline_from']:g} · {criterion['unstable_from']:g}")
    verdict = analysis.result.verdicts[1]
    row = next(row for row in cells if row[0] == "pelvic drop (decides)")
    assert row[1] == f"{verdict.value:.1f}° ± {verdict.error:.1f}°"


def test_settings_versions_and_the_hash_of_the_model_are_told(folder, analysis):
    text, result = page_of(folder).text, analysis.result
    for told in (result.origin.model_sha256, result.pelvis_estimator, result.filtering, result.level.how):
        assert told in text
    for name, number in result.versions.items():
        assert f"{name} {number}" in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_is_small_without_its_video(folder, running, language):
    for saved_in in (folder, running):
        assert write_report(saved_in, language=language).stat().st_size < MOST_BYTES  # measured: 78 kB and 250 kB


def test_of_a_long_run_the_first_steps_are_shown_and_the_rest_is_named(running):
    page = page_of(running)
    steps = len(json.loads((running / "result.json").read_text())["reps"])
    assert steps > saved.MOST_REPS
    assert len(page.table("each")) == 1 + saved.MOST_REPS
    assert f"Shown are the first {saved.MOST_REPS} of {steps}" in page.text


def test_pictures_are_of_the_judged_instants_of_the_worst_and_the_best(folder):
    read = saved.load(folder)
    shown = [(leg.verdict.side, picture) for leg in first.legs(read) for picture in leg.pictures]
    assert [(side, picture.which) for side, picture in shown] == [
        (side, which) for side in ("left", "right") for which in ("worst", "best")
    ]
    for side, picture in shown:
        values = [f.value for f in read.result.findings if f.criterion == "pelvic drop" and f.side == side]
        assert picture.finding.value == (max if picture.which == "worst" else min)(values)
        coded = np.frombuffer(base64.b64decode(picture.source.split(",")[1]), np.uint8)
        shade = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE).mean()
        wanted = int(np.searchsorted(read.readings.time_s, picture.rep.key_s - 1e-6))
        assert results.frame_of(shade) == wanted % results.GREYS


def test_of_a_clip_that_is_analysed_from_later_on_the_pictures_are_the_same(analysis, tmp_path, folder):
    clip = replace(analysis.track, time_s=analysis.track.time_s + 7.5)
    later = saved.load(results.save(people.conclude(clip), tmp_path))
    assert later.begins_s == 7.5
    shown = [picture.source for leg in first.legs(later) for picture in leg.pictures]
    assert shown == [picture.source for leg in first.legs(saved.load(folder)) for picture in leg.pictures]
    assert ("video", "7.5") in [
        (tag, attributes.get("data-begins")) for tag, attributes in page_of(tmp_path).elements
    ]


def test_every_picture_and_plot_has_a_text(folder):
    page = page_of(folder)
    images = [attributes for tag, attributes in page.elements if tag == "img"]
    assert len(images) == 4
    assert all(
        re.search(r"leg, repetition \d+ at the judged instant, pelvic drop .+ ± ", one["alt"]) for one in images
    )
    ids = {attributes.get("id") for _, attributes in page.elements}
    drawn = [attributes for tag, attributes in page.elements if tag == "svg" and "aria-hidden" not in attributes]
    assert len(drawn) == 2
    for one in drawn:
        assert one["role"] == "img"
        assert set(one["aria-labelledby"].split()) <= ids


def test_without_a_video_there_is_no_picture_and_the_page_says_so(bare):
    page = page_of(bare)
    assert not [tag for tag, _ in page.elements if tag in ("img", "video", "button")]
    assert "the result was saved without a video" in page.text


def test_embedded_it_needs_no_file_beside_it(folder):
    page = page_of(folder, embed=True)
    linked = [attributes.get("src") or attributes.get("href") for _, attributes in page.elements]
    assert {source.split(",")[0] for source in linked if source and not source.startswith("#")} == {
        "data:image/webp;base64", "data:video/mp4;base64", "data:text/csv;base64", "data:application/json;base64",
    }  # fmt: skip
    whole = next(source for source in linked if source and source.startswith("data:video"))
    assert base64.b64decode(whole.split(",")[1]) == (folder / "annotated.mp4").read_bytes()


def test_nothing_is_loaded_from_anywhere_and_only_our_own_script_runs(folder):
    html = write_report(folder).read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html).group(1).replace("&#39;", "'")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        own = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL).group(1)
        assert rules[kind] == f"'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'"
    for _, attributes in Page(html).elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert "http://" not in html
    assert "https://" not in html


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_notes_are_data(analysis, name, tmp_path, own_log):
    """The page has the same elements, with the same attributes, as one with harmless names."""
    person = "".join(letter for letter in name if letter.isprintable())[:60]
    odd = results.save(results.named(analysis, name, f"note {name}"), tmp_path / "odd", video=False)
    plain = results.save(results.named(analysis, "clip.mp4", "note"), tmp_path / "plain", video=False)
    for language in ("en", "de"):
        page = page_of(odd, language=language, person=person)
        harmless = page_of(plain, language=language, person="Anna")
        assert page.elements == harmless.elements
        text = "".join(page.texts)
        assert text.count(name) >= 2  # at the top, and in the settings
        assert log.checked_name(person) in text
        if language == "en":
            assert f"note {name}" in text


def test_a_view_that_shows_nothing_that_decides_says_what_to_do(tmp_path):
    seen = people.conclude(people.squats(Plan(depths_deg=(80.0,) * 5), Camera(azimuth_deg=90.0)).track)
    assert seen.result.verdicts[0].grade is Grade.UNREADABLE
    page = page_of(results.save(seen, tmp_path))
    assert seen.result.verdicts[0].sentence in page.text
    assert "First film it better" in page.text
    assert "no readable curve" in page.text
    assert "film from the front or rear." in page.text


def test_from_the_side_the_curve_is_that_of_what_decides_there(tmp_path):
    clip = people_floor.bridges([people_floor.Rep()] * 3, Camera(azimuth_deg=88.0))
    read = saved.load(results.save(people_floor.conclude(clip, "glute-bridge"), tmp_path))
    curve = curves.find(read)
    assert curve.criterion.name == "hip line"
    assert len(curve.stretches) == 3
    for stretch in curve.stretches:
        assert np.interp(stretch.rep.key_s, stretch.time_s, stretch.value) == pytest.approx(
            stretch.rep.readings["hip_line_deg"], abs=0.5
        )
    assert "hip line over the repetition: Both legs" in page_of(tmp_path).text


def test_the_curve_passes_through_what_was_judged(folder):
    curve = curves.find(saved.load(folder))
    assert curve.criterion.name == "pelvic drop"
    for stretch in curve.stretches:
        row = int(np.argmin(np.abs(stretch.time_s - stretch.rep.key_s)))
        assert stretch.value[row] == pytest.approx(stretch.judged.value, abs=1e-3)  # tables keep four decimals
        assert stretch.error[row] == pytest.approx(stretch.judged.error, abs=1e-3)


def test_repetitions_of_any_length_compare_by_percentage(folder):
    read = saved.load(folder)
    left, right = curves.typical(curves.find(read), read.sides)
    assert (len(left.each), len(right.each)) == (5, 5)
    deepest = 100 * people.WAY_DOWN
    assert curves.PERCENT[np.argmax(right.mean)] == pytest.approx(deepest, abs=10)
    assert right.mean.max() == pytest.approx(14.0, abs=2.0)  # as planned; a stick person's hip line is true
    assert left.mean.max() == pytest.approx(2.0, abs=2.0)


def test_a_plot_has_round_ticks_inside_it():
    axis = plots.Axis(-3.2, 17.9, 300.0, 20.0)
    assert axis.ticks(5) == [0.0, 5.0, 10.0, 15.0]
    assert axis.at(-3.2) == 300.0
    assert axis.at(17.9) == 20.0


def test_what_could_not_be_read_leaves_a_gap_in_the_curve():
    axis = plots.Axis(0.0, 10.0, 0.0, 100.0)
    line = plots._line(axis, axis, np.arange(5.0), np.array([1.0, 2.0, math.nan, 4.0, 5.0]))
    assert line == "M0.0 10.0L10.0 20.0M30.0 40.0L40.0 50.0"


def test_one_thing_to_work_on_is_the_cue_of_the_worst(folder):
    advice = first.work_on(saved.load(folder))
    assert (advice.criterion, advice.grade, advice.times, advice.of) == ("pelvic drop", Grade.BORDERLINE, 5, 10)
    assert advice.cue in page_of(folder).text


def test_where_nothing_is_past_its_limit_it_says_so(analysis, tmp_path):
    still = [replace(finding, grade=Grade.STABLE, cue="") for finding in analysis.result.findings]
    results.save(replace(analysis, result=replace(analysis.result, findings=still)), tmp_path, video=False)
    assert "Nothing was past its limit." in page_of(tmp_path).text


def test_german_pages_have_german_numbers_and_no_english_cue(folder, analysis):
    page = page_of(folder, language="de")
    assert ("html", {"lang": "de"}) in page.elements
    said = " ".join(row[1] for name, rows in page.tables if name == "criteria" for row in rows)
    assert re.search(r"\d,\d° ± \d,\d°", said)
    assert not re.search(r"\d\.\d°", said)
    for finding in analysis.result.findings:
        assert not finding.cue or finding.cue not in page.text
    assert words("de").say(analysis.result.verdicts[1].sentence) in page.text


def test_a_cue_of_ones_own_is_shown_as_it_is(tmp_path):
    own = people.limits(1.0, 2.0)
    cue = "Denk an die Hüfte 1.5 mal."
    own = own.model_copy(update={"criterion": (own.criterion[0].model_copy(update={"cue": cue}),)})
    read = people.conclude(people.squats(Plan(depths_deg=(80.0,) * 5, drop_deg=14.0)).track, own)
    assert cue in page_of(results.save(read, tmp_path, video=False)).text


def test_earlier_sessions_show_their_trend_with_what_may_be_chance(folder, analysis, own_log):
    assert "History" not in page_of(folder, person="Anna").text
    today = date.today()
    for weeks in (1, 2, 3):
        log.add(results.named(analysis, f"{weeks}.mp4").result, "Anna", today - timedelta(weeks=weeks))
    page = page_of(folder, person="anna")
    assert "From 4 clips of Anna in the training log." in page.text
    assert "Too early to tell" in page.text
    assert "may be chance" in page.text
    assert len([1 for tag, attributes in page.elements if tag == "svg" and "aria-hidden" not in attributes]) == 4
    assert "History" not in page_of(folder).text


def test_a_session_that_is_logged_is_not_counted_twice(folder, analysis, own_log):
    log.add(analysis.result, "Anna", date(2025, 7, 1))
    log.add(results.named(analysis, "2.mp4").result, "Anna", date(2025, 6, 1))
    page = page_of(folder, person="Anna")
    assert "From 2 clips of Anna" in page.text
    assert "done on 1 July 2025" in page.text
    assert "trainiert am 1. Juli 2025" in page_of(folder, person="Anna", language="de").text


def test_a_folder_without_results_is_refused(tmp_path, bare):
    with pytest.raises(ProfileError):
        write_report(tmp_path)
    (tmp_path / "result.json").write_bytes((bare / "result.json").read_bytes())
    with pytest.raises(ProfileError, match=r"no readable frames\.parquet"):
        write_report(tmp_path)


def test_a_page_that_cannot_be_written_leaves_the_one_before(bare, monkeypatch):
    before = write_report(bare).read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputNotWritable, match="No space left"):
        write_report(bare, language="de")
    assert (bare / "report.html").read_bytes() == before
    assert not [path for path in bare.iterdir() if "partial" in path.name]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_MESSAGES": "de"}, "de"),
    ],
)
def test_the_language_is_the_systems(environment, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert of_system() == language


def test_the_commands(bare, tmp_path):
    done = formcheck("report", bare, "--language", "de", at=tmp_path, FORMCHECK_DATA=str(tmp_path))
    assert (done.code, done.out) == (0, f"{bare / 'report.html'}\n")
    assert 'lang="de"' in (bare / "report.html").read_text(encoding="utf-8")
    told = formcheck("report", bare, "--person", "Nobody", at=tmp_path, FORMCHECK_DATA=str(tmp_path))
    assert told.code == UnknownPerson.exit_code
    opened = formcheck("open", bare, at=tmp_path, BROWSER="echo %s")
    assert (opened.code, opened.out) == (0, f"{(bare / 'report.html').as_uri()}\n")
    missing = formcheck("open", tmp_path, at=tmp_path)
    assert missing.code == ProfileError.exit_code
    assert "formcheck report" in missing.err


def test_a_saved_result_of_a_file_exercise_needs_not_that_file(analysis, tmp_path):
    results.save(analysis, tmp_path, video=False)
    odd = replace(analysis.result, exercise="my-own-lunge")
    (tmp_path / "result.json").write_text(result_json.dumps(odd), encoding="utf-8")
    assert "my-own-lunge" in page_of(tmp_path).text
