"""`result.json` is the `Result` type, and docs/result.schema.json is its schema."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from formcheck.errors import ProfileError
from formcheck.outputs import result_json
from formcheck.types import Angle, Side
from tests import people
from tests.people import Camera, Plan

PUBLISHED = Path(__file__).parents[1] / "docs" / "result.schema.json"


@pytest.fixture(scope="module", params=["front", "side"])
def result(request):
    camera = Camera(azimuth_deg=0.0 if request.param == "front" else 80.0)
    return people.conclude(people.squats(Plan(Side.RIGHT), camera).track, roll_deg=1.5).result


def test_a_result_comes_back_as_it_was_nan_included(result, tmp_path):
    text = result_json.dumps(result)
    (tmp_path / "result.json").write_text(text, encoding="utf-8")
    back = result_json.load(tmp_path / "result.json")
    assert result_json.dumps(back) == text
    assert repr(back) == repr(result)


def test_the_text_is_strict_json(result):
    def refuse(word: str) -> None:
        raise AssertionError(word)

    parsed = json.loads(result_json.dumps(result), parse_constant=refuse)
    assert parsed["schema_version"] == 1
    assert parsed["reps"][0]["side"] == "right"


def test_infinity_is_no_json_number_either(result):
    endless = replace(result, neutral=replace(result.neutral, obliquity=Angle(np.inf, -np.inf)))
    assert "Infinity" not in result_json.dumps(endless)


def test_what_is_written_keeps_to_the_schema(result):
    jsonschema.Draft202012Validator(result_json.schema()).validate(json.loads(result_json.dumps(result)))


def test_the_schema_itself_is_one_and_refuses_something():
    jsonschema.Draft202012Validator.check_schema(result_json.schema())
    assert not jsonschema.Draft202012Validator(result_json.schema()).is_valid({"schema_version": 1})


def test_the_published_schema_is_up_to_date():
    assert PUBLISHED.read_text(encoding="utf-8") == result_json.schema_text(), (
        "write it anew: python -c 'from formcheck.outputs import result_json as r; print(r.schema_text(), end=\"\")'"
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", "no json", '{"schema_version": 1}', "\x00"])
def test_what_is_no_result_is_refused(text, tmp_path):
    (tmp_path / "result.json").write_text(text)
    with pytest.raises(ProfileError):
        result_json.load(tmp_path / "result.json")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "result.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ProfileError):
        result_json.load(tmp_path / "result.json")


def test_a_missing_result_and_another_version_are_told_apart(result, tmp_path):
    path = tmp_path / "result.json"
    with pytest.raises(ProfileError, match="There is no result"):
        result_json.load(path)
    path.write_text(result_json.dumps(replace(result, schema_version=99)), encoding="utf-8")
    with pytest.raises(ProfileError, match="schema 99"):
        result_json.load(path)
