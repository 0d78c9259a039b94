"""Before and after: a change is told only when it is more than chance, and only of what may be compared."""

import json
from dataclasses import replace
from datetime import date

import pytest

from formcheck.outputs import result_json
from formcheck.plan.session import Headline, Leg, Session, from_result
from formcheck.plan.trend import Change, compared, trends
from formcheck.types import Grade, Side
from tests import people
from tests.command import formcheck
from tests.people import Plan, limits

DAY = date(2026, 3, 2)


def session(value: float, se: float = 0.5, *, unit: str = "°", worse: str = "above", enough: bool = True, **more):
    leg = Leg(Side.LEFT, Grade.STABLE, Headline("pelvic drop", value, se, unit, worse), enough)
    facts = {"exercise": "single-leg-squat", "reference": "quiet standing", "estimator": "pose"} | more
    return Session(DAY, "clip", view="front", legs=(leg,), reps=(), **facts)


@pytest.mark.parametrize(
    ("after", "change"), [(13.9, Change.NONE), (14.1, Change.WORSE), (5.9, Change.BETTER), (6.1, Change.NONE)]
)
def test_degrees_must_change_by_what_is_published(after, change):
    (found,) = compared(session(10.0), session(after))
    assert found.detectable == 4.0
    assert found.rise == pytest.approx(after - 10.0)
    assert found.change is change


def test_large_errors_ask_for_a_larger_change():
    (found,) = compared(session(10.0, 3.0), session(18.0, 4.0))
    assert found.detectable == pytest.approx(1.96 * 5.0)
    assert found.change is Change.NONE


def test_less_may_be_worse():
    (found,) = compared(session(10.0, worse="below"), session(5.0, worse="below"))
    assert found.change is Change.WORSE


@pytest.mark.parametrize("other", [{"exercise": "running"}, {"reference": "gravity"}, {"estimator": "hip-line"}])
def test_what_is_not_alike_is_not_compared(other):
    assert compared(session(10.0), session(20.0, **other)) == []


def test_too_few_repetitions_are_not_compared():
    assert compared(session(10.0), session(20.0, enough=False)) == []


def test_it_is_the_trend_of_two_weeks():
    """One truth: what the log says of the same two clips five weeks apart."""
    before, after = session(10.0), session(15.0)
    (week,) = trends([before, replace(after, day=date(2026, 4, 6))])
    (found,) = compared(before, after)
    assert (found.rise, found.detectable, found.change) == (week.rise, week.detectable, week.change)


class TestCommand:
    @pytest.fixture
    def saved(self, tmp_path):
        """Two results folders of the same stick person."""
        for name, drop in (("before", 0.0), ("after", 12.0)):
            track = people.squats(Plan(drop_deg=drop)).track
            result = people.conclude(track, limits(5.0, 8.0)).result
            (tmp_path / name).mkdir()
            (tmp_path / name / "result.json").write_text(result_json.dumps(result))
        return tmp_path

    def test_it_says_what_changed(self, saved):
        done = formcheck("compare", "before", "after/result.json", at=saved)
        assert done.code == 0, done.err
        assert done.out.startswith("Left, pelvic drop")
        # 10° of error in each: what a stick person's rise of 12° cannot exceed
        assert "+12.0°: no detectable change (a change of " in done.out

    def test_as_json_it_is_the_same(self, saved):
        (found,) = json.loads(formcheck("compare", "before", "after", "--json", at=saved).out)
        first, last = (from_result(result_json.load(saved / n / "result.json"), DAY) for n in ("before", "after"))
        (expected,) = compared(first, last)
        assert (found["rise"], found["change"]) == (pytest.approx(expected.rise), expected.change)

    def test_what_cannot_be_compared_is_refused_in_a_sentence(self, saved):
        result = result_json.load(saved / "after" / "result.json")
        (saved / "after" / "result.json").write_text(result_json.dumps(replace(result, reference="gravity")))
        done = formcheck("compare", "before", "after", at=saved)
        assert done.code == 50
        assert "reference is another" in done.err
        assert formcheck("compare", "before", "none", at=saved).code == 50
