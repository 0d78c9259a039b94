"""Sentences: read them aloud. Each states what was measured, against what, and no more."""

import math
from dataclasses import replace

import pytest

from formcheck import exercises
from formcheck.exercises.judge import judge_set
from formcheck.exercises.verdict import conclude_side
from formcheck.types import Angle, Finding, Grade, Neutral, Rep, Side

SQUAT = exercises.find("single-leg-squat")
PROFILE = SQUAT.profile
S, B, U, N = Grade.STABLE, Grade.BORDERLINE, Grade.UNSTABLE, Grade.UNREADABLE
STOOD = Neutral(Angle(0.0, 1.0), 0.0, 2.0, 60)
NEVER_STOOD = Neutral(Angle(math.nan, math.nan), math.nan, math.nan, 0)


def reps(*grades: Grade, drop: float = 3.0, se: float = 1.0) -> list[Rep]:
    def read(grade: Grade) -> dict[str, float]:
        value, error = (math.nan, math.nan) if grade is N else (drop, se)
        return {"drop_deg": value + 1.0, "drop_from_neutral_deg": value, "drop_se_deg": error}

    return [Rep(n, 1, Side.LEFT, n, n + 0.5, n + 1.0, grade, read(grade)) for n, grade in enumerate(grades, 1)]


def verdict(some, neutral=STOOD, side=Side.LEFT, view="front", profile=PROFILE):
    """The drop has each repetition's grade."""
    drop = profile.criterion[0]
    if not neutral.frames:
        some = [replace(rep, readings=rep.readings | {"drop_from_neutral_deg": math.nan}) for rep in some]
    found = [
        Finding(drop.name, rep.number, side, rep.grade, 0.0, 0.0, 0.0, "°", rep.key_s, "")
        for rep in some
        if drop.over == "repetition"
    ] or [judge_set(drop, some, side)]
    return conclude_side(SQUAT, side, some, found, profile, view, neutral, 1.0)


@pytest.mark.parametrize(
    ("grades", "drop", "grade", "sentence"),
    [
        (
            [S] * 5, 2.6, S,
            "Left leg, 5 repetitions: the right side of the pelvis was on average 3° ± 2° below its level in quiet "
            "standing at the deepest point: stable, the pelvis was held level.",
        ),
        (
            [U] * 4 + [B], 12.0, U,
            "Left leg, 5 repetitions: the right side of the pelvis was on average 12° ± 2° below its level in quiet "
            "standing at the deepest point: unstable in 4 of 5 repetitions.",
        ),
        (
            [S] * 4 + [U], 5.0, B,
            "Left leg, 5 repetitions: the right side of the pelvis was on average 5° ± 2° below its level in quiet "
            "standing at the deepest point: borderline, unstable in 1 of 5 repetitions.",
        ),
        (
            [S] * 5 + [N], 2.0, N,
            "Left leg, 6 repetitions: the right side of the pelvis was on average 2° ± 2° below its level in quiet "
            "standing at the deepest point: 1 of 6 repetitions could not be read.",
        ),
        (
            [U] * 4 + [N], 9.0, B,
            "Left leg, 5 repetitions: the right side of the pelvis was on average 9° ± 2° below its level in quiet "
            "standing at the deepest point: only 4 of 5 could be read, too few for a verdict (5 are needed).",
        ),
        (
            [S] * 5, -0.3, S,
            "Left leg, 5 repetitions: the right side of the pelvis was on average 0° ± 2° from its level in quiet "
            "standing at the deepest point: stable, the pelvis was held level.",
        ),
        (
            [S] * 4 + [B], -3.0, B,
            "Left leg, 5 repetitions: the right side of the pelvis was on average 3° ± 2° above its level in quiet "
            "standing at the deepest point: borderline, too close to the limit to call with this error.",
        ),
        (
            [U], 12.0, B,
            "Left leg, 1 repetition: the right side of the pelvis was on average 12° ± 2° below its level in quiet "
            "standing at the deepest point: too few repetitions for a verdict (5 are needed).",
        ),
    ],
)  # fmt: skip
def test_sentences(grades, drop, grade, sentence):
    said = verdict(reps(*grades, drop=drop))
    assert said.grade is grade
    assert said.sentence == sentence


def test_the_side_that_drops_is_the_other_one():
    assert "the left side of the pelvis" in verdict(reps(S), side=Side.RIGHT).sentence
    assert verdict(reps(S), side=Side.RIGHT).sentence.startswith("Right leg")


def test_without_quiet_standing_drop_is_against_the_horizontal():
    said = verdict(reps(*[S] * 5, drop=3.0), NEVER_STOOD)
    assert "4° ± 2° below horizontal" in said.sentence
    assert said.value == 4.0


def test_nothing_read_says_why():
    told = verdict(reps(*[N] * 5), view="left side")
    assert told.sentence == (
        "Left leg, 5 repetitions: From the left side, pelvic drop and pelvic drop at 60° cannot be seen: film from "
        "the front or the rear."
    )
    said = verdict(reps(*[N] * 5))
    assert said.grade is N
    assert said.sentence == "Left leg, 5 repetitions: What decides could not be read in any repetition."
    assert math.isnan(said.value)


def test_the_error_of_the_mean_is_that_of_one_repetition():
    assert verdict(reps(*[S] * 9, se=2.0)).error == pytest.approx(1.645 * 2.0)


def test_half_unstable_is_borderline_and_more_is_unstable():
    assert verdict(reps(U, U, U, S, S, S)).grade is B
    assert verdict(reps(U, U, U, U, S, S)).grade is U


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("grade", [S, U])
def test_too_few_repetitions_never_give_a_colour(count, grade):
    assert verdict(reps(*[grade] * count)).grade is B


def test_too_few_that_were_read_are_too_few():
    assert verdict(reps(U, N, N, N, N)).grade is B
    assert verdict(reps(S, S, S, S, N)).grade is B
    assert verdict(reps(U, U, U, U, U, N)).grade is U


def over_the_mean():
    """Pelvic drop judged by a leg's mean."""
    drop = PROFILE.criterion[0].model_copy(update={"over": "mean"})
    return PROFILE.model_copy(update={"criterion": (drop, *PROFILE.criterion[1:])})


@pytest.mark.parametrize(("drop", "grade"), [(2.0, S), (7.0, B), (14.0, U)])
def test_what_is_judged_by_its_mean_has_the_means_grade(drop, grade):
    only = over_the_mean().model_copy(update={"criterion": over_the_mean().criterion[:1]})
    assert verdict(reps(*[B] * 6, drop=drop, se=0.5), profile=only).grade is grade


def test_a_negative_value_keeps_its_sign_where_the_sentence_has_no_other_way_to_say_it():
    depth = PROFILE.criterion[0].model_copy(update={"says": "it was {value}"})
    plain = PROFILE.model_copy(update={"criterion": (depth,)})
    assert "it was -4° ± 2°" in verdict(reps(*[S] * 5, drop=-4.0), profile=plain).sentence
    assert "it was 0.3° ± 0.2°" in verdict(reps(*[S] * 5, drop=0.3, se=0.1), profile=plain).sentence
