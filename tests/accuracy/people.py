"""How near the pelvis of real people comes to a reference: the hip line beside the product's estimator.

    python -m tests.accuracy.people FOLDER [--engine ENGINE] [--cache DIR] [--export OUT.npz] [--motions]

FOLDER holds the data sets named in trials.py. Printed: how each camera stands and what the product finds of it;
what the references say of one another; every angle beside the truth, with the camera's true roll given and as the
product finds it; and how well films of the same instants agree. "hip line, true joints" is the slope that a
landmarker without any error would see: what is wrong there is the view's doing. `--motions` instead describes
motions without films (motions.py). `--export` writes landmarks and truth, for trying estimators.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import platformdirs

from formcheck import health, smoothing, view
from formcheck import pelvis as estimator
from formcheck.exercises import EXERCISES
from formcheck.poses import DEFAULT_ENGINE, Engine
from formcheck.prepare import upright_body
from formcheck.types import Body, FloatArray, Landmark, Track
from tests.accuracy import motions, trials
from tests.accuracy.cameras import triangulate
from tests.accuracy.motion import Pelvis, angles_deg, hip_axis
from tests.accuracy.scores import Score, heading, score, wrapped
from tests.accuracy.trials import Trial

HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
LEVELS = ("true roll", "as found")
HIP_LINE, TRUE_JOINTS = "hip line", "hip line, true joints"


@dataclass(frozen=True)
class Seen:
    """A trial as the product sees it, `raw` and smoothed, and the pelvis at the clip's frames."""

    trial: Trial
    raw: Track
    smooth: Track
    lag_s: float
    truth: Pelvis

    def body(self, level: str, hips: FloatArray | None = None) -> Body:
        """What an exercise reads, by one of LEVELS; with other hip landmarks (T, 2, 2) when they are given."""
        track = self.smooth
        if hips is not None:
            pixels = track.pixels.copy()
            pixels[:, HIPS] = hips
            track = replace(track, pixels=pixels)
        return upright_body(track, self.trial.camera.roll_deg if level == LEVELS[0] else None)

    def obliquities(self, level: str) -> dict[str, FloatArray]:
        """Obliquity (T,) by estimator."""
        body = self.body(level)
        true = self.body(level, self.trial.camera.axis_px(self.truth))
        return {
            HIP_LINE: hip_line_deg(body),
            estimator.NAME: body.pelvis["obliquity_deg"],
            TRUE_JOINTS: hip_line_deg(true),
        }


def see(trial: Trial, raw: Track) -> Seen:
    """Smooth a trial's raw landmarks the way `pipeline.conclude` does."""
    smooth = smoothing.smooth(health.examine(raw, EXERCISES[0].needs)[0])
    lag_s = trial.lag_s(smooth)
    return Seen(trial, raw, smooth, lag_s, trial.truth.at(raw.time_s - lag_s))


def hip_line_deg(body: Body) -> FloatArray:
    """Slope (T,) of the line between the hip landmarks, + = the left side lower."""
    left, right = np.moveaxis(body.track.pixels[:, HIPS], 1, 0)
    return np.degrees(np.arctan2(left[:, 1] - right[:, 1], np.abs(left[:, 0] - right[:, 0])))


def scores(seen: Seen) -> Iterator[Score]:
    """Every estimate of every angle of a trial beside its truth."""
    true, clip = angles_deg(seen.truth.attitude), seen.trial.name
    for level in LEVELS:
        read = seen.body(level).pelvis
        for name, estimate in seen.obliquities(level).items():
            se = read["obliquity_se_deg"] if name == estimator.NAME else None
            yield score((clip, level, name, "obliquity"), estimate, true["obliquity_deg"], se=se)
        for angle, zero in (("tilt", True), ("rotation", False)):
            if np.isfinite(read[f"{angle}_deg"]).any():
                names = (clip, level, estimator.NAME, angle)
                yield score(names, read[f"{angle}_deg"], true[f"{angle}_deg"], se=read[f"{angle}_se_deg"], zero=zero)
    body = seen.body("as found")
    azimuth = view.azimuth_deg(body.track.world)
    se = np.full(len(azimuth), body.view.azimuth.se_deg)
    yield score((clip, "as found", "view", "azimuth"), azimuth, seen.trial.camera.azimuth_deg(seen.truth), se=se)


def summary(rows: list[Score]) -> list[Score]:
    """Means over the clips, by level, estimator and angle; nan are left out."""
    kinds = dict.fromkeys((row.level, row.estimator, row.angle) for row in rows)
    means = []
    for kind in kinds:
        same = [row for row in rows if (row.level, row.estimator, row.angle) == kind]
        table = np.array([list(asdict(row).values())[5:] for row in same], float)
        known = np.isfinite(table)
        sums = np.where(known, table, 0.0).sum(axis=0)
        with np.errstate(invalid="ignore"):
            means.append(Score("mean of clips", *kind, sum(row.frames for row in same), *(sums / known.sum(axis=0))))
    return means


def disagreement_deg(films: list[Seen], level: str) -> dict[str, float]:
    """Spread of obliquity between films of the same instants, by estimator: root mean square over the frames."""
    found = [seen.obliquities(level) for seen in films]
    spreads = {}
    for name in found[0]:
        each = np.stack([one[name] for one in found])
        each = each[:, np.isfinite(each).sum(axis=0) >= 2]
        spreads[name] = float(np.sqrt(np.mean(np.nanvar(each, axis=0, ddof=1)))) if each.size else np.nan
    return spreads


def exported(seen: Seen) -> dict[str, FloatArray]:
    """Raw landmarks of a trial and what is true at each of its frames, by name."""
    track, camera, pelvis = seen.raw, seen.trial.camera, seen.truth
    joints = seen.trial.references["hip joints"].at(track.time_s - seen.lag_s)
    return {
        "time_s": track.time_s,
        "pixels": track.pixels,
        "world": track.world,
        "visible": track.visible,
        "persons": track.persons,
        "width": np.array(track.width),
        "height": np.array(track.height),
        **angles_deg(pelvis.attitude),
        "hip_joints_obliquity_deg": angles_deg(joints.attitude)["obliquity_deg"],
        "azimuth_deg": camera.azimuth_deg(pelvis),
        "elevation_deg": camera.elevation_deg(pelvis),
        "roll_there_deg": camera.roll_there_deg(pelvis),
        "axis_px": camera.axis_px(pelvis),
        "hips_px": camera.project(pelvis.hips),
        "roll_deg": np.array(camera.roll_deg),
        "pitch_deg": np.array(camera.pitch_deg),
        "focal_px": np.array(camera.matrix[1, 1]),
        "lag_s": np.array(seen.lag_s),
    }


def report(films: list[Seen], show: Callable[[str], None]) -> list[Score]:
    """Print everything about the films; the scores are returned too."""
    _show_cameras(films, show)
    groups = {seen.trial.group: [s for s in films if s.trial.group == seen.trial.group] for seen in films}
    for group in groups.values():
        _show_references(group, show)
    show(f"\n{heading()}")
    rows = [row for seen in films for row in scores(seen)]
    for row in rows + summary(rows):
        show(row.line())
    show("\nobliquity, sd between films of the same instants")
    for name, group in groups.items():
        for level in LEVELS:
            spreads = disagreement_deg(group, level).items()
            show(f"{name:<20}{level:<12}" + "   ".join(f"{which} {spread:5.2f}°" for which, spread in spreads))
    return rows


def _show_cameras(films: list[Seen], show: Callable[[str], None]) -> None:
    """How each camera stands, in truth and as found; `roll there` is the vertical's lean at the pelvis."""
    names = ("roll", "found", "roll there", "pitch", "above", "azimuth", "found", "lag")
    widths = (7, 14, 12, 8, 7, 9, 7, 8)
    show(f"{'clip':<20}" + "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True)))
    for seen in films:
        camera, body = seen.trial.camera, seen.body(LEVELS[1])
        roll = f"{body.level.roll.value_deg:.1f}±{body.level.roll.se_deg:.1f}°"
        there, above, azimuth = (
            np.nanmedian(of(seen.truth)) for of in (camera.roll_there_deg, camera.elevation_deg, camera.azimuth_deg)
        )
        show(
            f"{seen.trial.name:<20}{camera.roll_deg:6.1f}°{roll:>14}{there:11.1f}°{camera.pitch_deg:7.1f}°{above:6.1f}°"
            f"{azimuth:8.0f}°{body.view.azimuth.value_deg:6.0f}°{seen.lag_s * 1000:5.0f} ms"
        )


def _show_references(films: list[Seen], show: Callable[[str], None]) -> None:
    """What the references of one movement say of each other: difference of means ± sd of the difference, and r.

    Among them the landmarks of all films together, which know the depth that each of them lacks.
    """
    trial = films[0].trial
    true = angles_deg(trial.truth.attitude)
    moves = ", ".join(f"{name[:-4]} {np.mean(v):.1f} ± {np.std(v):.1f}°" for name, v in true.items())
    show(f"\n{trial.group}: {moves}")
    for name, pelvis in [*trial.references.items(), ("landmarks of all films", _together(films))][1:]:
        other = angles_deg(pelvis.at(trial.truth.time_s).attitude)
        for angle in ("obliquity_deg", "rotation_deg"):
            apart = wrapped(other[angle] - true[angle])
            both = np.isfinite(apart)
            r = np.corrcoef(other[angle][both], true[angle][both])[0, 1]
            show(f"  {name}, {angle[:-4]}: {apart[both].mean():+.1f} ± {apart[both].std():.1f}°, r {r:.2f}")


def _together(films: list[Seen]) -> Pelvis:
    """The pelvis' axis from the hip landmarks of all films of a movement."""
    pixels = np.stack([seen.smooth.pixels[:, HIPS] for seen in films])
    hips = triangulate([seen.trial.camera for seen in films], pixels)
    lag_s = np.median([seen.lag_s for seen in films])
    return Pelvis(films[0].raw.time_s - lag_s, hip_axis(hips[:, 0], hips[:, 1]), hips)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--engine", type=Engine, default=DEFAULT_ENGINE)
    asked.add_argument("--cache", type=Path, default=platformdirs.user_cache_path("formcheck") / "people")
    asked.add_argument("--export", type=Path, help="write landmarks and truth instead, for trying estimators")
    asked.add_argument("--motions", action="store_true", help="describe motions without films instead")
    options = asked.parse_args()
    if options.motions:
        motions.report(options.folder, print)
        return
    films = [
        see(trial, trials.landmarks(trial, options.cache, options.engine)) for trial in trials.find(options.folder)
    ]
    if options.export:
        arrays = {f"{s.trial.name}/{name}": values for s in films for name, values in exported(s).items()}
        np.savez_compressed(options.export, **arrays)
    else:
        report(films, print)


if __name__ == "__main__":
    main()
