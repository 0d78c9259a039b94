"""The output folder: all of it, or nothing, and never less than there was."""

import os
import stat

import pytest

from formcheck.errors import OutputError, OutputExists, OutputNotWritable
from formcheck.outputs.folder import MARK, output_folder

FILES = {"result.json": "{}", "reps.csv": "a", "annotated.mp4": "v"}


def fill(folder, **kind):
    with output_folder(folder, **kind) as part:
        for name, text in FILES.items():
            (part / name).write_text(text)


def write_and_fail(path, failure) -> None:
    path.write_text("half")
    raise failure


def contents(folder) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_everything_is_there_at_the_end_and_nothing_before(tmp_path):
    out = tmp_path / "deep" / "out"
    with output_folder(out) as part:
        (part / MARK).write_text("{}")
        assert not (out / MARK).exists()
        assert part.parent == out  # the same file system, so that moving is atomic
    assert contents(out) == {MARK: "{}"}


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit, OutputExists])
def test_a_failure_leaves_no_folder(failure, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(failure), output_folder(out) as part:
        write_and_fail(part / "reps.csv", failure)
    assert not out.exists()


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_no_parents_that_were_made_for_it(failure, tmp_path):
    with pytest.raises(failure), output_folder(tmp_path / "a" / "b" / "out"):
        raise failure
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_earlier_results_as_they_were(failure, tmp_path):
    fill(tmp_path / "out")
    with pytest.raises(failure), output_folder(tmp_path / "out", overwrite=True) as part:
        write_and_fail(part / MARK, failure)
    assert contents(tmp_path / "out") == FILES


def test_an_empty_folder_of_the_users_is_used_and_kept(tmp_path):
    out = tmp_path / "mine"
    out.mkdir()
    with pytest.raises(RuntimeError), output_folder(out):
        raise RuntimeError
    assert list(out.iterdir()) == []
    fill(out)
    assert contents(out) == FILES


def test_files_of_the_users_are_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    fill(tmp_path)
    assert contents(tmp_path) == FILES | {"notes.txt": "mine"}


def test_results_are_not_overwritten_unasked(tmp_path):
    fill(tmp_path)
    entered = False
    with pytest.raises(OutputExists, match="--force"), output_folder(tmp_path):
        entered = True
    assert not entered
    assert contents(tmp_path) == FILES


def test_asked_to_it_replaces_and_leaves_nothing_of_the_earlier_analysis(tmp_path):
    """`--no-video --force` after an analysis with a video: the old video is not of this analysis."""
    fill(tmp_path)
    with output_folder(tmp_path, overwrite=True, replaces=FILES) as part:
        (part / MARK).write_text("new")
        (part / "reps.csv").write_text("b")
    assert contents(tmp_path) == {MARK: "new", "reps.csv": "b"}


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "out").write_text("a file")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputNotWritable, match="cannot be written"), output_folder(out):
            pass
    assert (tmp_path / "out").read_text() == "a file"


def test_a_folder_in_the_place_of_a_file_to_be_written_is_found_before_anything_is_moved(tmp_path):
    fill(tmp_path)
    (tmp_path / "reps.csv").unlink()
    (tmp_path / "reps.csv").mkdir()
    with pytest.raises(OutputNotWritable, match=r"reps\.csv"):
        fill(tmp_path, overwrite=True)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    assert (tmp_path / MARK).read_text() == "{}"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        for out in (tmp_path, tmp_path / "out"):
            with pytest.raises(OutputNotWritable), output_folder(out):
                pass
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_name_no_file_system_takes(tmp_path):
    with pytest.raises(OutputError), output_folder(tmp_path / ("x" * 300)):
        pass


def test_no_room_is_told_as_such(tmp_path):
    with pytest.raises(OutputNotWritable, match="No space"), output_folder(tmp_path / "out"):
        raise OSError(28, "No space left on device")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_others_have_put_something_into_is_kept(tmp_path):
    with pytest.raises(RuntimeError), output_folder(tmp_path / "a" / "out"):
        write_and_fail(tmp_path / "a" / "theirs.txt", RuntimeError)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["theirs.txt"]


def test_an_os_error_of_reading_is_not_called_a_failure_to_write(tmp_path):
    with pytest.raises(FileNotFoundError), output_folder(tmp_path / "out"):
        (tmp_path / "gone.mp4").read_bytes()
