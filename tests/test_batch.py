"""A batch from folder to tables: nothing is lost, nothing is done twice, and every clip has an answer."""

import csv
import json
import os
import shutil
import sqlite3

import pyarrow.parquet as pq
import pytest

from formcheck.batch import job as jobs
from formcheck.batch import store
from formcheck.batch.found import Wanted
from formcheck.batch.manifest import Stated
from formcheck.batch.store import LEDGER
from formcheck.errors import ClipNotFound, LedgerUnusable, NotAVideo, OutputNotWritable
from formcheck.outputs.clip import Asked
from formcheck.poses import Engine
from tests.batches import SQUAT, Here, plain, run, settled, without_model
from tests.people import limits


@pytest.fixture
def follower(monkeypatch):
    return without_model(monkeypatch)


@pytest.fixture
def folder(tmp_path):
    for number, name in enumerate(("a.mp4", "b.mp4", "sub/c.mp4")):
        plain(tmp_path / "in" / name, number)
    return tmp_path / "in"


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_every_clip_gets_its_folder_and_its_rows(folder, tmp_path, follower):
    summary = run(folder, tmp_path / "out")
    assert (summary.tally.clips, summary.tally.failed, summary.tally.before) == (3, 0, 0)
    table = rows(tmp_path / "out" / "scores.csv")
    assert [row["clip"] for row in table] == ["a.mp4", "b.mp4", "sub/c.mp4"]
    for row in table:
        result = json.loads((tmp_path / "out" / row["folder"] / "result.json").read_text())
        (verdict,) = result["verdicts"]
        assert (row["exercise"], row["side"], row["grade"]) == (result["exercise"], verdict["side"], verdict["grade"])
        assert float(row["value"]) == pytest.approx(verdict["value"], abs=5.1e-5)
    assert pq.read_table(tmp_path / "out" / "scores.parquet")["clip"].to_pylist() == [row["clip"] for row in table]
    reps = pq.read_table(tmp_path / "out" / "reps.parquet")
    assert reps.num_rows == 9
    assert {"clip", "number", "drop_deg", "drop_se_deg", "knee_flexion_deg", "grade"} <= set(reps.column_names)
    assert rows(tmp_path / "out" / "failed.csv") == []


def test_a_second_run_does_nothing_again_and_writes_nothing(folder, tmp_path, follower):
    run(folder, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*") if path.name[:6] != "ledger"}
    summary = run(folder, tmp_path / "out")
    assert summary.tally.before == 3
    assert len(follower.followed) == 3
    assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*") if p.name[:6] != "ledger"}


def test_a_new_clip_is_added_and_a_gone_one_leaves_the_tables(folder, tmp_path, follower):
    run(folder, tmp_path / "out")
    plain(folder / "d.mp4", 4)
    (folder / "a.mp4").unlink()
    run(folder, tmp_path / "out")
    assert follower.followed[3:] == ["d.mp4"]
    assert [row["clip"] for row in rows(tmp_path / "out" / "scores.csv")] == ["b.mp4", "d.mp4", "sub/c.mp4"]


def test_the_same_clip_under_two_names_is_analysed_once_and_both_are_listed(folder, tmp_path, follower):
    settled(shutil.copy(folder / "a.mp4", folder / "twin.mov"))
    summary = run(folder, tmp_path / "out")
    assert len(follower.followed) == 3
    table = {row["clip"]: row for row in rows(tmp_path / "out" / "scores.csv")}
    assert table["a.mp4"]["folder"] == table["twin.mov"]["folder"]
    assert summary.tally.clips == 4
    (folder / "a.mp4").rename(folder / "renamed.mp4")
    assert run(folder, tmp_path / "out").tally.before == 4


def test_a_new_profile_judges_the_landmarks_again_and_follows_nobody(folder, tmp_path, follower):
    run(folder, tmp_path / "out")
    strict = Asked("single-leg-squat", limits(-90.0, -80.0), video=False)
    summary = run(folder, tmp_path / "out", strict)
    assert summary.tally.before == 0
    assert len(follower.followed) == 3
    assert {row["grade"] for row in rows(tmp_path / "out" / "scores.csv")} == {"unstable"}
    assert len(list((tmp_path / "out" / "clips").iterdir())) == 3
    run(folder, tmp_path / "out", SQUAT)
    assert len(follower.followed) == 3


@pytest.mark.parametrize("other", [{"start_s": 0.01}, {"engine": Engine.MEDIAPIPE}])
def test_another_span_or_engine_follows_again(other, folder, tmp_path, follower):
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "out", Asked("single-leg-squat", video=False, **other))
    assert len(follower.followed) == 6


def test_what_shows_nothing_fails_once_and_keeps_its_landmarks(folder, tmp_path, follower):
    follower.nobody = {"b.mp4"}
    summary = run(folder, tmp_path / "out")
    ((entry, failure),) = summary.failures
    assert (entry.found.name, failure.code, failure.lasting) == ("b.mp4", 21, True)
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "out", Asked("two-leg-squat", video=False))
    assert len(follower.followed) == 3
    (row,) = [row for row in rows(tmp_path / "out" / "failed.csv") if row["clip"] == "b.mp4"]
    assert (row["code"], row["tried_again"]) == ("21", "false")


def test_a_twin_of_what_failed_is_not_told_another_files_name_as_its_own(folder, tmp_path, follower):
    follower.raises = {"a.mp4": NotAVideo("a.mp4 is text, not a video.")}
    settled(shutil.copy(folder / "a.mp4", folder / "twin.mov"))
    sentences = {entry.found.name: failure.sentence for entry, failure in run(folder, tmp_path / "out").failures}
    assert sentences["a.mp4"] == "a.mp4 is text, not a video."
    assert sentences["twin.mov"] == "The same bytes as a.mp4: a.mp4 is text, not a video."


@pytest.mark.parametrize("error", [OutputNotWritable("No room."), MemoryError(), ZeroDivisionError("a bug")])
def test_what_is_not_the_clips_fault_is_told_and_tried_by_the_next_run(error, folder, tmp_path, follower):
    follower.raises = {"b.mp4": error}
    summary = run(folder, tmp_path / "out")
    assert [entry.found.name for entry, _ in summary.failures] == ["b.mp4"]
    assert len(rows(tmp_path / "out" / "scores.csv")) == 2
    follower.raises = {}
    summary = run(folder, tmp_path / "out")
    assert summary.failures == []
    assert follower.followed.count("b.mp4") == 2
    assert len(follower.followed) == 4


def test_results_that_the_ledger_was_never_told_of_are_found(folder, tmp_path, follower):
    """A kill between the folder's last rename and the ledger; or the ledger is gone altogether."""
    run(folder, tmp_path / "out")
    for file in (tmp_path / "out").glob("ledger*"):
        file.unlink()
    assert run(folder, tmp_path / "out").tally.before == 3
    assert len(follower.followed) == 3


def test_a_result_that_somebody_removed_is_made_again(folder, tmp_path, follower):
    run(folder, tmp_path / "out")
    shutil.rmtree(next((tmp_path / "out" / "clips").glob("b-*")))
    assert run(folder, tmp_path / "out").tally.before == 2
    assert follower.followed[3:] == ["b.mp4"]


def test_an_interrupt_keeps_what_was_done(folder, tmp_path, follower):
    follower.raises = {"b.mp4": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        run(folder, tmp_path / "out")
    done = len(follower.followed) - 1
    follower.raises = {}
    assert run(folder, tmp_path / "out").tally.before == done
    assert len(follower.followed) == 1 + 3


def test_a_disk_with_no_room_is_named_before_minutes_of_work(folder, tmp_path, follower, monkeypatch):
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    summary = run(folder, tmp_path / "out")
    assert follower.followed == []
    assert [failure.code for _, failure in summary.failures] == [32] * 3
    monkeypatch.undo()
    without_model(monkeypatch)
    assert run(folder, tmp_path / "out").failures == []


def test_a_clip_that_changes_while_it_is_analysed_is_no_result(folder, tmp_path, follower, monkeypatch):
    def grows(clip, asked, **more):
        with clip.open("ab") as file:
            file.write(b"more")
        return follower(clip, asked, **more)

    monkeypatch.setattr(jobs.clips, "landmarks", grows)
    summary = run(folder, tmp_path / "out", wanted=Wanted(include=["a.mp4"]))
    assert [failure.kind for _, failure in summary.failures] == ["ClipChanged"]
    assert not list((tmp_path / "out").rglob("result.json"))


def test_bad_files_are_named_and_good_ones_scored(folder, tmp_path, follower):
    (folder / "gone.mp4").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.mp4")
    summary = run(folder, tmp_path / "out")
    assert [entry.found.name for entry, _ in summary.failures] == ["gone.mp4", "pipe.mp4"]
    assert len(rows(tmp_path / "out" / "scores.csv")) == 3


def test_what_the_manifest_says_is_in_the_tables_and_decides(folder, tmp_path, follower):
    manifest = {
        "a.mp4": Stated(athlete="=Ana", date="2026-01-02", side="right"),
        "sub/c.mp4": Stated(exercise="two-leg-squat"),
        "z.mp4": Stated(),
    }
    summary = run(folder, tmp_path / "out", manifest=manifest)
    table = {row["clip"]: row for row in rows(tmp_path / "out" / "scores.csv")}
    assert table["a.mp4"]["athlete"] == "'=Ana"
    assert (table["a.mp4"]["date"], table["a.mp4"]["stated_side"], table["a.mp4"]["side"]) == (
        "2026-01-02", "right", "left",
    )  # fmt: skip
    assert "sub/c.mp4" not in table or table["sub/c.mp4"]["exercise"] == "two-leg-squat"
    missing = next(failure for entry, failure in summary.failures if entry.found.name == "z.mp4")
    assert missing.kind == ClipNotFound.__name__
    index = (tmp_path / "out" / "index.html").read_text()
    assert "the manifest says right" in index


def test_an_athletes_name_is_new_in_the_tables_without_new_work(folder, tmp_path, follower):
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "out", manifest={"a.mp4": Stated(athlete="Bo")})
    assert rows(tmp_path / "out" / "scores.csv")[0]["athlete"] == "Bo"
    assert len(follower.followed) == 3


def test_exports_lie_in_the_folders(folder, tmp_path, follower):
    run(folder, tmp_path / "out", exports=("mot", "trc"))
    assert len(list((tmp_path / "out").rglob("landmarks.trc"))) == 3
    assert len(list((tmp_path / "out").rglob("landmarks.mot"))) == 3


def test_an_empty_folder_is_no_error(tmp_path, follower):
    (tmp_path / "in").mkdir()
    assert run(tmp_path / "in", tmp_path / "out").tally.clips == 0
    assert rows(tmp_path / "out" / "scores.csv") == []


def test_the_largest_clip_is_begun_first_and_the_youngest_last(tmp_path, follower):
    plain(tmp_path / "in" / "new.mp4", 1, ago_s=0.0)
    plain(tmp_path / "in" / "old.mp4", 2)
    big = plain(tmp_path / "in" / "big.mp4", 9)
    big.write_bytes(big.read_bytes() + bytes(50_000))
    settled(big)
    run(tmp_path / "in", tmp_path / "out")
    assert follower.followed == ["big.mp4", "old.mp4", "new.mp4"]


@pytest.mark.usefixtures("follower")
class TestLedger:
    def test_it_is_used_by_one_batch_at_a_time(self, folder, tmp_path):
        class Second(Here):
            def submit(self, _work):
                run(folder, tmp_path / "out")

        with pytest.raises(LedgerUnusable, match="another batch"):
            run(folder, tmp_path / "out", pool=Second())

    def test_a_damaged_one_is_refused(self, folder, tmp_path):
        run(folder, tmp_path / "out")
        data = bytearray((tmp_path / "out" / LEDGER).read_bytes())
        data[:100] = b"x" * 100
        (tmp_path / "out" / LEDGER).write_bytes(data)
        with pytest.raises(LedgerUnusable, match="damaged"):
            run(folder, tmp_path / "out")

    def test_another_programs_is_refused(self, folder, tmp_path):
        (tmp_path / "out").mkdir()
        with sqlite3.connect(tmp_path / "out" / LEDGER) as other:
            other.execute("CREATE TABLE theirs (a)")
        other.close()
        with pytest.raises(LedgerUnusable, match="not a ledger"):
            run(folder, tmp_path / "out")

    def test_an_output_that_is_a_file(self, folder, tmp_path):
        (tmp_path / "out").write_text("")
        with pytest.raises(LedgerUnusable, match="cannot be used"):
            run(folder, tmp_path / "out")
