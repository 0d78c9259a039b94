"""Makes `samples` importable however pytest is started, and gives the people to test with."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from samples.renderer.body import Body, Phenotype, load_body  # noqa: E402
from samples.renderer.recipes import RECIPES  # noqa: E402

MIDDLE = {
    "root": (None, (0, 0, 0.95)),
    "spine05": ("root", (0, 0, 0.95)),
    "spine04": ("spine05", (0, 0.02, 1.05)),
    "spine03": ("spine04", (0, 0.02, 1.13)),
    "spine02": ("spine03", (0, 0.03, 1.20)),
    "spine01": ("spine02", (0, 0.04, 1.33)),
    "neck01": ("spine01", (0, 0, 1.50)),
    "neck02": ("neck01", (0, -0.01, 1.54)),
    "neck03": ("neck02", (0, -0.02, 1.58)),
    "head": ("neck03", (0, -0.03, 1.62)),
}
LEFT = {
    "pelvis": ("root", (0, 0, 0.95)),
    "upperleg01": ("pelvis", (0.09, 0, 0.94)),
    "upperleg02": ("upperleg01", (0.095, -0.01, 0.84)),
    "lowerleg01": ("upperleg02", (0.11, -0.02, 0.51)),
    "lowerleg02": ("lowerleg01", (0.12, -0.01, 0.30)),
    "foot": ("lowerleg02", (0.13, 0.01, 0.08)),
    "toe3-1": ("foot", (0.14, -0.14, 0.03)),
    "clavicle": ("spine01", (0.02, -0.02, 1.45)),
    "shoulder01": ("clavicle", (0.10, -0.02, 1.47)),
    "upperarm01": ("shoulder01", (0.17, -0.01, 1.43)),
    "upperarm02": ("upperarm01", (0.22, -0.01, 1.37)),
    "lowerarm01": ("upperarm02", (0.36, -0.02, 1.22)),
    "lowerarm02": ("lowerarm01", (0.42, -0.11, 1.16)),
    "wrist": ("lowerarm02", (0.49, -0.20, 1.09)),
    "eye": ("head", (0.03, -0.12, 1.66)),
}
CORNERS = np.concatenate([np.eye(3), -np.eye(3)]) * 0.03


def stick() -> Body:
    """Return a person of bones with a few rigid points on each: needs neither anny nor its cache."""
    bones = dict(MIDDLE)
    for end, side in (("L", 1), ("R", -1)):
        for name, (parent, (x, y, z)) in LEFT.items():
            above = parent if parent in MIDDLE else f"{parent}.{end}"
            bones[f"{name}.{end}"] = (above, (side * x, y, z))
    labels = tuple(bones)
    heads = np.array([place for _, place in bones.values()], dtype=float)
    heads[:, 2] *= 1.7 / heads[:, 2].max()
    parents = np.array([labels.index(parent) if parent else -1 for parent, _ in bones.values()])
    spots = np.repeat(np.arange(len(labels)), len(CORNERS))
    points = heads[spots] + np.tile(CORNERS, (len(labels), 1))
    waist = heads[labels.index("spine04"), 2] - heads[0, 2]
    belt = heads[0] + np.array([[x, y, h * waist] for x in (-0.1, 0.1) for y in (-0.08, 0.09) for h in (0.3, 0.5)])
    points, spots = np.concatenate([points, belt]), np.concatenate([spots, np.zeros(len(belt), dtype=int)])
    weights = sparse.csr_matrix((np.ones(len(spots)), (np.arange(len(spots)), spots)), (len(spots), len(labels)))
    faces = np.stack([np.arange(len(points) - 2), np.arange(1, len(points) - 1), np.arange(2, len(points))], 1)
    return Body(Phenotype(stature_m=1.7), points, faces, heads, heads, parents, labels, weights)


@pytest.fixture(scope="session", params=["stick", "female", "male"])
def body(request) -> Body:
    """A stick person, and two of the sample people where anny or its exports are at hand."""
    if request.param == "stick":
        return stick()
    return anny_body(request.param)


@pytest.fixture(scope="session")
def person() -> Body:
    """A sample person with skin."""
    return anny_body("female")


def anny_body(sex: str) -> Body:
    people = {recipe.phenotype.sex: recipe.phenotype for recipe in RECIPES[:2]}
    try:
        return load_body(people[sex])
    except ModuleNotFoundError:
        pytest.skip("needs anny, which exports the bodies (pip install 'formcheck[render]')")
