"""Frames to learn from: landmarks' features, what is seen around the hips, and the truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from formcheck import pelvis
from formcheck.level import turned
from formcheck.mirror import OTHER
from formcheck.poses.patch import FEATURES, PLACES
from models.train.looks import held_out

COLUMNS = (
    "family",
    "clip",
    "time_s",
    "obliquity_deg",
    "tilt_deg",
    "azimuth_deg",
    "elevation_deg",
    "roll_deg",
    "joints_px",
    "distance_m",
)
FLOOR = ("bridge", "quadruped")

UNKNOWN, SIGHT_SE_DEG = 0.35, (0.5, 8.0)
"""In training the camera's elevation is not known so often, and else known with an error between these."""


@dataclass
class Data:
    """Frames: features of the landmarks, plain and mirrored (none for close-ups), what is seen, and the truth.

    ``seen`` is (T, variants, 1 or 2, places, features): as it is, and mirrored where that was kept.
    """

    plain: Tensor
    mirror: Tensor
    seen: Tensor
    turn: Tensor
    flip: Tensor
    truth: Tensor
    lean: Tensor
    roll: Tensor
    down: Tensor
    columns: dict[str, Any]

    def __len__(self) -> int:
        return len(self.roll)


@dataclass
class Batch:
    """Some frames, each in one of its variants."""

    x: Tensor
    seen: Tensor
    stood: Tensor
    truth: Tensor
    lean: Tensor


def truth(columns: dict[str, Any], front: Any) -> tuple[Tensor, Tensor]:
    """What is learnt (T, 4), obliquity by the picture's sides, and how far the hips lean in the picture (T,).

    The lean is in tens of degrees, + = the right side lower; nan from the side.
    """
    azimuth = np.radians(columns["azimuth_deg"])
    learnt = np.column_stack(
        [front * columns["obliquity_deg"] / 10, columns["tilt_deg"] / 20, np.sin(azimuth), np.cos(azimuth)]
    )
    joints = columns["joints_px"]
    across, down = (joints[:, 0] - joints[:, 1]).T
    lean = np.degrees(np.arctan2(down * np.sign(across), np.abs(across))) / 10
    lean[np.abs(np.cos(azimuth)) < 0.65] = np.nan  # from the side the line has no direction
    return torch.tensor(learnt, dtype=torch.float32), torch.tensor(lean, dtype=torch.float32)


def load(folder: Path, held: bool, model: str | None = "full") -> Data:
    """Frames of the people held out, or of the others: whole pictures, or (model None) close-ups."""
    source = folder / "closeups" if model is None else folder / "landmarks" / model
    rows: dict[str, list[Any]] = {name: [] for name in (*COLUMNS, "landmarks", "person", "seen", "turn", "flip")}
    for file in sorted(source.glob("*.npz")):
        cache = folder / "seen" / (model or "closeups") / file.name
        if held_out(int(file.stem)) != held or not cache.exists():
            continue
        with np.load(file) as saved, np.load(cache) as looked:
            marks = saved["landmarks"] if model else np.zeros((len(saved["obliquity_deg"]), 1, 1))
            kept = np.isfinite(marks).all(axis=(1, 2))
            for name in COLUMNS:
                rows[name].append(saved[name][kept])
            rows["landmarks"].append(marks[kept])
            rows["person"].append(np.full(kept.sum(), int(saved["person"])))
            for name in ("seen", "turn", "flip"):
                rows[name].append(looked[name])
    columns = {name: np.concatenate(values) for name, values in rows.items()}
    marks = columns.pop("landmarks").astype(float)
    seen, turn, flip = (torch.tensor(columns.pop(name)) for name in ("seen", "turn", "flip"))
    plain, mirror = features(marks, columns["roll_deg"]) if model else (np.zeros((len(marks), 0)),) * 2
    columns["front"] = plain[:, -1] if model else np.where(np.abs(columns["azimuth_deg"]) < 90, 1.0, -1.0)
    return Data(
        torch.tensor(plain, dtype=torch.float32),
        torch.tensor(mirror, dtype=torch.float32),
        seen.reshape(*seen.shape[:3], PLACES * PLACES, FEATURES),
        turn.float(),
        flip,
        *truth(columns, columns["front"]),
        torch.tensor(columns["roll_deg"], dtype=torch.float32),
        torch.tensor(-columns["elevation_deg"], dtype=torch.float32),
        columns,
    )


def mirrored(points: Any) -> Any:
    """Landmarks (T, 33, D) of the mirrored person about the picture's middle: x negated, sides exchanged."""
    flipped = points[:, OTHER].copy()
    flipped[..., 0] *= -1.0
    return flipped


def features(marks: Any, roll_deg: Any) -> tuple[Any, Any]:
    """The landmarks' features (T, F), as they are and mirrored, after turning them upright."""
    each = roll_deg[:, None]
    flat, space = turned(marks[..., :2], each), marks[..., 2:5].copy()
    space[..., :2] = turned(space[..., :2], each)
    seen = marks[..., 5]
    plain = pelvis.features(flat, space, seen)
    return plain, pelvis.features(mirrored(flat), mirrored(space), seen[:, OTHER])


def stood(roll: Tensor, down: Tensor, se: Tensor) -> Tensor:
    """How the camera stood, as the heads read it (T, 3); see `pelvis.stood`."""
    return torch.tensor(pelvis.stood(roll.numpy(), down.numpy(), se.numpy()), dtype=torch.float32)


def batch(data: Data, size: int) -> Batch:
    """Frames drawn at random, each in one of its variants, the camera's elevation known well, badly or not at all."""
    rows = torch.randint(len(data), (size,))
    which = torch.randint(data.seen.shape[1], (size,))
    flip, turn = data.flip[rows, which], data.turn[rows, which]
    x = torch.where(flip[:, None], data.mirror[rows], data.plain[rows])
    y = torch.where(flip[:, None], data.truth[rows] * torch.tensor([-1.0, 1.0, -1.0, 1.0]), data.truth[rows])
    lean, roll = (torch.where(flip, -t[rows], t[rows]) for t in (data.lean, data.roll))
    low, high = SIGHT_SE_DEG
    se = low + (high - low) * torch.rand(size)
    down = data.down[rows] + se * torch.randn(size)
    unknown = torch.rand(size) < UNKNOWN
    down[unknown], se[unknown] = torch.nan, torch.nan
    noisy = x + 0.05 * torch.randn_like(x)
    return Batch(noisy, data.seen[rows, which], stood(roll + turn, down, se), y, lean - turn / 10)


def plainly(data: Data, rows: Tensor, se_deg: float = 4.0) -> Batch:
    """Frames as they are; in every other one the camera's elevation is known, with an error of ``se_deg``."""
    dice = torch.Generator().manual_seed(int(rows[0]))
    se = torch.where(rows % 2 == 0, se_deg, torch.nan)
    down = data.down[rows] + se * torch.randn(len(rows), generator=dice)
    turn = data.turn[rows, 0]
    how = stood(data.roll[rows] + turn, down, se)
    return Batch(data.plain[rows], data.seen[rows, 0], how, data.truth[rows], data.lean[rows] - turn / 10)
