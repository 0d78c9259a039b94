"""Whatever is wrong: the exit code of errors.py, one sentence on stderr, no traceback, nothing left behind."""

import signal
import subprocess
import time
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck import errors
from formcheck.exercises import EXERCISES
from tests.clips import add_silence, make_clip, steady
from tests.command import COMMAND, ENVIRONMENT, SAMPLES, formcheck, pictures, remade

CLIP = SAMPLES / "sls_left_stable_front.mp4"


def everything(folder: Path) -> dict[str, bytes | None]:
    """All that lies in a folder, with what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def refused(folder: Path, *arguments: str | Path, code: type[errors.FormcheckError], says: str) -> str:
    """Run the command and hold it to all it promises."""
    before = everything(folder)
    done = formcheck(*arguments, at=folder)
    assert done.code == code.exit_code, done.err
    assert done.out == ""
    assert done.err.startswith("formcheck: ")
    assert done.err.endswith((".\n", "'.\n"))
    assert done.err.count("\n") == 1
    assert says in done.err
    assert everything(folder) == before
    return done.err


def sound(path: Path) -> Path:
    with av.open(str(path), "w") as out:
        add_silence(out)
    return path


def cut_off(path: Path) -> Path:
    make_clip(path, steady(50))
    path.write_bytes(path.read_bytes()[:-400])
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (lambda path: path, errors.ClipNotFound, "There is no file"),
        (folder, errors.ClipIsFolder, "is a folder"),
        (lambda path: written(path, b"Dear runner,\n"), errors.NotAVideo, "is text"),
        (lambda path: written(path, b""), errors.NotAVideo, "is empty"),
        (lambda path: written(path, bytes(range(256)) * 9), errors.NotAVideo, "not a video"),
        (sound, errors.NotAVideo, "sound but no moving picture"),
        (cut_off, errors.ClipDamaged, "is cut off"),
    ],
    ids=["missing", "folder", "text", "empty", "noise", "sound", "cut off"],
)
def test_no_clip(make, code, says, tmp_path):
    refused(tmp_path, "analyze", make(tmp_path / "clip.mp4"), code=code, says=says)


@pytest.mark.parametrize(
    "span", [("--start", "900"), ("--start", "5", "--end", "5"), ("--end", "-1"), ("--start", "nan")]
)
def test_a_span_that_leaves_nothing(span, tmp_path):
    refused(tmp_path, "analyze", CLIP, *span, code=errors.BadSpan, says=" s")


def test_no_such_exercise_and_no_such_model(tmp_path):
    refused(tmp_path, "analyze", CLIP, "-e", "moonwalk", code=errors.ProfileError, says="single-leg-squat")
    refused(tmp_path, "exercises", "moonwalk", code=errors.ProfileError, says="single-leg-squat")
    refused(tmp_path, "analyze", CLIP, "-m", "gigantic", code=errors.UnknownModel, says="gigantic")


def test_a_bundle_that_is_none(tmp_path):
    bundle = written(tmp_path / "mine.task", b"not a bundle")
    done = formcheck("analyze", CLIP, "-m", bundle, at=tmp_path)
    assert done.code in (errors.ModelDamaged.exit_code, errors.UnknownModel.exit_code)
    assert done.err.count("\n") == 1
    assert list(everything(tmp_path)) == ["mine.task"]


@pytest.mark.parametrize(
    "profile", ["", "= 1", EXERCISES[0].criteria.replace("unstable_from = 8.0", "unstable_from = 1.0")]
)
def test_a_bad_profile(profile, tmp_path):
    path = written(tmp_path / "mine.toml", profile.encode())
    refused(tmp_path, "analyze", CLIP, "--profile", path, code=errors.ProfileError, says="mine.toml")


def test_a_missing_profile(tmp_path):
    refused(tmp_path, "analyze", CLIP, "--profile", "none.toml", code=errors.ProfileError, says="none.toml")


def test_output_that_cannot_be_written(tmp_path):
    written(tmp_path / "file", b"")
    for out in ("file", "file/deeper"):
        refused(tmp_path, "analyze", CLIP, "-o", out, code=errors.OutputNotWritable, says="cannot be written")


def test_earlier_results_are_kept(tmp_path):
    folder(tmp_path / "out")
    written(tmp_path / "out" / "result.json", b"{}")
    refused(tmp_path, "analyze", CLIP, "-o", "out", code=errors.OutputExists, says="--force")


@pytest.mark.parametrize("what", ["nothing", "empty", "text", "no landmarks"])
def test_nothing_to_rescore(what, tmp_path):
    if what != "nothing":
        folder(tmp_path / "out")
    if what in ("text", "no landmarks"):
        written(tmp_path / "out" / "result.json", b"hello")
    refused(tmp_path, "rescore", tmp_path / "out", code=errors.ProfileError, says="result.json")


@pytest.mark.parametrize(
    "arguments", [["analyze"], ["analyze", "a.mp4", "--roll", "90"], ["analyze", "a.mp4", "--loud"], ["fly"]]
)
def test_wrong_usage_is_2_without_a_traceback(arguments, tmp_path):
    done = formcheck(*arguments, at=tmp_path)
    assert done.code == 2
    assert "Usage" in done.err
    assert "Traceback" not in done.err
    assert everything(tmp_path) == {}


@pytest.mark.model
@pytest.mark.usefixtures("model")
class TestWhatIsInThePicture:
    """With the model: clips that open, and show nothing that can be measured."""

    def judge(self, tmp_path: Path, model: Path, clip: Path, code: type[errors.FormcheckError], says: str) -> None:
        refused(tmp_path, "analyze", clip, "-m", model, "-o", "out", code=code, says=says)

    def test_one_frame(self, tmp_path, model):
        clip = remade(tmp_path / "one.mp4", pictures("standing_front", 0.0, 0.03))
        self.judge(tmp_path, model, clip, errors.ClipTooShort, "1 frame;")

    def test_nobody(self, tmp_path, model):
        clip = remade(tmp_path / "blank.mp4", [np.full((480, 360, 3), 128, np.uint8)] * 20)
        self.judge(tmp_path, model, clip, errors.NoPerson, "No person was found")

    def test_cut_at_the_thighs(self, tmp_path, model):
        frames = pictures("standing_front", 0.0, 1.0)
        clip = remade(tmp_path / "cut.mp4", frames, lambda frame: frame[: int(0.55 * len(frame))])
        self.judge(tmp_path, model, clip, errors.PersonCut, "knees and feet are outside the picture")

    def test_upside_down(self, tmp_path, model):
        clip = remade(tmp_path / "turned.mp4", pictures("standing_front", 0.0, 1.0), lambda frame: frame[::-1, ::-1])
        self.judge(tmp_path, model, clip, errors.UpsideDown, "180")

    def test_only_standing(self, tmp_path, model):
        self.judge(tmp_path, model, SAMPLES / "standing_front.mp4", errors.NoRepetition, "Nothing was found")


@pytest.mark.model
def test_an_interrupt_in_the_middle_leaves_nothing(tmp_path, model):
    command = [*COMMAND, "analyze", str(CLIP), "-m", str(model), "-o", "deep/out"]

    def heed() -> None:
        """A shell's background job, as tests may be, ignores interrupts, and so would its children."""
        signal.signal(signal.SIGINT, signal.default_int_handler)

    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed,
    ) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("deep/out/.partial-*")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(1.0)  # into the frames
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert err == "formcheck: interrupted; nothing was left half-written.\n"
    assert everything(tmp_path) == {}
