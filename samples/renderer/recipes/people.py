"""Who is in the clips, and where: people with their clothes, rooms, and how the two are put before a camera."""

from __future__ import annotations

from dataclasses import replace

from samples.renderer.body import Phenotype
from samples.renderer.camera import Camera
from samples.renderer.clothes import Outfit
from samples.renderer.motions import AnyMotion
from samples.renderer.recipes.recipe import Recipe
from samples.renderer.room import Room

PEOPLE: dict[str, tuple[Phenotype, Outfit]] = {
    "gina": (
        Phenotype("female", 1.64, weight=0.40, muscle=0.62, proportions=0.70),
        Outfit(hair_style="tail", top="tank", top_color=(190, 70, 110), bottom="tights", bottom_color=(40, 44, 70)),
    ),
    "hugo": (
        Phenotype("male", 1.83, weight=0.42, muscle=0.62, proportions=0.70),
        Outfit(
            skin=(160, 112, 82),
            hair=(28, 24, 22),
            top="tshirt",
            top_color=(70, 120, 190),
            pattern="melange",
            bottom_color=(40, 40, 44),
            shoe_color=(220, 90, 40),
        ),
    ),
    "ines": (
        Phenotype("female", 1.72, age=0.74, weight=0.50, muscle=0.55, proportions=0.60),
        Outfit(
            skin=(236, 196, 172),
            hair=(176, 132, 76),
            hair_style="bun",
            top="tshirt",
            top_color=(80, 150, 110),
            bottom="capri",
            bottom_color=(50, 54, 66),
        ),
    ),
    "jan": (
        Phenotype("male", 1.75, age=0.80, weight=0.56, muscle=0.55, proportions=0.55),
        Outfit(
            hair=(150, 146, 142),
            top="loose",
            top_color=(228, 228, 220),
            pattern="band",
            bottom="long_shorts",
            bottom_color=(62, 80, 76),
            shoe_color=(60, 90, 150),
        ),
    ),
    "kim": (
        Phenotype("female", 1.59, weight=0.46, muscle=0.66, proportions=0.64),
        Outfit(
            skin=(116, 78, 56),
            hair=(26, 20, 18),
            hair_style="bun",
            top="tank",
            top_color=(232, 196, 70),
            bottom="short_tights",
            bottom_color=(60, 60, 66),
            shoe_color=(230, 230, 232),
        ),
    ),
    "leo": (
        Phenotype("male", 1.88, weight=0.36, muscle=0.56, proportions=0.76),
        Outfit(
            skin=(228, 184, 156),
            hair=(104, 72, 44),
            top="tank",
            top_color=(96, 100, 108),
            pattern="stripes",
            bottom="short_tights",
            bottom_color=(140, 56, 52),
        ),
    ),
}

ROOMS: dict[str, Room] = {
    "hall": Room("boards", (186, 150, 112), (216, 212, 202), wall_m=2.2),
    "gym": Room("mat", (96, 108, 116), (200, 208, 212), door_x_m=-1.2, wall_m=2.4, light_deg=-30.0),
    "cellar": Room("tiles", (180, 176, 170), (206, 198, 186), door_x_m=-1.1, wall_m=2.0, light_deg=15.0),
    "den": Room("boards", (150, 116, 84), (198, 206, 196), wall="bricks", wall_m=1.9, door=False, light_deg=-15.0),
}


def clip(
    name: str,
    view: str,
    person: str,
    room: str,
    camera: Camera,
    motion: AnyMotion,
    fps: int = 30,
    slow: float = 1.0,
    half_m: float = 2.9,
) -> Recipe:
    """Return the recipe of a person in a room, whose far wall is opposite to the camera."""
    phenotype, outfit = PEOPLE[person]
    place = replace(ROOMS[room], turn_deg=camera.yaw_deg, seed=motion.seed, half_m=half_m)
    return Recipe(name, view, phenotype, outfit, place, camera, motion, fps=fps, slow=slow, quick=True)
