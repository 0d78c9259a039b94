"""The bridge on one leg: the pelvis should come up level although only one side of it is held up."""

from __future__ import annotations

from formcheck.exercises.bridge import Bridge
from formcheck.exercises.on_floor import seen_badly
from formcheck.types import LEFT_AND_RIGHT, Readings


class OneLegBridge(Bridge):
    """See `base.Exercise`."""

    name = "one-leg-bridge"
    title = "One-leg bridge"
    sides = LEFT_AND_RIGHT

    def nothing_found(self, readings: Readings) -> str:
        """Tell bridges on both legs from hips that stayed down."""
        rises = len(self.movements(readings))
        if rises:
            return (
                f"The hips went up and down {rises} time{'s' * (rises > 1)}, but with both feet on the floor: for "
                "that, name glute-bridge."
            )
        return (
            "No bridge was found from start to end: the clip should show lying on the back, the hips lifted by a "
            "hand's width or more at least once on one foot, and lying again." + seen_badly(readings)
        )
