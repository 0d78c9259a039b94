"""Processes that die, hang or fail: their clips are reported, and all others are done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formcheck.batch.job import Job, Outcome, failed
from formcheck.batch.workers import Processes
from formcheck.outputs.clip import Asked
from tests.command import ROOT


def play(job: Job, moved) -> Outcome:
    """In a worker: do what the clip's name says, and leave a trace of each time."""
    name = Path(job.clip).name
    with Path(job.out, name).open("a") as trace:
        trace.write(f"{os.getpid()}\n")
    moved("playing", 1.0, 2.0)
    if name == "die" or (name == "die once" and len(tries(Path(job.out), name)) == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "crash":
        os.abort()
    if name == "leave":
        os._exit(7)
    if name == "hang":
        time.sleep(1000)
    if name == "slow":
        for nth in range(24):
            time.sleep(0.5)
            moved("playing", float(nth), 24.0)
    return Outcome(job.key, "", "", 0.0, None, None, "", [{"did": name}], [])


def tries(folder: Path, name: str) -> list[int]:
    return [int(line) for line in (folder / name).read_text().split()]


def jobs(folder: Path, *names: str) -> list[Job]:
    return [Job(name, "", name, "", str(folder), "results", Asked()) for name in names]


def outcomes(folder: Path, *names: str, size: int = 2, **more) -> dict[str, Outcome]:
    with Processes(size, run=play, **more) as pool:
        futures = {name: pool.submit(job) for name, job in zip(names, jobs(folder, *names), strict=True)}
        return {name: future.result(timeout=120) for name, future in futures.items()}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_process_serves_one_job_after_another(tmp_path):
    done = outcomes(tmp_path, "a", "b", "c", size=1)
    assert [done[name].scores for name in "abc"] == [[{"did": "a"}], [{"did": "b"}], [{"did": "c"}]]
    assert len({pid for name in "abc" for pid in tries(tmp_path, name)}) == 1


@pytest.mark.parametrize(("name", "how"), [("die", "SIGKILL"), ("crash", "SIGABRT"), ("leave", "exit code 7")])
def test_a_death_is_reported_after_a_second_try_and_the_rest_is_done(name, how, tmp_path):
    done = outcomes(tmp_path, "a", name, "b", "c", size=1)
    failure = done.pop(name).failure
    assert (failure.kind, failure.lasting) == ("ClipDied", False)
    assert how in failure.sentence
    assert len(set(tries(tmp_path, name))) == 2
    assert all(outcome.failure is None for outcome in done.values())


def test_who_is_killed_once_is_tried_again(tmp_path):
    assert outcomes(tmp_path, "die once")["die once"].failure is None


def test_a_hang_is_ended_once_and_reported_while_others_go_on(tmp_path):
    done = outcomes(tmp_path, "hang", "a", "b", silent_s=10.0)
    assert done["hang"].failure.kind == "ClipStuck"
    assert "10 s" in done["hang"].failure.sentence
    (pid,) = tries(tmp_path, "hang")
    assert not alive(pid)
    assert done["a"].failure is None
    assert done["b"].failure is None


def test_who_is_slow_and_moves_is_left_alone(tmp_path):
    seen = []
    done = outcomes(
        tmp_path, "a", "slow", size=1, silent_s=10.0, seen=lambda job, *said: seen.append((job.clip, *said))
    )
    assert done["slow"].failure is None  # it took 12 s; on a busy machine a new process alone takes some to start
    assert ("slow", "playing", 23.0, 24.0) in seen


def test_leaving_by_an_error_ends_all_processes_at_once(tmp_path):
    began = time.monotonic()
    pool = Processes(1, run=play)
    future = pool.submit(jobs(tmp_path, "hang")[0])
    while not (tmp_path / "hang").exists():
        time.sleep(0.05)
    with pytest.raises(KeyboardInterrupt), pool:
        raise KeyboardInterrupt
    assert time.monotonic() - began < 60
    assert future.result().failure.kind == "ClipDied"
    assert not any(alive(pid) for pid in tries(tmp_path, "hang"))


def test_processes_end_with_a_parent_that_is_killed(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.test_batch_workers import Processes, jobs, play\n"
        "with Processes(1, run=play) as pool:\n"
        "    pool.submit(jobs(Path(sys.argv[1]), 'hang')[0]).result()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    while not (tmp_path / "hang").exists():
        time.sleep(0.05)
    (pid,) = tries(tmp_path, "hang")
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(pid)


def test_a_failed_job_knows_its_error():
    outcome = failed(jobs(Path(), "a")[0], ZeroDivisionError("x"))
    assert outcome.failure.sentence == "Unexpected ZeroDivisionError: x"
    assert not outcome.failure.lasting
