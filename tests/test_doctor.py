"""`formcheck doctor`: each check can find its trouble, and says what to do."""

import json
import os
import sys

import pytest
import typer
from typer.testing import CliRunner

from formcheck import doctor
from formcheck.cli.doctor import doctor as command
from formcheck.doctor import Check
from formcheck.errors import ModelError
from formcheck.poses import model_store

HEALTHY = [Check("one", "ok", "1.2"), Check("two", "warn", "none", "plug one in")]
ILL = [*HEALTHY, Check("three", "fail", "broken", "mend it")]


def run(*arguments, charset="utf-8"):
    app = typer.Typer()
    app.command()(command)
    return CliRunner(charset=charset).invoke(app, list(arguments))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    return tmp_path / "models"


@pytest.mark.parametrize(("checks", "exit_code"), [(HEALTHY, 0), (ILL, 1)], ids=["healthy", "ill"])
def test_the_exit_code_counts_failures_not_warnings(monkeypatch, checks, exit_code):
    monkeypatch.setattr(doctor, "examine", lambda: checks)
    assert run().exit_code == exit_code
    assert run("--json").exit_code == exit_code


def test_rows_show_the_mark_what_was_found_and_what_to_do(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: ILL)
    lines = [line.split() for line in run().stdout.splitlines()]
    assert lines == [
        ["✓", "one", "1.2"],
        ["–", "two", "none"],
        ["→", "plug", "one", "in"],
        ["✗", "three", "broken"],
        ["→", "mend", "it"],
    ]


def test_a_terminal_without_the_signs_gets_words(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: ILL)
    assert run(charset="cp1252").stdout.split()[:3] == ["ok", "one", "1.2"]


def test_json(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: ILL)
    report = json.loads(run("--json").stdout)
    assert report["ok"] is False
    assert report["checks"][1] == {"name": "two", "status": "warn", "found": "none", "advice": "plug one in"}


def test_this_installation_is_examined_whole(cache):
    checks = {check.name: check for check in doctor.examine()}
    assert list(checks) == [
        "Python",
        *doctor.LIBRARIES,
        "owner of cv2",
        "decoders",
        "encoder",
        "cache folder",
        "kept landmarks",
        "pose model",
        "pose model runs",
        "camera",
        "display",
        "processors",
    ]
    assert [name for name, check in checks.items() if check.status == "fail"] == ["pose model"]
    assert checks["pose model"].advice == "formcheck models pull full"
    assert checks["pose model runs"] == Check("pose model runs", "warn", "not tried")
    assert all(check.advice for check in checks.values() if check.status == "fail")


def test_an_old_python(monkeypatch):
    monkeypatch.setattr(doctor, "PYTHON", (99, 1))
    check = doctor.check_python()
    assert (check.status, check.advice) == ("fail", "install Python 99.1 or later")


def test_a_library_that_is_not_installed(monkeypatch):
    check = doctor.check_library("no-such-library")
    assert check == Check("no-such-library", "fail", "not installed", 'pip install "no-such-library"')


def test_a_library_that_cannot_be_loaded(monkeypatch):
    monkeypatch.setitem(doctor.LIBRARIES, "numpy", "numpy.no_such_module")
    check = doctor.check_library("numpy")
    assert check.status == "fail"
    assert "No module named 'numpy.no_such_module'" in check.found


@pytest.mark.parametrize(
    ("owners", "status", "advice"),
    [
        (["opencv-contrib-python", "opencv-contrib-python"], "ok", ""),
        (
            ["opencv-python", "opencv-contrib-python"],
            "fail",
            "pip uninstall opencv-contrib-python opencv-python,",
        ),
        ([], "fail", "pip install opencv-contrib-python"),
    ],
)
def test_owners_of_cv2(monkeypatch, owners, status, advice):
    monkeypatch.setattr(doctor.metadata, "packages_distributions", lambda: {"cv2": owners})
    check = doctor.check_cv2_owner()
    assert check.status == status
    assert check.advice.startswith(advice)


def test_missing_codecs(monkeypatch):
    monkeypatch.setattr(doctor, "DECODERS", ("h264", "no_such_codec"))
    monkeypatch.setattr(doctor, "ENCODER", "no_such_encoder")
    assert doctor.check_decoders().found == "no no_such_codec"
    assert doctor.check_encoder().status == "fail"


def test_where_landmarks_are_kept_and_how_large_they_are(cache):
    folder = cache.parent / "landmarks"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.npz").write_bytes(b"0" * 1_500_000)
    assert doctor.check_kept() == Check("kept landmarks", "ok", f"{folder}: 2 clips, 3.0 MB of at most 268 MB")


def test_a_cache_folder_that_cannot_be_written(cache):
    cache.write_text("a file where the folder should be")
    check = doctor.check_cache()
    assert check.status == "fail"
    assert str(cache) in check.found
    assert "FORMCHECK_CACHE" in check.advice


def test_a_damaged_model(cache):
    cache.mkdir()
    model_store.cached_path(model_store.cards()["full"]).write_bytes(b"not it")
    check = doctor.check_model()
    assert check.status == "fail"
    assert "damaged: 6 bytes" in check.found


def test_an_installation_without_cards(monkeypatch):
    def no_cards():
        raise ModelError("The cards of the pose models are missing")

    monkeypatch.setattr(model_store, "cards", no_cards)
    assert doctor.check_model().found == "The cards of the pose models are missing"


def test_a_model_that_mediapipe_refuses(cache):
    cache.mkdir()
    model_store.cached_path(model_store.cards()["full"]).write_bytes(b"not it")
    check = doctor.check_bundle()
    assert check.status == "fail"
    assert check.found
    assert "reinstall mediapipe" in check.advice


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "crashed (signal 4)"),
        ("import time; time.sleep(20)", "no answer within 0.5 s"),
        ("raise SystemExit(3)", "stopped with code 3"),
        ("print('people 1')", "answered people 1 to a blank picture"),
    ],
    ids=["crash", "hang", "exit", "wrong"],
)
def test_a_landmarker_that_does_not_answer(cache, monkeypatch, code, found):
    monkeypatch.setattr(doctor, "TRY_BUNDLE", code)
    if "sleep" in code:
        monkeypatch.setattr(doctor, "CHILD_TIMEOUT_S", 0.5)
    check = doctor.check_bundle()
    assert check.status == "fail"
    assert check.found.startswith(found)


@pytest.mark.model
def test_the_real_model_runs():
    model_store.find()
    assert doctor.check_model().status == "ok"
    assert doctor.check_bundle() == Check("pose model runs", "ok", "loaded, and found nobody in a blank picture")


def test_cameras(monkeypatch, capfd):
    def gives_picture(number):
        os.write(2, b"[ WARN:0] cannot open camera\n")
        return number in working

    monkeypatch.setattr(doctor.sys, "platform", "darwin")
    monkeypatch.setattr(doctor, "_gives_picture", gives_picture)
    working = {1, 3}
    assert doctor.check_camera() == Check("camera", "ok", "number 1, 3")
    working = set()
    assert doctor.check_camera()[:3] == ("camera", "warn", "none gives a picture")
    assert capfd.readouterr().err == ""


def test_on_linux_only_cameras_with_a_device_are_opened(monkeypatch, tmp_path):
    for name in ("video10", "video2", "video0", "video-settings"):
        (tmp_path / name).touch()
    tried = []
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    monkeypatch.setattr(doctor, "DEVICES", tmp_path)
    monkeypatch.setattr(doctor, "_gives_picture", tried.append)
    doctor.check_camera()
    assert tried == [0, 2, 10]

    monkeypatch.setattr(doctor, "DEVICES", tmp_path / "empty")
    assert doctor.check_camera()[:3] == ("camera", "warn", "none")


def test_display(monkeypatch):
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert doctor.check_display().status == "warn"
    monkeypatch.setenv("DISPLAY", ":1")
    assert doctor.check_display() == Check("display", "ok", "DISPLAY=:1")
    monkeypatch.setattr(doctor.sys, "platform", "darwin")
    assert doctor.check_display().found == "darwin"


@pytest.mark.parametrize(("mine", "status"), [({0}, "warn"), ({0, 3, 5}, "ok")])
def test_processors(monkeypatch, mine, status):
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda _: mine, raising=False)
    assert doctor.check_processors()[1:3] == (status, str(len(mine)))
