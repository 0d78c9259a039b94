"""How much slower than life a stick runner is shown, whose bounce obeys gravity."""

import numpy as np
import pytest

from formcheck.segments import gait, playback
from formcheck.types import Playback
from tests import people, runners
from tests.runners import FRONT, REAR, SIDE, Runner


def rate_of(runner: Runner, slower: float, camera: people.Camera = SIDE) -> Playback | None:
    track, _ = runners.film(runner, camera, rate=30.0 * slower, slower=slower, lasts_s=max(3.0, 6.0 / slower))
    return playback.find(track, gait.find(track))


@pytest.mark.parametrize("camera", [SIDE, REAR, FRONT])
@pytest.mark.parametrize("cadence", [152.0, 168.0, 186.0])
def test_a_clip_at_lifes_own_speed_is_known_for_one(cadence, camera):
    found = rate_of(Runner(cadence), 1.0, camera)
    assert found is not None
    assert (found.rate, found.se) == (1.0, 0.0)


@pytest.mark.parametrize("slower", [2.0, 4.0, 8.0, 10.0])
@pytest.mark.parametrize("cadence", [156.0, 170.0, 184.0])
def test_slow_motion_is_found_or_its_error_holds_it(cadence, slower):
    """A usual rate is named when it is sure; nearly so, the estimate has an error."""
    found = rate_of(Runner(cadence), slower)
    assert found is not None
    assert found.rate == slower if found.se == 0.0 else abs(found.rate - slower) < 2.5 * found.se
    assert float(found.how.split()[0]) == pytest.approx(cadence / slower, abs=0.6)


def test_a_bounce_that_gravity_does_not_allow_is_no_run():
    """The same steps, twice as slow as the bounce of a body three times as large would have it."""
    track, _ = runners.film(Runner(), lasts_s=4.0)
    found = gait.find(track)
    low = people.replace(track, world=track.world * 0.3)
    assert playback.find(track, found) is not None
    assert playback.find(low, found) is None


def test_without_steps_there_is_no_rate():
    track = people.film(np.arange(60) / 30.0, [people.Moment()] * 60)
    assert playback.find(track, gait.find(track)) is None
