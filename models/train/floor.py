"""Add to the pelvis calibration what is known of who lies or is on all fours: ``python -m models.train.floor DATA``.

DATA is what ``python -m samples.training`` made. Learnt are, in this order: telling who is on the floor from who is
not, finding the hips of the former in the picture, and heads that read them. What is known of who stands stays.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from formcheck.lying import heights
from formcheck.pelvis import STOOD
from formcheck.poses.model_store import find
from formcheck.poses.patch import (
    FEATURES,
    HALF_SIZES,
    PLACES,
    SIDE_PX,
    VOTE,
    WIDE_SIZES,
    PatchReader,
    body,
    cut_out,
    open_reader,
)
from formcheck.types import APPEARANCE
from models.train.__main__ import descend
from models.train.data import COLUMNS, FLOOR, Batch, Data, batch, features, plainly, truth
from models.train.looks import BIG_PX, held_out, recoloured, varied
from models.train.measure import prior_of, report, scales
from models.train.nets import MEMBERS, Head, compact, ensemble, heads, layers, loss, read

HALVES = 2
"""The people learnt from are found by nets that have learnt the other half of them: of those a net has learnt it
finds the hips better than it will of anybody else, and the heads would trust them too far."""

WIDE_VARIANTS, VARIANTS = 6, 3
TURN_DEG, SHIFT, STRETCH = 18.0, 0.075, 0.1
"""How far wide squares are turned, shifted (in halves of them) and enlarged in training."""

THINNED, LEAST_READ = 0.5, 0.3
"""Share of the landmarks' features left out at random, and the least share of answers a prior must leave."""

HIPS, BODY = slice(0, 2), slice(0, 8)
"""Of the true joints: hips; hips, knees, ankles and shoulders."""


class Finder(nn.Module):
    """The layers of `formcheck.poses.patch.found`; ``mean`` and ``spread`` (features,)."""

    def __init__(self, mean: Tensor, spread: Tensor, width: int = 40) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.near, self.next = nn.Conv2d(FEATURES, width, 3, 1, 1), nn.Conv2d(width, width, 3, 1, 1)
        self.last, self.out = nn.Conv2d(width, width, 3, 1, 1), nn.Linear(width, 4)
        at = (torch.arange(PLACES) + 0.5) * 2 / PLACES - 1
        y, x = torch.meshgrid(at, at, indexing="ij")
        self.register_buffer("own", torch.stack([x, y, torch.zeros_like(x)], 2).reshape(-1, 3))

    def forward(self, seen: Tensor) -> Tensor:
        """Middle of the hips and log of the body's size (T, 3) of what is seen (T, 8, 8, features)."""
        x = ((seen.float() - self.mean) / self.spread).permute(0, 3, 1, 2)
        x = F.relu(self.near(F.dropout2d(x, 0.1, self.training)))
        x = x + F.relu(self.next(x))
        x = F.dropout2d(x + F.relu(self.last(x)), 0.1, self.training)
        votes = self.out(x.permute(0, 2, 3, 1).flatten(1, 2))
        sure = torch.softmax(votes[..., :1], 1)
        return (sure * (self.own + votes[..., 1:] * torch.tensor(VOTE, dtype=torch.float32))).sum(1)


def whole_pictures(folder: Path) -> dict[str, Any]:
    """Columns of all whole pictures in which somebody was found, and where in which file each picture is."""
    rows: dict[str, list[Any]] = {}
    for file in sorted((folder / "landmarks" / "full").glob("*.npz")):
        with np.load(file) as saved:
            kept = np.flatnonzero(np.isfinite(saved["landmarks"]).all(axis=(1, 2)))
            for name in (*COLUMNS, "landmarks"):
                rows.setdefault(name, []).append(saved[name][kept])
            rows.setdefault("person", []).append(np.full(len(kept), int(saved["person"])))
            rows.setdefault("picture", []).append(kept)
    return {name: np.concatenate(values) for name, values in rows.items()}


def pictures(folder: Path, columns: dict[str, Any]) -> Any:
    """The pictures of rows of one person each after the other: (row, picture)."""
    for person in np.unique(columns["person"]):
        with np.load(folder / "pictures" / f"{person:05d}.npz") as shard:
            coded, ends = shard["pictures"], shard["ends"]
        starts = np.concatenate([[0], ends[:-1]])
        for row in np.flatnonzero(columns["person"] == person):
            nth = columns["picture"][row]
            yield row, np.asarray(cv2.imdecode(coded[starts[nth] : ends[nth]], cv2.IMREAD_COLOR), np.uint8)


def learn_to_know(columns: dict[str, Any]) -> dict[str, Any]:
    """Logistic regression of who is on the floor, by Newton's method; prints how many are taken for it."""
    marks = columns["landmarks"].astype(float)
    x = heights(marks[..., :2], marks[..., 2:5])
    floor, held = np.isin(columns["family"], FLOOR), held_out(columns["person"])
    mean, spread = x[~held].mean(axis=0), x[~held].std(axis=0)
    known = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    learnt, wanted = known[~held], floor[~held]
    weights = np.zeros(known.shape[1])
    for _ in range(20):
        said = 1.0 / (1.0 + np.exp(-learnt @ weights))
        slope = learnt.T @ (learnt * (said * (1.0 - said))[:, None]) + np.eye(len(weights))
        weights += np.linalg.solve(slope, learnt.T @ (wanted - said) - weights)
    w = weights[:-1] / spread
    for family in np.unique(columns["family"]):
        rows = held & (columns["family"] == family)
        print(f"{family:10} n {rows.sum():5} lies {(known[rows] @ weights > 0.0).mean():6.1%}")
    return {"lies.w": w[:, None].astype(np.float32), "lies.b": np.array([weights[-1] - mean @ w], np.float32)}


def wide_squares(folder: Path, columns: dict[str, Any], reader: PatchReader) -> tuple[Tensor, Tensor]:
    """What is seen in wide squares (N, variants, 8, 8, features), the first as it is, and what `found` should say."""
    seen = np.zeros((len(columns["person"]), WIDE_VARIANTS, PLACES, PLACES, FEATURES), np.float16)
    wanted = np.zeros((*seen.shape[:2], 3), np.float32)
    for row, image in pictures(folder, columns):
        rng = np.random.default_rng([columns["person"][row], columns["picture"][row]])
        middle, size = body(columns["landmarks"][row, :, :2].astype(float))
        joints = columns["joints_px"][row].astype(float)
        true = joints[HIPS].mean(axis=0), float(np.sqrt(((joints[BODY] - joints[BODY].mean(0)) ** 2).sum(1).mean()))
        half = WIDE_SIZES * size
        big = cut_out(image, middle, size, 2 * SIDE_PX, 2 * WIDE_SIZES)
        at = np.append((true[0] - middle) / half, np.log(true[1] / size))
        for nth in range(WIDE_VARIANTS):
            cut, wanted[row, nth] = (
                moved(big, at, rng) if nth else (big[SIDE_PX // 2 : -SIDE_PX // 2, SIDE_PX // 2 : -SIDE_PX // 2], at)
            )
            seen[row, nth] = reader.features(cut)
    return torch.tensor(seen), torch.tensor(wanted)


def moved(big: Any, at: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """A square of a larger one, turned, shifted, scaled, tinted, half of them mirrored; and where the hips are."""
    flip = -1.0 if rng.uniform() < 0.5 else 1.0
    turn, part = np.radians(rng.uniform(-TURN_DEG, TURN_DEG)), np.exp(rng.normal(0.0, STRETCH))
    shift = rng.normal(0.0, SHIFT, 2)
    c, s = part * np.cos(turn), part * np.sin(turn)
    way = np.array([[c, -s], [s, c]]) * [flip, 1.0]
    middle = SIDE_PX - 0.5 + shift * SIDE_PX / 2
    where = np.column_stack([way, middle - way @ np.full(2, (SIDE_PX - 1) / 2)])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(big, where, (SIDE_PX, SIDE_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return recoloured(cut.astype(np.float32), rng), np.append(
        np.linalg.solve(way, at[:2] - shift), at[2] - np.log(part)
    )


def learn_to_find(seen: Tensor, wanted: Tensor, person: Any) -> tuple[dict[str, Any], Any]:
    """Train a `Finder` on either half of the people learnt from; arrays, and where (N, 3) the hips are found."""
    learnt = torch.tensor(~held_out(person))
    some = seen[learnt][:, ::3].float()
    mean, spread = some.mean((0, 1, 2, 3)), some.std((0, 1, 2, 3)) + 0.05
    arrays: dict[str, Any] = {"hips.mean": mean, "hips.spread": spread, "hips.members": HALVES}
    told = []
    for half in range(HALVES):
        finder = Finder(mean, spread).train()
        rows = torch.where(learnt & torch.tensor(person % HALVES == half))[0]

        def lost(_: int, finder: Finder = finder, rows: Tensor = rows) -> Tensor:
            some = rows[torch.randint(len(rows), (64,))]
            which = torch.randint(WIDE_VARIANTS, (64,))
            out, true = finder(seen[some, which]), wanted[some, which]
            place = F.smooth_l1_loss(out[:, :2], true[:, :2], beta=0.1)
            return 2 * place + F.smooth_l1_loss(out[:, 2], true[:, 2], beta=0.1)

        descend([finder], 80, len(rows) // 64, lost)
        arrays |= layers(f"hips.{half}", finder.eval(), ("near", "next", "last", "out"))
        with torch.no_grad():
            told.append(torch.cat([finder(part) for part in seen[:, 0].split(256)]).numpy())
    other = np.where((person % HALVES == 0)[:, None], told[1], told[0])
    return arrays, np.where(held_out(person)[:, None], np.mean(told, axis=0), other)


def looked_at(folder: Path, columns: dict[str, Any], hips: Any, reader: PatchReader) -> Data:
    """What the look says of squares about the hips that were found, varied for training, with truth and landmarks."""
    rows = len(columns["person"])
    seen, turns, flips = np.zeros((rows, VARIANTS, APPEARANCE), np.float32), np.zeros((rows, VARIANTS)), []
    edge = (BIG_PX - SIDE_PX) // 2
    for row, image in pictures(folder, columns):
        rng = np.random.default_rng([columns["person"][row], columns["picture"][row], 1])
        middle, size = body(columns["landmarks"][row, :, :2].astype(float))
        middle, size = middle + WIDE_SIZES * size * hips[row, :2], size * float(np.exp(hips[row, 2]))
        big = cut_out(image, middle, size, BIG_PX, HALF_SIZES * BIG_PX / SIDE_PX)
        views = [(np.ascontiguousarray(big[edge:-edge, edge:-edge]), 0.0, False)]
        views += [varied(big, rng) for _ in range(VARIANTS - 1)]
        seen[row] = [reader.look(cut) for cut, _, _ in views]
        turns[row] = [turn for _, turn, _ in views]
        flips.append([flip for _, _, flip in views])
    columns["front"] = np.where(np.abs(columns["azimuth_deg"]) < 90, 1.0, -1.0)
    plain, mirror = features(columns["landmarks"].astype(float), columns["roll_deg"])
    return Data(
        *(torch.tensor(part, dtype=torch.float32) for part in (plain, mirror, seen, turns)),
        torch.tensor(flips),
        *truth(columns, columns["front"]),
        torch.tensor(columns["roll_deg"], dtype=torch.float32),
        torch.tensor(-columns["elevation_deg"], dtype=torch.float32),
        columns,
    )


def answers(members: Any, some: Batch) -> Any:
    """The heads' (T, 7)."""
    with torch.no_grad():
        x = torch.cat([some.x, read(some.seen, some.stood)], 1)
        return ensemble(torch.stack([head(x) for head in members])).numpy()


def learn_to_tell(data: Data, epochs: int) -> Any:
    """Train the heads of who is on the floor."""
    inputs = data.plain.shape[1]
    members = nn.ModuleList(Head(inputs + APPEARANCE + STOOD, 96, 48, inputs) for _ in range(MEMBERS)).train()

    def lost(_: int) -> Tensor:
        some = batch(data, 128)
        told = read(some.seen, some.stood)
        out = [head(torch.cat([F.dropout(some.x, THINNED), told], 1)) for head in members]
        return torch.stack([loss(one, some.truth) for one in out]).mean()

    descend([members], epochs, len(data) // 128, lost)
    return members.eval()


def part_of(data: Data, rows: Any) -> Data:
    """Some rows of the data."""
    kept = torch.tensor(rows)
    names = ("plain", "mirror", "seen", "turn", "flip", "truth", "lean", "roll", "down")
    columns = {name: column[rows] for name, column in data.columns.items()}
    return Data(**{name: getattr(data, name)[kept] for name in names}, columns=columns)


def main() -> int:
    """Train, measure, add to the calibration."""
    parser = argparse.ArgumentParser(prog="python -m models.train.floor", description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "pelvis.npz")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    torch.set_num_threads(wanted.threads)
    torch.manual_seed(0)
    cv2.setNumThreads(1)
    reader = open_reader(find("full").path)
    if reader is None:
        raise SystemExit("The full model has no landmark network that formcheck.poses.patch knows.")
    with np.load(wanted.out) as saved:
        numbers = {name: saved[name] for name in saved.files}
    columns = whole_pictures(wanted.data)
    arrays = learn_to_know(columns)
    columns = {name: column[np.isin(columns["family"], FLOOR)] for name, column in columns.items()}
    finders, hips = learn_to_find(*wide_squares(wanted.data, columns, reader), columns["person"])
    data = looked_at(wanted.data, columns, hips, reader)
    for name in ("plain", "mirror"):
        scaled = (getattr(data, name) - torch.tensor(numbers["pose.mean"])) / torch.tensor(numbers["pose.spread"])
        setattr(data, name, scaled.clamp(-5, 5).float())
    held = held_out(columns["person"])
    members = learn_to_tell(part_of(data, ~held), wanted.epochs)
    odd, even = (part_of(data, held & (columns["person"] % 2 == rest)) for rest in (1, 0))
    outs = []
    for some in (odd, even):
        outs.append(answers(members, plainly(some, torch.arange(len(some)))))
        some.columns["front"] = np.where(outs[-1][:, 5] < 0.0, -1.0, 1.0)
    prior = prior_of(outs[0], odd.columns, floor=True, least=LEAST_READ)
    scale = scales(outs[0], odd.columns, prior)
    scale = np.where(np.isnan(scale), numbers["scale"][1], scale)  # from the side nothing is read
    report("floor", outs[1], even.columns, prior, scale)
    print(f"prior {prior}, scale {np.round(scale, 2).tolist()}")
    numbers |= compact(arrays | finders | heads("floor", members))
    for name, value in (("prior", prior), ("scale", scale)):
        numbers[name] = np.concatenate([numbers[name][:2], np.array([value], np.float32)])
    np.savez_compressed(wanted.out, allow_pickle=False, **numbers)
    print(f"{wanted.out}: {wanted.out.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
