"""Bodies: an anny person exported once to numpy, then posed without torch.

anny (https://github.com/naver/anny) is Apache-2.0; the MakeHuman-derived data it carries is CC0.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float64]
EXPORT_VERSION = 3
CHANGES = (
    "hip-scale-horiz-incr",
    "hip-scale-depth-incr",
    "hip-waist-up",
    "buttocks-volume-incr",
    "measure-waisttohip-dist-incr",
    "measure-hips-circ-incr",
    "measure-waist-circ-incr",
    "measure-thigh-circ-incr",
    "measure-upperleg-height-incr",
    "measure-lowerleg-height-incr",
    "measure-shoulder-dist-incr",
    "measure-napetowaist-dist-incr",
    "stomach-tone-incr",
    "torso-vshape-incr",
    "l-leg-valgus-incr",
    "r-leg-valgus-incr",
)
"""anny's local changes that a `Phenotype` may have: one fixed list, since anny caches a model for each."""


@dataclass(frozen=True)
class Phenotype:
    """Whom to make. ``age`` .. ``proportions`` are anny's 0..1 scales; stature in m.

    anny's age scale: 1/3 = child, 2/3 = young adult, 1 = old. ``changes`` are its local changes by name, -1..1.
    ``pelvis_hold`` (0..1) is how much of the skin between hip joints and iliac crest follows the pelvis; see
    `_firm_pelvis`.
    """

    sex: str = "female"
    stature_m: float = 1.68
    age: float = 0.67
    weight: float = 0.45
    muscle: float = 0.6
    proportions: float = 0.7
    changes: tuple[tuple[str, float], ...] = ()
    pelvis_hold: float = 0.8


@dataclass(frozen=True)
class Body:
    """A person at rest (A-pose), facing -y, soles on z = 0.

    Attributes
    ----------
    vertices : (V, 3) array
        Rest skin, m.
    faces : (F, 3) int array
    heads, tails : (B, 3) array
        Rest bone heads and tails, m.
    parents : (B,) int array
        Parent bone, -1 for the root.
    labels : tuple of str
    weights : (V, B) sparse matrix
        Skin weights, each row sums to 1.
    """

    phenotype: Phenotype
    vertices: Array
    faces: NDArray[np.int64]
    heads: Array
    tails: Array
    parents: NDArray[np.int64]
    labels: tuple[str, ...]
    weights: sparse.csr_matrix

    @cached_property
    def index(self) -> dict[str, int]:
        """Bone label to bone number."""
        return {label: number for number, label in enumerate(self.labels)}

    def head(self, label: str) -> Array:
        """Return the rest head (3,) of a bone, m."""
        return np.asarray(self.heads[self.index[label]])


def skin(rest: Array, weights: sparse.csr_matrix, heads: Array, rotations: Array, positions: Array) -> Array:
    """Linear blend skinning.

    Parameters
    ----------
    rest : (V, 3) array
        Rest vertices, m.
    weights : (V, B) sparse matrix
    heads : (B, 3) array
        Rest bone heads, m.
    rotations : (B, 3, 3) array
        World rotation of each bone away from its rest attitude.
    positions : (B, 3) array
        Posed bone heads, m.

    Returns
    -------
    (V, 3) array
        Posed vertices, m.
    """
    shifts = positions - np.einsum("bij,bj->bi", rotations, heads)
    blended = weights @ np.concatenate([rotations.reshape(-1, 9), shifts], axis=1)
    return np.asarray(np.einsum("vij,vj->vi", blended[:, :9].reshape(-1, 3, 3), rest) + blended[:, 9:])


def cache_folder() -> Path:
    """Return where exported bodies are kept: ``$XDG_CACHE_HOME/formcheck/bodies`` or its like."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    return Path(base) / "formcheck" / "bodies"


def load_body(phenotype: Phenotype, folder: Path | None = None) -> Body:
    """Return the body of a phenotype, exporting it with anny the first time."""
    folder = folder or cache_folder()
    key = json.dumps({"version": EXPORT_VERSION, **_exported(phenotype)}, sort_keys=True)
    path = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, allow_pickle=False, **_export(phenotype))
    with np.load(path) as data:
        arrays = {name: data[name] for name in data.files}
    shape = (len(arrays["vertices"]), len(arrays["heads"]))
    weights = sparse.csr_matrix((arrays["weight"], (arrays["row"], arrays["column"])), shape=shape)
    labels = tuple(str(label) for label in arrays["labels"])
    return Body(
        phenotype=phenotype,
        vertices=arrays["vertices"],
        faces=arrays["faces"],
        heads=arrays["heads"],
        tails=arrays["tails"],
        parents=arrays["parents"],
        labels=labels,
        weights=_firm_pelvis(weights, arrays["vertices"], arrays["heads"], labels, phenotype.pelvis_hold),
    )


def _exported(phenotype: Phenotype) -> dict[str, Any]:
    """Return what of a phenotype the export depends on."""
    return {name: value for name, value in asdict(phenotype).items() if name != "pelvis_hold"}


def _firm_pelvis(
    weights: sparse.csr_matrix, vertices: Array, heads: Array, labels: tuple[str, ...], hold: float
) -> sparse.csr_matrix:
    """Bind the skin between the hip joints and the iliac crest to the pelvis.

    anny's weights let thigh and lumbar spine carry most of it, so that a dropped pelvis would show less
    than its angle. Between those heights ``hold`` of their share goes to the pelvis bone, fading out over a
    few centimetres above and below.
    """
    number = {label: column for column, label in enumerate(labels)}
    hip, waist = heads[number["upperleg01.L"], 2], heads[number["spine04"], 2]
    height = (vertices[:, 2] - hip) / (waist - hip)
    part = hold * np.interp(height, [-0.35, 0.25, 0.75, 1.5], [0.0, 1.0, 1.0, 0.0])
    take = np.zeros(len(labels))
    take[[column for label, column in number.items() if label.startswith(("upperleg", "spine04", "spine03"))]] = 1
    taken = sparse.csr_matrix(sparse.diags(part) @ weights @ sparse.diags(take))
    total = np.asarray(taken.sum(axis=1)).ravel()
    pelvis = (np.arange(len(vertices)), np.full(len(vertices), number["root"]))
    return sparse.csr_matrix(weights - taken + sparse.csr_matrix((total, pelvis), shape=weights.shape))


def _export(phenotype: Phenotype) -> dict[str, Any]:
    """Run anny once and return the arrays of a `Body`."""
    import anny

    model = anny.Anny(skinning_method="lbs", local_changes=list(CHANGES) if phenotype.changes else "none")
    settings = {name: getattr(phenotype, name) for name in ("age", "weight", "muscle", "proportions")}
    settings["gender"] = 0.0 if phenotype.sex == "male" else 1.0

    def rest(height: float) -> tuple[Array, Array]:
        out = model(
            phenotype_kwargs={**settings, "height": height}, local_changes_kwargs=dict(phenotype.changes) or None
        )
        return (
            out["rest_vertices"][0].double().numpy(),
            out["rest_bone_heads"][0].double().numpy(),
        )

    low, high = (float(np.ptp(rest(height)[0][:, 2])) for height in (0.3, 0.6))
    height = float(np.clip(0.3 + 0.3 * (phenotype.stature_m - low) / (high - low), 0.0, 1.0))
    vertices, heads = rest(height)
    scale = phenotype.stature_m / float(np.ptp(vertices[:, 2]))
    floor = np.array([0.0, 0.0, vertices[:, 2].min()])
    vertices, heads = (vertices - floor) * scale, (heads - floor) * scale
    weights, bones = model.vertex_bone_weights.double().numpy(), model.vertex_bone_indices.numpy()
    rows = np.repeat(np.arange(len(weights)), weights.shape[1])
    keep = weights.ravel() > 1e-6
    parents = np.array(model.bone_parents, dtype=np.int64)
    return {
        "vertices": vertices,
        "faces": model.faces.numpy().astype(np.int64),
        "heads": heads,
        "tails": _tails(heads, parents),
        "parents": parents,
        "labels": np.array(model.bone_labels),
        "weight": (weights / weights.sum(axis=1, keepdims=True)).ravel()[keep],
        "row": rows[keep],
        "column": bones.ravel()[keep],
    }


def _tails(heads: Array, parents: NDArray[np.int64]) -> Array:
    """Return bone tails (B, 3): the mean of the children's heads, or a short way on for end bones."""
    tails = np.empty_like(heads)
    for bone in range(len(heads)):
        children = np.flatnonzero(parents == bone)
        if len(children):
            tails[bone] = heads[children].mean(axis=0)
        else:
            tails[bone] = heads[bone] + 0.5 * (heads[bone] - heads[parents[bone]])
    return tails
