"""A clip that the user calls mirrored gives the person's own sides, and is drawn on as it is."""

import numpy as np
import pytest

from formcheck import mirror
from formcheck.types import Side
from tests import people
from tests.people import Camera, Plan

CLIP = people.squats(Plan(side=Side.RIGHT, drop_deg=10.0), Camera(azimuth_deg=20.0, roll_deg=4.0))


def test_mirroring_is_undone():
    seen = people.mirrored(CLIP.track)
    for name in ("pixels", "world", "visible"):
        np.testing.assert_allclose(getattr(mirror.unmirrored(seen), name), getattr(CLIP.track, name), atol=1e-9)
    assert (mirror.OTHER == people.MIRROR).all()


def test_sides_and_angles_are_the_persons_own_and_the_roll_is_the_pictures():
    plain = people.conclude(CLIP.track, roll_deg=4.0)
    seen = people.conclude(people.mirrored(CLIP.track), roll_deg=-4.0, mirrored=True)
    assert seen.result.mirrored
    assert seen.result.given_roll_deg == -4.0
    assert repr(seen.result.reps) == repr(plain.result.reps)  # nan is nan
    assert {rep.side for rep in seen.result.reps} == {Side.RIGHT}
    assert {rep.side for rep in people.conclude(people.mirrored(CLIP.track), roll_deg=-4.0).result.reps} == {
        Side.LEFT
    }


def test_what_is_drawn_lies_on_the_mirrored_picture():
    plain = people.conclude(CLIP.track)
    seen = people.conclude(people.mirrored(CLIP.track), mirrored=True)
    shown = seen.shown.pixels.copy()
    shown[..., 0] = CLIP.track.width - shown[..., 0]
    np.testing.assert_allclose(shown, plain.shown.pixels, atol=1e-6)
    middle = people.mirrored(CLIP.track).pixels.mean(axis=1)
    assert seen.shown.pixels.mean(axis=1) == pytest.approx(middle, abs=5.0)
