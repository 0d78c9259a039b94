"""The awareness drill: feeling the contraction, both sides and each, sitting and then standing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEP_S = 60.0
"""A minute or so each (convention)."""

HOLD_S = 5.0
"""Tense as long as you let go (convention)."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One step: what to squeeze, in which posture, and how."""

    name: str
    how: str


_SIT = "Sit upright, feet flat on the floor. "
_STAND = "Stand on both feet, knees soft. "
STEPS = (
    Drill("Sitting, both sides", _SIT + "Squeeze both buttocks and feel them lift you evenly."),
    Drill("Sitting, left side", "Only the left: a hand on it feels it harden, the right one stays soft."),
    Drill("Sitting, right side", "Only the right: a hand on it feels it harden, the left one stays soft."),
    Drill("Standing, both sides", _STAND + "Squeeze both buttocks without tipping the pelvis."),
    Drill("Standing, left side", "Only the left. The hip bones stay level, the weight stays on both feet."),
    Drill("Standing, right side", "Only the right. The hip bones stay level, the weight stays on both feet."),
)


@dataclass(frozen=True, slots=True)
class Teller:
    """How a drill is told: `say` prints a line; `count`, on a terminal, a line that the next one replaces."""

    say: Callable[[str], None]
    count: Callable[[str], None] | None = None


def run(
    teller: Teller,
    *,
    steps: Sequence[Drill] = STEPS,
    step_s: float = STEP_S,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Guide through the steps, `step_s` seconds each, with a prompt to squeeze and to let go every five.

    Ctrl-C ends it quietly. Without a `count` only the steps are told.

    Returns
    -------
    int
        How many steps were done to their end.
    """
    finished = 0
    try:
        for number, step in enumerate(steps, start=1):
            teller.say(f"{number} of {len(steps)}  {step.name} ({step_s:.0f} s)")
            teller.say(f"        {step.how}")
            _wait(teller.count, step_s, clock, sleep)
            finished = number
    except KeyboardInterrupt:
        pass
    return finished


def prompt(elapsed_s: float, step_s: float) -> str:
    """What to do so far into a step, and the seconds left of it."""
    what = "let go" if int(elapsed_s // HOLD_S) % 2 else "squeeze"
    return f"        {what:<8} {math.ceil(step_s - elapsed_s):>3} s left"


def _wait(
    count: Callable[[str], None] | None, step_s: float, clock: Callable[[], float], sleep: Callable[[float], None]
) -> None:
    """Until `step_s` from now, telling every second; a late second does not make the step longer."""
    began = clock()
    while (elapsed_s := clock() - began) < step_s:
        if count:
            count(prompt(elapsed_s, step_s))
        until_s = min(step_s, math.floor(elapsed_s) + 1.0) if count else step_s
        sleep(until_s - elapsed_s)
