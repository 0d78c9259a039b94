"""A batch on a Dask cluster: the same numbers, and a worker may die."""

import time
from pathlib import Path

import pytest

from formcheck.batch.job import Job, Outcome
from formcheck.batch.keys import installed
from formcheck.errors import BatchError
from tests.test_batch_workers import alive, jobs, play, tries

pytest.importorskip("distributed", reason="the extra formcheck[cluster] is not installed")

from formcheck.batch.cluster import Cluster, _guarded

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own, when it is closed while workers die


def play_there(job: Job, moved) -> Outcome:
    """As `play`, and leave the note that says that the folder is shared."""
    outcome = play(job, moved)
    (Path(job.out) / "results").mkdir(exist_ok=True)  # where `jobs` have theirs
    (Path(job.out) / "results" / "batch.json").touch()
    return outcome


@pytest.fixture(scope="module")
def cluster():
    with Cluster("local", 2, silent_s=8.0, run=play_there) as opened:
        yield opened


def outcomes(cluster, folder, *names) -> dict[str, Outcome]:
    futures = {name: cluster.submit(job) for name, job in zip(names, jobs(folder, *names), strict=True)}
    return {name: future.result(timeout=180) for name, future in futures.items()}


def test_jobs_are_done_and_each_has_its_outcome(cluster, tmp_path):
    assert cluster.size == 2
    done = outcomes(cluster, tmp_path, "a", "b", "c")
    assert [done[name].scores for name in "abc"] == [[{"did": "a"}], [{"did": "b"}], [{"did": "c"}]]


def test_a_worker_that_is_killed_once_loses_nothing(cluster, tmp_path):
    done = outcomes(cluster, tmp_path, "a", "die once", "b", "c")
    assert all(outcome.failure is None for outcome in done.values())
    assert len(set(tries(tmp_path, "die once"))) == 2


def test_a_clip_that_kills_workers_is_given_up_and_the_rest_is_done(cluster, tmp_path):
    done = outcomes(cluster, tmp_path, "die", "a", "b")
    assert done.pop("die").failure.kind == "ClipDied"
    assert all(outcome.failure is None for outcome in done.values())
    assert len(tries(tmp_path, "die")) == 2


def test_a_hang_ends_its_worker(cluster, tmp_path):
    done = outcomes(cluster, tmp_path, "hang", "a")
    assert done["hang"].failure.kind == "ClipDied"
    assert done["a"].failure is None
    assert not any(alive(pid) for pid in tries(tmp_path, "hang"))


def test_a_folder_that_is_not_shared_is_noticed(cluster, tmp_path):
    (tmp_path / "b").mkdir()
    job = jobs(tmp_path, "a")[0]
    lost = Job(job.key, "", "a", "", str(tmp_path), "elsewhere", job.asked)
    outcome = cluster.submit(lost).result(timeout=120)
    assert outcome.failure.kind == "OutputNotWritable"
    assert "must be shared" in outcome.failure.sentence


def test_other_versions_on_a_worker_are_refused(tmp_path):
    with pytest.raises(BatchError, match="other versions"):
        _guarded(play, jobs(tmp_path, "a")[0], 8.0, installed() | {"mediapipe": "0.1"})


def test_nobody_at_the_address(monkeypatch):
    from formcheck.batch import cluster

    monkeypatch.setattr(cluster, "JOIN_S", 1.0)
    began = time.monotonic()
    with pytest.raises(BatchError, match="No Dask scheduler"):
        Cluster("tcp://127.0.0.1:9", 1)
    assert time.monotonic() - began < 30
