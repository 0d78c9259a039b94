"""What a head's answers are worth on people held out, and the numbers that make them honest."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from formcheck import pelvis
from formcheck.types import Z90
from models.train.data import FLOOR, Data, plainly
from models.train.nets import Model

APART_S = 0.5


def answers(model: Model, data: Data, head: str) -> Any:
    """A head's (T, 7) for held-out frames."""
    model.eval()
    with torch.no_grad():
        parts = torch.arange(len(data)).split(512)
        return torch.cat([model.answer(plainly(data, part), head) for part in parts]).numpy()


def errors(out: Any, columns: dict[str, Any], prior_deg: float) -> tuple[Any, Any, Any]:
    """Errors of obliquity, tilt and azimuth (T, 3), degrees, those stated before scaling, and the view (T,)."""
    value, stated, off = pelvis.angles(out, columns["front"], np.full(len(out), prior_deg))
    error = value - np.column_stack([columns[f"{name}_deg"] for name in ("obliquity", "tilt", "azimuth")])
    error[:, 2] = (error[:, 2] + 180) % 360 - 180
    return error, stated, np.digitize(off, pelvis.VIEW_EDGES)


def prior_of(out: Any, columns: dict[str, Any], floor: bool = False, least: float = 0.8) -> float:
    """The spread of the prior that, taken out, leaves answers that rise one to one with the truth.

    Of those that leave at least so many answers, from front and rear, of who stands or is on the ``floor``.
    """
    ends = np.abs(np.sin(np.radians(columns["azimuth_deg"]))) < pelvis.VIEW_EDGES[0]
    rows = ends & (np.isin(columns["family"], FLOOR) == floor)
    truth = columns["obliquity_deg"][rows]
    slopes = {}
    for prior_deg in np.arange(8.0, 25.0, 0.25):
        told = pelvis.angles(out[rows], columns["front"][rows], np.full(rows.sum(), prior_deg))[0][:, 0]
        read = np.isfinite(told)
        if read.mean() > least:
            slopes[prior_deg] = abs(np.polyfit(truth[read], told[read], 1)[0] - 1.0)
    return float(min(slopes, key=lambda prior: slopes[prior]))


def scales(out: Any, columns: dict[str, Any], prior_deg: float) -> Any:
    """By how much to widen each error in each view (3, 3) so that 90 % hold (split conformal; Papadopoulos 2002)."""
    error, stated, view = errors(out, columns, prior_deg)
    ratio = np.abs(error) / stated
    return np.array([[np.nanquantile(ratio[view == v, a], 0.9) / Z90 for v in range(3)] for a in range(3)])


def within_clip(out: Any, columns: dict[str, Any], prior_deg: float, scale: Any) -> float:
    """Correlation of obliquity's errors at two instants of a clip with which 90 % of their differences' errors hold.

    Of all pairs of a motion's frames at least half a second apart, not seen from the side and not on the floor.
    """
    error, stated, view = errors(out, columns, prior_deg)
    wrong, se = error[:, 0], stated[:, 0] * scale[0, view]
    usable = (columns["clip"] > 0) & (view < 2) & ~np.isin(columns["family"], FLOOR) & np.isfinite(wrong)
    rows, time_s = np.flatnonzero(usable), columns["time_s"][usable]
    clip = columns["person"][usable] * 100 + columns["clip"][usable]
    first, later = np.nonzero((clip[:, None] == clip) & (time_s - time_s[:, None] >= APART_S))
    a, b = rows[first], rows[later]
    for rho in np.arange(0.95, 0.0, -0.05):
        limit = Z90 * np.sqrt(se[a] ** 2 + se[b] ** 2 - 2 * rho * se[a] * se[b])
        if (np.abs(wrong[a] - wrong[b]) <= limit).mean() >= 0.9:
            return float(rho)
    return 0.0


def report(name: str, out: Any, columns: dict[str, Any], prior_deg: float, scale: Any) -> None:
    """Print what a head's answers are worth, by view."""
    error, stated, view = errors(out, columns, prior_deg)
    stated = stated * scale[:, view].T
    off = np.abs(np.sin(np.radians(columns["azimuth_deg"])))
    floor = np.isin(columns["family"], FLOOR)
    front = off < pelvis.VIEW_EDGES[0]
    clear = (
        front
        & (columns["family"] == "squat1")
        & (np.abs(columns["elevation_deg"]) < 10)
        & (columns["distance_m"] < 4)
    )
    for group, rows in {
        "front, rear": front & ~floor,
        "  squat1": front & (columns["family"] == "squat1"),
        "  near, level": clear,
        "oblique": (off >= pelvis.VIEW_EDGES[0]) & (off < pelvis.VIEW_EDGES[1]) & ~floor,
        "side": (off >= pelvis.VIEW_EDGES[1]) & ~floor,
        "floor": floor,
    }.items():
        read = rows & np.isfinite(error[:, 0])
        if not rows.any():
            continue
        if read.sum() < 10:
            print(f"{name:5} {group:13} n {rows.sum():5} read {read.sum() / rows.sum():4.0%}")
            continue
        truth = columns["obliquity_deg"][read]
        wrong = error[read, 0]
        held = (np.abs(error[rows]) < Z90 * stated[rows])[np.isfinite(error[rows]).all(axis=1)].mean(axis=0)
        print(
            f"{name:5} {group:13} n {rows.sum():5} read {read.sum() / rows.sum():4.0%} "
            f"MAE {np.abs(wrong).mean():5.2f} (guess {np.abs(truth).mean():4.1f}) "
            f"r {np.corrcoef(truth + wrong, truth)[0, 1]:5.2f} "
            f"slope {np.polyfit(truth, truth + wrong, 1)[0]:4.2f} se {np.median(stated[read, 0]):4.1f} "
            f"held {held[0]:4.0%} {held[1]:4.0%} {held[2]:4.0%} | azimuth {np.median(np.abs(error[rows, 2])):4.1f} "
            f"tilt {np.abs(error[rows, 1]).mean():4.1f}",
            flush=True,
        )
