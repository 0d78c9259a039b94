"""The glute bridge: on both legs, the pelvis should come up level, into line with shoulders and knees, and stay."""

from __future__ import annotations

from formcheck.exercises.bridge import Bridge
from formcheck.exercises.on_floor import seen_badly
from formcheck.types import Readings, Side


class GluteBridge(Bridge):
    """See `base.Exercise`."""

    name = "glute-bridge"
    title = "Glute bridge"
    sides = (Side.BOTH,)

    def nothing_found(self, readings: Readings) -> str:
        """Tell bridges on one leg from hips that stayed down."""
        rises = len(self.movements(readings))
        if rises:
            return (
                f"The hips went up and down {rises} time{'s' * (rises > 1)}, but with one foot off the floor: for "
                "that, name one-leg-bridge."
            )
        return (
            "No bridge was found from start to end: the clip should show lying on the back with both feet on the "
            "floor, the hips lifted by a hand's width or more at least once, and lying again." + seen_badly(readings)
        )
