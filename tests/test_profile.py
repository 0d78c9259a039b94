"""Criteria as data: read, refused with a sentence, written and read back."""

import tomllib

import pytest

from formcheck.errors import ProfileError
from formcheck.exercises import EXERCISES, find
from formcheck.exercises.profile import Profile, load


def written(path, text: str | bytes):
    file = path / "mine.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_an_exercises_own_profile_is_what_it_prints(exercise, tmp_path):
    assert load(written(tmp_path, exercise.criteria)) == exercise.profile
    assert exercise.profile.exercise == exercise.name


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_every_limit_names_its_source_and_every_criterion_its_cue(exercise):
    for criterion in exercise.profile.criterion:
        assert criterion.source
        assert criterion.cue.endswith(".")
        assert criterion.instant


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("min_reps = 5", "min_reps = 0"), "min_reps"),
        (("borderline_from = 5.0", "borderline_from = 9.0"), "unstable_from must be the worse"),
        (("decides = true", "decides = false"), "decides = true"),
        (("min_reps = 5", "min_reps = 5\nminimum = 3"), "minimum"),
        (('"the {other} side of the pelvis was', '"the {oter} side of the pelvis was'), "cannot be filled in"),
        (('views = ["front", "rear"]', 'views = ["above"]'), "criterion.4.views"),
        (("min_reps = 5", "min_reps ="), "not a TOML file"),
        (("min_reps = 5", 'min_reps = "many"'), "min_reps"),
        (('worse = "below"', 'worse = "left"'), "criterion.7.worse"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_wrong_where(change, says, tmp_path):
    text = EXERCISES[0].criteria
    assert change[0] in text
    with pytest.raises(ProfileError, match=says) as caught:
        load(written(tmp_path, text.replace(change[0], change[1])))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("limit", ["nan", "inf", "-inf"])
def test_a_limit_that_is_no_number_is_refused(limit, tmp_path):
    text = EXERCISES[0].criteria.replace("unstable_from = 8.0", f"unstable_from = {limit}")
    with pytest.raises(ProfileError):
        load(written(tmp_path, text))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"= 3"])
def test_what_is_no_profile_is_refused(content, tmp_path):
    with pytest.raises(ProfileError):
        load(written(tmp_path, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ProfileError, match="cannot be read"):
            load(path)


def test_an_optional_reading_may_be_left_out():
    text = EXERCISES[0].criteria
    fppa = tomllib.loads(text)["criterion"][4]
    assert "otherwise" not in fppa
    assert Profile.model_validate(tomllib.loads(text)).criterion[4].otherwise is None


def test_exercises_are_found_by_name_and_listed_when_not():
    assert find("single-leg-squat") is EXERCISES[0]
    with pytest.raises(ProfileError, match="single-leg-squat"):
        find("squat")
