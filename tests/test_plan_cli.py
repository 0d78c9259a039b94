"""`formcheck plan` as its users meet it."""

import re
import shutil
from datetime import date, timedelta

import pytest

from formcheck.plan import log
from formcheck.types import Side
from tests.command import SAMPLES, formcheck
from tests.training import BOTH_LEGS, result

MONDAY = date(2025, 6, 30)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_DATA", str(tmp_path / "data"))
    return {"FORMCHECK_DATA": str(tmp_path / "data"), "COLUMNS": "80"}


@pytest.fixture
def plan(tmp_path, data):
    def run(*arguments, **more):
        return formcheck("plan", *arguments, at=tmp_path, **(data | more))

    return run


def nine_weeks(person: str, fall_deg: float = 0.0) -> None:
    for nth in range(9):
        for day in (0, 3):
            made = result(BOTH_LEGS, clip=f"{nth}-{day}.mp4", drop_deg=9.0 - fall_deg * nth / 8)
            log.add(made, person, MONDAY + timedelta(weeks=nth, days=day))


def test_an_empty_log_says_how_to_begin_and_makes_no_file(plan, tmp_path):
    done = plan()
    assert done.code == 0
    assert "formcheck analyze CLIP --log NAME" in done.out
    assert "at least two days a week, not consecutive, 1–3 sets of 8–12 good" in done.out
    assert plan("people").out == plan("people").err == ""
    assert plan("trend").code == 0
    assert not (tmp_path / "data").exists()


def test_this_week_what_is_left_when_next_and_the_prescription_with_its_source(plan):
    log.add(result({Side.LEFT: [10, 9], Side.RIGHT: [6]}), "Anna", MONDAY + timedelta(days=1))
    done = plan("--date", "2025-07-02")
    assert done.code == 0
    said = done.out.splitlines()
    assert said[0] == "Anna, week of 30 June to 6 July 2025"
    assert re.search(r"single-leg-squat, left leg +· 2 sets +·", done.out)
    assert re.search(r"single-leg-squat, right leg +· 6 of 8 +·", done.out)
    flat = " ".join(done.out.split())
    assert "One left. Next: tomorrow, Thursday 3 July, at the latest Sunday 6 July." in flat
    assert "The right leg has had no full set of single-leg-squat this week." in flat
    assert "(convention" in done.out
    assert "medical advice" not in done.out
    assert max(map(len, said)) <= 80


def test_advice_comes_with_one_word_that_it_is_not_medical(plan):
    nine_weeks("Anna")
    for arguments in (["--date", "2025-08-30"], ["trend"]):
        done = plan(*arguments)
        flat = " ".join(done.out.split())
        assert flat.lower().count("no detectable change in eight weeks: see a physical therapist or a trainer") == 2
        assert flat.count("not medical advice") == 1


@pytest.mark.parametrize("columns", [80, 120])
def test_the_trend_is_drawn_within_the_terminal_for_each_leg(plan, columns):
    nine_weeks("Anna", fall_deg=8.0)
    done = plan("trend", COLUMNS=str(columns))
    assert done.out.count("●") == 2 * 9 + 2
    assert "8.0° better since the week of 30 June 2025" in done.out
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= columns


def test_a_terminal_without_unicode_gets_ascii(plan):
    nine_weeks("Anna")
    for arguments in (["trend"], ["--date", "2025-08-30"]):
        done = plan(*arguments, PYTHONIOENCODING="ascii")
        assert done.code == 0, done.err
        assert done.out.isascii()


def test_several_people_must_be_told_apart(plan):
    nine_weeks("Anna")
    log.add(result(BOTH_LEGS), "Ben", MONDAY)
    done = plan()
    assert (done.code, done.out) == (74, "")
    assert done.err == "formcheck: The log has Anna, Ben: say whose plan with --person NAME.\n"
    assert plan("--person", "ben").out.startswith("Ben, week of")
    assert plan("--person", "anna", "trend").out == plan("trend", "--person", "anna").out
    assert plan("-p", "Carl").code == 74
    assert re.findall(r"^(\w+) +(\d+) clips", plan("people").out, re.M) == [("Anna", "18"), ("Ben", "1")]


def test_everybody_or_one_person_is_exported(plan, tmp_path):
    log.add(result(BOTH_LEGS), "Anna", MONDAY)
    log.add(result({Side.LEFT: [8]}), "Ben", MONDAY)
    assert plan("export", "all.csv").out == "28 repetitions written to all.csv\n"
    assert plan("export", "ben.csv", "-p", "Ben").out == "8 repetitions written to ben.csv\n"
    assert "Anna" not in (tmp_path / "ben.csv").read_text()
    assert plan("export", "all.csv").code == 31
    assert plan("export", "all.csv", "--force").code == 0


def test_undo_and_forget(plan):
    log.add(result(BOTH_LEGS, clip="a.mp4"), "Anna", MONDAY)
    log.add(result(BOTH_LEGS, clip="b.mp4"), "Anna", MONDAY)
    assert plan("undo").out == "Taken back: b.mp4 of 2025-06-30, Anna.\n"
    assert plan("forget", "nobody").code == 74
    assert plan("forget", "anna").out == "Anna is forgotten.\n"
    assert plan("undo").out == "There is nothing to take back.\n"


def test_path_prints_the_file_and_nothing_else(plan, tmp_path):
    assert plan("path").out == f"{tmp_path / 'data' / 'plan.sqlite'}\n"


def test_a_date_that_would_be_ignored_or_is_still_to_come_is_refused(plan, tmp_path, data):
    assert plan("--date", "2025-07-01", "trend").code == 2
    assert formcheck("analyze", "x.mp4", "--date", "2025-07-01", at=tmp_path, **data).code == 2
    assert formcheck("analyze", "x.mp4", "--log", "A", "--date", "9999-01-01", at=tmp_path, **data).code == 2


def test_a_name_that_is_none_is_refused_before_the_clip_is_looked_at(tmp_path, data):
    done = formcheck("analyze", "no-such-clip.mp4", "--log", " ", at=tmp_path, **data)
    assert done.code == 75
    assert done.err.count("\n") == 1


def test_the_drill_told_to_a_pipe_has_a_line_each_and_no_returns(plan):
    done = plan("drill", "--seconds", "1")
    assert done.code == 0
    assert re.findall(r"^(\d) of 6 ", done.out, re.M) == list("123456")
    assert "\r" not in done.out
    assert done.out.endswith("Done: all of it.\n")


@pytest.mark.model
def test_a_log_that_fails_loses_no_results_which_can_be_added_later(model, tmp_path, data, plan):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "plan.sqlite").write_text("no log" * 100)
    clip = shutil.copy(SAMPLES / "sls_left_stable_front.mp4", tmp_path / "clip.mp4")
    options = ["-m", model, "-o", "out", "--end", "6.3", "--no-video", "--log", "Anna", "--date", "2025-07-01"]
    done = formcheck("analyze", clip, *options, at=tmp_path, **data)
    assert done.code == 71
    assert "  out/result.json" in done.out
    assert done.err.count("\n") == 1
    assert "`formcheck plan add out Anna`" in done.err
    (tmp_path / "data" / "plan.sqlite").unlink()
    assert plan("add", "out", "Anna", "--date", "2025-07-01").out == "Logged for Anna: `formcheck plan`\n"
    assert plan("add", "out", "anna").out == "Logged before, now replaced for Anna: `formcheck plan`\n"
    (kept,) = log.sessions("Anna")
    assert (kept.day, kept.clip, len(kept.reps)) == (date(2025, 7, 1), "clip.mp4", 2)
    assert "2 of 8" in plan("--date", "2025-07-02").out


@pytest.mark.model
def test_analyze_logs_what_it_wrote_and_json_stays_json(model, tmp_path, data):
    clip = SAMPLES / "sls_left_stable_front.mp4"
    options = ["-m", model, "--end", "6.3", "--no-video", "--log", "Anna", "--force", "-o", "out"]
    done = formcheck("analyze", clip, *options, "--json", at=tmp_path, **data)
    assert done.code == 0, done.err
    assert done.out == (tmp_path / "out" / "result.json").read_text()
    (kept,) = log.sessions("Anna")
    assert kept.clip == clip.name
