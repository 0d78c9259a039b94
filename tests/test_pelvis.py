"""The pelvis estimator: what it reads, what it says when something is missing, and how its errors are made."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck import level, mirror, pelvis
from formcheck.types import APPEARANCE, Angle, Landmark, Track
from formcheck.weights import calibration
from tests import people
from tests.people import Camera, Moment

LEVEL = level.given(0.0)
NAMES = [f"{angle}{end}" for angle in ("obliquity", "tilt", "azimuth") for end in ("_deg", "_se_deg")]


def film(azimuth: float = 0.0, frames: int = 3) -> Track:
    track = people.film(np.arange(frames) / 30, [Moment()] * frames, Camera(azimuth_deg=azimuth))
    return replace(track, visible=np.ones((frames, 33)))


def looked(track: Track) -> Track:
    return replace(track, appearance=np.zeros((len(track), APPEARANCE), np.float32))


@pytest.mark.parametrize("azimuth", [0.0, 40.0, 180.0, -150.0])
def test_a_mirrored_person_has_mirrored_features(azimuth):
    """All but the sign of the sideways ones: what the training relies on when it mirrors people."""
    plain, other = film(azimuth), mirror.unmirrored(film(azimuth))
    a, b = (pelvis.features(t.pixels, t.world, t.visible) for t in (plain, other))
    sideways = np.zeros(a.shape[1], bool)
    sideways[: 33 * 2 : 2] = True
    sideways[33 * 2 : 33 * 5 : 3] = True
    swapped = b.copy()
    swapped[:, : 33 * 2] = b[:, : 33 * 2].reshape(-1, 33, 2)[:, mirror.OTHER].reshape(len(b), -1)
    swapped[:, 33 * 2 : 33 * 5] = b[:, 33 * 2 : 33 * 5].reshape(-1, 33, 3)[:, mirror.OTHER].reshape(len(b), -1)
    assert a[:, ~sideways] == pytest.approx(swapped[:, ~sideways], abs=1e-9)
    assert a[:, sideways] == pytest.approx(-swapped[:, sideways], abs=1e-9)


@pytest.mark.parametrize("missing", [Landmark.LEFT_HIP, Landmark.RIGHT_KNEE, Landmark.LEFT_SHOULDER])
def test_without_one_of_the_eight_nothing_is_said(missing):
    track = people.without(film(), np.array([1]), [missing])
    read = pelvis.estimate(track, LEVEL)
    assert all(np.isnan(read[name])[1] for name in NAMES)


@pytest.mark.parametrize("missing", [Landmark.LEFT_WRIST, Landmark.RIGHT_FOOT_INDEX, Landmark.NOSE])
def test_another_missing_landmark_is_taken_as_average(missing):
    whole, track = film(), people.without(film(), np.array([1]), [missing])
    read, other = pelvis.estimate(track, LEVEL), pelvis.estimate(whole, LEVEL)
    assert np.isfinite(read["azimuth_deg"]).all()
    assert read["azimuth_deg"][0] == other["azimuth_deg"][0]


def test_values_and_errors_are_read_or_not_together():
    read = pelvis.estimate(people.without(film(), np.array([2])), LEVEL)
    for angle in ("obliquity", "tilt", "azimuth"):
        assert (np.isfinite(read[f"{angle}_deg"]) == np.isfinite(read[f"{angle}_se_deg"])).all()


def test_what_was_looked_at_counts():
    plain, seen = pelvis.estimate(film(), LEVEL), pelvis.estimate(looked(film()), LEVEL)
    assert (plain["azimuth_deg"] != seen["azimuth_deg"]).all()


def test_how_the_camera_looks_down_counts_as_far_as_it_is_known():
    def read(down: Angle) -> np.ndarray:
        return pelvis.estimate(looked(film(40.0)), replace(LEVEL, looks_down=down))["azimuth_deg"]

    unknown = read(Angle(np.nan, np.nan))
    assert np.abs(read(Angle(20.0, 1.0)) - unknown).max() > np.abs(read(Angle(20.0, 60.0)) - unknown).max() > 0.0
    told = pelvis.stood(np.zeros(2), np.array([20.0, np.nan]), np.array([pelvis.SIGHT_KNOWN_DEG, np.nan]))
    assert told == pytest.approx(np.array([[0.0, 1.0, 0.5], [0.0, 0.0, 0.0]]))


def test_a_doubtful_level_widens_what_is_seen_from_the_front():
    doubtful = replace(LEVEL, at_person=Angle(0.0, 6.0))
    sure, unsure = (pelvis.estimate(looked(film()), one) for one in (LEVEL, doubtful))
    azimuth = np.radians(sure["azimuth_deg"])
    more = (6.0**2 - LEVEL.at_person.se_deg**2) * np.cos(azimuth) ** 2
    assert unsure["obliquity_se_deg"] ** 2 - sure["obliquity_se_deg"] ** 2 == pytest.approx(more, rel=1e-6)
    assert unsure["azimuth_se_deg"] == pytest.approx(sure["azimuth_se_deg"])


def test_taking_out_the_prior_undoes_the_product_of_gaussians():
    """A picture that says 12° ± 6°, seen with a prior of 0° ± 10°, comes back as it was."""
    prior, said, se = 10.0, 12.0, 6.0
    variance = 1 / (1 / se**2 + 1 / prior**2)
    out = np.array([[said * variance / se**2 / 10, np.log(variance / 100), 0, 0, 0, 1, 0]])
    value, error, _ = pelvis.angles(out, np.ones(1), np.array([prior]))
    assert value[0, 0] == pytest.approx(said)
    assert error[0, 0] == pytest.approx(se)


def test_a_picture_that_adds_nothing_to_the_prior_is_not_read():
    out = np.array([[0.1, np.log(0.99), 0, 0, 0, 1, 0]])  # 9.95° where the prior knew 10°
    assert np.isnan(pelvis.angles(out, np.ones(1), np.array([10.0]))[0][0, 0])


def test_rotation_is_the_turn_from_the_azimuth_given():
    read = pelvis.with_rotation({"azimuth_deg": np.array([-170.0, 170.0]), "azimuth_se_deg": np.ones(2)}, 180.0)
    assert read["rotation_deg"] == pytest.approx([-10.0, 10.0])


def test_the_calibration_is_whole_and_its_errors_widen_nothing_away():
    numbers = calibration()
    assert all(np.isfinite(array).all() for array in numbers.values())
    assert numbers["scale"].shape == (3, 3, 3)
    assert (numbers["scale"] > 0.3).all()
