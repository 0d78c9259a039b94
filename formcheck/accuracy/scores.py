"""A score: truth against what was said of it, and how often it was said at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.types import Z90, FloatArray


@dataclass(frozen=True, slots=True)
class Score:
    """What some answers are worth; degrees. nan where too few were given.

    `cases` is how many were asked for, `read` the share answered. `slope` is that of the answers on the truth, `r`
    their correlation, `held` the share of answers whose stated 90 % interval holds the truth, `half` the median
    half-width of that interval, `guess` the mean absolute error of always saying the mean of the truth.
    """

    of: str
    cases: int
    read: float
    mae: float
    bias: float
    r: float
    slope: float
    held: float
    half: float
    guess: float


def score(of: str, said_deg: FloatArray, se_deg: FloatArray, truth_deg: FloatArray) -> Score:
    """Score answers (N,) with standard errors (N,) against the truth (N,); nan answers count as not read."""
    read = np.isfinite(said_deg)
    said, se, truth = said_deg[read], se_deg[read], truth_deg[read]
    if len(said) < 3:
        return Score(of, len(read), float(read.mean()) if len(read) else np.nan, *[np.nan] * 7)
    error = said - truth
    spread = truth.std() > 0
    return Score(
        of=of,
        cases=len(read),
        read=float(read.mean()),
        mae=float(np.abs(error).mean()),
        bias=float(error.mean()),
        r=float(np.corrcoef(said, truth)[0, 1]) if spread and said.std() > 0 else np.nan,
        slope=float(np.polyfit(truth, said, 1)[0]) if spread else np.nan,
        held=float((np.abs(error) <= Z90 * se).mean()),
        half=float(Z90 * np.median(se)),
        guess=float(np.abs(truth_deg - truth_deg.mean()).mean()),
    )


HEAD = " " * 45 + " cases  read   MAE   bias      r  slope  held  ±90%  guess"


def line(one: Score) -> str:
    """A score as a line of a table under `HEAD`."""
    return (
        f"{one.of:44} {one.cases:6d} {one.read:5.0%} {one.mae:5.1f} {one.bias:+6.1f} {one.r:6.2f} {one.slope:6.2f} "
        f"{one.held:5.0%} {one.half:5.1f} {one.guess:6.1f}"
    )


def table(title: str, scores: list[Score]) -> str:
    """A titled table of scores."""
    return "\n".join([title, HEAD, *(line(one) for one in scores), ""])
