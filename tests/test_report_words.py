"""The catalogue: both languages have the same texts, and German knows every sentence a result can say."""

import math
import re
import tomllib
from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.exercises import EXERCISES, qasls
from formcheck.health import parts, swaps
from formcheck.outputs.report.words import LANGUAGES, words
from formcheck.plan import trend

DE, EN = words("de"), words("en")
VIEWS = ("front", "rear", "front oblique", "rear oblique", "left side", "right side")
MEANINGS = (
    "too few {noun}s for a verdict (5 are needed)",
    "only 3 of 6 could be read, too few for a verdict (5 are needed)",
    "stable, {held}",
    "unstable in 4 of 5 {noun}s",
    "unstable in 1 of 1 {noun}",
    "unstable",
    "2 of 6 {noun}s could not be read",
    "borderline, unstable in 1 of 5 {noun}s",
    "borderline, too close to the limit to call with this error",
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def catalogue(language: str) -> dict:
    text = resources.files("formcheck.outputs.report").joinpath("texts", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def numbers(text: str) -> list[str]:
    return sorted(number.replace(",", ".") for number in NUMBER.findall(text))


def knows(english: str) -> None:
    assert DE.knows(english), (english, DE.say(english))
    assert numbers(DE.say(english)) == numbers(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_texts_with_the_same_parts(language):
    own, english = catalogue(language)["texts"], catalogue("en")["texts"]
    assert {key: fields(text) for key, text in own.items()} == {key: fields(text) for key, text in english.items()}


def test_a_phrase_says_all_its_parts():
    for english, german in catalogue("de")["phrases"].items():
        assert fields(english) == fields(german), english


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_german_knows_all_of_the_built_in_profiles(exercise):
    profile = exercise.profile
    for text in (exercise.title, exercise.noun + "s", profile.held, profile.population):
        assert DE.knows(text)
    for criterion in profile.criterion:
        for text in (criterion.name, criterion.instant, criterion.cue):
            assert DE.knows(text)
            assert DE.say(text) != text
        assert DE.knows(criterion.source)
        assert numbers(DE.say(criterion.source)) == numbers(criterion.source)
        assert DE.say(criterion.unit).startswith(criterion.unit[:1])


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_german_knows_every_verdict(exercise):
    """As `verdict.conclude_side` makes them."""
    zeros = ["horizontal", *([f"its level in {exercise.rest}"] if exercise.rest else [])]
    where = [(below, zero) for below in ("below", "above", "from") for zero in zeros]
    means = [meaning.format(noun=exercise.noun, held=exercise.profile.held) for meaning in MEANINGS]
    for criterion in (criterion for criterion in exercise.profile.criterion if criterion.decides):
        value = f"3.5{criterion.unit} ± 0.4{criterion.unit}"
        told = [criterion.sentence(side="left", other="right", value=value, below=a, zero=b) for a, b in where]
        for one in told:
            knows(f"Left leg, 6 {exercise.noun}s: {one}: {means[0]}.")
        for meaning in means:
            knows(f"Both legs, 1 {exercise.noun}: {told[0]}: {meaning}.")
    for view in VIEWS:
        knows(f"Right leg, 6 {exercise.noun}s: {exercise.cannot(view) or exercise.unread(view)}")


def test_german_knows_the_questions_of_qasls():
    for item in qasls.items():
        knows(item.asks)
        knows(item.name)
    for view in VIEWS:
        knows(f"not seen from the {view}")


def test_german_knows_what_is_said_of_landmarks():
    for unit in swaps.UNITS:
        for repair in ("put right", "left out"):
            told = {
                ("flip", "put right"): "the runner is taken for seen from the other side, left for right; put right.",
                ("swap", "put right"): f"left and right {unit.name} are exchanged; put right.",
                ("swap", "left out"): f"it cannot be told left from right {unit.name}; left out.",
            }.get((unit.kind, repair), "hips, knees or feet are outside the picture; these frames are left out.")
            knows(f"At 1.5 s {told}")
            knows(f"From 1.5 to 12.0 s {told}")
    for limb in parts.LIMBS:
        knows(f"At 1.5 s the {limb} jumps out and back; its joints are left out there and bridged.")
        knows(f"From 0.0 to 0.5 s the {limb} is longer than it can be and is left out.")


def test_german_knows_where_a_detectable_change_comes_from():
    for published in (*trend.PUBLISHED_DEG.values(), trend.PUBLISHED_ELSE_DEG):
        knows(published.source)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_whatever_somebody_writes_is_said_without_a_failure(text):
    assert EN.say(text) == text
    assert isinstance(DE.say(text), str)


@settings(deadline=None)
@given(st.floats(-500, 500), st.floats(0, 50), st.sampled_from(["°", " mm", " s"]))
def test_a_value_is_said_with_the_same_numbers_in_every_language(value, error, unit):
    assert DE.measured(value, error, unit) == EN.measured(value, error, unit).replace(".", ",")
    number = EN.measured(value, math.nan, unit).removesuffix(unit)
    assert float(number.replace("−", "-")) == pytest.approx(value, abs=0.05 + 1e-9)
    assert not number.startswith("−0.0")


def test_numbers_and_dates_as_they_are_written():
    assert EN.number(math.nan) == "–"
    assert DE.number(-0.04) == "0,0"
    assert DE.number(-2.25, 2) == "−2,25"
    assert (EN.percent(0.876), DE.percent(0.876)) == ("88%", "88 %")
    assert (EN.plain(8.0), DE.plain(37.3)) == ("8", "37,3")
    assert (EN.date(date(2026, 3, 9)), DE.date(date(2026, 3, 9))) == ("9 March 2026", "9. März 2026")
