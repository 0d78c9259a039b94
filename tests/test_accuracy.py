"""The small version of `formcheck accuracy`: committed frames and clips of people that no calibration learnt from."""

from pathlib import Path

import numpy as np
import pytest

from formcheck import hip_line, pelvis
from formcheck.accuracy import clips, frames, report
from formcheck.accuracy.scores import Score, score, table
from tests.command import formcheck

HELD_OUT = Path(__file__).parents[1] / "samples" / "held_out"
FRONTAL, SIDE = "front and rear, up to 35° off", "side, over 60° off"


@pytest.fixture(scope="module")
def held() -> dict:
    return frames.load(HELD_OUT / report.FRAMES)


def of(name: str, scores: list[Score]) -> Score:
    return next(one for one in scores if one.of == name)


def test_nobody_measured_was_learnt_from_or_scaled_on(held):
    """models/train keeps numbers divisible by 5 from learning and scales on the odd ones of them."""
    assert (held["person"] % 10 == 0).all()


def test_obliquity_from_front_and_rear_is_nearer_than_the_hip_line(held):
    line, mine = (of(FRONTAL, frames.scores(held, "obliquity", name)) for name in (hip_line.NAME, pelvis.NAME))
    assert mine.mae < 0.65 * line.mae  # measured 4.5° and 8.1°
    assert mine.r > 0.82  # measured 0.87; the line 0.53
    assert 0.9 < mine.slope < 1.1  # measured 0.99; the line 0.33
    assert mine.read > 0.9  # measured 96 %


@pytest.mark.parametrize(("angle", "view"), [("obliquity", FRONTAL), ("tilt", SIDE), ("azimuth", FRONTAL)])
def test_nine_in_ten_intervals_hold(held, angle, view):
    """75 people: their shares scatter by some 3 % around 90, from the side by 5; measured 92, 85 and 90 %."""
    assert 0.8 <= of(view, frames.scores(held, angle, pelvis.NAME)).held <= 0.97


def test_what_cannot_be_seen_is_not_stated_or_stated_wide(held):
    """Of who is on all fours with the head in front nothing is claimed, and from the side the error is wider."""
    scores = frames.scores(held, "obliquity", pelvis.NAME)
    assert of("… on all fours, from the head", scores).read < 0.1  # measured 0 %
    assert of(SIDE, scores).half > of(FRONTAL, scores).half


@pytest.mark.parametrize("view", ["… bridges, from the feet", "… on all fours, from behind"])
def test_on_the_floor_the_level_is_read_where_the_hips_are_seen(held, view):
    """Measured, from the feet and from behind: read 61, 78 %; off by 7.3, 7.9°; r 0.74, 0.76; held 94, 89 %."""
    score = of(view, frames.scores(held, "obliquity", pelvis.NAME))
    assert score.read > 0.45
    assert score.mae < 0.8 * score.guess
    assert score.r > 0.6
    assert score.held > 0.8


def test_tilt_is_stated_from_the_side_and_not_from_the_front(held):
    scores = frames.scores(held, "tilt", pelvis.NAME)
    assert of(FRONTAL, scores).read < 0.15  # measured 6 %
    assert of(SIDE, scores).read > 0.5  # measured 72 %
    assert (
        of("… single-leg squats, side", scores).r > 0.6
    )  # measured 0.76; the trunk's lean tells nothing of it there


def test_drop_of_repetitions_is_nearer_than_the_hip_line():
    line, mine = (
        of("all views", clips.drop_scores(list(clips.clips(HELD_OUT / "clips", name))))
        for name in (hip_line.NAME, pelvis.NAME)
    )
    assert mine.cases == line.cases
    assert mine.mae < 0.65 * line.mae  # measured 2.9° and 6.4°
    assert mine.held >= 0.85  # measured 95 %
    assert mine.read >= 0.9  # measured 97 %: one repetition of 39 is not found


def test_nothing_is_called_stable_that_is_not():
    said = clips.verdicts(list(clips.clips(HELD_OUT / "clips", pelvis.NAME)))
    assert "truth 4° over the limit: 0." in said


def test_a_score_counts_what_was_not_read():
    truth = np.array([0.0, 10.0, 20.0, 30.0])
    one = score("x", np.array([1.0, 9.0, np.nan, 32.0]), np.full(4, 1.0), truth)
    assert (one.cases, one.read) == (4, 0.75)
    assert one.mae == pytest.approx(4 / 3)
    assert one.bias == pytest.approx(2 / 3)
    assert one.held == pytest.approx(2 / 3)  # 1.645 holds errors of 1, not of 2
    assert "75%" in table("t", [one])


def test_the_command_prints_every_table_and_refuses_another_folder(tmp_path):
    said = formcheck("accuracy", HELD_OUT, at=tmp_path).out
    for title in ("Obliquity of one frame", "Tilt of one frame", "Azimuth", "Drop of a repetition", "Level"):
        assert title in said
    refused = formcheck("accuracy", tmp_path, at=tmp_path)
    assert refused.code == 2
    assert "no held-out frames" in refused.err
