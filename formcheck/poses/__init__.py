"""Frame → Pose. One way in, `open_estimator`; `Estimator` is the seam every pose model stands behind."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from formcheck.types import Frame, Pose


class Estimator(Protocol):
    """A pose model that follows one person through a clip.

    Frames must come in order of time. `name` and `sha256` say exactly which weights were used.
    """

    @property
    def name(self) -> str:
        """The model's name: that of its card, or of its file."""

    @property
    def sha256(self) -> str:
        """Hash of the weights, 64 hexadecimal digits."""

    def estimate(self, frame: Frame) -> Pose | None:
        """Landmarks of the followed person in `frame`, or None when nobody was found."""

    def close(self) -> None:
        """Let go of the model; closing twice is harmless."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_estimator(model: str = "full") -> Estimator:
    """Open a pose model by its card's name (lite, full, heavy) or by the path of a bundle.

    Raises
    ------
    ModelError
        It is unknown, cannot be had, or is damaged.
    """
    from formcheck.poses.mediapipe import MediaPipeEstimator  # takes a second to import
    from formcheck.poses.model_store import find

    bundle = find(model)
    return MediaPipeEstimator(bundle.path, name=bundle.name, sha256=bundle.sha256)


def open_one_after_another(model: str = "full") -> Callable[[], Estimator]:
    """Give what makes estimators that see the same as `open_estimator`'s, for one thread and one at a time.

    What remembers no frames is opened once for all of them; the rest, a third of it, is made anew.

    Raises
    ------
    ModelError
        It is unknown, cannot be had, or is damaged.
    """
    from formcheck.poses.mediapipe import Forgetful, MediaPipeEstimator
    from formcheck.poses.model_store import find

    bundle = find(model)
    shared = Forgetful(bundle.path, bundle.name)
    return lambda: MediaPipeEstimator(bundle.path, name=bundle.name, sha256=bundle.sha256, shared=shared)
