"""Saved landmarks: judged again without the video or the model, and replayed as an Estimator."""

from __future__ import annotations

import zipfile
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.errors import ProfileError
from formcheck.types import Frame, Pose, Track

FORMAT = 1


def save(track: Track, path: Path) -> None:
    """Write a track as a compressed .npz; float32, which is what the landmarker gives."""
    np.savez_compressed(path, format=FORMAT, allow_pickle=False, **asdict(track))


def load(path: Path) -> Track:
    """Read a track written by `save`, bit for bit.

    Raises
    ------
    ProfileError
        The file is missing or holds something else.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            if int(saved["format"]) != FORMAT:
                raise ProfileError(f"{path} was written by another version of formcheck: analyse the clip again.")
            return Track(
                time_s=saved["time_s"],
                pixels=saved["pixels"],
                world=saved["world"],
                visible=saved["visible"],
                persons=saved["persons"],
                width=int(saved["width"]),
                height=int(saved["height"]),
            )
    except OSError as error:
        raise ProfileError(f"There are no saved landmarks at {path}.") from error
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ProfileError(f"{path} does not hold saved landmarks.") from error


class RecordedEstimator:
    """Replays a track: the pose of the row whose time is nearest to the frame's, within a millisecond."""

    def __init__(self, track: Track, *, name: str = "recorded", sha256: str = "0" * 64) -> None:
        self.name = name
        self.sha256 = sha256
        self._track = track

    def estimate(self, frame: Frame) -> Pose | None:
        """The recorded pose at the frame's time, or None; see `Estimator`."""
        track = self._track
        if len(track) == 0:
            return None
        row = int(np.argmin(np.abs(track.time_s - frame.time_s)))
        if abs(track.time_s[row] - frame.time_s) > 1e-3 or np.isnan(track.pixels[row]).all():
            return None
        return Pose(frame.time_s, track.pixels[row], track.world[row], track.visible[row], int(track.persons[row]))

    def close(self) -> None:
        """Nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
