"""Of the rendered clips of every exercise, the report says all in German, with the numbers of the result."""

import pytest

from formcheck.outputs.report.words import words
from tests.golden.test_exercises import NAMES, of
from tests.test_report_words import numbers

pytestmark = pytest.mark.xdist_group("clips of every exercise")  # concluded once, in one process


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stays_english(name):
    result = of(name).result
    if result is None:
        pytest.skip("refused")
    german = words("de")
    said = [
        *(verdict.sentence for verdict in result.verdicts),
        *result.notes,
        result.level.how,
        result.playback.how,
        *(event.sentence for event in result.health),
        *(item.why for leg in result.qasls for item in leg.items if item.why),
    ]
    for english in said:
        assert german.knows(english), (english, german.say(english))
        assert numbers(german.say(english)) == numbers(english)
