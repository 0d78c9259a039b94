"""What the report says, in the reader's language.

A catalogue (`texts/en.toml`, `texts/de.toml`) holds the page's own texts by key, how numbers and dates are written,
and phrases: English sentences of a result, with their numbers left open, and what they are in the other language. So
a translated sentence is made from the one in `result.json` and can state no other number than that one.
"""

from __future__ import annotations

import math
import re
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

LANGUAGES = ("en", "de")

_FIELD = re.compile(r"\{(\w+)(?::([#±*]))?\}")
_NUMBER = r"[-−]?\d+(?:\.\d+)?"
_KINDS = {
    None: r".+?",
    "#": _NUMBER,
    "±": rf"{_NUMBER}(?:°| mm| s)? ± {_NUMBER}(?:°| mm| s)?",
    "*": r".+?",
}
_WORD = re.compile(r"[^\W\d_]{2,}")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


class Words:
    """One language's catalogue; call it with a key to get a text of the page's own."""

    def __init__(self, language: str) -> None:
        self.language = language
        facts = _catalogue(language)
        self._texts: dict[str, str] = facts["texts"]
        self._style: dict[str, Any] = facts["style"]
        self._phrases: dict[str, str] = facts["phrases"]
        self._open = [_opened(english, own) for english, own in self._phrases.items() if "{" in english]
        exact = sorted((english for english in self._phrases if "{" not in english), key=len, reverse=True)
        self._exact = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, exact)) + r")(?!\w)")

    def __call__(self, key: str, **filled: object) -> str:
        """A text of the page's own, filled in."""
        return self._texts[key].format(**filled)

    def say(self, english: str) -> str:
        """A sentence, or a part of one, of a result in this language.

        What the catalogue does not know, such as a user's own cue, stays as it is but for its decimal points.
        """
        return self._said(english)[0]

    def knows(self, english: str) -> bool:
        """Whether nothing of a sentence stays English; of the language English, everything is known."""
        return not self._said(english)[1]

    def number(self, value: float, digits: int = 1) -> str:
        """A number with so many digits; nan is a dash."""
        if math.isnan(value):
            return "–"
        rounded = round(value, digits) + 0.0  # no minus before a zero
        return f"{rounded:.{digits}f}".replace("-", "−").replace(".", self._style["decimal"])

    def plain(self, value: float) -> str:
        """A number with the digits it has, as limits are written."""
        return f"{value:.10g}".replace("-", "−").replace(".", self._style["decimal"])

    def measured(self, value: float, error: float, unit: str, digits: int = 1) -> str:
        """A value, the half-width of its 90 % interval, and their unit; nan is a dash."""
        if math.isnan(value):
            return "–"
        half = f" ± {self.number(error, digits)}" if math.isfinite(error) else ""
        unit = self.say(unit)
        return f"{self.number(value, digits)}{unit}{half}{unit}" if half else f"{self.number(value, digits)}{unit}"

    def percent(self, share: float) -> str:
        """A share of 1, in whole percent."""
        return f"{self.number(100.0 * share, 0)}{self._style['percent']}"

    def date(self, day: date) -> str:
        """A day with its month's name."""
        return str(self._style["date"]).format(day=day.day, month=self._style["months"][day.month - 1], year=day.year)

    def _said(self, english: str) -> tuple[str, list[str]]:
        """A sentence in this language, and the parts of it that no phrase covers."""
        if not self._phrases:
            return english, []
        if english in self._phrases:
            return self._phrases[english], []
        for phrase in self._open:
            if found := phrase.pattern.fullmatch(english):
                said = {
                    name: self._row(part) if phrase.kinds[name] == "*" else self._said(part)
                    for name, part in found.groupdict().items()
                }
                filled = {name: own for name, (own, _) in said.items()}
                return phrase.own.format(**filled), [part for _, unknown in said.values() for part in unknown]
        return _POINT.sub(self._style["decimal"], english), [english] if _WORD.search(english) else []

    def _row(self, english: str) -> tuple[str, list[str]]:
        """Several exact phrases in a row, the longest that fits first, and what lies between them."""
        between = self._exact.sub("", english)
        said = self._exact.sub(lambda found: self._phrases[found[0]], english)
        return said, [english] if _WORD.search(between) else []


class _Open(NamedTuple):
    """A phrase with parts left open: what it matches, the kind of each part, and what it is in the other language."""

    pattern: re.Pattern[str]
    kinds: dict[str, str | None]
    own: str


@cache
def words(language: str) -> Words:
    """The catalogue of a language in `LANGUAGES`."""
    return Words(language)


def _catalogue(language: str) -> dict[str, Any]:
    text = (resources.files(__package__) / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _opened(english: str, own: str) -> _Open:
    pieces, kinds, last = [], {}, 0
    for field in _FIELD.finditer(english):
        name, kind = field.groups()
        pieces += [re.escape(english[last : field.start()]), f"(?P<{name}>{_KINDS[kind]})"]
        kinds[name], last = kind, field.end()
    return _Open(re.compile("".join([*pieces, re.escape(english[last:])])), kinds, own)
