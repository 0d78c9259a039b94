"""PoseLandmarker's own networks, driven by LiteRT: the same landmarks in half the time.

MediaPipe runs the landmark network whole. A third of its time goes into a mask of the person that nobody asks for;
here the network ends before it. All around it is as in MediaPipe's graphs (pose_detector_graph.cc,
pose_landmarker_graph.cc, pose_landmarks_detector_graph.cc; BlazePose: Bazarevsky et al. 2020, arXiv:2006.10204), but
for the filter of landmarks over time, which is switched off there too. In one picture the landmarks are the same to
0.001 px at the median, 0.02 to 0.4 at the 99th percentile. Along a clip each square hangs on the landmarks before it,
and a grey level here or there grows to half a pixel, as it does between two runs of MediaPipe (docs/PERFORMANCE.md).
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import cv2
import numpy as np

from formcheck.errors import ModelDamaged
from formcheck.poses.landmarker import Found
from formcheck.poses.network import Network, cut_off
from formcheck.poses.region import Region
from formcheck.types import FloatArray, ImageBGR

DETECTOR, LANDMARKS = "pose_detector.tflite", "pose_landmarks_detector.tflite"

OUTPUTS = ("Identity", "Identity_1", "Identity_3", "Identity_4")
"""Of the landmark network: landmarks, whether there is anybody, heat maps, landmarks in space; 2 is the mask."""

GRIDS = ((28, 2), (14, 2), (7, 6))
"""The detector's boxes: places along a side, and boxes at each (ssd_anchors_calculator.cc; strides 8, 16, 32)."""

SURE = 0.5
"""The least score of a box, of a body in its square, and of a spot in a heat map (MediaPipe's defaults)."""

SAME = 0.3
"""Boxes that overlap by more of their union show the same person (MediaPipe's default)."""

MARGIN = 2.5
"""Side of the square in distances of the two points that span it: twice, and a quarter on top."""

LANDMARKS_SEEN = 33
"""Of 39; the next two span the square of the next picture: middle of the hips and top of the body's circle."""

REACH = 3
"""How far around a landmark its heat map is looked at, in places of the map."""

NEW_SHARE = 0.1
"""How much of a visibility is this picture's, the rest being those before it (MediaPipe in VIDEO mode)."""


class Networks:
    """A bundle's two networks. They remember nothing, so that one landmarker after another may use them.

    Raises
    ------
    ModelDamaged
        LiteRT cannot read the bundle, or it holds other networks.
    """

    def __init__(self, bundle: Path, name: str) -> None:
        try:
            with zipfile.ZipFile(bundle) as parts:
                self.detector = Network(parts.read(DETECTOR), black=-1.0)
                self.landmarks = Network(cut_off(parts.read(LANDMARKS), OUTPUTS))
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ModelDamaged(f"LiteRT cannot read the pose model {name} ({bundle}).") from error


class LiteRTLandmarker:
    """A `Landmarker` over networks that others may use before and after it, but not at once."""

    def __init__(self, networks: Networks) -> None:
        self._networks: Networks | None = networks
        self._next: Region | None = None
        self._visible: FloatArray | None = None

    def detect(self, image: ImageBGR) -> Found | None:
        """The person in a picture on its own; see `Landmarker`."""
        seen = self._look(image, self._find(image))
        return None if seen is None else seen[0]

    def track(self, image: ImageBGR) -> Found | None:
        """The person in the next picture; see `Landmarker`."""
        seen = self._look(image, self._next or self._find(image))
        if seen is None:
            self._next = None
            return None
        found, self._next = seen
        before = found.visible if self._visible is None else self._visible
        self._visible = NEW_SHARE * found.visible + (1.0 - NEW_SHARE) * before
        return Found(found.pixels, found.world, self._visible.astype(np.float32))

    def close(self) -> None:
        """Let go of the networks, which others may still use."""
        self._networks = None

    @property
    def _opened(self) -> Networks:
        if self._networks is None:
            raise ValueError("The landmarker is closed.")
        return self._networks

    def _find(self, image: ImageBGR) -> Region | None:
        """Where the detector sees somebody in the whole picture."""
        height, width = image.shape[:2]
        whole = Region(width / 2, height / 2, max(width, height))
        network = self._opened.detector
        cut = whole.cut_out(image, network.side_px, cv2.BORDER_CONSTANT)
        boxes, scores = network(cut)
        points = spanned_by(boxes / network.side_px, scores[:, 0])
        if points is None:
            return None
        hips, top = whole.out(points)
        return Region.upright(hips, top, MARGIN)

    def _look(self, image: ImageBGR, region: Region | None) -> tuple[Found, Region] | None:
        """The person in a square of the picture, and where to look for them in the next one."""
        if region is None:
            return None
        network = self._opened.landmarks
        cut = region.cut_out(image, network.side_px, cv2.BORDER_REPLICATE)
        told, anybody, heat, space = network(cut)
        if anybody[0] < SURE:
            return None
        told = told.reshape(-1, 5)  # x, y, z, visibility, presence
        pixels = region.out(refined(told[:, :2] / network.side_px, heat))
        world = region.turned(space.reshape(-1, 3)[:LANDMARKS_SEEN])
        visible = _sigmoid(told[:LANDMARKS_SEEN, 3])
        found = (pixels[:LANDMARKS_SEEN], world, visible)
        hips, top = pixels[LANDMARKS_SEEN : LANDMARKS_SEEN + 2]
        return Found(*(each.astype(np.float32) for each in found)), Region.upright(hips, top, MARGIN)


def spanned_by(boxes: FloatArray, scores: FloatArray) -> FloatArray | None:
    """The two points (2, 2) that span the most prominent person's square, in shares of the picture; None = nobody.

    Parameters
    ----------
    boxes
        (2254, 12), the detector's: middle, width and height, and four points, each as far from its place as it says
        in shares of the picture. The first two of the points span the square.
    scores
        (2254,), logits.

    Notes
    -----
    The mean over all boxes that overlap the surest one, weighed by their scores (non_max_suppression_calculator.cc,
    WEIGHTED; BlazeFace: Bazarevsky et al. 2019, arXiv:1907.05047).
    """
    sure = _sigmoid(scores)
    kept = sure >= SURE
    if not kept.any():
        return None
    boxes, sure, places = boxes[kept], sure[kept], _places()[kept]
    middle, half = boxes[:, :2] + places, boxes[:, 2:4] / 2
    low, high = middle - half, middle + half
    best = int(np.argmax(sure))
    shared = np.clip(np.minimum(high, high[best]) - np.maximum(low, low[best]), 0.0, None).prod(axis=1)
    area = (high - low).prod(axis=1)
    weights = sure * (shared > SAME * (area + area[best] - shared))
    points = boxes[:, 4:8].reshape(-1, 2, 2) + places[:, None]
    return np.asarray(np.average(points, axis=0, weights=weights))


def _places() -> FloatArray:
    """Where each of the detector's boxes is counted from, in shares of the picture, (2254, 2)."""
    grids = []
    for places, boxes in GRIDS:
        at = (np.arange(places) + 0.5) / places
        grids.append(np.repeat(np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2), boxes, axis=0))
    return np.concatenate(grids)


def refined(points: FloatArray, heat: FloatArray) -> FloatArray:
    """Landmarks (N, 2) in shares of the square, moved to the centre of their heat near by.

    Parameters
    ----------
    points
        Where the landmarks are, from the upper left corner.
    heat
        (S, S, N), logits: a map each.

    Notes
    -----
    A landmark outside its map, or that its map is not sure of, stays (refine_landmarks_from_heatmap_calculator.cc).
    """
    size, count = heat.shape[0], len(points)
    column, row = (points * size).astype(int).T
    around = np.arange(-REACH, REACH + 1)
    columns, rows = column[:, None] + around, row[:, None] + around
    near = heat[
        rows.clip(0, size - 1)[:, :, None], columns.clip(0, size - 1)[:, None], np.arange(count)[:, None, None]
    ]
    on_map = ((rows >= 0) & (rows < size))[:, :, None] & ((columns >= 0) & (columns < size))[:, None]
    sure = _sigmoid(near) * on_map
    moves = (column >= 0) & (column < size) & (row >= 0) & (sure.max(axis=(1, 2)) >= SURE)
    with np.errstate(invalid="ignore"):  # 0 / 0 where the whole window is outside, which stays
        total = sure.sum(axis=(1, 2))
        centre = [(sure.sum(axis=1) * columns).sum(axis=1) / total, (sure.sum(axis=2) * rows).sum(axis=1) / total]
    return np.where(moves[:, None], np.column_stack(centre) / size, points)


def _sigmoid(x: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-x)))
