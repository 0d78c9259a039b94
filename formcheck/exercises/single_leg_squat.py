"""The single-leg squat: the pelvis should stay level while one leg lowers and lifts the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from formcheck import level as levels
from formcheck import pelvis, view
from formcheck.exercises.profile import Criterion, Profile
from formcheck.measures import foot, leg, scale, trunk
from formcheck.segments import standing, support
from formcheck.segments.reps import find_reps
from formcheck.types import Body, BoolArray, FloatArray, Landmark, Neutral, Readings, Side, Span

LEAST_DESCENT = 0.04
"""Hips that sink by less of their height do not squat: a knee bent by some 35° (convention)."""

SHORTEST_S = 0.5
READ_AT_DEG = 60.0
"""Knee flexion at which repetitions of different depth are compared (Khuu 2016, Graci 2012: convention)."""

STANDS_BELOW = 0.06
"""Descent below which a person may be standing (convention)."""

LEAST_KNEE_DEG = 25.0
"""The knee of the standing leg must bend, else hips that sink are a lean or a hinge (convention)."""

TOO_STRAIGHT_DEG = 45.0
"""A knee this much straighter than a leg of two equal parts would be is a mistake of the landmarks (convention)."""

AROUND = 0.25
"""When a repetition does not show which leg is stood on, this share of it before and after may: feet are seen best
there, and the free one is on its way (convention)."""

UPRIGHT_DEG = 60.0
"""A trunk further from upright through most of the movement is on all fours or lying (convention)."""

KNEE_SE_DEG = 9.0
FPPA_SE_DEG = 6.0
LEAN_SE_DEG = 2.5
"""Root mean square errors on the sample clips filmed straight on, rounded up (`python -m tests.accuracy.samples`);
of the knee, twice that, as it does worse in other views. Set on those clips, so not validated by them."""

TRAVEL_SE_MM = 12.0
"""Convention: nothing here is known of it yet."""

FLEXION_IN_FPPA = 0.7
"""Filmed at an angle, this share of the knee's flexion times the sine of that angle is taken for alignment."""

_DROP = Criterion(
    name="pelvic drop",
    measure="drop_from_neutral_deg",
    otherwise="drop_deg",
    error="drop_se_deg",
    unit="°",
    instant="deepest point",
    borderline_from=5.0,
    unstable_from=8.0,
    decides=True,
    cue="Keep both hip bones level: press the standing foot into the floor and tighten that buttock.",
    source="convention; healthy 7.4±3.8°, with knee pain 10.3±4.7° (Nakagawa 2012)",
)

PROFILE = Profile(
    exercise="single-leg-squat",
    population="adults",
    min_reps=5,
    criterion=(
        _DROP,
        _DROP.model_copy(
            update={
                "name": "pelvic drop at 60°",
                "measure": "drop_from_neutral_at_60_deg",
                "otherwise": "drop_at_60_deg",
                "instant": "60° knee flexion, the worse of down and up",
            }
        ),
        Criterion(
            name="knee alignment (FPPA)",
            measure="fppa_deg",
            error="fppa_se_deg",
            unit="°",
            instant="deepest point",
            borderline_from=7.0,
            unstable_from=10.0,
            cue="Keep the knee over the second toe.",
            source="convention; 6.96° in controls, 9.8–15.0° with knee pain (Ghulam 2021, men)",
        ),
        Criterion(
            name="trunk lean to the standing side",
            measure="trunk_lean_deg",
            error="trunk_lean_se_deg",
            unit="°",
            instant="deepest point",
            borderline_from=7.0,
            unstable_from=10.0,
            cue="Keep the chest over the pelvis.",
            source="convention; 6.7±3.0° healthy, 9.3±5.3° with knee pain (Nakagawa 2012)",
        ),
        Criterion(
            name="knee travel from side to side",
            measure="knee_travel_mm",
            error="knee_travel_se_mm",
            unit=" mm",
            instant="whole repetition",
            borderline_from=66.0,
            unstable_from=89.0,
            cue="Let the knee bend without swaying in or out.",
            source="convention; means of healthy men 66 mm and women 89 mm (Weeks 2015)",
        ),
        Criterion(
            name="depth",
            measure="knee_flexion_deg",
            error="knee_flexion_se_deg",
            unit="°",
            instant="deepest point",
            worse="below",
            borderline_from=60.0,
            unstable_from=45.0,
            cue="Go a little deeper, as far as the pelvis stays level.",
            source="convention; analysed at 45° or 60° (Khuu 2016, Graci 2012, Lewis 2015)",
        ),
    ),
)


_FROM_THE_SIDE = (
    "From the side the two hips hide each other, so hip drop cannot be seen: film from the front or from behind."
)


@dataclass(frozen=True)
class SingleLegSquat:
    """See `base.Exercise`."""

    name: str = "single-leg-squat"
    title: str = "Single-leg squat"
    shows: Mapping[str, str] = field(
        default_factory=lambda: {
            "front": "pelvic drop, knee alignment, trunk lean, depth",
            "rear": "pelvic drop, knee alignment, trunk lean, depth",
            "front oblique": "pelvic drop with a wider error, depth",
            "rear oblique": "pelvic drop with a wider error, depth",
            "left side": "pelvic tilt, depth",
            "right side": "pelvic tilt, depth",
        }
    )
    cannot: Mapping[str, str] = field(
        default_factory=lambda: dict.fromkeys(("left side", "right side"), _FROM_THE_SIDE)
    )
    needs: tuple[Landmark, ...] = (
        Landmark.LEFT_HIP,
        Landmark.RIGHT_HIP,
        Landmark.LEFT_KNEE,
        Landmark.RIGHT_KNEE,
        Landmark.LEFT_ANKLE,
        Landmark.RIGHT_ANKLE,
    )
    profile: Profile = PROFILE

    def read(self, body: Body) -> Readings:
        """Per-frame readings; see `base.Exercise`."""
        track, left = body.track, view.toward_left(body.view)
        size = scale.steady_metres_per_px(track)
        frontal = body.view.name in ("front", "rear")
        off_plane = abs(np.sin(np.radians(body.view.azimuth.value_deg)))
        values: dict[str, FloatArray] = dict(body.pelvis)
        if body.view.name in self.cannot:
            values |= {f"obliquity{part}_deg": np.full(len(track), np.nan) for part in ("", "_se")}
        for side in Side:
            values[f"{side}_knee_flexion_deg"] = leg.knee_flexion_deg(track.pixels, side, size)
            values[f"{side}_fppa_deg"] = leg.fppa_deg(track.pixels, side, left)
            taken = FLEXION_IN_FPPA * off_plane * values[f"{side}_knee_flexion_deg"]
            values[f"{side}_fppa_se_deg"] = np.hypot(FPPA_SE_DEG, taken)
            values[f"{side}_knee_medial_mm"] = leg.knee_medial_mm(track.pixels, side, left, size)
        values["trunk_lean_deg"] = trunk.lean_deg(track.pixels, left)
        if not frontal:
            for name in values:
                if name.endswith(("fppa_deg", "fppa_se_deg", "medial_mm")) or name == "trunk_lean_deg":
                    values[name] = np.full(len(track), np.nan)
        looks_down_deg = levels.looks_down_deg(body.level, track, foot.FEET)
        values["left_lower_m"] = foot.left_lower_m(track.pixels, track.world, size, looks_down_deg)
        values["descent_share"] = leg.descent(foot.hip_height(track.pixels, size, values["left_lower_m"]))
        return Readings(track.time_s, values)

    def standing(self, body: Body, readings: Readings) -> BoolArray:
        """Both feet down, knees straight, hips still."""
        with np.errstate(invalid="ignore"):
            lifted = support.lifted_m(body.view.azimuth.value_deg, support.STAND_WIDTH_M)
            ready = (np.abs(readings["left_lower_m"]) < lifted) & (readings["descent_share"] < STANDS_BELOW)
        return standing.quiet(readings.time_s, foot.hips_m(body.track), ready)

    def reps(self, body: Body, readings: Readings) -> list[tuple[Span, Side]]:
        """Dips of the pelvis over one planted foot, the other off the floor, the trunk not lying."""
        left_foot, right_foot = foot.places_m(body.track)
        stands = self.standing(body, readings)
        inclination = trunk.inclination_deg(body.track.pixels)
        azimuth = body.view.azimuth.value_deg
        found = []
        for span in self._dips(readings):
            rows = slice(span.start, span.end + 1)
            around = int(AROUND * (span.end - span.start))
            wider = slice(max(0, span.start - around), span.end + 1 + around)
            before = standing.nearest(stands, span)
            looks = (
                support.leg_that_stayed(left_foot, right_foot, before, rows),
                *(
                    support.standing_leg(readings["left_lower_m"][w], left_foot[w], right_foot[w], azimuth)
                    for w in (rows, wider)
                ),
            )
            side = next((look for look in looks if look is not None), None)
            if side is None or np.median(inclination[rows]) > UPRIGHT_DEG:
                continue
            if np.max(readings[f"{side}_knee_flexion_deg"][rows]) >= LEAST_KNEE_DEG:
                found.append((span, side))
        return found

    @staticmethod
    def _dips(readings: Readings) -> list[Span]:
        effort = readings["descent_share"]
        return find_reps(effort, readings.time_s, least=LEAST_DESCENT, shortest_s=SHORTEST_S)

    def measure(self, readings: Readings, span: Span, side: Side, neutral: Neutral) -> dict[str, float]:
        """Drop, depth, alignment and lean of one repetition."""
        key, rows = span.key, slice(span.start, span.end + 1)
        toward_stance = 1.0 if side is Side.LEFT else -1.0
        drop = -toward_stance * readings["obliquity_deg"]
        own_zero = -toward_stance * neutral.obliquity.value_deg
        flexion = readings[f"{side}_knee_flexion_deg"]
        medial = readings[f"{side}_knee_medial_mm"][rows]
        at_60 = _worse_crossing(drop[rows], flexion[rows], key - span.start)
        passed = {} if at_60 is None else {"drop_at_60_deg": at_60, "drop_from_neutral_at_60_deg": at_60 - own_zero}
        return {
            "drop_deg": float(drop[key]),
            "drop_from_neutral_deg": float(drop[key] - own_zero),
            "drop_se_deg": float(pelvis.drop_se_deg(readings["obliquity_se_deg"][key], neutral)),
            "tilt_deg": float(readings["tilt_deg"][key]),
            "tilt_se_deg": float(readings["tilt_se_deg"][key]),
            "knee_flexion_deg": _if_it_can_be(float(flexion[key]), float(readings["descent_share"][key])),
            "knee_flexion_se_deg": KNEE_SE_DEG,
            "fppa_deg": float(readings[f"{side}_fppa_deg"][key]),
            "fppa_se_deg": float(readings[f"{side}_fppa_se_deg"][key]),
            "trunk_lean_deg": float(toward_stance * readings["trunk_lean_deg"][key]),
            "trunk_lean_se_deg": LEAN_SE_DEG,
            "knee_travel_mm": float(np.ptp(medial)),
            "knee_travel_se_mm": TRAVEL_SE_MM,
        } | passed

    def nothing_found(self, readings: Readings) -> str:
        """Tell dips that were not on one leg from no dip at all."""
        dips = len(self._dips(readings))
        if dips:
            return (
                f"The hips went down and up {dips} time{'s' * (dips > 1)}, but never over one planted foot with the "
                "other off the floor: a single-leg squat is done on one leg."
            )
        return (
            "No single-leg squat was found from start to end: the clip should show standing, at least one squat "
            "on one leg of 35° or more at the knee, and standing again."
        )


def _if_it_can_be(flexion_deg: float, descent_share: float) -> float:
    """The knee's flexion, or nan when hips that sank so far need a knee much more bent: the leg was not seen."""
    needed_deg = 2.0 * np.degrees(np.arccos(np.clip(1.0 - descent_share, 0.0, 1.0)))
    return flexion_deg if flexion_deg > needed_deg - TOO_STRAIGHT_DEG else np.nan


def _worse_crossing(drop: FloatArray, flexion: FloatArray, key: int) -> float | None:
    """Larger drop of the two moments at which the knee passes 60°, down and up; None when it never does."""
    found = [
        float(np.interp(READ_AT_DEG, *_rising(flexion[part], drop[part])))
        for part in (slice(None, key + 1), slice(None, key - 1 if key else None, -1))
        if np.nanmax(flexion[part], initial=-np.inf) >= READ_AT_DEG
    ]
    return max(found, default=None)


def _rising(flexion: FloatArray, drop: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Flexion made monotonic by its running maximum, for interpolation."""
    return np.maximum.accumulate(flexion), drop


SINGLE_LEG_SQUAT = SingleLegSquat()
