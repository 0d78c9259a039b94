"""What the picture around the hips says of the pelvis: waistband, hem and outline, as a few numbers a frame.

The landmarks flatten a dropped pelvis; the clothes on it do not. The first layers of the pose model's own landmark
network look once more, closely, at a square around the hips, and small layers trained on rendered people
(models/pelvis.md) turn what they see into `APPEARANCE` numbers. Only these are kept, never the picture.

Of who is on the floor, filmed from an end, the landmarks have the hips somewhere else and the body too small. There
the network looks twice: first at a wider square, in which small layers find the hips.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import cv2
import numpy as np

from formcheck.lying import lies
from formcheck.poses.network import Network, cut_off
from formcheck.types import APPEARANCE, BODY, HIPS, FloatArray, ImageBGR
from formcheck.weights import calibration, convolved, dense, soft_step

SIDE_PX = 128
HALF_SIZES = 0.8
"""Half the side of the square in body sizes: root mean square distance of shoulders, hips, knees and ankles from
their middle. It reaches from the chest to the knees."""

WIDE_SIZES = 1.6
"""The same of the square in which the hips of who is on the floor are looked for: most of the body."""

NETWORK = "pose_landmarks_detector.tflite"
NETWORK_SHA256 = "82be6d591b9dad7d29fe21dc9fd892bf8b9602c458fb05209283de8282a0c488"
"""The landmark network of the full model, which the layer behind it was trained on."""

TENSOR = "model_1/model/add_3/add"
"""Where the network is cut off: 8 × 8 places of 64 features for a square of 128 pixels, a ninth of its work."""

PLACES, FEATURES = 8, 64

VOTE = np.array([1.0 / PLACES, 1.0 / PLACES, 1.0])
"""What a place's vote for the hips is counted in: x and y in halves of its own width, log size."""

MIRRORED = np.ones(APPEARANCE, np.float32)
MIRRORED[[0, 2]] = -1.0
"""What becomes of the numbers in a mirror: lean and the azimuth's sine change sign."""


def body(pixels: FloatArray) -> tuple[FloatArray, float]:
    """Middle of the hips (2,) and size of a body (33, 2) in the picture, by its landmarks, none of them nan."""
    points = pixels[list(BODY)]
    size = np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean())
    return pixels[list(HIPS)].mean(axis=0), float(size)


def cut_out(
    image: ImageBGR,
    middle: FloatArray,
    size: float,
    side_px: int = SIDE_PX,
    half_sizes: float = HALF_SIZES,
) -> ImageBGR:
    """The square around the hips (side_px, side_px, 3); beyond the picture's border the border goes on.

    Parameters
    ----------
    image
        (H, W, 3).
    middle, size
        Middle of the hips (2,) and body size in the picture, pixels; see `body`.
    side_px
        Side of what is returned, pixels.
    half_sizes
        Half the side of the square in the picture, in body sizes.
    """
    scale = max(2.0 * half_sizes * size / side_px, 1e-3)
    steps = int(scale / 1.5)
    if steps > 1:  # a large picture is averaged, not sampled
        reach = scale * side_px / 2 + 2 * steps
        low = np.clip(middle - reach, 0, np.array(image.shape[1::-1]) - 1).astype(int)
        high = np.maximum(middle + reach, low + 1).astype(int)
        image = np.asarray(cv2.blur(image[low[1] : high[1], low[0] : high[0]], (steps, steps)), np.uint8)
        middle = middle - low
    where = np.column_stack([scale * np.eye(2), middle - scale * (side_px - 1) / 2])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(image, where, (side_px, side_px), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def open_reader(bundle: Path) -> PatchReader | None:
    """A reader over a bundle's landmark network; None unless it is the one that the layers behind were trained on."""
    with zipfile.ZipFile(bundle) as parts:
        network = parts.read(NETWORK)
    return PatchReader(network) if hashlib.sha256(network).hexdigest() == NETWORK_SHA256 else None


class PatchReader:
    """The first layers of a landmark network, and the trained layers behind them."""

    def __init__(self, network: bytes) -> None:
        self._network = Network(cut_off(network, [TENSOR]), side_px=SIDE_PX)

    def features(self, cut: ImageBGR) -> FloatArray:
        """What the network sees in a square (128, 128, 3): (8, 8, 64)."""
        return self._network(cut)[0]

    def hips(self, image: ImageBGR, pixels: FloatArray, world: FloatArray) -> tuple[FloatArray, float]:
        """Where to look: the landmarks' hips and body size; of who is on the floor those that the picture shows."""
        middle, size = body(pixels)
        if not lies(pixels[None], world[None])[0]:
            return middle, size
        seen = self.features(cut_out(image, middle, size, half_sizes=WIDE_SIZES))
        x, y, log_size = found(seen)
        return middle + WIDE_SIZES * size * np.array([x, y]), size * float(np.exp(log_size))

    def read(
        self, image: ImageBGR, pixels: FloatArray, world: FloatArray, mirrored: bool | None = None
    ) -> FloatArray:
        """The picture around the hips in `APPEARANCE` numbers, float32; see `look`.

        The first of them is how far the pelvis leans in the picture, in tens of degrees, + = its right side lower;
        then come tilt in twenties of degrees, and sine and cosine of the azimuth. The rest mean nothing alone.
        """
        return self.look(cut_out(image, *self.hips(image, pixels, world)), mirrored)

    def look(self, cut: ImageBGR, mirrored: bool | None = None) -> FloatArray:
        """The numbers of a square (128, 128, 3) as it is or in the mirror; None = the mean of both."""
        numbers = calibration()
        ways = (False, True) if mirrored is None else (mirrored,)
        seen = np.stack([self.features(np.asarray(cv2.flip(cut, 1), np.uint8) if way else cut) for way in ways])
        seen = (seen - numbers["look.mean"]) / numbers["look.spread"]
        seen = convolved(seen, "look.near", 1)
        seen = convolved(seen + convolved(seen, "look.near2", 1), "look.far", 2)
        seen = seen + convolved(seen, "look.far2", 1)
        told = dense(soft_step(dense(seen.reshape(len(ways), -1), "look.mix")), "look.out")
        return np.asarray((told * np.where(np.array(ways)[:, None], MIRRORED, 1)).mean(axis=0), np.float32)


def found(seen: FloatArray) -> FloatArray:
    """Where the hips are in a wide square, from what the network sees in it (8, 8, 64): x, y, log of the body's size.

    x and y are in halves of the square from its middle, the size is over that which the square was cut by. Every
    place votes for a spot near itself, weighed by how sure it is; the mean over an ensemble.
    """
    numbers = calibration()
    seen = (seen - numbers["hips.mean"]) / numbers["hips.spread"]
    at = (np.arange(PLACES) + 0.5) * 2.0 / PLACES - 1.0
    own = np.stack([*np.meshgrid(at, at), np.zeros((PLACES, PLACES))], axis=-1).reshape(-1, 3)
    told = []
    for nth in range(int(numbers["hips.members"])):
        x = convolved(seen[None], f"hips.{nth}.near", 1)
        x = x + convolved(x, f"hips.{nth}.next", 1)
        x = x + convolved(x, f"hips.{nth}.last", 1)
        votes = dense(x.reshape(PLACES * PLACES, -1), f"hips.{nth}.out")
        sure = np.exp(votes[:, 0] - votes[:, 0].max())
        told.append(sure @ (own + votes[:, 1:] * VOTE) / sure.sum())
    return np.asarray(np.mean(told, axis=0))
