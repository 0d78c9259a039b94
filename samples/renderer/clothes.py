"""Clothes, shoes, hair and skin, cut from the body's own faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from samples.renderer.body import Body
from samples.renderer.extras import ball, shoe
from samples.renderer.geometry import Array
from samples.renderer.mesh import Faces, averaging, cut, incidence, vertex_normals

Color = tuple[int, int, int]


@dataclass(frozen=True)
class Outfit:
    """What a person wears and looks like; colours are (red, green, blue), 0..255.

    ``top``: tshirt | loose | tank | long. ``bottom``: tights | capri | short_tights | shorts | long_shorts |
    trousers. ``hair_style``: short | bun | tail | none. ``pattern`` (of the top): plain | stripes | band |
    melange | blocks | print | checks | seams. ``top_hem`` (in statures above the hip joint), ``top_slack_m`` and
    ``bottom_slack_m`` stand in for the garment's own. ``waist`` raises the top edge of the bottom, in statures;
    a ``band`` below it, in statures wide, has its own colour. ``creases`` is how far folds tip the cloth's
    normals (0 = ironed).
    """

    skin: Color = (214, 170, 140)
    hair: Color = (60, 42, 30)
    hair_style: str = "short"
    top: str = "tshirt"
    top_color: Color = (200, 70, 60)
    top_hem: float | None = None
    top_slack_m: float | None = None
    pattern: str = "plain"
    bottom: str = "shorts"
    bottom_color: Color = (40, 44, 60)
    bottom_pattern: str = "plain"
    bottom_slack_m: float | None = None
    waist: float = 0.0
    band: float = 0.0
    band_color: Color = (230, 230, 230)
    creases: float = 0.0
    shoe_color: Color = (60, 60, 70)
    sock_color: Color = (235, 235, 235)


@dataclass(frozen=True)
class Layer:
    """One skinned mesh: rest points (N, 3) m, weights (N, B), faces (F, 3), colours (N, 3) 0..1, gloss 0..1.

    ``uv`` (N, 2) m runs over the cloth for patterns; ``pattern`` names one, ``color`` is its base.
    """

    name: str
    rest: Array
    weights: sparse.csr_matrix
    faces: Faces
    colors: Array
    uv: Array
    pattern: str = "plain"
    gloss: float = 0.05
    creases: float = 0.0


@dataclass(frozen=True)
class _Fields:
    """What the cuts need to know of a body; per vertex unless said otherwise. Lengths in statures."""

    body: Body
    arm: Array
    foot: Array
    head: Array
    hand: Array
    sleeve: Array
    height: Array
    normals: Array


def _fields(body: Body) -> _Fields:
    """Return the fields of a body."""
    names = np.array(body.labels)

    def share(*starts: str) -> Array:
        columns = np.flatnonzero([name.startswith(starts) for name in names])
        return np.asarray(body.weights[:, columns].sum(axis=1)).ravel()

    stature = body.phenotype.stature_m
    mirrored = np.array(body.vertices)
    mirrored[:, 0] = np.abs(mirrored[:, 0])
    shoulder, elbow = body.head("upperarm01.L"), body.head("lowerarm01.L")
    way = elbow - shoulder
    along = (mirrored - shoulder) @ way / float(way @ way)
    faces = body.faces
    return _Fields(
        body=body,
        arm=share("upperarm", "lowerarm", "wrist", "finger", "metacarpal"),
        foot=share("foot", "toe"),
        head=share("head", "eye", "neck03"),
        hand=share("wrist", "finger", "metacarpal"),
        sleeve=along,
        height=body.vertices[:, 2] / stature,
        normals=vertex_normals(body.vertices, faces, incidence(faces, len(body.vertices))),
    )


def _hem(body: Body, part: float) -> float:
    """Return the height (in statures) of a hem at ``part`` of the way hip (0) - knee (1) - ankle (2)."""
    marks = [body.head(f"{bone}.L")[2] for bone in ("upperleg01", "lowerleg01", "foot")]
    return float(np.interp(part, [0.0, 1.0, 2.0], marks)) / body.phenotype.stature_m


def _waist(fields: _Fields, raised: float) -> float:
    """Return the height of the top edge of trousers, in statures."""
    return float(fields.body.head("spine04")[2] / fields.body.phenotype.stature_m + 0.008 + raised)


def _bottom_level(fields: _Fields, hem: float, raised: float) -> Array:
    """Return the level function (V,) of trousers from the waist, ``raised`` statures, to a hem (see `_hem`)."""
    level = np.minimum(_waist(fields, raised) - fields.height, fields.height - _hem(fields.body, hem))
    return np.asarray(np.minimum(level, 0.3 * (0.5 - fields.arm)))


def _straps(fields: _Fields) -> Array:
    """Return the level function (V,) of a tank top's neck and arm holes."""
    body, stature = fields.body, fields.body.phenotype.stature_m
    shoulder, neck = body.head("upperarm01.L"), body.head("neck01")
    x, y, z = np.abs(body.vertices[:, 0]), body.vertices[:, 1], body.vertices[:, 2]
    scoop = np.interp(y - neck[1], [-0.02, 0.03], [0.062, 0.030]) * stature
    hole = neck[2] - scoop + (scoop + 0.05 * stature) * (x / (0.5 * shoulder[0])) ** 4 - z
    armhole = np.maximum(0.80 * shoulder[0] - x, shoulder[2] - 0.048 * stature - z)
    return np.asarray(np.minimum(hole, armhole) / stature)


def _top_level(fields: _Fields, kind: str, hem_above_hip: float) -> Array:
    """Return the level function (V,) of a shirt."""
    body, stature = fields.body, fields.body.phenotype.stature_m
    neck = body.head("neck01") + np.array([0.0, 0.0, 0.004])
    slope = np.array([0.0, -0.55, 1.0])
    collar = -(body.vertices - neck) @ slope / np.linalg.norm(slope) / stature
    hem = body.head("upperleg01.L")[2] / stature + hem_above_hip
    level = np.minimum(collar, fields.height - hem)
    length = 0.75 if kind == "loose" else 0.55
    arm_long = float(np.linalg.norm(body.head("lowerarm01.L") - body.head("upperarm01.L"))) / stature
    if kind == "tank":
        cover = np.minimum(_straps(fields), fields.height - hem)
        return np.asarray(np.minimum(cover, 0.15 * (0.25 - fields.arm)))
    if kind == "long":
        return np.asarray(np.minimum(level, 0.15 * (0.5 - fields.hand)))
    sleeve = (length - fields.sleeve) * arm_long
    return np.asarray(np.where(fields.arm > 0.02, np.minimum(level, sleeve), level))


def _scalp_level(fields: _Fields) -> Array:
    """Return the level function (V,) of the hair."""
    body = fields.body
    eye = body.head("eye.L")
    size = body.phenotype.stature_m
    line = np.array([0.0, eye[1] - 0.006 * size, eye[2] + 0.034 * size])
    slope = np.array([0.0, 0.62, 1.0])
    level = (body.vertices - line) @ slope / np.linalg.norm(slope) / size
    return np.where(fields.head > 0.3, level, -1.0)


def _garment(
    fields: _Fields,
    level: Array,
    name: str,
    color: Color,
    looseness: float | Array,
    pattern: str = "plain",
    creases: float = 0.0,
) -> Layer:
    """Cut a garment out of the skin, let it hang out by ``looseness`` m (or (V,)), smooth what hangs."""
    body = fields.body
    faces, source = cut(body.faces, level)
    skin_points, normals = source @ body.vertices, source @ fields.normals
    count = len(skin_points)
    mean = averaging(faces, count)
    slack = source @ np.broadcast_to(looseness, len(level))
    weights, points = source @ body.weights, skin_points + normals * slack[:, None]
    for _ in range(int(np.clip(slack.max() * 1200, 3, 30))):
        points, weights = mean @ points, mean @ weights
    for least in (0.003 + 0.75 * slack, 0.002 + 0.7 * slack):
        gap = np.einsum("ij,ij->i", points - skin_points, normals)
        points = points + normals * np.maximum(least - gap, 0.0)[:, None]
        points = mean @ (mean @ points)
    gap = np.einsum("ij,ij->i", points - skin_points, normals)
    points = points + normals * np.maximum(0.003 + 0.6 * slack - gap, 0.0)[:, None]
    flat, uv = _flat(color, count), skin_points[:, [0, 2]]
    return Layer(name, points, sparse.csr_matrix(weights), faces, flat, uv, pattern, creases=creases)


def _flat(color: Color, count: int) -> Array:
    """Return one colour for every vertex, (count, 3) in 0..1."""
    return np.repeat(np.array([color], dtype=float) / 255.0, count, axis=0)


def _rigid(body: Body, bone: str, count: int) -> sparse.csr_matrix:
    """Return the weights (count, B) of points that move with one bone."""
    place = (np.arange(count), np.full(count, body.index[bone]))
    return sparse.csr_matrix((np.ones(count), place), shape=(count, len(body.labels)))


def _bending(body: Body, end: str, points: Array) -> sparse.csr_matrix:
    """Return the weights (N, B) of a shoe's points: the foot's, from the ball on the toes'."""
    ball = body.head(f"toe3-1.{end}")
    ahead = ball - body.head(f"foot.{end}")
    past = (points - ball) @ ahead / np.linalg.norm(ahead)
    toes = sparse.diags(np.clip(0.5 + past / 0.03, 0.0, 1.0))
    rigid = _rigid(body, f"foot.{end}", len(points))
    return sparse.csr_matrix(rigid - toes @ rigid + toes @ _rigid(body, f"toe3-1.{end}", len(points)))


def _shoes(fields: _Fields, color: Color) -> Layer:
    """Return the shoes, on soles that reach SOLE_M below the bare feet."""
    body, weights = fields.body, []
    parts: list[Array] = []
    faces: list[Faces] = []
    for end in "LR":
        points, mine = shoe(body, end, fields.foot)
        faces.append(mine + sum(len(part) for part in parts))
        parts.append(points)
        weights.append(_bending(body, end, points))
    points = np.concatenate(parts)
    colors = _flat(color, len(points))
    colors[points[:, 2] < 0.002] = 0.9
    joined = sparse.csr_matrix(sparse.vstack(weights))
    return Layer("shoes", points, joined, np.concatenate(faces), colors, points[:, [0, 2]], gloss=0.12)


def _hair(fields: _Fields, outfit: Outfit) -> Layer:
    """Return the hair: an inflated scalp, with a bun or tail if wanted."""
    body = fields.body
    thick = 0.008 if outfit.hair_style == "short" else 0.013
    layer = _garment(fields, _scalp_level(fields), "hair", outfit.hair, thick)
    rough = np.random.default_rng(5).normal(0.0, 1.0, (len(layer.rest), 1))
    shade = np.clip(layer.colors * (1.0 + 0.12 * rough), 0, 1)
    layer = Layer("hair", layer.rest, layer.weights, layer.faces, shade, layer.uv, gloss=0.2)
    if outfit.hair_style not in ("bun", "tail"):
        return layer
    top = body.vertices[fields.head > 0.5]
    back = np.array([0.0, top[:, 1].max() + 0.02, body.head("eye.L")[2] + 0.055])
    size = np.array([0.04, 0.035, 0.04])
    if outfit.hair_style == "tail":
        back, size = back + np.array([0.0, 0.012, -0.09]), np.array([0.03, 0.028, 0.11])
    knot, faces = ball()
    weights = _rigid(body, "head", len(knot))
    return Layer(
        "hair",
        np.concatenate([layer.rest, back + knot * size]),
        sparse.csr_matrix(sparse.vstack([layer.weights, weights])),
        np.concatenate([layer.faces, faces + len(layer.rest)]),
        np.concatenate([layer.colors, _flat(outfit.hair, len(knot))]),
        np.concatenate([layer.uv, knot[:, [0, 2]]]),
        gloss=0.2,
    )


def _skin_layer(fields: _Fields, outfit: Outfit, covered: Array) -> Layer:
    """Return the skin not ``covered`` (V,) > 0 by more than a hem's width; eyes, brows, lips painted on."""
    body = fields.body
    rng = np.random.default_rng(3)
    colors = _flat(outfit.skin, len(body.vertices)) * (1.0 + rng.normal(0.0, 0.012, (len(body.vertices), 1)))
    size, hair = body.phenotype.stature_m / 1.7, np.array(outfit.hair) / 255.0
    x, y, z = body.vertices.T
    for end in "LR":
        eye = body.head(f"eye.{end}")
        ball = np.asarray(body.weights[:, [body.index[f"eye.{end}"]]].todense()).ravel() > 0.5
        colors[ball] = 0.88
        iris = ball & (np.hypot(x - eye[0], z - eye[2]) < 0.0065 * size) & (y < eye[1])
        colors[iris] = (0.18, 0.12, 0.08)
        lid = np.abs(z - eye[2] - 0.021 * size) < 0.0045 * size
        brow = lid & (np.abs(x - eye[0]) < 0.02 * size) & (fields.head > 0.5) & (y < eye[1]) & ~ball
        colors[brow] = 0.75 * hair + 0.25 * colors[brow]
    eye = body.head("eye.L")
    lips = (np.hypot(x / 0.024, (z - eye[2] + 0.066 * size) / 0.008) < size) & (y < eye[1]) & (fields.head > 0.5)
    colors[lips] = colors[lips] * np.array([0.88, 0.68, 0.68])
    faces, source = cut(body.faces, 0.005 - covered)
    points, weights = source @ body.vertices, sparse.csr_matrix(source @ body.weights)
    return Layer("skin", points, weights, faces, np.clip(source @ colors, 0, 1), points[:, [0, 2]], gloss=0.12)


HEMS = {"tshirt": -0.012, "loose": -0.03, "tank": 0.005, "long": 0.0}
BOTTOMS = {
    "tights": (1.86, 0.0025),
    "capri": (1.35, 0.0025),
    "short_tights": (0.55, 0.0025),
    "shorts": (0.50, 0.016),
    "long_shorts": (0.85, 0.020),
    "trousers": (1.80, 0.022),
}
TOPS = {"tshirt": 0.014, "loose": 0.026, "tank": 0.005, "long": 0.006}


def _slack(fields: _Fields, bottom: float, top: float) -> tuple[Array, Array]:
    """Return how far bottom and top hang out (V,), m: trousers hug the waist, the shirt lies over them."""
    marks = np.array([fields.body.head(bone)[2] for bone in ("upperleg01.L", "spine04", "spine03")])
    hip, waist, chest = marks / fields.body.phenotype.stature_m
    low = np.interp(fields.height, [hip - 0.03, waist], [bottom, 0.003])
    high = top + np.interp(fields.height, [hip, waist + 0.02, chest], [0.013, 0.009, 0.0])
    return low, high


def dress(body: Body, outfit: Outfit) -> list[Layer]:
    """Return the layers of a dressed person, skin first."""
    fields = _fields(body)
    hem, slack = BOTTOMS[outfit.bottom]
    slack = slack if outfit.bottom_slack_m is None else outfit.bottom_slack_m
    top_hem = HEMS[outfit.top] if outfit.top_hem is None else outfit.top_hem
    bottom, top = _bottom_level(fields, hem, outfit.waist), _top_level(fields, outfit.top, top_hem)
    low, high = _slack(fields, slack, TOPS[outfit.top] if outfit.top_slack_m is None else outfit.top_slack_m)
    collar = body.head("foot.L")[2] * 1.35
    sock = np.minimum((collar - body.vertices[:, 2]) / body.phenotype.stature_m, 0.2 * (fields.foot - 0.005))
    covered = np.maximum(np.maximum(bottom, top), 0.2 * (fields.foot - 0.85))
    bottom = np.minimum(bottom, 0.018 - top)  # what the shirt hides is left out, so it cannot show through
    layers = [
        _skin_layer(fields, outfit, covered),
        _garment(fields, sock, "socks", outfit.sock_color, 0.002),
        _garment(fields, bottom, "bottom", outfit.bottom_color, low, outfit.bottom_pattern, outfit.creases),
        _garment(fields, top, "top", outfit.top_color, high, outfit.pattern, outfit.creases),
        _shoes(fields, outfit.shoe_color),
    ]
    band = np.minimum(bottom, fields.height - _waist(fields, outfit.waist) + outfit.band)
    if outfit.band and band.max() > 0.003:  # of the trousers, where no shirt hides it
        layers.append(_garment(fields, band, "band", outfit.band_color, low + 0.003))
    if outfit.hair_style != "none":
        layers.append(_hair(fields, outfit))
    return layers
