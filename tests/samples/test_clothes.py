"""What rendered people wear and stand before."""

import numpy as np
import pytest

from samples.renderer.clothes import Outfit, dress
from samples.renderer.textures import FLOORS, WALLS, cloth
from samples.training import people

PATTERNS = ("plain", "stripes", "band", "melange", "blocks", "print", "checks", "seams")


def layer(layers, name):
    return next((one for one in layers if one.name == name), None)


def test_a_waistband_is_below_the_waist_and_only_where_no_shirt_hides_it(person):
    bare = Outfit(top="tank", top_hem=0.15, bottom="tights", band=0.02)
    band, bottom = (layer(dress(person, bare), name) for name in ("band", "bottom"))
    top_m, wide_m = bottom.rest[:, 2].max(), 0.02 * person.phenotype.stature_m
    assert band.rest[:, 2].max() == pytest.approx(top_m, abs=0.01)
    assert np.ptp(band.rest[:, 2]) == pytest.approx(wide_m, abs=0.015)
    assert layer(dress(person, Outfit(top_hem=-0.03, band=0.02)), "band") is None
    assert layer(dress(person, Outfit(top="tank", top_hem=0.15)), "band") is None


def test_trousers_can_be_worn_higher(person):
    low, high = (layer(dress(person, Outfit(top="tank", top_hem=0.15, waist=by)), "bottom") for by in (0.0, 0.03))
    raised = high.rest[:, 2].max() - low.rest[:, 2].max()
    assert raised == pytest.approx(0.03 * person.phenotype.stature_m, abs=0.01)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_cloth_is_the_same_again_and_patterned_unless_plain(pattern):
    one, same = cloth(pattern, 3), cloth(pattern, 3)
    assert (one == same).all()
    assert (one.std() > cloth("plain", 3).std()) == (pattern != "plain")


@pytest.mark.parametrize("name", [*FLOORS, *WALLS])
def test_walls_and_floors_are_pictures_of_their_seed(name):
    made = (FLOORS | WALLS)[name]
    one = made((150, 120, 90), 3)
    assert one.dtype == np.uint8
    assert one.ndim == 3
    assert (one == made((150, 120, 90), 3)).all()
    assert (one != made((150, 120, 90), 4)).any()


def test_people_are_drawn_from_their_seed():
    one, same, other = (people.outfit(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == same != other
