"""When to make a sound, at most once a repetition. Pure: plays nothing."""

from __future__ import annotations

from formcheck.sound import Tone
from formcheck.types import Grade


class Cues:
    """Says which tone is due, from what is read as it happens.

    A warning is due when a value is surely past its limit, ``value - error > limit``. It is then not due again
    before a later repetition, and not before the value was back within the limit: who holds a drop from one
    repetition into the next is told once. A repetition that ends stable without a warning is confirmed.

    Parameters
    ----------
    muted
        Give no tone; may be changed at any time. What happens meanwhile still counts for being back within the limit.
    """

    def __init__(self, *, muted: bool = False) -> None:
        self.muted = muted
        self._told = 0
        self._armed = True

    def during(self, rep: int, value: float, error: float, limit: float) -> Tone | None:
        """Take the reading of a frame.

        Parameters
        ----------
        rep
            Number of the repetition under way, counted from 1; 0 = between repetitions, where no tone is given.
        value, error, limit
            In one unit (of the drop: degrees, + = the unsupported side lower); `error` is the half-width of the
            90 % interval. nan in any = could not be read: nothing is said and nothing is re-armed.
        """
        if value <= limit:
            self._armed = True
        if not (self._armed and value - error > limit):
            return None
        tone = self._once(rep, Tone.WARNING)
        self._armed = tone is None
        return tone

    def judged(self, rep: int, grade: Grade) -> Tone | None:
        """Take what a repetition under way is judged to be so far, where no reading tells it frame by frame."""
        return self._once(rep, Tone.WARNING) if grade is Grade.UNSTABLE else None

    def ended(self, rep: int, grade: Grade) -> Tone | None:
        """Take the grade of a repetition, counted from 1, that has ended."""
        return self._once(rep, Tone.STABLE) if grade is Grade.STABLE else None

    def _once(self, rep: int, tone: Tone) -> Tone | None:
        """The tone, unless this repetition or a later one had its own."""
        if self.muted or rep <= self._told:
            return None
        self._told = rep
        return tone
