"""Opinions on the clip seen so far → what was done, and which part of the clip the next opinion needs."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from formcheck.live.judge import Opinion, Told
from formcheck.types import Side

LONG_S, SHORT_S = 40.0, 20.0
"""When more than the first would be judged again, what ended before the second is settled (convention): judging then
takes about as long whatever the length of a session."""


class Tally:
    """Repetitions so far. Those that ended by `from_s` are settled; what follows is judged again."""

    def __init__(self) -> None:
        self._settled: list[Told] = []
        self._open: list[Told] = []
        self.from_s = -math.inf

    def take(self, opinion: Opinion) -> None:
        """Replace what is not settled by a newer opinion; settle what has become old."""
        last_s = self._settled[-1].rep.end_s if self._settled else -math.inf
        fresh = [told for told in opinion.told if told.rep.start_s >= last_s]
        first = len(self._settled) + 1
        self._open = [replace(t, rep=replace(t.rep, number=nth)) for nth, t in enumerate(fresh, start=first)]
        if opinion.until_s - max(self.from_s, opinion.from_s) > LONG_S:
            old = [told for told in self._open if told.rep.end_s < opinion.until_s - SHORT_S]
            self._settled += old
            self._open = self._open[len(old) :]
            self.from_s = old[-1].rep.end_s if old else opinion.until_s - SHORT_S

    @property
    def told(self) -> list[Told]:
        """All repetitions, the one under way last."""
        return self._settled + self._open

    @property
    def last(self) -> Told | None:
        """The last one that was done."""
        return next((told for told in reversed(self.told) if not told.lasts), None)

    @property
    def under_way(self) -> Told | None:
        """The one under way."""
        return self._open[-1] if self._open and self._open[-1].lasts else None

    @property
    def counts(self) -> dict[Side, int]:
        """Repetitions done by side."""
        return dict(Counter(told.rep.side for told in self.told if not told.lasts))
