"""Frame → Pose. One way in, `open_estimator`; `Estimator` is the seam every pose model stands behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:  # the command line imports this for its options
    from pathlib import Path
    from types import TracebackType

    from formcheck.poses.landmarker import Landmarker
    from formcheck.types import Frame, Pose


class Engine(StrEnum):
    """What runs a pose model."""

    MEDIAPIPE = "mediapipe"
    LITERT = "litert"


DEFAULT_ENGINE = Engine.LITERT
"""In a picture both give the same landmarks, along clips the same errors, and this in two thirds of the time
(docs/PERFORMANCE.md)."""


class Estimator(Protocol):
    """A pose model that follows one person through a clip.

    Frames must come in order of time. `name` and `sha256` say exactly which weights were used, `engine` what ran
    them.
    """

    @property
    def name(self) -> str:
        """The model's name: that of its card, or of its file."""

    @property
    def sha256(self) -> str:
        """Hash of the weights, 64 hexadecimal digits."""

    @property
    def engine(self) -> str:
        """One of `Engine`, or another word where no model was run."""

    def estimate(self, frame: Frame) -> Pose | None:
        """Landmarks of the followed person in `frame`, or None when nobody was found."""

    def close(self) -> None:
        """Let go of the model; closing twice is harmless."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_estimator(model: str = "full", engine: Engine = DEFAULT_ENGINE) -> Estimator:
    """Open a pose model by its card's name (lite, full, heavy) or by the path of a bundle.

    Raises
    ------
    ModelError
        It is unknown, cannot be had, or is damaged.
    """
    return _estimators(model, engine, shared=False)()


def open_in_each_thread(model: str = "full", engine: Engine = DEFAULT_ENGINE) -> Callable[[], Estimator]:
    """Give what makes estimators that see the same as `open_estimator`'s, in any thread, but one at a time in each.

    What remembers no frames is opened once a thread; the rest, a third of it, is made anew.

    Raises
    ------
    ModelError
        When a thread makes its first: the model is unknown, cannot be had, or is damaged.
    """
    own = threading.local()

    def opened() -> Estimator:
        if not hasattr(own, "estimators"):
            own.estimators = _estimators(model, engine, shared=True)
        estimator: Estimator = own.estimators()
        return estimator

    return opened


def _estimators(model: str, engine: Engine, *, shared: bool) -> Callable[[], Estimator]:
    from formcheck.poses.follower import Follower
    from formcheck.poses.model_store import find
    from formcheck.poses.patch import open_reader

    bundle = find(model)
    landmarkers, patch = _landmarkers(bundle.path, bundle.name, engine, shared=shared), open_reader(bundle.path)
    return lambda: Follower(landmarkers(), patch, name=bundle.name, sha256=bundle.sha256, engine=engine)


def _landmarkers(bundle: Path, name: str, engine: Engine, *, shared: bool) -> Callable[[], Landmarker]:
    if engine is Engine.LITERT:
        from formcheck.poses.litert import LiteRTLandmarker, Networks

        networks = Networks(bundle, name)
        return lambda: LiteRTLandmarker(networks)
    from formcheck.poses.mediapipe import MediaPipeLandmarker, Scout  # takes a second to import

    scout = Scout(bundle, name) if shared else None
    return lambda: MediaPipeLandmarker(bundle, name, scout)
