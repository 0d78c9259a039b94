"""Train the pelvis calibration: ``python -m models.train DATA [--out models/pelvis.npz]``.

DATA is what ``python -m samples.training`` made. People whose number is divisible by 5 are never learnt from: the odd
ones among them scale the stated errors, the even ones only measure. Needs the render extra (torch).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from models.train.data import Data, batch, load
from models.train.looks import look
from models.train.measure import answers, prior_of, report, scales, within_clip
from models.train.nets import Look, Model, exported


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


def learn_to_look(model: Model, close: Data, epochs: int, kept: Path) -> None:
    """Train the look, or take the one that is ``kept`` there."""
    if not kept.exists():
        model.train()
        descend([model.look, model.patch], epochs, len(close) // 256, lambda _: model.looking(batch(close, 256)))
        torch.save([model.look.state_dict(), model.patch.state_dict()], kept)
    look, patch = torch.load(kept)
    model.look.load_state_dict(look)
    model.patch.load_state_dict(patch)
    model.eval()


def learn_to_tell(model: Model, whole: Data, epochs: int) -> None:
    """Train the heads, from whole pictures of people whom the look has not learnt.

    Of people it has learnt it knows more than it will of anybody else, and the heads would trust it too far.
    """
    heads = [model.both, model.pose]
    for head in heads:
        head.train()
    descend(heads, epochs, len(whole) // 128, lambda _: model.telling(batch(whole, 128)))


def made_honest(model: Model, held: Data) -> dict[str, Any]:
    """Arrays, a row a head, by which answers rise with the truth and errors hold; prints what comes of it."""
    odd = held.columns["person"] % 2 == 1
    arrays: dict[str, list[Any]] = {"prior": [], "scale": [], "within_clip": []}
    for head in ("pose", "both"):
        out = answers(model, held, head)
        kept, rest = ({name: column[rows] for name, column in held.columns.items()} for rows in (odd, ~odd))
        prior = prior_of(out[odd], kept)
        scale = scales(out[odd], kept, prior)
        for name, value in zip(arrays, (prior, scale, within_clip(out[odd], kept, prior, scale)), strict=True):
            arrays[name].append(value)
        report(head, out[~odd], rest, prior, scale)
    named = {name: np.array(values) for name, values in arrays.items()}
    print(", ".join(f"{name} {np.round(values, 2).tolist()}" for name, values in named.items()))
    return named


def main() -> int:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "pelvis.npz")
    parser.add_argument("--look-epochs", type=int, default=36)
    parser.add_argument("--epochs", type=int, default=16)
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
    for what, data in (("whole pictures", learnt), ("close-ups", close)):
        print(f"{len(data)} {what} of {len(set(data.columns['person']))} people", flush=True)
    some = close.seen[::7].float()
    torch.manual_seed(0)
    model = Model(learnt.plain.shape[1], Look(some.mean((0, 1, 2)), some.std((0, 1, 2)) + 0.05))
    learn_to_look(model, close, wanted.look_epochs, wanted.data / "look.pt")
    report("close", answers(model, close_held, "patch"), close_held.columns, 1e9, np.ones((3, 3)))
    learn_to_tell(model, learnt, wanted.epochs)
    torch.save(model.state_dict(), wanted.data / "pelvis.pt")
    honest = made_honest(model, held)
    report("patch", answers(model, held, "patch"), held.columns, 1e9, np.ones((3, 3)))
    numbers = exported(model, mean, spread, honest)
    np.savez_compressed(wanted.out, allow_pickle=False, **numbers)
    print(f"{wanted.out}: {wanted.out.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
