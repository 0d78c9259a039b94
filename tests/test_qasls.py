"""QASLS: what is answered yes, no, and not at all."""

import json
import math

import numpy as np
import pytest

from formcheck import exercises
from formcheck.cli.analyze import in_a_line
from formcheck.exercises import qasls
from formcheck.measures import steady
from formcheck.outputs import result_json
from formcheck.types import LEFT_AND_RIGHT, Qasls, Side
from tests import people
from tests.people import Plan

STEADY = {
    name: value
    for measure in ("hands_aside_mm", "trunk_lean_deg", "drop_from_neutral_deg", "pelvis_turn_deg", "thigh_in_deg")
    for name, value in ((measure, 0.0), (qasls._error(measure), 1.0))
} | {
    name: value
    for measure in ("free_thigh_aside_deg", "fppa_deg", "wobble_mm")
    for name, value in ((measure, 0.0), (qasls._error(measure), 1.0))
}
STEADY |= {"free_foot_up_mm": 300.0, "free_foot_up_se_mm": 20.0}


def of(told: dict[str, float], view: str = "front") -> Qasls:
    return qasls._of_leg(Side.LEFT, [told], view)


def test_there_are_ten_items_and_all_can_be_seen_from_the_front():
    assert len(qasls.items()) == 10
    leg = of(STEADY)
    assert (leg.total, leg.assessable) == (0, 10)
    assert [item.score for item in leg.items] == [0] * 10


@pytest.mark.parametrize(
    ("measure", "value", "amiss"),
    [
        ("hands_aside_mm", 400.0, ["arms"]),
        ("trunk_lean_deg", -20.0, ["trunk"]),
        ("trunk_lean_deg", 20.0, ["trunk"]),
        ("drop_from_neutral_deg", 12.0, ["pelvis level"]),
        ("drop_from_neutral_deg", -12.0, ["pelvis level"]),
        ("pelvis_turn_deg", 30.0, ["pelvis turned"]),
        ("thigh_in_deg", 20.0, ["standing thigh"]),
        ("thigh_in_deg", -20.0, []),
        ("free_thigh_aside_deg", -25.0, ["free thigh"]),
        ("fppa_deg", 15.0, ["knee inward"]),
        ("fppa_deg", 30.0, ["knee inward", "knee far inward"]),
        ("free_foot_up_mm", -80.0, ["touches down"]),
        ("wobble_mm", 25.0, ["wobbles"]),
    ],
)
def test_each_fault_is_its_item_and_no_other(measure, value, amiss):
    leg = of(STEADY | {measure: value})
    assert [item.name for item in leg.items if item.score] == amiss
    assert leg.total == len(amiss)


def test_what_the_error_reaches_across_is_too_close_to_call():
    level = of(STEADY | {"drop_from_neutral_deg": 8.0, "drop_se_deg": 5.0}).items[2]
    assert (level.score, level.why) == (None, "too close to call")
    assert (level.value, level.error) == (8.0, pytest.approx(8.225))


def test_what_a_view_hides_or_nobody_read_is_not_assessable():
    aside = of(STEADY, "left side")
    assert (aside.total, aside.assessable) == (0, 1)
    assert {item.why for item in aside.items if item.score is None} == {"not seen from the left side"}
    assert all(math.isnan(item.value) for item in aside.items if item.score is None)
    blind = of(STEADY | {"fppa_deg": math.nan})
    assert [item.why for item in blind.items if item.score is None] == ["could not be read"] * 2
    without = of({name: value for name, value in STEADY.items() if "lean" not in name})
    assert [item.why for item in without.items if item.score is None] == ["not asked of this exercise"]


def test_a_leg_counts_by_its_typical_repetition():
    once = qasls._of_leg(Side.LEFT, [STEADY, STEADY, STEADY | {"fppa_deg": 40.0}], "front")
    mostly = qasls._of_leg(Side.LEFT, [STEADY, *[STEADY | {"fppa_deg": 40.0}] * 2], "front")
    assert (once.total, mostly.total) == (0, 2)


@pytest.mark.parametrize("side", LEFT_AND_RIGHT)
def test_a_squat_that_leans_and_one_that_does_not(side):
    steady_one = people.conclude(people.squats(Plan(side=side, drop_deg=0.0)).track).result.qasls
    leaning = people.conclude(people.squats(Plan(side=side, drop_deg=0.0, lean_deg=18.0)).track).result.qasls
    assert [leg.side for leg in steady_one] == [side]
    assert steady_one[0].total == 0
    assert {item.name for item in leaning[0].items if item.score} == {"trunk"}
    answered = {item.name for item in steady_one[0].items if item.score == 0}
    assert {"arms", "trunk", "standing thigh", "wobbles", "touches down"} <= answered


def test_two_legs_have_none_and_a_line_says_what_was_seen():
    task = people.Task(people.Moment(knee_flexion_deg=85.0), lifts=False)
    squat = people.conclude(task.film(), exercise=exercises.find("two-leg-squat"))
    assert squat.result.qasls == []
    said = in_a_line(of(STEADY | {"trunk_lean_deg": 20.0, "fppa_deg": math.nan}))
    assert said == (
        "QASLS, left leg: 1 of the 8 items that can be assessed (trunk); not assessable: knee inward (could not be "
        "read), knee far inward (could not be read)."
    )


def test_it_goes_through_json_and_back():
    result = people.conclude(people.squats(Plan()).track).result
    text = result_json.dumps(result)
    items = json.loads(text)["qasls"][0]["items"]
    assert len(items) == 10
    assert {item["score"] for item in items} <= {0, 1, None}


def test_wobble_is_what_a_smooth_way_leaves():
    way = np.linspace(0.0, 2 * np.pi, 60)
    assert steady.wobble(30.0 * (1.0 - np.cos(way))) < 0.6  # measured 0.38: a repetition's own way
    tremor = 10.0 * np.sin(12 * way)
    assert steady.wobble(30.0 * (1.0 - np.cos(way)) + tremor) == pytest.approx(10.0 / np.sqrt(2), rel=0.1)
    assert np.isnan(steady.wobble(np.full(60, np.nan)))
