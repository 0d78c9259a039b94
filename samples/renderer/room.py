"""What a room looks like; `scene` builds it."""

from __future__ import annotations

from dataclasses import dataclass

from samples.renderer.furniture import Sheet
from samples.renderer.textures import Color


@dataclass(frozen=True)
class Room:
    """A room: ``wall_m`` from the person to the wall behind, ``turn_deg`` its turn about the vertical.

    ``half_m`` is half its width.

    With ``turn_deg`` 0 the wall with the door is at the person's back, with 180 in front of them. ``floor`` and
    ``wall`` are names of `textures.FLOORS` and `textures.WALLS`.
    """

    floor: str = "boards"
    floor_color: Color = (178, 140, 100)
    wall_color: Color = (214, 210, 200)
    door_color: Color = (240, 238, 232)
    door_x_m: float = 1.05
    wall_m: float = 1.7
    turn_deg: float = 0.0
    light_deg: float = 35.0
    brightness: float = 1.18
    seed: int = 1
    wall: str = "plaster"
    door: bool = True
    furniture: tuple[Sheet, ...] = ()
    half_m: float = 2.9
