"""Renders a recipe to an mp4 and its truth."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from samples.renderer.body import load_body
from samples.renderer.clothes import dress
from samples.renderer.motions import course
from samples.renderer.recipes import Recipe
from samples.renderer.scene import Picture, Scene
from samples.renderer.skeleton import solve
from samples.renderer.truth import as_text, clip_truth

LIMIT_BYTES = 400_000
"""No sample clip is larger."""


def sensor(picture: Picture, noise: float, blur_px: float, rng: np.random.Generator) -> Picture:
    """Return the picture as a small camera would give it: a little soft, a little noisy."""
    soft = gaussian_filter(picture.astype(np.float32), (blur_px, blur_px, 0.0)) if blur_px else picture
    grain = rng.normal(0.0, noise, (*picture.shape[:2], 1)).astype(np.float32)
    return np.asarray(np.clip(soft + grain, 0, 255), dtype=np.uint8)


def encode(pictures: list[NDArray[np.uint8]], path: Path, quality: int, fps: int = 30, preset: str = "slow") -> None:
    """Write pictures (H, W, 3) as H.264, yuv420p, ``fps`` a second; ``quality`` is x264's CRF (lower = better)."""
    height, width, _ = pictures[0].shape
    with av.open(str(path), "w", options={"movflags": "faststart", "fflags": "+bitexact"}) as out:
        stream = out.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, fps)
        stream.options = {"crf": str(quality), "preset": preset, "threads": "1"}
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def make_clip(recipe: Recipe, folder: Path, bodies: Path | None = None) -> Path:
    """Render a recipe into ``folder`` as NAME.mp4 and NAME.truth.json; return the mp4's path."""
    body = load_body(recipe.phenotype, bodies)
    done = course(recipe.motion, body)
    scene = Scene(dress(body, recipe.outfit), recipe.room, recipe.camera)
    if recipe.quick:
        scene.hurry()
    rng = np.random.default_rng(recipe.motion.seed)
    pictures, posed = [], []
    for number in range(round(done.seconds * recipe.slow * recipe.fps)):
        posed.append(solve(body, done.pose(number / recipe.fps / recipe.slow)))
        pictures.append(sensor(scene.render(posed[-1]), recipe.noise, recipe.blur_px, rng))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recipe.name}.mp4"
    for quality in range(22, 40, 2):
        encode(pictures, path, quality, recipe.fps, "veryfast" if recipe.quick else "slow")
        if path.stat().st_size <= LIMIT_BYTES or recipe.quick:
            break
    truth = clip_truth(recipe, done, posed)
    path.with_suffix(".truth.json").write_text(as_text(truth), encoding="utf-8")
    return path
