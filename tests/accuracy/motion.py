"""Motion-capture files → the pelvis in the product's angles.

The world here is that of samples/README.md: x left, y back, z up, metres. OpenSim's is x forward, y up,
z right.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.types import FloatArray

FROM_OPENSIM = np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""Turns OpenSim's axes into (left, back, up)."""

FROM_CMU = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""Turns the axes of the CMU library into (left, back, up)."""


@dataclass(frozen=True)
class Pelvis:
    """A pelvis over time: `attitude` (T, 3, 3), its left, back and up as columns; `hips` (T, 2, 3) m, left first."""

    time_s: FloatArray
    attitude: FloatArray
    hips: FloatArray

    def at(self, time_s: FloatArray) -> Pelvis:
        """The pelvis at other times, by straight lines between its rows; nan before the first and after the last."""
        attitude = between(self.time_s, self.attitude, time_s)
        return Pelvis(
            time_s,
            attitude / np.linalg.norm(attitude, axis=1, keepdims=True),
            between(self.time_s, self.hips, time_s),
        )

    @property
    def middle(self) -> FloatArray:
        """Between the hips (T, 3), m."""
        middle: FloatArray = self.hips.mean(axis=1)
        return middle


def between(time_s: FloatArray, values: FloatArray, at_s: FloatArray) -> FloatArray:
    """Values (T, …) at other times, by straight lines; nan outside."""
    flat = values.reshape(len(values), -1)
    columns = [np.interp(at_s, time_s, column, left=np.nan, right=np.nan) for column in flat.T]
    return np.stack(columns, axis=1).reshape(len(at_s), *values.shape[1:])


def angles_deg(attitude: FloatArray) -> dict[str, FloatArray]:
    """Obliquity, tilt and rotation (T,) of attitudes (T, 3, 3), in the order rotation, obliquity, tilt (Baker 2001).

    Signs as in docs/measures.md; rotation is the heading of the left–right axis, 0 = along the world's x.
    """
    left, back, up = np.moveaxis(attitude, -1, 0)
    return {
        "obliquity_deg": np.degrees(np.arcsin(-left[..., 2])),
        "tilt_deg": np.degrees(np.arctan2(back[..., 2], up[..., 2])),
        "rotation_deg": np.degrees(np.arctan2(left[..., 1], left[..., 0])),
    }


def attitude(tilt_deg: FloatArray, list_deg: FloatArray, rotation_deg: FloatArray) -> FloatArray:
    """Attitude (T, 3, 3) of an OpenSim pelvis: about z by tilt, then its own x by list, then its own y by rotation.

    Axes and order as in the ground–pelvis joint of Rajagopal 2016 and its descendants.
    """
    turned = _about(2, tilt_deg) @ _about(0, list_deg) @ _about(1, rotation_deg)
    return np.asarray(FROM_OPENSIM @ turned @ FROM_OPENSIM.T)


def hip_axis(left: FloatArray, right: FloatArray) -> FloatArray:
    """Attitude (T, 3, 3) of which two hips (T, 3) tell the left axis only; the others are nan."""
    known = np.full((len(left), 3, 3), np.nan)
    known[:, :, 0] = (left - right) / np.linalg.norm(left - right, axis=1, keepdims=True)
    return known


def read_mot(path: Path) -> dict[str, FloatArray]:
    """Columns of an OpenSim motion by name, `time` in seconds, angles in degrees whatever the file's unit."""
    head, _, body = path.read_text().partition("endheader")
    names, *rows = [line.split() for line in body.splitlines() if line.strip()]
    table = np.array(rows, float).T
    columns = dict(zip(names, table, strict=True))
    if "inDegrees=yes" in head:
        return columns
    metres = ("time", "pelvis_tx", "pelvis_ty", "pelvis_tz")
    return {name: values if name in metres else np.degrees(values) for name, values in columns.items()}


def read_amc(path: Path) -> tuple[FloatArray, FloatArray]:
    """Times (T,) at 120 Hz and attitudes (T, 3, 3) of the root of a motion of the CMU library (.amc).

    Its axes are x left, y up, z front; the root turns about the fixed x, then y, then z.
    """
    rows = [line.split()[4:] for line in path.read_text().splitlines() if line.startswith("root ")]
    x_deg, y_deg, z_deg = np.array(rows, float).T
    turned = _about(2, z_deg) @ _about(1, y_deg) @ _about(0, x_deg)
    return np.arange(len(rows)) / 120.0, np.asarray(FROM_CMU @ turned @ FROM_CMU.T)


def read_trc(path: Path) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Times (T,) and markers (T, 3) by name, metres, in OpenSim's axes; nan where a cell is empty."""
    lines = path.read_text().splitlines()
    head = next(row for row, line in enumerate(lines) if line.startswith("Frame#"))
    names = [name for name in lines[head].split("\t")[2:] if name.strip()]
    scale = {"m": 1.0, "mm": 0.001}[lines[head - 1].split("\t")[4]]
    width = 2 + 3 * len(names)
    cells = [(line + "\t" * width).split("\t")[:width] for line in lines[head + 2 :] if line.strip()]
    table = np.array([[float(cell) if cell.strip() else np.nan for cell in row] for row in cells])
    points = table[:, 2:].reshape(len(table), -1, 3) * scale
    return table[:, 1], dict(zip(names, np.moveaxis(points, 1, 0), strict=True))


def pelvis_of_mot(motion: dict[str, FloatArray], hips: FloatArray) -> Pelvis:
    """The pelvis of a motion read by `read_mot`; `hips` (T, 2, 3) as in `Pelvis`."""
    turned = attitude(motion["pelvis_tilt"], motion["pelvis_list"], motion["pelvis_rotation"])
    return Pelvis(motion["time"], turned, hips)


def _about(axis: int, angle_deg: FloatArray) -> FloatArray:
    """Rotations (T, 3, 3) about a coordinate axis, right-handed."""
    turned = np.zeros((len(angle_deg), 3, 3))
    a, b = (axis + 1) % 3, (axis + 2) % 3
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turned[:, axis, axis] = 1.0
    turned[:, a, a] = turned[:, b, b] = c
    turned[:, b, a], turned[:, a, b] = s, -s
    return turned
