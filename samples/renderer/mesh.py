"""Small mesh tools: normals, smoothing, and cutting a skinned mesh along a level line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samples.renderer.geometry import Array

Faces = NDArray[np.int64]


def incidence(faces: Faces, count: int) -> sparse.csr_matrix:
    """Return the (count, F) matrix that sums face values onto vertices."""
    rows = faces.ravel()
    columns = np.repeat(np.arange(len(faces)), 3)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, len(faces)))


def vertex_normals(points: Array, faces: Faces, gather: sparse.csr_matrix) -> Array:
    """Return unit vertex normals (N, 3), area-weighted."""
    a, b, c = (points[faces[:, corner]] for corner in range(3))
    normals = gather @ np.cross(b - a, c - a)
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))


def averaging(faces: Faces, count: int) -> sparse.csr_matrix:
    """Return the (count, count) matrix that replaces each vertex by the mean of itself and its neighbours.

    Vertices on an open edge only see their neighbours on that edge, so hems stay straight.
    """
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges, times = np.unique(edges, axis=0, return_counts=True)
    rim = np.zeros(count, dtype=bool)
    rim[edges[times == 1]] = True
    rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
    keep = ~rim[rows] | np.concatenate([times == 1, times == 1])
    links = sparse.csr_matrix((np.ones(keep.sum()), (rows[keep], columns[keep])), shape=(count, count))
    links = links + sparse.identity(count)
    return sparse.csr_matrix(sparse.diags(1.0 / np.asarray(links.sum(axis=1)).ravel()) @ links)


def cut(faces: Faces, level: Array) -> tuple[Faces, sparse.csr_matrix]:
    """Keep the part of a mesh where ``level`` > 0, with a clean edge along ``level`` = 0.

    Parameters
    ----------
    faces : (F, 3) int array
    level : (V,) array
        Any smooth function of the vertices; its zero line becomes the hem.

    Returns
    -------
    faces : (G, 3) int array
        Faces of the kept part.
    source : (N, V) sparse matrix
        New vertices as mixtures of the old ones; applies to positions, weights and colours alike.
    """
    count = len(level)
    level = np.where(np.abs(level) < 1e-9, 1e-9, level)
    inside = level > 0
    number = inside[faces].sum(axis=1)
    whole = faces[number == 3]
    edges: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    made = [whole]
    next_vertex = count
    for kept in (1, 2):
        part = faces[number == kept]
        odd = np.argmax(inside[part] == (kept == 1), axis=1)
        turn = (odd[:, None] + np.arange(3)) % 3
        a, b, c = np.take_along_axis(part, turn, axis=1).T
        ab = next_vertex + np.arange(len(part))
        ac = ab + len(part)
        next_vertex += 2 * len(part)
        edges += [(a, b), (a, c)]
        if kept == 1:
            made.append(np.stack([a, ab, ac], axis=1))
        else:
            made += [np.stack([ab, b, c], axis=1), np.stack([ab, c, ac], axis=1)]
    start = np.concatenate([edge[0] for edge in edges])
    end = np.concatenate([edge[1] for edge in edges])
    return _compact(np.concatenate(made), start, end, level)


def _compact(faces: Faces, start: Faces, end: Faces, level: Array) -> tuple[Faces, sparse.csr_matrix]:
    """Drop unused vertices, merge the twins on shared edges; see `cut` for what is returned."""
    count = len(level)
    low, high = np.minimum(start, end), np.maximum(start, end)
    _, first, twin = np.unique(low * count + high, return_index=True, return_inverse=True)
    faces = np.where(faces < count, faces, count + twin[np.maximum(faces - count, 0)] if len(twin) else faces)
    low, high = low[first], high[first]
    share = level[low] / (level[low] - level[high])
    rows = np.concatenate([np.arange(count), count + np.arange(len(low)), count + np.arange(len(low))])
    columns = np.concatenate([np.arange(count), low, high])
    values = np.concatenate([np.ones(count), 1.0 - share, share])
    source = sparse.csr_matrix((values, (rows, columns)), shape=(count + len(low), count))
    used, renumbered = np.unique(faces, return_inverse=True)
    return renumbered.reshape(-1, 3).astype(np.int64), source[used]
