"""Pictures of every state of a live session, for docs/live.md and to be looked at.

python -m tests.live_pictures docs/live
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from formcheck.live.gestures import Gesture
from formcheck.live.judge import Asked
from formcheck.live.session import Session
from formcheck.poses import open_estimator
from formcheck.sources import open_source
from formcheck.types import Frame
from formcheck.views import live as view
from tests.live import Prompt

SAMPLES = Path(__file__).parents[1] / "samples"
Change = Callable[[np.ndarray], np.ndarray]


def same(image: np.ndarray) -> np.ndarray:
    return image


def nearer(image: np.ndarray) -> np.ndarray:
    """The upper two thirds, enlarged."""
    height, width = image.shape[:2]
    return cv2.resize(image[: 2 * height // 3, width // 6 : width - width // 6], (width, height))


def farther(image: np.ndarray) -> np.ndarray:
    """A quarter of its size, on a wall of its own colours."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    top, left = height // 2, width // 3
    whole = cv2.copyMakeBorder(
        small, top, height - top - len(small), left, width - left - small.shape[1], cv2.BORDER_REPLICATE
    )
    return cv2.GaussianBlur(whole, (0, 0), 1)


def aside(image: np.ndarray) -> np.ndarray:
    """Half out of the picture."""
    return np.ascontiguousarray(np.roll(image, -image.shape[1] // 2, axis=1))


def dark(image: np.ndarray) -> np.ndarray:
    return np.full_like(image, 12)


def empty(image: np.ndarray) -> np.ndarray:
    """The wall without anybody."""
    return np.ascontiguousarray(np.repeat(image[:, :1], image.shape[1], axis=1))


def rolled(image: np.ndarray) -> np.ndarray:
    """A camera that is crooked by 6°."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 6.0, 1.15)
    return cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def session(frames: list[np.ndarray], exercise: str | None = None, *, rate: float = 30.0, keys=None, after=()):
    """The last picture of a session that saw these frames; `after` are shown afterwards."""
    height, width = frames[0].shape[:2]
    with open_estimator() as estimator:
        live = Session(estimator, Prompt(), Asked(exercise), width, height, None)
        for nth, image in enumerate([*frames, *after]):
            moment = live.see(Frame(nth, nth / rate, image), key=(keys or {}).get(nth), camera_hz=30.0)
    return view.draw(image, moment.scene)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with open_source(SAMPLES / "sls_right_drop_front.mp4") as source:
        clip = [frame.image for frame in source]
    stand, work = [clip[0]] * 60, [clip[0]] * 180 + clip
    made = {
        "nobody": lambda: session([empty(clip[0])] * 30),
        "dark": lambda: session([dark(clip[0])] * 30),
        "step-back": lambda: session([nearer(clip[0])] * 30),
        "come-nearer": lambda: session([farther(clip[0])] * 30),
        "crooked": lambda: session([rolled(clip[0])] * 110),
        "slow": lambda: session([clip[0]] * 25, rate=9.0),
        "keep-still": lambda: session(stand),
        "countdown": lambda: session([clip[0]] * 120),
        "work": lambda: session(work[: 180 + 330]),
        "done": lambda: session(work[: 180 + 330], after=[nearer(nearer(clip[0]))] * 60),
        "paused": lambda: session([clip[0]] * 200, keys={180: Gesture.TOGGLE}),
    }
    for name, make in made.items():
        picture = cv2.resize(make(), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(folder / f"{name}.webp"), picture, [cv2.IMWRITE_WEBP_QUALITY, 80])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
