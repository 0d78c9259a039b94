"""The exercise of docs/adding-an-exercise.md, taken out of the page and run: one file, and nothing else touched."""

import re
from pathlib import Path

import numpy as np
import pytest

from formcheck import exercises
from formcheck.errors import ProfileError
from formcheck.poses import recorded
from formcheck.steps import steps
from formcheck.types import Grade, Landmark, Side, Track
from tests import people
from tests.people import Camera, Moment

PAGE = Path(__file__).parents[1] / "docs" / "adding-an-exercise.md"


@pytest.fixture
def file(tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "calf_raise.py"
    path.write_text(code, encoding="utf-8")
    return path


def raises(count: int = 5, drop_deg: float = 6.0, rise_m: float = 0.08) -> Track:
    """Stand, lift the right foot, rise `count` times on the toes of the left with a dropping pelvis, stand."""
    time_s = people.times(4.0 + 2.0 * count)
    bodies = []
    for t in time_s:
        nth, on_one = (t - 2.0) % 2.0, 1.5 < t < 2.5 + 2.0 * count
        share = (1 - np.cos(2 * np.pi * nth / 1.6)) / 2 if 2.0 <= t < 2.0 + 2.0 * count and nth < 1.6 else 0.0
        body = people.body(Moment(lifted=float(on_one), obliquity_deg=-share * drop_deg))
        toes = body[Landmark.LEFT_FOOT_INDEX].copy()
        body[:, 1] += share * rise_m
        body[Landmark.LEFT_FOOT_INDEX] = toes
        bodies.append(body)
    return people.film_bodies(time_s, np.array(bodies), Camera())


def test_it_finds_and_judges_its_repetitions(file):
    exercise = exercises.find(str(file))
    result = people.conclude(raises(), exercise=exercise).result
    assert [rep.side for rep in result.reps] == [Side.LEFT] * 5
    drops = [rep.readings["drop_from_neutral_deg"] for rep in result.reps]
    assert drops == pytest.approx([6.0] * 5, abs=0.3)  # measured 0.1
    assert result.verdicts[0].grade is Grade.BORDERLINE
    assert "at the highest point" in result.verdicts[0].sentence


def test_it_is_judged_again_by_its_name_and_drawn(file, tmp_path):
    exercise = exercises.find(str(file))
    analysis = people.conclude(raises(), exercise=exercise)
    recorded.save(analysis.track, tmp_path / "landmarks.npz")
    assert exercises.find("single-leg-calf-raise") is exercise
    said = {step.doing for step in steps(analysis)}
    assert "left leg, repetition 3" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("class CalfRaise(OnFeet)", "class CalfRaise"), "defines 0"),
        (("from formcheck.types", "from formcheck.tips"), "does not define an exercise"),
        (("    def efforts(", "    def effort("), "does not define an exercise"),
        (('exercise = "single-leg-calf-raise"', 'exercise = "calf"'), "is for calf"),
        (("def likeness(self, body):", "def likeness(self body):"), "does not define an exercise"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(file, change, says):
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(ProfileError, match=says):
        exercises.find(str(file))


def test_a_missing_file_is_refused():
    with pytest.raises(ProfileError, match="There is no file"):
        exercises.find("nowhere.py")
