"""What the pipeline adds on its way: drop by frame, steps for a view, notes for a reader."""

import numpy as np
import pytest

from formcheck import pipeline
from formcheck.errors import ProfileError
from formcheck.exercises import single_leg_squat
from formcheck.steps import steps
from formcheck.types import LEFT_AND_RIGHT, Grade, Origin
from tests import people
from tests.people import Camera, Plan


@pytest.fixture(scope="module", params=LEFT_AND_RIGHT)
def analysis(request):
    plan = Plan(request.param, drop_deg=7.0, neutral_deg=1.0, depths_deg=(70.0, 80.0))
    return people.conclude(people.squats([plan, Plan(request.param.other, drop_deg=-4.0)]).track)


def test_the_drop_of_a_frame_is_that_of_its_repetition(analysis):
    readings = analysis.readings
    for rep in analysis.result.reps:
        row = int(np.argmin(np.abs(readings.time_s - rep.key_s)))
        for name in ("drop_deg", "drop_from_neutral_deg", "drop_se_deg"):
            assert readings[name][row] == pytest.approx(rep.readings[name])
        assert readings["rep"][row] == rep.number


def test_outside_repetitions_nobody_knows_which_side_is_unsupported(analysis):
    outside = analysis.readings["rep"] == 0
    assert outside.any()
    assert np.isnan(analysis.readings["drop_deg"][outside]).all()


def test_there_is_a_step_a_frame_and_it_knows_only_what_is_past(analysis):
    shown = list(steps(analysis))
    assert [step.time_s for step in shown] == analysis.track.time_s.tolist()
    for step in shown:
        done = [rep for rep in analysis.result.reps if rep.end_s < step.time_s]
        assert step.last == (done[-1] if done else None)
        under_way = [rep for rep in analysis.result.reps if rep.start_s <= step.time_s <= rep.end_s]
        assert step.side == (under_way[0].side if under_way else None)
        if under_way:
            assert step.doing == f"{under_way[0].side} leg, repetition {under_way[0].number}"
    assert shown[-1].doing == f"{len(analysis.result.reps)} repetitions done"


def test_a_step_may_be_drawn_on_without_harm(analysis):
    before = analysis.shown.pixels.copy()
    for step in steps(analysis):
        step.pixels[...] = 0.0
    np.testing.assert_array_equal(analysis.shown.pixels, before)


def notes(track) -> str:
    return " ".join(people.conclude(track).result.notes)


def test_notes_say_what_the_numbers_do_not_rest_on():
    track = people.squats(Plan()).track
    assert notes(track) == ""

    def cut(track, rows):
        parts = ("time_s", "pixels", "world", "visible", "persons")
        return people.replace(track, **{name: getattr(track, name)[rows] for name in parts})

    stand_s = Plan().stand_s
    squatting = (track.time_s > stand_s) & (track.time_s < track.time_s[-1] - stand_s)
    hurried = cut(track, squatting)
    assert "No quiet standing" in notes(hurried)
    assert people.conclude(hurried).result.reference == "gravity"
    absent = people.without(track, track.time_s < 1.9)
    assert "The person was found in 8" in notes(absent)


def test_from_the_side_every_repetition_is_unreadable_and_the_verdict_says_why():
    result = people.conclude(people.squats(Plan(), Camera(azimuth_deg=85.0)).track).result
    assert {rep.grade for rep in result.reps} == {Grade.UNREADABLE}
    assert "film from the front or the rear" in result.verdicts[0].sentence


def test_a_squat_that_never_comes_to_60_is_judged_at_its_deepest_alone():
    """The instant that never came is no finding, rather than one that could not be read."""
    result = people.conclude(people.squats(Plan(depths_deg=(80.0, 52.0, 80.0))).track).result
    judged = {rep.number: {f.criterion for f in result.findings if f.rep == rep.number} for rep in result.reps}
    assert judged[1] - judged[2] == {"pelvic drop at 60°"}
    assert Grade.UNREADABLE not in {rep.grade for rep in result.reps}
    assert "drop_at_60_deg" not in result.reps[1].readings


def test_a_misspelt_measure_is_refused():
    profile = people.limits(5.0, 8.0)
    wrong = profile.criterion[0].model_copy(update={"measure": "drop_form_neutral_deg"})
    with pytest.raises(ProfileError, match=r"drop_form_neutral_deg.*it measures.*drop_from_neutral_deg"):
        people.conclude(people.squats(Plan()).track, profile.model_copy(update={"criterion": (wrong,)}))


def test_a_knee_that_cannot_be_so_straight_is_unreadable():
    """Hips at half their height need a knee bent by about 120°; 80° is borne, 13° is not."""
    assert single_leg_squat._if_it_can_be(80.0, 0.5) == 80.0
    assert np.isnan(single_leg_squat._if_it_can_be(13.0, 0.5))
    assert single_leg_squat._if_it_can_be(13.0, 0.02) == 13.0


@pytest.mark.parametrize(("rate", "fps", "told"), [(12.0, 12.0, True), (15.0, 15.0, False), (12.0, None, False)])
def test_too_few_frames_a_second_for_the_filter_are_told_when_they_were_asked_for(rate, fps, told):
    track = people.squats(Plan(), rate=rate).track
    origin = Origin(people.SOURCE, None, None, 0, "stick person", "0" * 64, fps=fps)
    result = pipeline.conclude(track, single_leg_squat.SingleLegSquat(), origin).result
    note = "At 12 frames a second nothing was filtered: this exercise needs 14.4."
    assert (note in result.notes) == told
    assert result.origin.fps == fps
