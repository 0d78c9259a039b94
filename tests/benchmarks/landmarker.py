"""What a frame costs in the landmarker, part by part.

    python -m tests.benchmarks.landmarker [CLIP] [--model NAME_OR_PATH ...] [--rounds N]

One table a model: PoseLandmarker as it tracks, as it detects on every frame, with its mask given out, and on larger
pictures; its networks alone in LiteRT, whole and without the mask, with one thread and with two; and the LiteRT
engine. Last, one product of two matrices that makes as many multiplications as the full landmark network without the
mask. Each in turn in every round.
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from mediapipe.tasks.python import BaseOptions, vision
from threadpoolctl import threadpool_limits

from formcheck.poses import model_store
from formcheck.poses.litert import DETECTOR, LANDMARKS, OUTPUTS, LiteRTLandmarker, Networks
from formcheck.poses.network import cut_off
from formcheck.poses.quiet import quiet
from formcheck.sources import open_source
from tests.benchmarks.paired import paired

SAMPLE = Path(__file__).parents[2] / "samples" / "sls_both_front.mp4"
FRAMES = 60
HEIGHTS = (540, 1080, 2160)
BETWEEN_MS = 33
PRODUCT = (1024, 1024, 335)
"""351 million."""

Way = Callable[[int], object]


def landmarker(bundle: Path, frames: list[np.ndarray], mode: str = "VIDEO", *, mask: bool = False) -> Way:
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle)),
        running_mode=vision.RunningMode[mode],
        output_segmentation_masks=mask,
    )
    with quiet():
        model = vision.PoseLandmarker.create_from_options(options)
    clock_ms = [0]

    def way(nth: int) -> object:
        image = mp.Image(mp.ImageFormat.SRGB, frames[nth % len(frames)])
        clock_ms[0] += BETWEEN_MS
        return model.detect(image) if mode == "IMAGE" else model.detect_for_video(image, clock_ms[0])

    return way


def network(content: bytes, threads: int) -> Way:
    with quiet():
        interpreter = Interpreter(model_content=content, num_threads=threads)
        interpreter.allocate_tensors()
    wanted = interpreter.get_input_details()[0]
    picture = np.random.default_rng(0).random(wanted["shape"], np.float32)

    def way(_: int) -> object:
        interpreter.set_tensor(wanted["index"], picture)
        return interpreter.invoke()

    return way


def ways(bundle: Path, frames: list[np.ndarray]) -> dict[str, Way]:
    bgr = [frame[..., ::-1].copy() for frame in frames]
    litert = LiteRTLandmarker(Networks(bundle, bundle.name))
    with zipfile.ZipFile(bundle) as parts:
        detector, landmarks = parts.read(DETECTOR), parts.read(LANDMARKS)
    made = {
        "PoseLandmarker, tracking": landmarker(bundle, frames),
        "PoseLandmarker, detector in every frame": landmarker(bundle, frames, "IMAGE"),
        "PoseLandmarker, mask given out": landmarker(bundle, frames, mask=True),
        "LiteRT engine, tracking": lambda nth: litert.track(bgr[nth % len(bgr)]),
        "LiteRT engine, detector in every frame": lambda nth: litert.detect(bgr[nth % len(bgr)]),
    }
    for height in HEIGHTS:
        width = round(height * frames[0].shape[1] / frames[0].shape[0])
        larger = [cv2.resize(frame, (width, height)) for frame in frames[:10]]
        made[f"PoseLandmarker, tracking, {width}x{height}"] = landmarker(bundle, larger)
    for threads in (1, 2):
        made[f"detector network, threads: {threads}"] = network(detector, threads)
        made[f"landmark network, threads: {threads}"] = network(landmarks, threads)
        made[f"landmark network without mask, threads: {threads}"] = network(cut_off(landmarks, OUTPUTS), threads)
    rows, inner, columns = PRODUCT
    left, right = np.ones((rows, inner), np.float32), np.ones((inner, columns), np.float32)
    made["matrix product, one thread"] = lambda _: left @ right
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--model", action="append")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    with open_source(arguments.clip) as source:
        frames = [
            np.ascontiguousarray(frame.image[..., ::-1]) for frame, _ in zip(source, range(FRAMES), strict=False)
        ]
    for model in arguments.model or ["full"]:
        bundle = model_store.find(model)
        print(f"\n{bundle.name}, {frames[0].shape[1]}x{frames[0].shape[0]}, medians of {arguments.rounds} rounds")
        with threadpool_limits(1, user_api="blas"):
            paired(ways(bundle.path, frames), arguments.rounds)


if __name__ == "__main__":
    main()
