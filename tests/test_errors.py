"""The tree of failures: one exit code each, and its drawing is true."""

import inspect
import re

import pytest

from formcheck import errors
from formcheck.errors import FormcheckError

CLASSES = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, FormcheckError)]


def test_exit_codes_are_unique_and_none_of_the_shells():
    codes = [each.exit_code for each in CLASSES]
    assert len(set(codes)) == len(codes)
    assert not {0, 2} & set(codes)
    assert all(code < 126 for code in codes)


def test_the_drawing_lists_every_class_with_its_code_and_nothing_else():
    drawn = {name: int(code) for name, code in re.findall(r"(\b[A-Z]\w+)\s+(\d+)", errors.__doc__)}
    assert drawn == {each.__name__: each.exit_code for each in CLASSES}


def test_the_drawing_shows_who_descends_from_whom():
    above: list[str] = []
    for line in errors.__doc__.splitlines():
        if found := re.match(r"([│├└─ ]*)([A-Z]\w+)\s+\d+", line):
            depth = len(found[1]) // 4
            above[depth:] = [found[2]]
            parents = [each.__name__ for each in getattr(errors, found[2]).__mro__ if each in CLASSES]
            assert parents[::-1] == above


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_a_code_is_of_its_familys_ten(each):
    family = each.__mro__[1]
    if family not in (Exception, FormcheckError):
        assert each.exit_code // 10 == family.exit_code // 10
    assert each.__doc__


def test_the_message_is_the_sentence():
    assert str(errors.NoPerson("Nobody is there.")) == "Nobody is there."
