"""What stands behind the follower: a model that finds one person's landmarks in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from formcheck.types import FloatArray, ImageBGR


@dataclass(frozen=True, slots=True)
class Found:
    """One person in one picture, float32: `pixels` (33, 2), `world` (33, 3), `visible` (33,); as in `types.Pose`."""

    pixels: FloatArray
    world: FloatArray
    visible: FloatArray


class Landmarker(Protocol):
    """Finds one person, the most prominent one, in pictures (H, W, 3) uint8 in BGR order; None = nobody."""

    def detect(self, image: ImageBGR) -> Found | None:
        """The person in a picture on its own."""

    def track(self, image: ImageBGR) -> Found | None:
        """The person in the next picture of a clip: whom the last one showed, or as in `detect`."""

    def close(self) -> None:
        """Let go of the model; closing twice is harmless."""
