"""Landmarks and pelvis in the files that OpenSim and Sports2D read: TRC (places) and MOT (angles).

Axes are OpenSim's: X forward, Y up, Z to the person's right, in metres and in the seconds that passed. Markers have
the names of Pose2Sim's BLAZEPOSE skeleton. The model knows no place in the room: the middle of the hips is the origin
in every frame, and depth is its guess.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from formcheck import level as levels
from formcheck.types import Analysis, FloatArray, Landmark

MOT_COLUMNS = {"pelvis_tilt": ("tilt_deg", -1.0), "pelvis_list": ("obliquity_deg", -1.0)} | {
    "pelvis_rotation": ("rotation_deg", 1.0)
}
"""OpenSim's pelvis by our readings and their sign: tilt + = backward, list + = the right side lower, rotation + =
toward the left. Ours are read in the order rotation, obliquity, tilt (docs/measures.md), OpenSim's in the other; for
angles of 10° the two differ by less than 2°."""


def write_trc(analysis: Analysis, path: Path) -> None:
    """Write the smoothed landmarks of an analysis as TRC; a blank is a landmark that was not seen.

    `DataRate` is the mean of the clip; the times are those of its frames.
    """
    places = forward_up_right(analysis)
    time_s = _passed_s(analysis)
    rate = (len(time_s) - 1) / float(time_s[-1] - time_s[0])
    names = [landmark.name.lower() for landmark in Landmark]
    facts = (f"{rate:.2f}", f"{rate:.2f}", len(time_s), len(names), "m", f"{rate:.2f}", 1, len(time_s))
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        "\t".join(map(str, facts)),
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{nth}" for nth in range(1, len(names) + 1) for axis in "XYZ"),
        "",
    ]
    for nth, (at_s, row) in enumerate(zip(time_s, places.reshape(len(time_s), -1), strict=True), start=1):
        cells = ["" if math.isnan(value) else f"{value:.6f}" for value in row.tolist()]
        lines.append("\t".join((str(nth), f"{at_s:.6f}", *cells)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_mot(analysis: Analysis, path: Path) -> None:
    """Write the pelvis' angles of an analysis as MOT, in degrees; NaN is what could not be read."""
    columns = {name: sign * analysis.readings[reading] for name, (reading, sign) in MOT_COLUMNS.items()}
    table = np.column_stack([_passed_s(analysis), *columns.values()])
    head = [
        "formcheck",
        "version=1",
        f"nRows={len(table)}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        "endheader",
    ]
    rows = ["\t".join("NaN" if math.isnan(v) else f"{v:.6f}" for v in row) for row in table.tolist()]
    path.write_text("\n".join([*head, "\t".join(("time", *columns)), *rows]) + "\n", encoding="utf-8")


def forward_up_right(analysis: Analysis) -> FloatArray:
    """The landmarks (T, 33, 3) in metres: forward, up and right of the person as they stand in most of the clip."""
    result = analysis.result
    seen = levels.upright(analysis.shown, result.level).world  # x right, y down, z away from the camera
    about = math.radians(0.0 if math.isnan(result.view.azimuth.value_deg) else result.view.azimuth.value_deg)
    right, down, away = seen[..., 0], seen[..., 1], seen[..., 2]
    return np.stack(
        (
            -away * math.cos(about) - right * math.sin(about),
            -down,
            -right * math.cos(about) + away * math.sin(about),
        ),
        axis=-1,
    )


def _passed_s(analysis: Analysis) -> FloatArray:
    """The times of the frames (T,), a slow-motion clip's in the seconds that passed."""
    rate = analysis.result.playback.rate
    return analysis.shown.time_s / (1.0 if math.isnan(rate) else rate)


EXPORTS = {"trc": write_trc, "mot": write_mot}
"""What writes each kind of file."""
