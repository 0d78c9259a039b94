"""What every exercise promises, whoever wrote it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from formcheck import prepare, smoothing
from formcheck.exercises import EXERCISES
from formcheck.poses import recorded
from formcheck.types import Angle, Neutral, Side, Track
from tests import people
from tests.command import SAMPLES
from tests.people import Plan

NEVER_STOOD = Neutral(Angle(np.nan, np.nan), np.nan, np.nan, 0)
OWN = {
    json.loads(path.with_suffix("").with_suffix(".truth.json").read_text(encoding="utf-8"))["exercise"]: path
    for path in sorted((SAMPLES / "exercises").glob("*_side.npz"))
}
FROM_THE_FRONT = {"standing-hold": "hold_left_stable_right_drop_front", "two-leg-squat": "squat_level_front"}
"""A clip of each exercise, from a view that shows what decides."""

pytestmark = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


def own(exercise) -> Track:
    if exercise.name == "single-leg-squat":
        return people.squats(Plan()).track
    if exercise.name in FROM_THE_FRONT:
        return recorded.load(SAMPLES / "exercises" / f"{FROM_THE_FRONT[exercise.name]}.npz")
    return recorded.load(OWN[exercise.name])


def body(track: Track, exercise):
    return prepare.upright_body(smoothing.smooth(track, exercise.cutoff_hz), 0.0)


def test_it_reads_every_frame_and_finds_its_own_efforts_in_order(exercise):
    seen = body(own(exercise), exercise)
    readings = exercise.read(seen)
    assert {"obliquity_deg", "obliquity_se_deg"} <= set(readings.values)
    assert {np.shape(values) for values in readings.values.values()} == {(len(seen.track),)}
    efforts = exercise.efforts(seen, readings)
    assert efforts
    assert exercise.resting(seen, readings).shape == (len(seen.track),)
    keys = [effort.span.key for effort in efforts]
    assert keys == sorted(keys)
    for effort in efforts:
        assert 0 <= effort.span.start <= effort.span.key <= effort.span.end < len(seen.track)


def test_every_criterion_has_its_measure_and_its_error(exercise):
    seen = body(own(exercise), exercise)
    readings = exercise.read(seen)
    told = exercise.measure(seen, readings, exercise.efforts(seen, readings), NEVER_STOOD)
    names = set().union(*told)
    sides = {effort.side for effort in exercise.efforts(seen, readings)}
    for criterion in exercise.profile.seen_from(seen.view.name):
        if criterion.over == "difference" and Side.BOTH in sides:
            continue
        if criterion.measure in names:
            assert criterion.error in names, criterion.name
    assert any(c.measure in names for c in exercise.profile.seen_from(seen.view.name) if c.decides)


def test_it_knows_its_own_clip_and_nothing_in_an_empty_one(exercise):
    track = own(exercise)
    assert exercise.likeness(body(track, exercise)) > 0.5
    nobody = replace(
        track,
        pixels=np.full_like(track.pixels, np.nan),
        world=np.full_like(track.world, np.nan),
        appearance=np.full_like(track.appearance, np.nan),
    )
    empty = body(nobody, exercise)
    assert exercise.likeness(empty) == 0.0
    readings = exercise.read(empty)
    assert exercise.efforts(empty, readings) == []
    assert exercise.nothing_found(readings).endswith(".")


def test_a_view_that_shows_nothing_that_decides_says_from_where_to_film(exercise):
    for view in ("front", "rear", "front oblique", "rear oblique", "left side", "right side"):
        said = exercise.cannot(view)
        decides = any(c.decides for c in exercise.profile.seen_from(view))
        assert bool(said) != decides
        assert not said or "film from" in said


def test_the_unsupported_side_is_a_side(exercise):
    assert exercise.unsupported(Side.BOTH) is Side.BOTH
    assert {exercise.unsupported(side) for side in (Side.LEFT, Side.RIGHT)} == {Side.LEFT, Side.RIGHT}
