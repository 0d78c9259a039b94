"""A run → its stances: which foot, when it strikes, when the body is lowest over it, and when it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.segments.contacts import contacts
from formcheck.segments.rhythm import Bounce, bounces, step_s
from formcheck.types import HIPS, BoolArray, Effort, FloatArray, Side, Span, Track

STEADY = 0.25
"""Instants that are more than this share beside a whole number of steps apart are not of one run (convention)."""

STRAIGHTER = 0.06
"""Walking, the shorter leg is so much straighter when the body is lowest than in between, as a share of the longer
leg; running, it is more folded then, by 0.02 to 0.2, or looks alike from the front, where depth is a guess
(convention)."""

LONGEST_BREAK = 5
"""Over more missing steps than this it cannot be told whether an even or an odd number is missing: steps vary
(convention)."""

ALTERNATES = 1 / 3
"""A run's feet take turns: of all that is seen of the feet's heights, what fits less what does not is more than this,
so that up to a third may be exchanged, as in `health.swaps` (convention)."""

LEAST_TIME_SE = 0.018
"""Of a midstance, in steps: by so much low-pass and shoulders shift it in marker-based runs (Hamner 2013)."""

WHY = {
    "rhythm": "Trunk and feet show no common rhythm of steps.",
    "walk": "The body is highest, not lowest, while one leg passes the other: this is walking.",
    "turns": "The feet do not take turns.",
    "whole": "No step is seen from foot strike to toe-off.",
}


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in seconds of the clip, and its standard error; one that the picture did not show has a large one."""

    time_s: float
    se_s: float


@dataclass(frozen=True, slots=True)
class Stance:
    """One step: foot strike (first contact), midstance (lowest pelvis), toe-off (last contact) of one foot."""

    side: Side
    strike: Instant
    midstance: Instant
    toe_off: Instant

    @property
    def contact(self) -> Instant:
        """How long the foot is on the floor, in seconds of the clip."""
        lasts = self.toe_off.time_s - self.strike.time_s
        return Instant(lasts, float(np.hypot(self.strike.se_s, self.toe_off.se_s)))


@dataclass(frozen=True, slots=True)
class Gait:
    """The stances of a clip, in order of time, and the time from one step to the next.

    `step` is in seconds of the clip, with the standard error of its mean. `alternating` is how well the feet's
    heights fit to their taking turns, 0..1: landmarks with exchanged sides lower it. Without stances `why` is a
    sentence.
    """

    stances: list[Stance]
    step: Instant
    alternating: float
    why: str = ""


def find(track: Track) -> Gait:
    """Find the steps of a run.

    Parameters
    ----------
    track
        Upright, after `health`. Low-passed or not; if so, at 10 Hz or more (of real time), as a foot's strike is
        sharper than the movements that 6 Hz were meant for.

    Returns
    -------
    Gait
        Times between frames, of steps that are seen from strike to toe-off; without any when it is no run.
    """
    lasts = step_s(track) if len(track) > 1 else float("nan")
    if np.isnan(lasts):
        return _none("rhythm")
    bounce = bounces(track, lasts)
    chains = [chain for chain in _chains(bounce.time_s, lasts) if len(chain) > 1]
    if not chains:
        return _none("rhythm")
    kept = np.concatenate(chains)
    if np.nanmedian(bounce.folded[kept]) > np.nanmedian(bounce.between[kept]) + STRAIGHTER:
        return _none("walk")
    sides = [_sides(bounce.time_s[chain], bounce.left_lower_m[chain], lasts) for chain in chains]
    running = [(chain, left) for chain, (left, fit) in zip(chains, sides, strict=True) if fit > ALTERNATES]
    if not running:
        return _none("turns")
    kept = np.concatenate([chain for chain, _ in running])
    left = np.concatenate([left for _, left in running])
    step = _step(bounce.time_s, [chain for chain, _ in running], lasts)
    stances = _stances(track, step.time_s, bounce, kept, left)
    first_s, last_s = track.time_s[np.isfinite(track.pixels[:, HIPS, 1]).all(axis=1)][[0, -1]]
    whole = [one for one in stances if first_s <= one.strike.time_s and one.toe_off.time_s <= last_s]
    return Gait(whole, step, _alternating(bounce, kept, left)) if whole else _none("whole")


def efforts(gait: Gait, time_s: FloatArray) -> list[Effort]:
    """Stances as efforts of a clip with frames at `time_s` (T,), their instants between the rows."""
    found = []
    for stance in gait.stances:
        instants = (stance.strike.time_s, stance.midstance.time_s, stance.toe_off.time_s)
        rows = [int(np.abs(time_s - instant).argmin()) for instant in instants]
        errors = (stance.strike.se_s, stance.midstance.se_s, stance.toe_off.se_s)
        found.append(Effort(Span(*rows), stance.side, instants, errors, gait.step.time_s))
    return found


def _none(why: str) -> Gait:
    unknown = float("nan")
    return Gait([], Instant(unknown, unknown), unknown, WHY[why])


def _chains(time_s: FloatArray, lasts_s: float) -> list[np.ndarray]:
    """Rows of bounces that follow each other at whole numbers of steps."""
    if not len(time_s):
        return []
    apart = np.diff(time_s) / lasts_s
    whole = np.round(apart)
    breaks = np.flatnonzero((np.abs(apart - whole) > STEADY) | (whole > LONGEST_BREAK)) + 1
    return [part.astype(int) for part in np.split(np.arange(len(time_s)), breaks)]


def _sides(time_s: FloatArray, left_lower_m: FloatArray, lasts_s: float) -> tuple[BoolArray, float]:
    """Whether each step of a chain is the left foot's, by all of them together, and how well that fits, −1..1."""
    nth = np.concatenate(([0], np.cumsum(np.round(np.diff(time_s) / lasts_s)))).astype(int)
    turn = np.where(nth % 2 == 0, 1.0, -1.0)
    lower = np.nan_to_num(left_lower_m)
    left = turn * np.sign((turn * lower).sum())
    seen = float(np.abs(lower).sum())
    return left > 0, float((left * lower).sum() / seen) if seen else 0.0


def _alternating(bounce: Bounce, kept: np.ndarray, left: BoolArray) -> float:
    lower = np.nan_to_num(bounce.left_lower_m[kept])
    return float((np.where(left, 1.0, -1.0) * lower).sum() / np.abs(lower).sum())


def _step(time_s: FloatArray, chains: Sequence[np.ndarray], lasts_s: float) -> Instant:
    """Mean time of a step over the chains, and its standard error from how the times scatter about even ones."""
    total = steps = 0.0
    scatter: list[float] = []
    for chain in chains:
        nth = np.concatenate(([0.0], np.cumsum(np.round(np.diff(time_s[chain]) / lasts_s))))
        total += float(time_s[chain[-1]] - time_s[chain[0]])
        steps += float(nth[-1])
        scatter += list(np.diff(time_s[chain]) / np.diff(nth) - total / steps)
    spread = float(np.std(scatter)) if len(scatter) > 1 else LEAST_TIME_SE * lasts_s
    return Instant(total / steps, max(spread, LEAST_TIME_SE * lasts_s) / float(np.sqrt(steps)))


def _stances(track: Track, lasts_s: float, bounce: Bounce, kept: np.ndarray, left: BoolArray) -> list[Stance]:
    at = bounce.time_s[kept]
    sides = [Side.LEFT if is_left else Side.RIGHT for is_left in left]
    apart = bounce.apart_s[kept]
    disagree = float(np.sqrt(np.nanmean(apart**2))) / 2.0 if np.isfinite(apart).any() else lasts_s / 10.0
    se_s = float(np.hypot(disagree, LEAST_TIME_SE * lasts_s))
    strike, strike_se, off, off_se = contacts(track, lasts_s, list(zip(at, sides, strict=True)))
    return [
        Stance(
            side,
            Instant(float(strike[n]), float(strike_se[n])),
            Instant(float(at[n]), se_s),
            Instant(float(off[n]), float(off_se[n])),
        )
        for n, side in enumerate(sides)
    ]
