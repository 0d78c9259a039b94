"""What a clip is made from."""

from __future__ import annotations

from dataclasses import dataclass

from samples.renderer.body import Phenotype
from samples.renderer.camera import Camera
from samples.renderer.clothes import Outfit
from samples.renderer.motions import AnyMotion
from samples.renderer.room import Room


@dataclass(frozen=True)
class Recipe:
    """Everything a clip is made from; ``noise`` and ``blur_px`` are the sensor's (grey levels, pixels).

    ``slow``: how many times slower the file plays than it was done. ``quick`` draws edges less finely, in half the
    time, and does not limit the file's size.
    """

    name: str
    view: str
    phenotype: Phenotype
    outfit: Outfit
    room: Room
    camera: Camera
    motion: AnyMotion
    noise: float = 1.6
    blur_px: float = 0.55
    fps: int = 30
    slow: float = 1.0
    quick: bool = False
