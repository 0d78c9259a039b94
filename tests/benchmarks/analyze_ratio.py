"""How fast `formcheck analyze` is beside the bare landmarker, in one run on the same frames.

    python -m tests.benchmarks.analyze_ratio [CLIP] [--repeat N]

Three ways over the same clip, in turn, N times; medians and ratios are printed:

* bare: PoseLandmarker (full, VIDEO, CPU) on frames decoded beforehand
* loop: what one writes first, OpenCV read, infer, draw, VideoWriter
* analyze: all outputs of formcheck, in this process

Peak memory is measured by `python -m tests.benchmarks.memory`.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from formcheck import exercises, pipeline
from formcheck.outputs.annotate import annotate
from formcheck.outputs.folder import output_folder
from formcheck.outputs.write import VIDEO, write_numbers
from formcheck.poses import model_store
from formcheck.poses.quiet import quiet
from formcheck.sources import open_source

SAMPLE = Path(__file__).parents[2] / "samples" / "sls_both_front.mp4"


def landmarker(bundle):
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle)), running_mode=vision.RunningMode.VIDEO
    )
    return vision.PoseLandmarker.create_from_options(options)


def bare(frames, bundle) -> float:
    """Seconds for the landmarker alone, opening included, as in the other two."""
    began = time.perf_counter()
    with quiet(), landmarker(bundle) as model:
        for at_ms, rgb in frames:
            model.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), at_ms)
    return time.perf_counter() - began


def loop(clip: Path, bundle, folder: Path) -> float:
    began = time.perf_counter()
    video = cv2.VideoCapture(str(clip))
    rate = video.get(cv2.CAP_PROP_FPS)
    size = tuple(int(video.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    writer = cv2.VideoWriter(str(folder / "loop.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
    with quiet(), landmarker(bundle) as model:
        index = 0
        while True:
            more, picture = video.read()
            if not more:
                break
            rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
            found = model.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), round(1000 * index / rate))
            for person in found.pose_landmarks:
                for point in person:
                    cv2.circle(picture, (int(point.x * size[0]), int(point.y * size[1])), 3, (0, 255, 0), -1)
            writer.write(picture)
            index += 1
    writer.release()
    return time.perf_counter() - began


def analyze(clip: Path, folder: Path) -> float:
    began = time.perf_counter()
    with output_folder(folder / "formcheck", overwrite=True) as part:
        analysis = pipeline.analyse(clip, exercises.EXERCISES[0])
        write_numbers(analysis, part)
        with open_source(clip) as again:
            annotate(analysis, again, part / VIDEO)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    bundle = model_store.find("full").path
    with open_source(arguments.clip) as source:
        frames = [(round(f.time_s * 1000), np.ascontiguousarray(f.image[..., ::-1])) for f in source]
        size = f"{source.info.width}x{source.info.height}"
    seconds: dict[str, list[float]] = {"bare": [], "loop": [], "analyze": []}
    with tempfile.TemporaryDirectory() as temporary:
        for _ in range(arguments.repeat):
            seconds["bare"].append(bare(frames, bundle))
            seconds["loop"].append(loop(arguments.clip, bundle, Path(temporary)))
            seconds["analyze"].append(analyze(arguments.clip, Path(temporary)))
    print(f"{arguments.clip.name}: {len(frames)} frames of {size}, median of {arguments.repeat}")
    for name, each in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(each, seconds["bare"], strict=True))
        print(f"  {name:<8}{len(frames) / statistics.median(each):7.1f} frames/s   {ratio:5.2f} x bare")


if __name__ == "__main__":
    main()
