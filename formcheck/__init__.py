"""formcheck: whether a runner's pelvis is held still, with an error on every degree.

>>> import formcheck
>>> squat = formcheck.exercises.find("single-leg-squat")
>>> analysis = formcheck.analyse("clip.mp4", squat)  # doctest: +SKIP
>>> print(analysis.result.verdicts[0].sentence)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck import errors, exercises
    from formcheck.pipeline import analyse, conclude
    from formcheck.types import Analysis, Angle, Finding, Grade, HealthEvent, Rep, Result, Side, Track, Verdict

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "Angle",
    "Finding",
    "Grade",
    "HealthEvent",
    "Rep",
    "Result",
    "Side",
    "Track",
    "Verdict",
    "__version__",
    "analyse",
    "conclude",
    "errors",
    "exercises",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import public names when they are first used: `formcheck --help` must not pay for MediaPipe."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in ("errors", "exercises"):
        return import_module(f"{__name__}.{name}")
    home = "pipeline" if name in ("analyse", "conclude") else "types"
    return getattr(import_module(f"{__name__}.{home}"), name)
