"""How well roll and pitch are found in rendered rooms.

    python -m tests.accuracy.level [STILLS [ROLL]]

STILLS (200) rooms with roll within ±ROLL (15°) are rendered and looked at once each, see `rooms.stills`. Printed, of
the room's lines alone and of lines and person together: the share in which anything is said (of the lines: that they
speak, `level.SPEAKS_SE_DEG`), and of those the mean absolute error, bias, mean standard error, and how often the
stated 90 % interval holds the truth. Every still is a stranger to the code: nothing in `formcheck.level` was fitted
to them, but rooms of this kind were looked at while it was written.
"""

from __future__ import annotations

import sys

import numpy as np

from formcheck import level
from formcheck.level.table import Sight, up_deg
from formcheck.sources.lines import straight_lines
from formcheck.types import Z90, Angle, Track
from tests.accuracy.rooms import Still, stills


def track_of(still: Still, *, person: bool) -> Track:
    """A clip of one frame; without the `person`, only the lines."""
    lines = straight_lines(still.image, still.pixels)
    height, width = still.image.shape[:2]
    return Track(
        time_s=np.zeros(1),
        pixels=still.pixels[None] if person else np.full((1, 33, 2), np.nan),
        world=np.zeros((1, 33, 3)),
        visible=np.ones((1, 33)),
        persons=np.ones(1, np.int64),
        width=width,
        height=height,
        lines=np.column_stack((np.zeros(len(lines)), lines)),
    )


def true_up_deg(still: Still) -> float:
    """Which way up is at the person's hips."""
    camera = still.camera
    sight = Sight(*camera.size)
    tangent = np.tan(np.radians(camera.pitch_deg)) * sight.focal_px / camera.focal_px
    return float(
        up_deg(np.array(camera.roll_deg), np.array(tangent), sight.places(still.pixels[[23, 24]].mean(axis=0)))
    )


def line(name: str, found: list[Angle], true: list[float], of: int) -> str:
    """One row of the table."""
    if not found:
        return f"{name:<34}{0:7.0%}"
    wrong = np.array([angle.value_deg for angle in found]) - true
    se = np.array([angle.se_deg for angle in found])
    held = np.abs(wrong) <= Z90 * se
    return (
        f"{name:<34}{len(wrong) / of:7.0%}{np.abs(wrong).mean():8.2f}{np.median(np.abs(wrong)):8.2f}"
        f"{wrong.mean():8.2f}{se.mean():8.2f}{held.mean():8.0%}"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    within_deg = float(sys.argv[2]) if len(sys.argv) > 2 else 15.0
    seen = [
        (still, level.find(track_of(still, person=False)), level.find(track_of(still, person=True)))
        for still in stills(count, within_deg, seed=20)
    ]
    head = f"{'said':>7}{'mean':>8}{'median':>8}{'bias':>8}{'se':>8}{'held':>8}"
    for name, furnished in (("upright things in the room", True), ("only what is not upright", False)):
        of = [one for one in seen if one[0].furnished is furnished]
        speak = [one for one in of if one[1].evidence]
        pitched = [one for one in of if np.isfinite(one[1].pitch.value_deg)]
        print(f"\n{f'{name}: {len(of)}':<34}{head}")
        print(
            line(
                "roll by lines that speak",
                [a.roll for _, a, _ in speak],
                [s.camera.roll_deg for s, *_ in speak],
                len(of),
            )
        )
        print(
            line(
                "pitch by lines", [a.pitch for _, a, _ in pitched], [s.camera.pitch_deg for s, *_ in pitched], len(of)
            )
        )
        print(line("roll, lines and posture", [b.roll for *_, b in of], [s.camera.roll_deg for s, *_ in of], len(of)))
        print(
            line(
                "up at the person, the same", [b.at_person for *_, b in of], [true_up_deg(s) for s, *_ in of], len(of)
            )
        )


if __name__ == "__main__":
    main()
