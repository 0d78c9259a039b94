"""What comes in: a clip, its frames, and the landmarks found in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.types.values import FloatArray, ImageBGR, Number


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source says of itself before the first frame.

    `frames` is an estimate (0 = unknown); `frame_rate` is the mean over the container, 0 = unknown, and no
    time is ever computed from it. `width` and `height` are those of the upright picture.
    """

    name: str
    width: int
    height: int
    frame_rate: float
    frames: int
    duration_s: Number
    codec: str
    container: str
    rotation_deg: int


@dataclass(frozen=True, slots=True)
class Mode:
    """A size that a camera can give, in pixels, and the most pictures a second it then gives."""

    width: int
    height: int
    rate: float

    def __str__(self) -> str:
        return f"{self.width}x{self.height} at {self.rate:.0f} a second"


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera of this computer; `modes` from the smallest, empty where that is not known."""

    number: int
    name: str
    modes: tuple[Mode, ...]

    def __str__(self) -> str:
        return f"{self.number}  {self.name}" + (f": {', '.join(map(str, self.modes))}" if self.modes else "")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a track comes from: which frames of which clip, through which model.

    `start_s` and `end_s` are the span asked for, None = the clip's own; `fps`, how many frames a second, None = all.
    `model` is its card's name or its file's, `engine` what ran it (`poses.Engine`; results of before there were two
    were MediaPipe's).
    """

    source: SourceInfo
    start_s: float | None
    end_s: float | None
    corrupt_frames: int
    model: str
    model_sha256: str
    engine: str = "mediapipe"
    fps: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright, never mirrored picture.

    `time_s` is the frame's own time stamp minus the clip's first; it rises strictly. `image` is
    (height, width, 3) uint8 in BGR order.
    """

    index: int
    time_s: float
    image: ImageBGR


APPEARANCE = 24
"""Numbers that describe the picture around the hips; see `poses.patch`."""


def _unseen() -> FloatArray:
    return np.full(APPEARANCE, np.nan, np.float32)


@dataclass(frozen=True, slots=True)
class Pose:
    """The landmarks of one person in one frame.

    `pixels` (33, 2) x right, y down; `world` (33, 3) metres, hip-centred, axes of the camera (x right,
    y down, z away); `visible` (33,) 0..1 as the model claims. nan = not seen. `persons` is how many people
    the estimator last counted in the picture. `appearance` (24,) describes the picture around the hips
    (`poses.patch`); nan where the model cannot.
    """

    time_s: float
    pixels: FloatArray
    world: FloatArray
    visible: FloatArray
    persons: int = 1
    appearance: FloatArray = field(default_factory=_unseen)


@dataclass(frozen=True, slots=True)
class Track:
    """The landmarks of the followed person over a clip: one row a frame, a row of nan where nobody was found.

    `time_s` (T,), `pixels` (T, 33, 2), `world` (T, 33, 3), `visible` (T, 33), `persons` (T,) int;
    `width`, `height` of the picture in pixels. `lines` (N, 5) are straight lines of the surroundings, looked for
    now and then: time_s, x1, y1, x2, y2 in pixels, the upper end first. `appearance` is (T, 24), or (0, 24) when
    nothing is known of it.
    """

    time_s: FloatArray
    pixels: FloatArray
    world: FloatArray
    visible: FloatArray
    persons: NDArray[np.int64]
    width: int
    height: int
    lines: FloatArray = field(default_factory=lambda: np.empty((0, 5)))
    appearance: FloatArray = field(default_factory=lambda: np.empty((0, APPEARANCE)))

    def __len__(self) -> int:
        return len(self.time_s)
