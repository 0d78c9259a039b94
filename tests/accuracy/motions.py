"""What the pelvis really does in runs, walks and squats: motion capture without films."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from formcheck.types import FloatArray
from tests.accuracy.motion import angles_deg, attitude, read_amc, read_mot


def report(folder: Path, show: Callable[[str], None]) -> None:
    """Print a line for every motion (.mot, .amc) with a pelvis under a folder: ranges, and what goes with obliquity.

    Ranges are from the 5th to the 95th percentile. `adduction` is the right hip's less the left's, halved; `trunk`
    is the lean of the trunk to the person's left. An .amc tells the pelvis alone.
    """
    show(
        f"{'motion':<36}{'s':>6}{'obliquity':>18}{'sd':>6}{'tilt':>18}{'rotation':>18}"
        f"{'r adduction':>13}{'slope':>7}{'r trunk':>9}"
    )
    for path in sorted(folder.rglob("*.mot")):
        moved = read_mot(path)
        if "pelvis_list" in moved and "lumbar_bending" in moved:
            turned = attitude(moved["pelvis_tilt"], moved["pelvis_list"], moved["pelvis_rotation"])
            show(_ranges(path, float(np.ptp(moved["time"])), turned) + _companions(turned, moved))
    for path in sorted(folder.rglob("*.amc")):
        time_s, turned = read_amc(path)
        show(_ranges(path, float(np.ptp(time_s)), turned))


def _ranges(path: Path, length_s: float, turned: FloatArray) -> str:
    angles = angles_deg(turned)
    angles["rotation_deg"] = np.degrees(np.unwrap(np.radians(angles["rotation_deg"])))
    shown = {key: f"{np.percentile(v, 5):.1f} … {np.percentile(v, 95):.1f}°" for key, v in angles.items()}
    return (
        f"{'/'.join(path.parts[-2:])[-35:]:<36}{length_s:6.1f}{shown['obliquity_deg']:>18}"
        f"{angles['obliquity_deg'].std():6.1f}{shown['tilt_deg']:>18}{shown['rotation_deg']:>18}"
    )


def _companions(turned: FloatArray, moved: dict[str, FloatArray]) -> str:
    """How obliquity goes with hip adduction (r, degrees a degree) and trunk lean (r)."""
    obliquity = angles_deg(turned)["obliquity_deg"]
    adduction = (moved["hip_adduction_r"] - moved["hip_adduction_l"]) / 2
    lean = trunk_lean_deg(turned, moved)
    r_adduction, r_lean = (float(np.corrcoef(obliquity, other)[0, 1]) for other in (adduction, lean))
    return f"{r_adduction:13.2f}{r_adduction * obliquity.std() / adduction.std():7.2f}{r_lean:9.2f}"


def trunk_lean_deg(pelvis: FloatArray, moved: dict[str, FloatArray]) -> FloatArray:
    """Lean (T,) of the trunk in the pelvis' frontal plane, against gravity, + = to the person's left.

    The lumbar joint turns about the same axes in the same order as the pelvis does (Rajagopal 2016).
    """
    bent = attitude(moved["lumbar_extension"], moved["lumbar_bending"], moved["lumbar_rotation"])
    up = (pelvis @ bent)[:, :, 2]
    left = pelvis[:, :2, 0] / np.linalg.norm(pelvis[:, :2, 0], axis=1, keepdims=True)
    return np.degrees(np.arctan2((up[:, :2] * left).sum(axis=1), up[:, 2]))
