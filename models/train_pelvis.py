"""Train the pelvis calibration: ``python models/train_pelvis.py DATA [--out models/pelvis.npz]``.

DATA is what ``python -m samples.training`` made. People whose number is divisible by 5 are never learnt from: the odd
ones among them scale the stated errors, the even ones only measure. Needs the render extra (torch).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from formcheck import pelvis
from formcheck.level import turned
from formcheck.mirror import OTHER
from formcheck.poses.model_store import find
from formcheck.poses.patch import FEATURES, HALF_SIZES, PLACES, SIDE_PX, PatchReader, cut_out, open_reader
from formcheck.types import APPEARANCE, Z90

BIG_PX = SIDE_PX * 5 // 4
"""Cut out a quarter larger than is looked at, so that it can be turned and shifted."""

MEMBERS = 3
"""Heads in an ensemble."""

VARIANTS = 3
"""How often each patch is looked at in training: turned, shifted, scaled, tinted, half of them mirrored."""

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


def held_out(person: Any) -> Any:
    """Whether a person (or each of many) is kept from training."""
    return person % 5 == 0


def varied(big: Any, rng: np.random.Generator) -> tuple[Any, float, bool]:
    """A patch as training sees it, by how many degrees it was turned counter-clockwise, whether mirrored first."""
    flip = bool(rng.uniform() < 0.5)
    turn = float(rng.uniform(-14.0, 14.0))
    part = float(rng.uniform(0.92, 1.08))
    middle = (BIG_PX - 1) / 2 + rng.normal(0.0, 0.03 * SIDE_PX, 2)
    c, s = part * np.cos(np.radians(turn)), part * np.sin(np.radians(turn))
    where = np.array([[c, -s, 0.0], [s, c, 0.0]])
    where[:, 2] = middle - where[:, :2] @ np.full(2, (SIDE_PX - 1) / 2)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    big = big[:, ::-1] if flip else big
    cut = cv2.warpAffine(big, where, (SIDE_PX, SIDE_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32
    )
    cut = cut * rng.uniform(0.65, 1.35, 3)
    if rng.uniform() < 0.5:
        cut = cut[..., rng.permutation(3)]
    return np.clip(cut, 0, 255).astype(np.uint8), turn, flip


def _look(bigs: Any, person: int, reader: PatchReader, cache: Path) -> None:
    """Keep what the network sees in a person's patches (N, 160, 160, 3): varied, or if held out plain."""
    rng = np.random.default_rng([person, len(bigs)])
    edge = (BIG_PX - SIDE_PX) // 2
    seen, turns, flips = [], [], []
    for big in bigs:
        if held_out(person):
            plain = np.ascontiguousarray(big[edge:-edge, edge:-edge])
            views = [(plain, 0.0, False), (np.ascontiguousarray(plain[:, ::-1]), 0.0, True)]
        else:
            views = [varied(big, rng) for _ in range(VARIANTS)]
        seen.append([reader.features(cut).astype(np.float16) for cut, _, _ in views])
        turns.append([turn for _, turn, _ in views])
        flips.append([flip for _, _, flip in views])
    cache.parent.mkdir(parents=True, exist_ok=True)
    draft = cache.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as file:
        np.savez(file, allow_pickle=False, seen=np.array(seen), turn=np.array(turns), flip=np.array(flips))
    draft.replace(cache)


def look(folder: Path, model: str = "full") -> None:
    """Make what is missing of DATA/seen."""
    reader = open_reader(find(model).path)
    if reader is None:
        raise SystemExit(f"The model {model} has no landmark network that formcheck.poses.patch knows.")
    for file in sorted((folder / "closeups").glob("*.npz")):
        cache = folder / "seen" / "closeups" / file.name
        if not cache.exists():
            with np.load(file) as saved:
                _look(saved["crops"], int(saved["person"]), reader, cache)
    for file in sorted((folder / "landmarks" / model).glob("*.npz")):
        cache = folder / "seen" / model / file.name
        if cache.exists():
            continue
        with np.load(file) as saved, np.load(folder / "pictures" / file.name) as shard:
            marks, person, ends, coded = saved["landmarks"], int(saved["person"]), shard["ends"], shard["pictures"]
        starts = np.concatenate([[0], ends[:-1]])
        bigs = []
        for nth in np.flatnonzero(np.isfinite(marks).all(axis=(1, 2))):
            image = np.asarray(cv2.imdecode(coded[starts[nth] : ends[nth]], cv2.IMREAD_COLOR), np.uint8)
            bigs.append(cut_out(image, marks[nth, :, :2], BIG_PX, HALF_SIZES * BIG_PX / SIDE_PX))
        _look(bigs, person, reader, cache)


@dataclass
class Data:
    """Frames: features of the landmarks, plain and mirrored (none for close-ups), what is seen, and the truth."""

    plain: Tensor
    mirror: Tensor
    seen: Tensor
    turn: Tensor
    flip: Tensor
    truth: Tensor
    lean: Tensor
    roll: Tensor
    columns: dict[str, Any]

    def __len__(self) -> int:
        return len(self.roll)


def truth(columns: dict[str, Any], front: Any) -> tuple[Tensor, Tensor]:
    """What is learnt (T, 4), obliquity by the picture's sides, and how far the hips lean in the picture (T,).

    The lean is in tens of degrees, + = the right side lower; nan from the side and on the floor.
    """
    azimuth = np.radians(columns["azimuth_deg"])
    learnt = np.column_stack(
        [front * columns["obliquity_deg"] / 10, columns["tilt_deg"] / 20, np.sin(azimuth), np.cos(azimuth)]
    )
    joints = columns["joints_px"]
    across, down = (joints[:, 0] - joints[:, 1]).T
    lean = np.degrees(np.arctan2(down * np.sign(across), np.abs(across))) / 10
    lean[np.abs(np.cos(azimuth)) < 0.65] = np.nan  # from the side the line has no direction
    lean[np.isin(columns["family"], FLOOR)] = np.nan  # who lies or kneels leans any way
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
        seen.flatten(3).reshape(*seen.shape[:2], PLACES * PLACES, FEATURES),
        turn.float(),
        flip,
        *truth(columns, columns["front"]),
        torch.tensor(columns["roll_deg"], dtype=torch.float32),
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


class Look(nn.Module):
    """The layers of `formcheck.poses.patch` behind the network's own."""

    def __init__(self, mean: Tensor, spread: Tensor, width: int = 48, hidden: int = 64) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.near, self.far = nn.Conv2d(FEATURES, width, 3, 1, 1), nn.Conv2d(width, width, 3, 2, 1)
        self.mix, self.out = nn.Linear(PLACES * PLACES // 4 * width, hidden), nn.Linear(hidden, APPEARANCE)

    def forward(self, seen: Tensor) -> Tensor:
        x = ((seen.float() - self.mean) / self.spread).reshape(-1, PLACES, PLACES, FEATURES).permute(0, 3, 1, 2)
        x = F.relu(self.far(F.relu(self.near(F.dropout2d(x, 0.1, self.training)))))
        x = F.silu(self.mix(F.dropout(x.permute(0, 2, 3, 1).flatten(1), 0.3, self.training)))
        return self.out(F.dropout(x, 0.1, self.training))


class Head(nn.Module):
    """Obliquity, tilt and their log variances, azimuth's direction and log variance (T, 7)."""

    def __init__(self, inputs: int, first: int, second: int) -> None:
        super().__init__()
        self.first, self.second, self.out = nn.Linear(inputs, first), nn.Linear(first, second), nn.Linear(second, 7)

    def forward(self, x: Tensor) -> Tensor:
        x = F.silu(self.first(x))
        return self.out(F.dropout(F.silu(self.second(F.dropout(x, 0.2, self.training))), 0.1, self.training))


def read(appearance: Tensor, roll: Tensor) -> Tensor:
    """Appearance as the heads read it: the lean made upright, and the roll itself."""
    return torch.cat([appearance[:, :1] + roll[:, None] / 10, appearance[:, 1:], roll[:, None] / 10], 1)


def loss(out: Tensor, target: Tensor, beta: float = 0.5) -> Tensor:
    """Gaussian negative log likelihood times variance^beta (Seitzer 2022), so that hard frames are learnt too."""
    total = torch.zeros(())
    turn = F.normalize(out[:, 4:6], dim=1)
    square = [(out[:, 0] - target[:, 0]) ** 2, (out[:, 2] - target[:, 1]) ** 2, 2 - 2 * (turn * target[:, 2:]).sum(1)]
    for error, log in zip(square, (out[:, 1], out[:, 3], out[:, 6]), strict=True):
        variance = torch.exp(log.clamp(-7, 4))
        total = total + ((error / variance + torch.log(variance)) / 2 * variance.detach() ** beta).mean()
    return total


def batch(data: Data, rows: Tensor) -> tuple[Tensor, ...]:
    """Features, what is seen, roll, truth and lean of some frames, each in one of its variants."""
    which = torch.randint(data.seen.shape[1], (len(rows),))
    flip, turn = data.flip[rows, which], data.turn[rows, which]
    x = torch.where(flip[:, None], data.mirror[rows], data.plain[rows])
    y = torch.where(flip[:, None], data.truth[rows] * torch.tensor([-1.0, 1.0, -1.0, 1.0]), data.truth[rows])
    lean, roll = (torch.where(flip, -t[rows], t[rows]) for t in (data.lean, data.roll))
    return x + 0.05 * torch.randn_like(x), data.seen[rows, which], roll + turn, y, lean - turn / 10


class Model(nn.Module):
    """The look and the heads over it: ``both``, ``pose`` (landmarks alone), ``patch`` (look alone)."""

    def __init__(self, features: int, look: Look) -> None:
        super().__init__()
        self.look = look
        self.both = nn.ModuleList(Head(features + APPEARANCE + 1, 96, 48) for _ in range(MEMBERS))
        self.pose = nn.ModuleList(Head(features, 96, 48) for _ in range(MEMBERS))
        self.patch = Head(APPEARANCE + 1, 64, 32)

    def looking(self, seen: Tensor, roll: Tensor, y: Tensor, lean: Tensor) -> Tensor:
        """Loss of the look: how far the hips lean in the picture, first of all, and what else can be seen."""
        appearance = self.look(seen)
        known = torch.isfinite(lean)
        lost = 4 * F.smooth_l1_loss(appearance[known, 0], lean[known], beta=0.3)
        return lost + 0.15 * loss(self.patch(read(appearance, roll)), y)

    def telling(self, x: Tensor, seen: Tensor, roll: Tensor, y: Tensor) -> Tensor:
        """Loss of the heads over a look that stays as it is; its dropout goes on, as it knows these people."""
        with torch.no_grad():
            told = read(self.look(seen), roll)
        total = torch.zeros(())
        for one, two in zip(self.both, self.pose, strict=True):
            total = total + loss(one(torch.cat([_thinned(x), told], 1)), y) + loss(two(_thinned(x)), y)
        return total / MEMBERS

    def answer(self, x: Tensor, seen: Tensor, roll: Tensor, head: str) -> Tensor:
        """A head's outputs (T, 7), as `pelvis` makes them of its ensemble."""
        told = read(self.look(seen), roll)
        if head == "patch":
            return self.patch(told)
        if head == "pose":
            return ensemble(torch.stack([one(x) for one in self.pose]))
        return ensemble(torch.stack([one(torch.cat([x, told], 1)) for one in self.both]))


def ensemble(told: Tensor) -> Tensor:
    """Mean over members (M, T, 7); their spread joins the variances."""
    out = told.mean(0)
    for value, log in ((0, 1), (2, 3)):
        out[:, log] = torch.log(torch.exp(told[..., log]).mean(0) + told[..., value].var(0, unbiased=False))
    out[:, 6] = torch.log(torch.exp(told[..., 6]).mean(0))
    return out


def _thinned(x: Tensor) -> Tensor:
    """Features with some left out at random: 201 of them would know every person by heart."""
    return F.dropout(x, 0.3)


def descend(parts: list[Any], epochs: int, steps: int, lost: Callable[[int], Tensor]) -> None:
    """Adjust modules so that ``lost`` of a step's number shrinks (AdamW, one cycle; Loshchilov 2019, Smith 2018)."""
    best = torch.optim.AdamW([one for part in parts for one in part.parameters()], 2e-3, weight_decay=3e-2)
    rate = torch.optim.lr_scheduler.OneCycleLR(best, 2e-3, total_steps=epochs * steps + 1)
    started, total = time.time(), 0.0
    for step in range(epochs * steps):
        value = lost(step)
        best.zero_grad()
        value.backward()
        best.step()
        rate.step()
        total += value.item()
        if (step + 1) % (5 * steps) == 0:
            print(
                f"epoch {(step + 1) // steps}: loss {total / (5 * steps):.3f}, {time.time() - started:.0f} s",
                flush=True,
            )
            total = 0.0


def train(model: Model, whole: Data, close: Data, epochs: int) -> None:
    """First the look, from whole pictures and close-ups; then the heads, from whole pictures."""
    torch.manual_seed(0)
    model.train()

    def some(data: Data, size: int) -> tuple[Tensor, ...]:
        return batch(data, torch.randint(len(data), (size,)))

    share = len(whole) / (len(whole) + len(close))
    sizes = round(256 * share), round(256 * (1 - share))

    def looking(_: int) -> Tensor:
        a, b = some(whole, sizes[0])[1:], some(close, sizes[1])[1:]
        return model.looking(*(torch.cat(pair) for pair in zip(a, b, strict=True)))

    descend([model.look, model.patch], epochs, (len(whole) + len(close)) // 256, looking)
    descend([model.both, model.pose], epochs, len(whole) // 128, lambda _: model.telling(*some(whole, 128)[:4]))


def answers(model: Model, data: Data, head: str) -> Any:
    """A head's (T, 7) for held-out frames."""
    model.eval()
    with torch.no_grad():
        parts = torch.arange(len(data)).split(512)
        return torch.cat([model.answer(data.plain[p], data.seen[p, 0], data.roll[p], head) for p in parts]).numpy()


def errors(out: Any, columns: dict[str, Any], prior_deg: float) -> tuple[Any, Any, Any]:
    """Errors of obliquity, tilt and azimuth (T, 3), degrees, those stated before scaling, and the view (T,)."""
    value, stated, off = pelvis.angles(out, columns["front"], np.full(len(out), prior_deg))
    error = value - np.column_stack([columns[f"{name}_deg"] for name in ("obliquity", "tilt", "azimuth")])
    error[:, 2] = (error[:, 2] + 180) % 360 - 180
    return error, stated, np.digitize(off, pelvis.VIEW_EDGES)


def prior_of(out: Any, columns: dict[str, Any]) -> float:
    """The spread of the prior that, taken out, leaves answers that rise one to one with the truth."""
    rows = (np.abs(np.sin(np.radians(columns["azimuth_deg"]))) < pelvis.VIEW_EDGES[0]) & ~np.isin(
        columns["family"], FLOOR
    )
    truth = columns["obliquity_deg"][rows]
    slopes = {}
    for prior_deg in np.arange(8.0, 25.0, 0.25):
        told = pelvis.angles(out[rows], columns["front"][rows], np.full(rows.sum(), prior_deg))[0][:, 0]
        read = np.isfinite(told)
        if read.mean() > 0.8:
            slopes[prior_deg] = abs(np.polyfit(truth[read], told[read], 1)[0] - 1.0)
    return float(min(slopes, key=lambda prior: slopes[prior]))


def scales(out: Any, columns: dict[str, Any], prior_deg: float) -> Any:
    """By how much to widen each error in each view (3, 3) so that 90 % hold (split conformal; Papadopoulos 2002)."""
    error, stated, view = errors(out, columns, prior_deg)
    ratio = np.abs(error) / stated
    return np.array([[np.nanquantile(ratio[view == v, a], 0.9) / Z90 for v in range(3)] for a in range(3)])


def exported(model: Model, mean: Tensor, spread: Tensor, prior: Any, scale: Any) -> dict[str, Any]:
    """The calibration's arrays, as `formcheck.weights` names them."""
    arrays: dict[str, Any] = {"pose.mean": mean, "pose.spread": spread, "prior": prior, "scale": scale}
    arrays |= {"look.mean": model.look.mean, "look.spread": model.look.spread}

    def keep(name: str, layer: Any) -> None:
        weight = layer.weight.detach()
        arrays[f"{name}.w"] = weight.permute(2, 3, 1, 0).flatten(0, 2) if weight.ndim == 4 else weight.T
        arrays[f"{name}.b"] = layer.bias.detach()

    for part in ("near", "far", "mix", "out"):
        keep(f"look.{part}", getattr(model.look, part))
    for name, heads in (("both", model.both), ("pose", model.pose)):
        arrays[f"{name}.members"] = MEMBERS
        for nth, head in enumerate(heads):
            for part in ("first", "second", "out"):
                keep(f"{name}.{nth}.{part}", getattr(head, part))
    return {
        name: np.asarray(array, np.float16 if name.endswith(".w") else np.float32) for name, array in arrays.items()
    }


def report(name: str, out: Any, columns: dict[str, Any], prior_deg: float, scale: Any) -> None:
    """Print what a head's answers are worth, by view."""
    error, stated, view = errors(out, columns, prior_deg)
    stated = stated * scale[:, view].T
    off = np.abs(np.sin(np.radians(columns["azimuth_deg"])))
    floor = np.isin(columns["family"], FLOOR)
    front = off < pelvis.VIEW_EDGES[0]
    clear = (
        front
        & (columns["family"] == "squat1")
        & (np.abs(columns["elevation_deg"]) < 10)
        & (columns["distance_m"] < 4)
    )
    for group, rows in {
        "front, rear": front & ~floor,
        "  squat1": front & (columns["family"] == "squat1"),
        "  near, level": clear,
        "oblique": (off >= pelvis.VIEW_EDGES[0]) & (off < pelvis.VIEW_EDGES[1]) & ~floor,
        "side": (off >= pelvis.VIEW_EDGES[1]) & ~floor,
        "floor": floor,
    }.items():
        read = rows & np.isfinite(error[:, 0])
        if read.sum() < 10:
            print(f"{name:5} {group:13} n {rows.sum():5} read {read.sum() / rows.sum():4.0%}")
            continue
        truth = columns["obliquity_deg"][read]
        wrong = error[read, 0]
        held = (np.abs(error[rows]) < Z90 * stated[rows])[np.isfinite(error[rows]).all(axis=1)].mean(axis=0)
        print(
            f"{name:5} {group:13} n {rows.sum():5} read {read.sum() / rows.sum():4.0%} "
            f"MAE {np.abs(wrong).mean():5.2f} (guess {np.abs(truth).mean():4.1f}) "
            f"r {np.corrcoef(truth + wrong, truth)[0, 1]:5.2f} "
            f"slope {np.polyfit(truth, truth + wrong, 1)[0]:4.2f} se {np.median(stated[read, 0]):4.1f} "
            f"held {held[0]:4.0%} {held[1]:4.0%} {held[2]:4.0%} | azimuth {np.median(np.abs(error[rows, 2])):4.1f} "
            f"tilt {np.abs(error[rows, 1]).mean():4.1f}",
            flush=True,
        )


def main() -> int:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("pelvis.npz"))
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--look", action="store_true", help="only make what is missing of DATA/seen")
    wanted = parser.parse_args()
    torch.set_num_threads(wanted.threads)
    cv2.setNumThreads(1)
    if wanted.look:
        look(wanted.data)
        return 0
    learnt, close, held, close_held = (load(wanted.data, h, m) for h in (False, True) for m in ("full", None))
    mean, spread = learnt.plain.mean(0), learnt.plain.std(0) + 1e-3
    for part in (learnt, held):
        part.plain, part.mirror = (((t - mean) / spread).clamp(-5, 5) for t in (part.plain, part.mirror))
    print(f"{len(learnt)} frames of {len(set(learnt.columns['person']))} people, {len(close)} close-ups", flush=True)
    some = learnt.seen[::7].float()
    torch.manual_seed(0)
    model = Model(learnt.plain.shape[1], Look(some.mean((0, 1, 2)), some.std((0, 1, 2)) + 0.05))
    train(model, learnt, close, wanted.epochs)
    torch.save(model.state_dict(), wanted.data / "pelvis.pt")
    odd = held.columns["person"] % 2 == 1
    prior, scale = [], []
    for head in ("pose", "both"):
        out = answers(model, held, head)
        kept, rest = ({name: column[rows] for name, column in held.columns.items()} for rows in (odd, ~odd))
        prior.append(prior_of(out[odd], kept))
        scale.append(scales(out[odd], kept, prior[-1]))
        report(head, out[~odd], rest, prior[-1], scale[-1])
    report("patch", answers(model, held, "patch"), held.columns, 1e9, np.ones((3, 3)))
    report("close", answers(model, close_held, "patch"), close_held.columns, 1e9, np.ones((3, 3)))
    numbers = exported(model, mean, spread, np.array(prior), np.array(scale))
    np.savez_compressed(wanted.out, allow_pickle=False, **numbers)
    print(f"{wanted.out}: {wanted.out.stat().st_size / 1000:.0f} kB; prior {prior}; scaled by\n{np.round(scale, 2)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
