"""Saved landmarks: judged again without the video or the model, and replayed as an Estimator."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import ProfileError
from formcheck.types import APPEARANCE, Frame, Pose, Track
from formcheck.weights import look_name

FORMAT = 3
SHAPES = {"time_s": (), "pixels": (33, 2), "world": (33, 3), "visible": (33,), "persons": ()}
DAMAGED = (EOFError, NotImplementedError, ValueError, zipfile.BadZipFile, zlib.error)
"""What numpy and zipfile raise for bytes that are not, or no longer, an archive of arrays."""


def save(track: Track, path: Path) -> None:
    """Write a track as a compressed .npz; float32, which is what the landmarker gives."""
    np.savez_compressed(path, format=FORMAT, look=look_name(), allow_pickle=False, **asdict(track))


def load(path: Path) -> Track:
    """Read a track written by `save`, bit for bit; halves (float16), which keep a file small, become float32.

    Raises
    ------
    ProfileError
        The file is missing, or holds something else, or an appearance that this version's calibration cannot read.
    """
    try:
        # Opened here, as np.load does not close what turns out not to be an archive.
        with path.open("rb") as file, zipfile.ZipFile(file):
            file.seek(0)
            saved = dict(np.load(file, allow_pickle=False))
    except (KeyError, *DAMAGED) as error:
        raise ProfileError(f"{path} does not hold saved landmarks.") from error
    except OSError as error:
        raise ProfileError(f"There are no saved landmarks at {path}.") from error
    if saved.get("format") != FORMAT:
        raise ProfileError(f"{path} was written by another version of formcheck: analyse the clip again.")
    try:
        frames = len(saved["time_s"])
        arrays = {name: _whole(saved[name]).reshape(frames, *shape) for name, shape in SHAPES.items()}
        arrays["lines"] = saved["lines"].reshape(-1, 5)
        arrays["appearance"] = _whole(saved["appearance"]).reshape(-1, APPEARANCE)
        look = str(saved["look"])
        track = Track(**arrays, width=int(saved["width"]), height=int(saved["height"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ProfileError(f"{path} does not hold saved landmarks.") from error
    if look != look_name() and np.isfinite(track.appearance).any():
        raise ProfileError(f"{path} was written by another version of formcheck: analyse the clip again.")
    return track


def _whole(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float32) if values.dtype == np.float16 else values


class RecordedEstimator:
    """Replays a track: the pose of the row whose time is nearest to the frame's, within a millisecond."""

    def __init__(self, track: Track, *, name: str = "recorded", sha256: str = "0" * 64) -> None:
        self.name = name
        self.sha256 = sha256
        self.engine = "recorded"
        self._track = track

    def estimate(self, frame: Frame) -> Pose | None:
        """The recorded pose at the frame's time, or None; see `Estimator`."""
        track = self._track
        if len(track) == 0:
            return None
        row = int(np.argmin(np.abs(track.time_s - frame.time_s)))
        if abs(track.time_s[row] - frame.time_s) > 1e-3 or np.isnan(track.pixels[row]).all():
            return None
        looks = {"appearance": track.appearance[row]} if len(track.appearance) else {}
        return Pose(
            frame.time_s, track.pixels[row], track.world[row], track.visible[row], int(track.persons[row]), **looks
        )

    def close(self) -> None:
        """Nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
