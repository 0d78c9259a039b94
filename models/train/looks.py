"""What the pose model's first layers see of every rendered patch, kept in DATA/seen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from formcheck.poses.model_store import find
from formcheck.poses.patch import HALF_SIZES, SIDE_PX, PatchReader, body, cut_out, open_reader

BIG_PX = SIDE_PX * 5 // 4
"""Cut out a quarter larger than is looked at, so that it can be turned and shifted."""

VARIANTS = 3
"""How often each patch is looked at in training: turned, shifted, scaled, tinted, half of them mirrored."""

TURN_DEG, FAR_TURN_DEG, FAR = 14.0, 45.0, 0.3
"""How far patches are turned; this share of them further, as by a camera that is rolled far."""


def held_out(person: Any) -> Any:
    """Whether a person (or each of many) is kept from training."""
    return person % 5 == 0


def varied(big: Any, rng: np.random.Generator) -> tuple[Any, float, bool]:
    """A patch as training sees it, by how many degrees it was turned counter-clockwise, whether mirrored first."""
    flip = bool(rng.uniform() < 0.5)
    most = FAR_TURN_DEG if rng.uniform() < FAR else TURN_DEG
    turn = float(rng.uniform(-most, most))
    part = float(rng.uniform(0.92, 1.08))
    middle = (BIG_PX - 1) / 2 + rng.normal(0.0, 0.03 * SIDE_PX, 2)
    c, s = part * np.cos(np.radians(turn)), part * np.sin(np.radians(turn))
    where = np.array([[c, -s, 0.0], [s, c, 0.0]])
    where[:, 2] = middle - where[:, :2] @ np.full(2, (SIDE_PX - 1) / 2)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    big = big[:, ::-1] if flip else big
    cut = cv2.warpAffine(big, where, (SIDE_PX, SIDE_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return recoloured(cut.astype(np.float32), rng), turn, flip


def recoloured(cut: Any, rng: np.random.Generator) -> Any:
    """Other light and colours, sometimes soft, sometimes with something in front."""
    if rng.uniform() < 0.2:
        cut = cv2.GaussianBlur(cut, (0, 0), float(rng.uniform(0.5, 1.6)))
    cut = 255.0 * np.clip(cut * rng.uniform(0.6, 1.5, 3) / 255.0, 0.0, 1.0) ** rng.uniform(0.6, 1.6)
    if rng.uniform() < 0.5:
        cut = cut[..., rng.permutation(3)]
    if rng.uniform() < 0.25:
        x, y = rng.integers(0, SIDE_PX, 2)
        wide, high = rng.integers(8, 45, 2)
        cut[y : y + high, x : x + wide] = rng.uniform(0, 255, 3)
    return np.clip(cut, 0, 255).astype(np.uint8)


def look(folder: Path, model: str = "full") -> None:
    """Make what is missing of DATA/seen."""
    reader = open_reader(find(model).path)
    if reader is None:
        raise SystemExit(f"The model {model} has no landmark network that formcheck.poses.patch knows.")
    for file in sorted((folder / "closeups").glob("*.npz")):
        cache = folder / "seen" / "closeups" / file.name
        if not cache.exists():
            with np.load(file) as saved:
                person = int(saved["person"])
                _keep(saved["crops"], person, reader, cache, pairs=held_out(person))
    for file in sorted((folder / "landmarks" / model).glob("*.npz")):
        cache = folder / "seen" / model / file.name
        if not cache.exists():
            person, bigs = _cut_from(file, folder / "pictures" / file.name)
            _keep(bigs, person, reader, cache, pairs=True)


def _cut_from(landmarks: Path, pictures: Path) -> tuple[int, list[Any]]:
    """Patches of a person's whole pictures where landmarks were found."""
    with np.load(landmarks) as saved, np.load(pictures) as shard:
        marks, person, ends, coded = saved["landmarks"], int(saved["person"]), shard["ends"], shard["pictures"]
    starts = np.concatenate([[0], ends[:-1]])
    bigs = []
    for nth in np.flatnonzero(np.isfinite(marks).all(axis=(1, 2))):
        image = np.asarray(cv2.imdecode(coded[starts[nth] : ends[nth]], cv2.IMREAD_COLOR), np.uint8)
        bigs.append(cut_out(image, *body(marks[nth, :, :2]), BIG_PX, HALF_SIZES * BIG_PX / SIDE_PX))
    return person, bigs


def _keep(bigs: Any, person: int, reader: PatchReader, cache: Path, pairs: bool) -> None:
    """Keep what the network sees in a person's patches (N, 160, 160, 3): varied, or if held out plain.

    With ``pairs`` each also mirrored, as `formcheck.poses.patch` reads it; the look itself learns from single ones.
    """
    rng = np.random.default_rng([person, len(bigs)])
    edge = (BIG_PX - SIDE_PX) // 2
    seen, turns, flips = [], [], []
    for big in bigs:
        views = [varied(big, rng) for _ in range(VARIANTS)]
        if held_out(person):
            views = [(np.ascontiguousarray(big[edge:-edge, edge:-edge]), 0.0, False)]
        sides = (slice(None), slice(None, None, -1)) if pairs else (slice(None),)
        seen.append([[reader.features(cut[:, side]).astype(np.float16) for side in sides] for cut, _, _ in views])
        turns.append([turn for _, turn, _ in views])
        flips.append([flip for _, _, flip in views])
    cache.parent.mkdir(parents=True, exist_ok=True)
    draft = cache.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as file:
        np.savez(file, allow_pickle=False, seen=np.array(seen), turn=np.array(turns), flip=np.array(flips))
    draft.replace(cache)
