"""The native noise goes, everything else stays."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from formcheck.poses import model_store
from formcheck.poses.quiet import EVERYTHING, quiet

NOISE = b"""\
INFO: Created TensorFlow Lite XNNPACK delegate for CPU.
WARNING: Logging before InitGoogle() is written to STDERR
W0000 00:00:1795394728.717525    7524 inference_feedback_manager.cc:121] Feedback manager requires a model
W0000 00:00:1795394857.425102   16273 landmark_projection_calculator.cc:81] Using NORM_RECT without IMAGE_
WARNING: Read-only tensor #1 (model_1/zero_padding2d/Pad/paddings) has an unaligned buffer (0x7f, required 4)
"""


def say(line: bytes) -> None:
    """Write as native code does, past sys.stderr."""
    os.write(2, line)


def test_known_noise_is_dropped_and_the_rest_is_passed_on(capfd):
    with quiet():
        say(NOISE)
        say(b"E0000 gpu_service.cc:1] out of memory\n")
    assert capfd.readouterr().err == "E0000 gpu_service.cc:1] out of memory\n"


def test_afterwards_the_descriptor_is_as_it_was(capfd):
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir())) if descriptors.is_dir() else 0
    with quiet():
        say(b"inside\n")
    say(b"after\n")
    assert capfd.readouterr().err == "inside\nafter\n"
    if before:
        assert len(list(descriptors.iterdir())) == before


def test_pythons_own_words_keep_their_order_among_native_ones():
    code = """
import os, sys
from formcheck.poses.quiet import quiet
sys.stderr.write("one ")
with quiet():
    os.write(2, b"two ")
    sys.stderr.write("three ")
os.write(2, b"four")
"""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=buffered)
    assert run.stderr == "one two three four"


def test_an_error_inside_comes_out_with_what_was_said(capfd):
    def make_landmarker():
        with quiet():
            say(b"E0000 why\n")
            raise RuntimeError("no graph")

    with pytest.raises(RuntimeError, match="no graph"):
        make_landmarker()
    assert capfd.readouterr().err == "E0000 why\n"


def test_everything_can_be_dropped(capfd):
    with quiet(EVERYTHING):
        say(b"[ WARN:0] VIDEOIO cannot open camera\n")
    assert capfd.readouterr().err == ""


def test_blocks_may_be_nested_and_threads_wait_for_each_other(capfd):
    def make(number: int) -> None:
        for _ in range(20):
            with quiet(), quiet():
                say(b"thread %d\n" % number + NOISE)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(b"end\n")
    lines = capfd.readouterr().err.splitlines()
    assert sorted(lines) == sorted(["end"] + [f"thread {number}" for number in range(4)] * 20)


def test_a_process_without_stderr_is_no_obstacle():
    code = "import os\nfrom formcheck.poses.quiet import quiet\nos.close(2)\nwith quiet():\n print('went on')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "went on\n"


MAKE_LANDMARKER = """
import sys
from contextlib import nullcontext
from formcheck.poses.quiet import quiet
from mediapipe.tasks.python import BaseOptions, vision
options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]))
with quiet() if sys.argv[2] == "quiet" else nullcontext():
    vision.PoseLandmarker.create_from_options(options).close()
"""


@pytest.mark.model
@pytest.mark.parametrize("how", ["quiet", "loud"])
def test_the_real_landmarker_is_made_without_a_word(how):
    command = [sys.executable, "-c", MAKE_LANDMARKER, str(model_store.find().path), how]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert bool(run.stderr) is (how == "loud"), run.stderr
