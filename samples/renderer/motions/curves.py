"""What the motions have in common: eases, sway, and when sets on one leg are done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samples.renderer.pose import FreeLeg, Side


def smooth(part: float) -> float:
    """Return an ease from 0 to 1 with no jerk at its ends (minimum-jerk polynomial, Flash & Hogan 1985)."""
    p = float(np.clip(part, 0.0, 1.0))
    return p * p * p * (10.0 + p * (6.0 * p - 15.0))


def blend(start: FreeLeg, end: FreeLeg, part: float) -> FreeLeg:
    """Return a free leg between two others."""
    return FreeLeg(
        *(
            getattr(start, name) + part * (getattr(end, name) - getattr(start, name))
            for name in start.__dataclass_fields__
        )
    )


def there_and_back(time: float, start: float, end: float, hold_s: float = 0.0) -> float:
    """Return an ease from 0 at ``start`` to 1, held for ``hold_s``, and back to 0 at ``end``; outside 0."""
    half = (end - start - hold_s) / 2.0
    return min(smooth((time - start) / half), smooth((end - time) / half))


class Sway:
    """Small natural sway, about unit spread, of some channels."""

    def __init__(self, seed: int, channels: int = 6) -> None:
        rng = np.random.default_rng(seed)
        self._waves = rng.uniform([0.11, 0.0], [0.55, 2 * np.pi], size=(channels, 3, 2))

    def __call__(self, channel: int, time: float) -> float:
        """Return one channel's sway at a time."""
        waves = self._waves[channel]
        return float(np.sum(np.sin(2 * np.pi * waves[:, 0] * time + waves[:, 1])) / 1.2)


class LegSets:
    """When a person who does sets on one leg each shifts, lifts, repeats and stands again.

    Parameters
    ----------
    sets : list of (Side, list of float, float)
        Leg, the seconds of its repetitions, the pause between them.
    quiet_s, shift_s, lift_s, settle_s : float
        Quiet standing, weight shift, lifting, settling.

    Attributes
    ----------
    seconds : float
    reps : list of (set, repetition, start, end)
        Numbers and nominal span in s.
    sets : list of (Side, begin, end)
    """

    def __init__(
        self,
        sets: Sequence[tuple[Side, Sequence[float], float]],
        quiet_s: float,
        shift_s: float,
        lift_s: float,
        settle_s: float,
    ) -> None:
        self.shift_s, self.lift_s = shift_s, lift_s
        self.reps: list[tuple[int, int, float, float]] = []
        self.sets: list[tuple[Side, float, float]] = []
        time = quiet_s
        for number, (side, lengths, pause_s) in enumerate(sets):
            begin = time
            time += shift_s + lift_s + settle_s
            for nth, seconds in enumerate(lengths):
                self.reps.append((number, nth, time, time + seconds))
                time += seconds + pause_s
            time += settle_s - pause_s + lift_s + shift_s
            self.sets.append((side, begin, time))
            time += quiet_s
        self.seconds = time if sets else quiet_s

    def rep(self, time: float) -> tuple[int, int, float, float] | None:
        """Return the repetition at hand."""
        return next((rep for rep in self.reps if rep[2] <= time <= rep[3]), None)

    def phase(self, time: float) -> tuple[int | None, float, float]:
        """Return the set at hand, the weight on its leg (0 = both, 1 = one) and how far the foot is up."""
        for number, (_, begin, end) in enumerate(self.sets):
            if begin <= time <= end:
                on = smooth((time - begin) / self.shift_s)
                off = smooth((end - time) / self.shift_s)
                lift = smooth((time - begin - 0.8 * self.shift_s) / self.lift_s)
                down = smooth((end - 0.8 * self.shift_s - time) / self.lift_s)
                return number, min(on, off), min(lift, down)
        return None, 0.0, 0.0

    def side(self, time: float) -> Side:
        """Return the leg that carries the pelvis, between sets the nearest one's."""
        sides: list[tuple[float, Side]] = [
            (0.0 if begin <= time <= end else min(abs(time - begin), abs(time - end)), side)
            for side, begin, end in self.sets
        ]
        return min(sides)[1] if sides else "left"
