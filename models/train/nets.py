"""The networks: the layers behind the pose model's own, and the heads."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from formcheck.pelvis import STOOD
from formcheck.poses.patch import FEATURES, MIRRORED, PLACES
from formcheck.types import APPEARANCE
from models.train.data import Batch

MEMBERS = 3
"""Heads in an ensemble."""


class Look(nn.Module):
    """The layers of `formcheck.poses.patch` behind the network's own; ``mean`` and ``spread`` (places, features)."""

    def __init__(self, mean: Tensor, spread: Tensor, width: int = 96, hidden: int = 128) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.near, self.far = nn.Conv2d(FEATURES, width, 3, 1, 1), nn.Conv2d(width, width, 3, 2, 1)
        self.near2, self.far2 = (nn.Conv2d(width, width, 3, 1, 1) for _ in range(2))
        self.mix, self.out = nn.Linear(PLACES * PLACES // 4 * width, hidden), nn.Linear(hidden, APPEARANCE)

    def forward(self, seen: Tensor) -> Tensor:
        """Appearance (T, 24) of what is seen (T, 1 or 2, places, features): of both sides the mean."""
        if seen.shape[1] == 2:
            return (self.one(seen[:, 0]) + self.one(seen[:, 1]) * torch.tensor(MIRRORED)) / 2
        return self.one(seen[:, 0])

    def one(self, seen: Tensor) -> Tensor:
        """Appearance (T, 24) of one side."""
        x = ((seen.float() - self.mean) / self.spread).reshape(-1, PLACES, PLACES, FEATURES).permute(0, 3, 1, 2)
        x = F.relu(self.near(F.dropout2d(x, 0.1, self.training)))
        x = F.relu(self.far(x + F.relu(self.near2(x))))
        x = x + F.relu(self.far2(x))
        x = F.silu(self.mix(F.dropout(x.permute(0, 2, 3, 1).flatten(1), 0.3, self.training)))
        return self.out(F.dropout(x, 0.1, self.training))


class Head(nn.Module):
    """Obliquity, tilt and their log variances, azimuth's direction and log variance (T, 7).

    With ``lean`` obliquity is a share of that column of the inputs, how far the hips lean upright, and a correction:
    what is seen goes through in a straight line, also where nothing like it has been learnt.
    """

    def __init__(self, inputs: int, first: int, second: int, lean: int | None = None) -> None:
        super().__init__()
        self.lean = lean
        if lean is not None:
            self.share = nn.Parameter(torch.tensor(0.9))
        self.first, self.second, self.out = nn.Linear(inputs, first), nn.Linear(first, second), nn.Linear(second, 7)

    def forward(self, x: Tensor) -> Tensor:
        hidden = F.silu(self.second(F.dropout(F.silu(self.first(x)), 0.2, self.training)))
        out = self.out(F.dropout(hidden, 0.1, self.training))
        if self.lean is None:
            return out
        return torch.cat([out[:, :1] + self.share * x[:, self.lean : self.lean + 1], out[:, 1:]], 1)


def read(appearance: Tensor, stood: Tensor) -> Tensor:
    """Appearance as the heads read it: the lean made upright, and how the camera stood."""
    return torch.cat([appearance[:, :1] + stood[:, :1], appearance[:, 1:], stood], 1)


def loss(out: Tensor, target: Tensor, beta: float = 0.5) -> Tensor:
    """Gaussian negative log likelihood times variance^beta (Seitzer 2022), so that hard frames are learnt too."""
    total = torch.zeros(())
    turn = F.normalize(out[:, 4:6], dim=1)
    square = [(out[:, 0] - target[:, 0]) ** 2, (out[:, 2] - target[:, 1]) ** 2, 2 - 2 * (turn * target[:, 2:]).sum(1)]
    for error, log in zip(square, (out[:, 1], out[:, 3], out[:, 6]), strict=True):
        variance = torch.exp(log.clamp(-7, 4))
        total = total + ((error / variance + torch.log(variance)) / 2 * variance.detach() ** beta).mean()
    return total


class Model(nn.Module):
    """The look and the heads over it: ``both``, ``pose`` (landmarks alone), ``patch`` (look alone)."""

    def __init__(self, features: int, look: Look) -> None:
        super().__init__()
        self.look = look
        self.both = nn.ModuleList(Head(features + APPEARANCE + STOOD, 96, 48, features) for _ in range(MEMBERS))
        self.pose = nn.ModuleList(Head(features + STOOD, 96, 48) for _ in range(MEMBERS))
        self.patch = Head(APPEARANCE + STOOD, 64, 32)

    def looking(self, some: Batch) -> Tensor:
        """Loss of the look: how far the hips lean in the picture, first of all, and what else can be seen."""
        appearance = self.look(some.seen)
        known = torch.isfinite(some.lean)
        lost = 4 * F.smooth_l1_loss(appearance[known, 0], some.lean[known], beta=0.3)
        lost = lost + F.smooth_l1_loss(appearance[:, 1:4], some.truth[:, 1:], beta=0.3)
        return lost + 0.3 * loss(self.patch(read(appearance, some.stood)), some.truth)

    def telling(self, some: Batch) -> Tensor:
        """Loss of the heads over a look that stays as it is."""
        with torch.no_grad():
            told = read(self.look(some.seen), some.stood)
        total = torch.zeros(())
        for one, two in zip(self.both, self.pose, strict=True):
            total = total + loss(one(torch.cat([_thinned(some.x), told], 1)), some.truth)
            total = total + loss(two(torch.cat([_thinned(some.x), some.stood], 1)), some.truth)
        return total / MEMBERS

    def answer(self, some: Batch, head: str) -> Tensor:
        """A head's outputs (T, 7), as `pelvis` makes them of its ensemble."""
        if head == "patch":  # as it was trained, from one side
            return self.patch(read(self.look(some.seen[:, :1]), some.stood))
        told = read(self.look(some.seen), some.stood)
        if head == "pose":
            return ensemble(torch.stack([one(torch.cat([some.x, some.stood], 1)) for one in self.pose]))
        return ensemble(torch.stack([one(torch.cat([some.x, told], 1)) for one in self.both]))


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


def exported(model: Model, mean: Tensor, spread: Tensor, honest: dict[str, Any]) -> dict[str, Any]:
    """The calibration's arrays, as `formcheck.weights` names them."""
    arrays: dict[str, Any] = {"pose.mean": mean, "pose.spread": spread, **honest}
    square = (PLACES, PLACES, FEATURES)
    arrays |= {"look.mean": model.look.mean.reshape(square), "look.spread": model.look.spread.reshape(square)}

    arrays |= layers("look", model.look, ("near", "near2", "far", "far2", "mix", "out"))
    return compact(arrays | heads("both", model.both) | heads("pose", model.pose))


def layers(name: str, net: Any, parts: tuple[str, ...]) -> dict[str, Any]:
    """Weights and biases of a net's layers, as `formcheck.weights` reads them."""
    arrays: dict[str, Any] = {}
    for part in parts:
        layer = getattr(net, part)
        weight = layer.weight.detach()
        arrays[f"{name}.{part}.w"] = weight.permute(2, 3, 1, 0).flatten(0, 2) if weight.ndim == 4 else weight.T
        arrays[f"{name}.{part}.b"] = layer.bias.detach()
    return arrays


def heads(name: str, members: Any) -> dict[str, Any]:
    """The arrays of an ensemble of heads."""
    arrays: dict[str, Any] = {f"{name}.members": MEMBERS}
    for nth, head in enumerate(members):
        if head.lean is not None:
            arrays[f"{name}.{nth}.share"] = head.share.detach()
        arrays |= layers(f"{name}.{nth}", head, ("first", "second", "out"))
    return arrays


def compact(arrays: dict[str, Any]) -> dict[str, Any]:
    """Arrays as they are saved: kernels in float16."""
    return {
        name: np.asarray(array, np.float16 if name.endswith(".w") else np.float32) for name, array in arrays.items()
    }
