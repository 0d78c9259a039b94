"""The training log: nothing is lost, nothing is counted twice, nothing stays of who is forgotten."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

import pytest

from formcheck.errors import BadName, LogDamaged, LogTooNew, LogUnwritable, UnknownPerson
from formcheck.plan import log, session, store
from formcheck.types import Grade, Side
from tests.command import ENVIRONMENT
from tests.training import BOTH_LEGS, result

DAY = date(2025, 7, 1)
WRITERS, EACH = 6, 5


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "plan.sqlite"


def test_the_log_lies_where_the_variable_says_or_in_the_users_data_folder(path, monkeypatch):
    assert store.log_path() == path
    monkeypatch.setenv("FORMCHECK_DATA", "")
    assert store.log_path() == store.user_data_path("formcheck", appauthor=False) / "plan.sqlite"


def test_looking_makes_no_file(path):
    assert log.people() == []
    assert log.sessions("Anna") == []
    assert log.only() is None
    assert not path.parent.exists()


def test_a_session_comes_back_as_it_was_added_nan_included():
    made = result({Side.LEFT: [10, 9], Side.RIGHT: [8]}, unstable=2, unread=1)
    assert log.add(made, "Anna", DAY)
    (back,) = log.sessions("Anna")
    assert repr(back) == repr(session.from_result(made, DAY))
    assert repr(back.reps[0].readings["tilt_deg"]) == "nan"


def test_a_leg_that_could_not_be_read_stays_unread():
    log.add(result(BOTH_LEGS, drop_deg=float("nan"), se_deg=float("nan"), grade=Grade.UNREADABLE), "Anna", DAY)
    leg = log.sessions("Anna")[0].legs[0]
    assert (repr(leg.headline.value), leg.grade) == ("nan", Grade.UNREADABLE)


def test_without_a_day_it_is_today():
    before = date.today()
    log.add(result(BOTH_LEGS), "Anna")
    assert before <= log.sessions("Anna")[0].day <= date.today()


def test_the_same_clip_again_replaces_what_was_logged_and_keeps_its_day_unless_told_otherwise():
    assert log.add(result(BOTH_LEGS, unstable=3), "Anna", DAY)
    assert not log.add(result(BOTH_LEGS), "Anna")
    (only,) = log.sessions("Anna")
    assert only.day == DAY
    assert all(rep.grade is Grade.STABLE for rep in only.reps)
    log.add(result(BOTH_LEGS), "Anna", date(2025, 7, 3))
    assert [each.day for each in log.sessions("Anna")] == [date(2025, 7, 3)]


def test_another_clip_exercise_or_moment_is_another_session():
    first = result(BOTH_LEGS)
    later = replace(
        first, reps=[replace(rep, start_s=rep.start_s + 0.5, end_s=rep.end_s + 0.5) for rep in first.reps]
    )
    for each in (first, later, result(BOTH_LEGS, clip="b.mp4"), result(BOTH_LEGS, exercise="glute-bridge")):
        assert log.add(each, "Anna", DAY)
    assert log.add(first, "Ben", DAY)
    assert [(each.name, each.sessions) for each in log.people()] == [("Anna", 4), ("Ben", 1)]


def test_a_name_is_the_same_in_any_case_and_spacing_and_people_are_kept_apart():
    log.add(result(BOTH_LEGS), "Zoë Ann", DAY)
    log.add(result(BOTH_LEGS, clip="b.mp4"), " ZOE\u0308  ann ", DAY)
    assert [(each.name, each.sessions) for each in log.people()] == [("Zoë Ann", 2)]
    assert log.find("zoë ann") == "Zoë Ann"
    log.add(result(BOTH_LEGS), "Ben", DAY)
    with pytest.raises(UnknownPerson, match="Ben, Zoë Ann"):
        log.only()
    with pytest.raises(UnknownPerson, match="Zoë Ann"):
        log.find("Carl")


@pytest.mark.parametrize("name", ["", "   ", "...", "a\nb", "a\tb", "a\x00b", "\u202eanna", "x" * 61])
def test_what_is_no_name_is_refused_before_a_file_is_made(name, path):
    with pytest.raises(BadName):
        log.add(result(BOTH_LEGS), name, DAY)
    assert not path.exists()


def test_undo_takes_back_the_last_addition_and_nothing_else():
    log.add(result(BOTH_LEGS, clip="a.mp4"), "Anna", date(2025, 7, 9))
    log.add(result(BOTH_LEGS, clip="b.mp4"), "Anna", date(2025, 7, 2))
    log.add(result(BOTH_LEGS, clip="c.mp4"), "Ben", DAY)
    assert log.undo("Anna") == (date(2025, 7, 2), "b.mp4")
    assert log.undo("Anna") == (date(2025, 7, 9), "a.mp4")
    assert log.undo("Anna") is None
    assert [each.name for each in log.people()] == ["Ben"]


def test_nothing_stays_in_any_file_of_who_is_forgotten(path):
    log.add(result(BOTH_LEGS, clip="somewhere.mp4"), "Annabel", DAY)
    log.add(result(BOTH_LEGS, clip="elsewhere.mp4"), "Ben", DAY)
    log.forget("annabel")
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"nnabel" not in left
    assert b"somewhere" not in left
    assert b"elsewhere" in left


def test_only_its_owner_may_read_the_log(path):
    log.add(result(BOTH_LEGS), "Anna", DAY)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


class TestRefused:
    """One sentence each, and the file stays as it is."""

    def refused(self, path, kind, match):
        before = path.read_bytes()
        for use in (log.people, lambda: log.add(result(BOTH_LEGS, clip="new.mp4"), "Anna", DAY)):
            with pytest.raises(kind, match=match) as caught:
                use()
            assert str(path) in str(caught.value)
            assert "\n" not in str(caught.value)
        assert path.read_bytes() == before

    def test_a_file_that_is_no_database(self, path):
        path.parent.mkdir()
        path.write_bytes(b"my notes, which are not to be touched\n" * 50)
        self.refused(path, LogDamaged, "damaged")

    def test_another_programs_database(self, path):
        path.parent.mkdir()
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE person (id)")
        other.close()
        self.refused(path, LogDamaged, "not a log of formcheck's")

    def test_a_log_of_a_newer_formcheck(self, path):
        log.add(result(BOTH_LEGS), "Anna", DAY)
        newer = sqlite3.connect(path)
        newer.execute(f"PRAGMA user_version = {store.SCHEMA_VERSION + 1}")
        newer.close()
        self.refused(path, LogTooNew, "newer formcheck")

    def test_a_log_damaged_in_its_middle(self, path):
        for nth in range(20):
            log.add(result(BOTH_LEGS, clip=f"{nth}.mp4"), "Anna", DAY)
        data = bytearray(path.read_bytes())
        data[4096 : len(data) - 4096] = b"\xaa" * (len(data) - 2 * 4096)
        path.write_bytes(data)
        self.refused(path, LogDamaged, "damaged")

    def test_a_log_cut_short(self, path):
        for nth in range(20):
            log.add(result(BOTH_LEGS, clip=f"{nth}.mp4"), "Anna", DAY)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        self.refused(path, LogDamaged, "damaged")


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FORMCHECK_DATA", str(tmp_path / "file" / "folder"))
    with pytest.raises(LogUnwritable, match="cannot be used"):
        log.add(result(BOTH_LEGS), "Anna", DAY)


def test_who_waits_too_long_for_another_writer_is_told(path, monkeypatch):
    log.add(result(BOTH_LEGS), "Anna", DAY)
    monkeypatch.setattr(store, "BUSY_S", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert len(log.sessions("Anna")) == 1  # readers need not wait
        with pytest.raises(LogUnwritable, match="locked"):
            log.add(result(BOTH_LEGS, clip="b.mp4"), "Anna", DAY)
    finally:
        other.close()


def _add_several(writer: int, gate) -> None:
    gate.wait()
    for nth in range(EACH):
        log.add(result(BOTH_LEGS, clip=f"{writer}-{nth}.mp4"), "Anna", DAY)


def test_several_processes_that_make_a_log_and_add_to_it_at_once_lose_nothing(path):
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(WRITERS)
    writers = [context.Process(target=_add_several, args=(writer, gate)) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    clips = {each.clip for each in log.sessions("Anna")}
    assert clips == {f"{writer}-{nth}.mp4" for writer in range(WRITERS) for nth in range(EACH)}
    assert {file.name for file in path.parent.iterdir()} <= {path.name, f"{path.name}-wal", f"{path.name}-shm"}


ENDLESS = """
from datetime import date
from formcheck.plan import log
from tests.training import BOTH_LEGS, result
for nth in range(10**6):
    log.add(result(BOTH_LEGS, clip=f"{nth}.mp4"), "Anna", date(2025, 7, 1))
    print(nth, flush=True)
"""


@pytest.mark.parametrize("pause_s", [0.0, 0.003, 0.011])
def test_a_writer_killed_in_the_middle_leaves_whole_sessions_only(pause_s, path):
    env = ENVIRONMENT | {"FORMCHECK_DATA": os.environ["FORMCHECK_DATA"]}
    writer = subprocess.Popen([sys.executable, "-c", ENDLESS], env=env, stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(5):
            said = int(writer.stdout.readline())
        time.sleep(pause_s)
    finally:
        writer.send_signal(signal.SIGKILL)
        rest = [int(line) for line in writer.stdout if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
    kept = log.sessions("Anna")
    assert len(kept) >= [said, *rest][-1] + 1
    assert all(len(each.reps) == 20 and len(each.legs) == 2 for each in kept)
    assert log.add(result(BOTH_LEGS, clip="after.mp4"), "Anna", DAY)
