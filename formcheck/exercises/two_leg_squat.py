"""The two-leg squat: the pelvis should sink level and straight between the feet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck import pelvis, view
from formcheck.exercises.on_feet import KNEE_SE_DEG, LEAST_KNEE_DEG, UPRIGHT_DEG, OnFeet
from formcheck.measures import foot, posture, scale, trunk
from formcheck.segments import support
from formcheck.types import LEFT_AND_RIGHT, Body, Effort, Neutral, Readings, Side

SHIFT_SE_MM = 10.0
TRUNK_SE_DEG = 5.0
"""Above what rendered clips give, 2 mm and 0.5–3.6°: people's joints are not where a model has them (convention)."""


class TwoLegSquat(OnFeet):
    """See `base.Exercise`."""

    name = "two-leg-squat"
    title = "Two-leg squat"

    def read(self, body: Body) -> Readings:
        """What all on the feet read, and how far the hips are aside of the feet."""
        common, track = super().read(body), body.track
        frontal = np.where(body.view.name in ("front", "rear"), 0.0, np.nan)
        aside = foot.hips_aside_mm(track.pixels, view.toward_left(body.view), scale.steady_metres_per_px(track))
        return replace(common, values=dict(common.values) | {"shift_mm": frontal + aside})

    def efforts(self, body: Body, readings: Readings) -> list[Effort]:
        """Dips of the pelvis between two feet on the floor, both knees bent."""
        stands = self.resting(body, readings)
        inclination = trunk.inclination_deg(body.track.pixels)
        feet = foot.places_m(body.track.pixels, body.metres_per_px)
        found = []
        for span in self.dips(readings):
            rows = slice(span.start, span.end + 1)
            if min(_bent_deg(readings, span.key)) < LEAST_KNEE_DEG or np.median(inclination[rows]) > UPRIGHT_DEG:
                continue
            both_down = all(support.planted(places, rows) for places in feet)
            if both_down and self.stood_on(body, readings, stands, span) is None:
                found.append(Effort(span, Side.BOTH))
        return found

    def likeness(self, body: Body) -> float:
        """Dips on two feet among all dips, both knees bent alike and more than the trunk hinges."""
        readings = self.read(body)
        found = self.efforts(body, readings)
        if not found:
            return 0.0
        look = float(np.median([self._look(body, effort) for effort in found]))
        return self.stands_tall(body, readings) * look * len(found) / len(self.dips(readings))

    def _look(self, body: Body, effort: Effort) -> float:
        world, key = body.track.world, effort.span.key
        bent_deg = [float(posture.knee_bend_deg(world, side)[key]) for side in LEFT_AND_RIGHT]
        hinged_deg = float(posture.trunk_from_up_deg(world)[key]) - max(bent_deg)
        return (
            posture.ramp(min(bent_deg), 25.0, 45.0)
            * posture.ramp(max(bent_deg) - min(bent_deg), 50.0, 25.0)
            * posture.ramp(hinged_deg, 30.0, 0.0)
            * self.stays(body, effort)
        )

    def measure(
        self, body: Body, readings: Readings, efforts: Sequence[Effort], neutral: Neutral
    ) -> list[dict[str, float]]:
        """Level, shift, depth, alignment of both knees and trunk at the deepest point."""
        return [self._measure(readings, effort.span.key, neutral) for effort in efforts]

    @staticmethod
    def _measure(readings: Readings, key: int, neutral: Neutral) -> dict[str, float]:
        level = float(readings["obliquity_deg"][key])
        knees = {
            f"{side}_fppa_{part}deg": float(readings[f"{side}_fppa_{part}deg"][key])
            for side in LEFT_AND_RIGHT
            for part in ("", "se_")
        }
        return {
            "left_lower_deg": level,
            "left_lower_from_neutral_deg": level - neutral.obliquity.value_deg,
            "left_lower_se_deg": float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral)),
            "shift_mm": float(readings["shift_mm"][key]),
            "shift_se_mm": SHIFT_SE_MM,
            "knee_flexion_deg": float(np.mean(_bent_deg(readings, key))),
            "knee_flexion_se_deg": KNEE_SE_DEG,
            "trunk_forward_deg": float(readings["trunk_forward_deg"][key]),
            "trunk_forward_se_deg": TRUNK_SE_DEG,
        } | knees

    def nothing_found(self, readings: Readings) -> str:
        """Tell dips that were not on two legs from no dip at all."""
        dips = len(self.dips(readings))
        if dips:
            return (
                f"The hips went down and up {dips} time{'s' * (dips > 1)}, but never with both feet on the floor and "
                "both knees bent: a two-leg squat is done on both legs."
            )
        return (
            "No squat was found from start to end: the clip should show standing, at least one squat of 35° or more "
            "at the knees, and standing again."
        )


def _bent_deg(readings: Readings, row: int) -> tuple[float, float]:
    left, right = (float(readings[f"{side}_knee_flexion_deg"][row]) for side in LEFT_AND_RIGHT)
    return left, right
