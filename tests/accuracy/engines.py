"""How far the LiteRT engine's landmarks are from MediaPipe's, and MediaPipe's from its own.

    python -m tests.accuracy.engines [CLIP ...] [--model NAME_OR_PATH] [--frames N]

A row a clip, without names the samples. `one picture`: every eighth one on its own. `along the clip`: tracked, each
picture in the square that the last one left. `MediaPipe twice`: the same of two runs of MediaPipe, where one pixel in
a hundred of the first picture, of no other, is a grey level brighter in one of them. Distances of landmarks are
medians and 99th percentiles in pixels of the clip; of world landmarks, and of visibility, 99th percentiles of one
picture.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np

from formcheck.poses import model_store
from formcheck.poses.landmarker import Found
from formcheck.poses.litert import LiteRTLandmarker, Networks
from formcheck.poses.mediapipe import MediaPipeLandmarker
from formcheck.sources import open_source
from tests.accuracy.samples import SAMPLES

EVERY = 8
BRIGHTER = 0.01


def brighter(image: np.ndarray) -> np.ndarray:
    chosen = np.random.default_rng(0).random(image.shape[:2]) < BRIGHTER
    return np.where(chosen[..., None], np.minimum(image, 254) + 1, image).astype(np.uint8)


def apart(pairs: list[tuple[Found | None, Found | None]], what: str = "pixels") -> np.ndarray:
    """Distances of what both found; for all but pixels the largest difference along an axis."""
    between = [getattr(one, what) - getattr(two, what) for one, two in pairs if one and two]
    each = np.array(between or [np.full((1, 2), np.nan)])
    return np.ravel(np.linalg.norm(each, axis=2) if what == "pixels" else np.abs(each))


def told(values: np.ndarray) -> str:
    return f"{np.median(values):.3f} ({np.percentile(values, 99):.2f})"


def row(clip: Path, bundle: model_store.ModelFile, networks: Networks, frames: int) -> str:
    one, again = (MediaPipeLandmarker(bundle.path, bundle.name) for _ in range(2))
    other = LiteRTLandmarker(networks)
    single, tracked, twice = [], [], []
    with open_source(clip) as source:
        for nth, frame in enumerate(islice(source, frames)):
            image = frame.image
            found = one.track(image)
            tracked.append((found, other.track(image)))
            twice.append((found, again.track(image if nth else brighter(image))))
            if nth % EVERY == 0:
                single.append((one.detect(image), other.detect(image)))
    one.close()
    again.close()
    unlike = sum((a is None) != (b is None) for a, b in (*single, *tracked))
    world, visible = (np.percentile(apart(single, what), 99) for what in ("world", "visible"))
    return (
        f"| {clip.stem:<24} | {told(apart(single))} | {told(apart(tracked))} | {told(apart(twice))} "
        f"| {1e3 * world:.1f} | {visible:.4f} | {unlike} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path, default=sorted(SAMPLES.glob("*.mp4")))
    parser.add_argument("--model", default="full")
    parser.add_argument("--frames", type=int, default=150)
    arguments = parser.parse_args()
    bundle = model_store.find(arguments.model)
    networks = Networks(bundle.path, bundle.name)
    print("| clip | one picture | along the clip | MediaPipe twice | world, mm | visibility | one sees nobody |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for clip in arguments.clips:
        print(row(clip, bundle, networks, arguments.frames), flush=True)


if __name__ == "__main__":
    main()
