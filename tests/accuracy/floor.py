"""How much the landmarks lose of people who lie or are on all fours, on rendered stills with known joints.

    python -m tests.accuracy.floor DATA

DATA is what `python -m samples.training DATA` made; of it, the bridges and the postures on all fours. Printed, by
where they are seen from: the share in which the body faces the right way and the trunk's inclination by the world
landmarks, and how often front and rear are exchanged. Then, from the side and from less than 20° above or below, the
errors of the hip line, in two halves of the people, and of the line of the raised thigh.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from formcheck import view
from formcheck.level.table import turned
from formcheck.measures import floor, posture
from formcheck.types import LEFT_AND_RIGHT, FloatArray, Side

JOINTS = [(name, side) for name in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist") for side in LEFT_AND_RIGHT]
COLUMNS = ("family", "azimuth_deg", "elevation_deg", "roll_deg", "joints_m", "stance", "landmarks")
LEVEL_DEG, SMALL_DEG = 20.0, 45.0


def stills(data: Path) -> dict[str, FloatArray]:
    """Columns of all stills on the floor in which somebody was found, turned upright."""
    rows: dict[str, list[FloatArray]] = {name: [] for name in (*COLUMNS, "person")}
    for file in sorted((data / "landmarks" / "full").glob("*.npz")):
        with np.load(file) as saved:
            found = np.isfinite(saved["landmarks"]).all(axis=(1, 2)) & np.isin(
                saved["family"], ["bridge", "quadruped"]
            )
            for name in COLUMNS:
                rows[name].append(saved[name][found])
            rows["person"].append(np.full(found.sum(), int(saved["person"])))
    told = {name: np.concatenate(parts) for name, parts in rows.items()}
    roll_deg = told["roll_deg"]

    def upright(points: FloatArray) -> FloatArray:
        return np.stack([turned(one, deg) for one, deg in zip(points, roll_deg, strict=True)])

    told["pixels"] = upright(told["landmarks"][..., :2])
    told["world"] = told["landmarks"][..., 2:5]
    for name in ("world", "joints_m"):
        told[name][..., :2] = upright(told[name][..., :2])
    return told


def views(azimuth_deg: FloatArray) -> dict[str, FloatArray]:
    """Masks by name, as `view.name_of` names views."""
    names = np.array([view.name_of(float(one)).replace("left ", "").replace("right ", "") for one in azimuth_deg])
    return {name: names == name for name in ("front", "rear", "side")}


def bend_deg(told: dict[str, FloatArray], side: Side, trunk: FloatArray) -> FloatArray:
    """Turn (N,) from the trunk to the thigh in the body's own sagittal plane; its sign is the caller's to know."""
    at = told["joints_m"]
    across = at[:, JOINTS.index(("hip", Side.LEFT))] - at[:, JOINTS.index(("hip", Side.RIGHT))]
    across = across / np.linalg.norm(across, axis=1, keepdims=True)
    thigh = at[:, JOINTS.index(("knee", side))] - at[:, JOINTS.index(("hip", side))]
    first, second = (way - (way * across).sum(axis=1, keepdims=True) * across for way in (trunk, thigh))
    turn = (np.cross(first, second) * across).sum(axis=1)
    return np.degrees(np.arctan2(turn, (first * second).sum(axis=1)))


def trunk_of(told: dict[str, FloatArray], sides: tuple[Side, ...]) -> FloatArray:
    """Shoulder to hip of a side, or the middles of both, (N, 3)."""
    at = told["joints_m"]
    ways = [at[:, JOINTS.index(("hip", one))] - at[:, JOINTS.index(("shoulder", one))] for one in sides]
    return np.mean(ways, axis=0)


def each(read: object, pixels: FloatArray, side: Side) -> FloatArray:
    """A reading of stills, each of its own person."""
    return np.array([read(one[None], side)[0] for one in pixels])  # type: ignore[operator]


def spread(wrong: FloatArray) -> str:
    """Errors in a line."""
    rms = np.sqrt((wrong**2).mean())
    return f"n {len(wrong):>4}  bias {wrong.mean():5.1f}  median {np.median(wrong):5.1f}  rms {rms:5.1f}"


def faces(told: dict[str, FloatArray]) -> None:
    """Print what the landmarks know of posture and view."""
    up = posture.face_up(told["world"])
    trunk_deg = posture.trunk_from_up_deg(told["world"])
    off_deg = np.abs((view.azimuth_deg(told["world"]) - told["azimuth_deg"] + 180.0) % 360.0 - 180.0)
    for family, way in (("bridge", 1.0), ("quadruped", -1.0)):
        for name, seen in views(told["azimuth_deg"]).items():
            rows = seen & (told["family"] == family)
            right, exchanged = np.mean(way * up[rows] > posture.FACES), np.mean(off_deg[rows] > 90.0)
            print(
                f"{family:<10}{name:<6}n {rows.sum():>4}  faces right {right:4.0%}  "
                f"trunk from upright {np.median(trunk_deg[rows]):3.0f}°  exchanged {exchanged:4.0%}"
            )


def lines(told: dict[str, FloatArray]) -> None:
    """Print the errors of lines seen from the side."""
    side_on = views(told["azimuth_deg"])["side"] & (np.abs(told["elevation_deg"]) < LEVEL_DEG)
    half = told["person"] % 2 == 1
    true = [-bend_deg(told, side, trunk_of(told, (side,))) for side in LEFT_AND_RIGHT]
    read = [each(floor.hip_line_deg, told["pixels"], side) for side in LEFT_AND_RIGHT]
    mean, said = np.mean(true, axis=0), np.mean(read, axis=0)
    few = side_on & (told["family"] == "bridge")
    sign = np.sign((mean * said)[few].sum())
    few &= (sign * mean < SMALL_DEG) & (sign * mean > -SMALL_DEG)
    for name, rows in (("odd", few & half), ("even", few & ~half), ("all", few)):
        slope, offset = np.polyfit(sign * mean[rows], said[rows], 1)
        rest = said[rows] - offset - slope * sign * mean[rows]
        fit = f"{offset:.1f}° + {slope:.2f} true, ± {rest.std():.1f}°"
        print(f"hip line, both legs, {name} people: n {rows.sum()}, {fit}")
    wrong = np.concatenate([(r - sign * t)[few & (np.abs(t) < SMALL_DEG)] for r, t in zip(read, true, strict=True)])
    print(f"hip line, one leg: {spread(wrong)}  sd {wrong.std():.1f}")
    near = np.where(told["azimuth_deg"] > 0, "left", "right")
    for name, toward in (("near", True), ("far", False)):
        wrongs = []
        for side in LEFT_AND_RIGHT:
            true_deg = bend_deg(told, side, trunk_of(told, LEFT_AND_RIGHT))
            read_deg = each(floor.thigh_line_deg, told["pixels"], side)
            rows = side_on & (told["family"] == "quadruped") & (told["stance"] == side.other)
            sign = np.sign((true_deg * read_deg)[rows].sum())
            rows &= (sign * true_deg < SMALL_DEG) & ((near == side) == toward)
            wrongs.append((read_deg - sign * true_deg + 180.0)[rows] % 360.0 - 180.0)
        print(f"line of the raised thigh, {name}: {spread(np.concatenate(wrongs))}")


def main() -> None:
    told = stills(Path(sys.argv[1]))
    print(f"{len(told['person'])} stills of {len(np.unique(told['person']))} people")
    faces(told)
    lines(told)


if __name__ == "__main__":
    main()
