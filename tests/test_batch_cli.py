"""`formcheck batch` as its users meet it: the real model, real processes, and kills in the middle."""

import csv
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from formcheck.errors import BadManifest, ClipNotFound, UnknownModel
from tests.batches import settled
from tests.clips import make_clip, steady
from tests.command import COMMAND, DRAWN, ENVIRONMENT, SAMPLES, formcheck

SPAN = ("--end", "6.3", "-e", "single-leg-squat")
"""Two repetitions: enough where the numbers do not matter."""

CLIPS = ("sls_left_drop_rear", "sls_right_drop_front", "sls_right_stable_rear")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def fill(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True)
    for name in names:
        settled(Path(shutil.copy(SAMPLES / f"{name}.mp4", folder)))


def workers_of(pid: int) -> list[int]:
    """The processes of a batch that have begun a job: its children but multiprocessing's own helper."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    children = [child for thread in threads for child in (thread / "children").read_text().split()]
    named = {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in children}
    return [child for child, command in named.items() if "spawn_main" in command]


def begun(folder: Path, model: Path, *more: str) -> subprocess.Popen:
    command = [*COMMAND, "batch", "in", "-o", "out", "-m", str(model), *SPAN, *more]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"}, text=True, **pipes)


def test_help_explains_itself(tmp_path):
    done = formcheck("batch", "--help", at=tmp_path)
    assert done.code == 0
    for word in ("--out", "--manifest", "--cluster", "--export", "--time-limit"):
        assert word in done.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["none", "-o", "out"], ClipNotFound.exit_code),
        ([".", "-o", "out", "--manifest", "none.csv"], BadManifest.exit_code),
        ([".", "-o", "out", "-m", "gigantic"], UnknownModel.exit_code),
        ([".", "-o", "out", "--export", "fbx"], 2),
        (["."], 2),
    ],
)
def test_what_cannot_be_begun_is_refused_at_once(arguments, code, tmp_path):
    done = formcheck("batch", *arguments, at=tmp_path)
    assert done.code == code, done.err
    assert "Traceback" not in done.err


@pytest.mark.model
@pytest.mark.usefixtures("model")
class TestRuns:
    def test_good_clips_are_scored_bad_ones_named_and_the_exit_code_says_so(self, analysed, model, tmp_path):
        fill(tmp_path / "in", DRAWN)
        shutil.copy(SAMPLES / f"{DRAWN}.mp4", tmp_path / "in" / "=twin 🏃\n.mp4")
        (tmp_path / "in" / "text.mp4").write_text("not a clip")
        (tmp_path / "in" / "empty.mov").touch()
        (tmp_path / "in" / "secret.mp4").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
        whole = make_clip(tmp_path / "whole.mp4", steady(50)).read_bytes()
        (tmp_path / "in" / "cut.mp4").write_bytes(whole[:-400])
        (tmp_path / "in" / "gone.mp4").symlink_to("nowhere")
        done = formcheck("batch", "in", "-o", "out", "-m", model, at=tmp_path)
        assert done.code == 3, done.err
        table = rows(tmp_path / "out" / "scores.csv")
        assert [row["clip"] for row in table] == ["'=twin 🏃\n.mp4", f"{DRAWN}.mp4"]
        bad = {row["clip"]: row["code"] for row in rows(tmp_path / "out" / "failed.csv")}
        assert bad == {"cut.mp4": "14", "empty.mov": "13", "gone.mp4": "11", "secret.mp4": "13", "text.mp4": "13"}
        for name in bad:
            assert f"formcheck: '{name}': " in done.err
        single, batch = analysed(DRAWN) / "out", tmp_path / "out" / table[0]["folder"]
        for name in ("reps.csv", "frames.csv"):
            assert (batch / name).read_bytes() == (single / name).read_bytes(), name
        mine, theirs = (json.loads((folder / "result.json").read_text()) for folder in (batch, single))
        mine["origin"]["source"]["name"] = theirs["origin"]["source"]["name"]
        assert mine == theirs

    def test_killed_in_the_middle_it_goes_on_from_there(self, model, tmp_path):
        fill(tmp_path / "in", *CLIPS)
        first = begun(tmp_path, model, "--workers", "1")
        line = first.stdout.readline()
        assert line.startswith("[1/3]"), first.stderr.read()
        left = workers_of(first.pid)
        first.kill()
        first.communicate()
        assert len(left) == 1
        done = formcheck("batch", "in", "-o", "out", "-m", model, *SPAN, at=tmp_path)
        assert done.code == 0, done.err
        assert "3 of 3 clips have a result, " in done.out
        assert "[1/3]" not in done.out  # that one was done before
        assert {row["clip"] for row in rows(tmp_path / "out" / "scores.csv")} == {f"{name}.mp4" for name in CLIPS}
        assert not list((tmp_path / "out").rglob(".partial-*"))

    def test_a_worker_killed_in_the_middle_is_replaced(self, model, tmp_path):
        fill(tmp_path / "in", *CLIPS[:2])
        run = begun(tmp_path, model, "--workers", "1")
        deadline = time.monotonic() + 120
        while not list(tmp_path.glob("out/clips/*/.partial-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        (worker,) = workers_of(run.pid)
        os.kill(worker, signal.SIGKILL)
        out, err = run.communicate(timeout=300)
        assert run.returncode == 0, err
        assert "2 of 2 clips have a result" in out

    def test_ctrl_c_ends_it_at_once_and_keeps_what_is_done(self, model, tmp_path):
        fill(tmp_path / "in", *CLIPS[:2])
        run = begun(tmp_path, model, "--workers", "1")
        assert run.stdout.readline().startswith("[1/2]")
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
        assert run.returncode == 130
        assert "Traceback" not in err
        assert len(list(tmp_path.glob("out/clips/*/result.json"))) >= 1


def test_results_go_into_the_logs_of_the_athletes(model, tmp_path):
    fill(tmp_path / "in", *CLIPS[:2])
    (tmp_path / "in" / "manifest.csv").write_text(f"file,athlete,date\n{CLIPS[0]}.mp4,Berta,2026-01-05\n")
    data = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    done = formcheck("batch", "in", "-o", "out", "-m", model, *SPAN, "--log", "Anna", at=tmp_path, **data)
    assert done.code == 0, done.err
    assert "Logged: 2 of the clips" in done.out
    people = formcheck("plan", "people", at=tmp_path, **data).out
    assert "Anna" in people
    assert "Berta" in people
    assert "2026-01-05" in people


def test_a_log_needs_results_on_this_machine(tmp_path):
    done = formcheck("batch", ".", "-o", "s3://bucket/out", "--log", "Anna", at=tmp_path)
    assert done.code == 2
    assert "on this machine" in done.err
