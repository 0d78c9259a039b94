"""Estimates of an angle beside its truth, in figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.types import Z90, FloatArray

COLUMNS = ("read", "MAE", "centred", "guess", "bias", "r", "slope", "held")


@dataclass(frozen=True)
class Score:
    """How near one estimate of one angle comes to the truth over one clip; degrees, nan = cannot be said.

    Attributes
    ----------
    read
        Share of the frames with a truth in which there was an estimate.
    mae, bias
        Mean absolute and mean error.
    centred
        Mean absolute error with both means removed: what is left when the zero does not matter.
    guess
        `centred` of an estimate that never moves.
    r, slope
        Correlation with the truth, and slope of the regression on it.
    held
        Share of the frames whose stated 90 % interval holds the truth.
    """

    clip: str
    level: str
    estimator: str
    angle: str
    frames: int
    read: float
    mae: float
    centred: float
    guess: float
    bias: float
    r: float
    slope: float
    held: float

    def line(self) -> str:
        """A row of the table whose head is `heading`."""
        return (
            (
                f"{self.clip:<20}{self.level:<12}{self.estimator:<24}{self.angle:<11}{self.read:6.0%}{self.mae:8.2f}"
                f"{self.centred:9.2f}{self.guess:7.2f}{self.bias:8.2f}{self.r:7.2f}{self.slope:7.2f}{self.held:7.0%}"
            )
            .replace("nan%", "   –")
            .replace("nan", "  –")
        )


def heading() -> str:
    """Head of the table of scores."""
    widths = (6, 8, 9, 7, 8, 7, 7, 7)
    names = "".join(f"{name:>{width}}" for name, width in zip(COLUMNS, widths, strict=True))
    return f"{'clip':<20}{'level':<12}{'estimator':<24}{'angle':<11}{names}"


def score(
    names: tuple[str, str, str, str],
    estimate: FloatArray,
    truth: FloatArray,
    *,
    se: FloatArray | None = None,
    zero: bool = True,
) -> Score:
    """Compare (T,) degrees with the truth (T,); frames that either lacks are left out.

    Parameters
    ----------
    names
        Clip, level, estimator, angle.
    se
        Stated standard errors (T,).
    zero
        Whether the two share a zero. If not, they are laid over each other by their medians, and nothing is said
        of `mae` and `bias`.
    """
    true = np.isfinite(truth)
    both = true & np.isfinite(estimate)
    share = both.sum() / max(1, true.sum())
    if both.sum() < 2:
        return Score(*names, int(true.sum()), share, *[np.nan] * 7)
    # On the circle: the estimate is moved next to the truth, the truth next to its own first value.
    level = truth[both][0] + wrapped(truth[both] - truth[both][0])
    error = wrapped(estimate[both] - level)
    if not zero:
        error = wrapped(error - _middle(error))
    shown = level + error
    held = np.nan if se is None else float((np.abs(error) <= Z90 * se[both]).mean())
    spread = level.std() * shown.std()
    together = float(np.mean((level - level.mean()) * (shown - shown.mean())))
    return Score(
        *names,
        frames=int(true.sum()),
        read=share,
        mae=float(np.abs(error).mean()) if zero else np.nan,
        centred=float(np.abs(error - error.mean()).mean()),
        guess=float(np.abs(level - level.mean()).mean()),
        bias=float(error.mean()) if zero else np.nan,
        r=together / spread if spread else np.nan,
        slope=together / level.var() if spread else np.nan,
        held=held,
    )


def wrapped(angle_deg: FloatArray) -> FloatArray:
    """Angles in −180..180 degrees."""
    return (angle_deg + 180.0) % 360.0 - 180.0


def _middle(angle_deg: FloatArray) -> float:
    """Circular mean."""
    turn = np.radians(angle_deg)
    return float(np.degrees(np.arctan2(np.sin(turn).mean(), np.cos(turn).mean())))
