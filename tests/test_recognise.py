"""Sure enough is taken, unsure is asked or refused, and nothing known is said to be so."""

import sys

import pytest

from formcheck.cli import analyze
from formcheck.errors import NoRepetition, WhichExercise
from formcheck.exercises import EXERCISES, recognise
from formcheck.types import Candidate


def candidates(*confidences: float) -> list[Candidate]:
    names = [exercise.name for exercise in EXERCISES]
    return [Candidate(name, confidence) for name, confidence in zip(names, confidences, strict=False)]


def test_who_is_sure_is_not_asked():
    assert recognise.sure(candidates(recognise.SURE, 0.2)) is EXERCISES[0]


def test_two_alike_are_named_with_how_likely_they_are():
    with pytest.raises(WhichExercise, match=r"single-leg-squat \(45%\) or single-leg-deadlift \(40%\)") as refused:
        recognise.sure(candidates(0.45, 0.40, 0.01))
    assert "--exercise" in str(refused.value)


def test_like_nothing_is_nothing_found():
    with pytest.raises(NoRepetition, match="Nothing was found"):
        recognise.sure(candidates(0.03, 0.01))


def test_without_a_terminal_nobody_is_asked(monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(WhichExercise):
        analyze.ask(candidates(0.45, 0.40))


def test_at_a_terminal_the_answer_counts(monkeypatch, capsys):
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(analyze.typer, "prompt", lambda *_, **__: 2)
    assert analyze.ask(candidates(0.45, 0.40)) is EXERCISES[1]
    asked = capsys.readouterr().err
    assert "1  Single-leg squat" in asked
    assert "2  Single-leg deadlift" in asked
