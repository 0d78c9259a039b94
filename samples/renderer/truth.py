"""What was really done, written beside each clip.

Times are seconds from the first frame. Every angle comes from the posed bones, not from the recipe.

``start_s`` and ``end_s`` of a repetition are where the stance knee's flexion leaves, and comes back to, its
standing value (that at the repetition's nominal start) plus 10 % of the repetition's own range, interpolated
between frames; ``key_s`` is the frame of the deepest knee flexion between them. Drops are those of the
unsupported side below the stance side against gravity. ``drop_at_60_deg`` is the mean of the drops where
the knee passes 60° on the way down and up (``null`` if it does not). ``neutral`` is the mean over the quiet
two-leg standing before the first repetition; ``drop_from_neutral_deg`` is the drop less that of ``neutral``.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from samples.renderer.bones import columns, gathered
from samples.renderer.exercise_truth import EXERCISES, steps
from samples.renderer.geometry import Array, to_angles
from samples.renderer.motions import AnyCourse
from samples.renderer.motions.running import RunnerCourse
from samples.renderer.motions.single_leg_squat import Course
from samples.renderer.pose import Side
from samples.renderer.skeleton import OUTWARD, Skeleton, solve

if TYPE_CHECKING:
    from samples.renderer.camera import Camera
    from samples.renderer.recipes import Recipe

SIDES: tuple[Side, Side] = ("left", "right")
DRAWN = ("hip", "knee", "ankle", "shoulder")
LIFTED = 0.02
FINE_S = 0.004
"""Steps are timed on bones this dense, not on the frames."""


def frontal_deg(vector: Array) -> float:
    """Return a direction's (3,) lean in the frontal plane, degrees from the vertical, + to the left."""
    return float(np.rad2deg(np.arctan2(vector[0], vector[2])))


def fppa_deg(skeleton: Skeleton, side: Side) -> float:
    """Return the frontal-plane angle hip-knee-ankle, degrees from straight, + = knee medial."""
    hip, knee, ankle = (skeleton.joint(name, side) for name in ("hip", "knee", "ankle"))
    return OUTWARD[side] * (frontal_deg(hip - knee) - frontal_deg(knee - ankle))


def trunk_lean_deg(skeleton: Skeleton) -> float:
    """Return the lean of the line from mid-hip to mid-shoulder in the frontal plane, + to the left."""
    hips, shoulders = (
        (skeleton.joint(name, "left") + skeleton.joint(name, "right")) / 2.0 for name in ("hip", "shoulder")
    )
    return frontal_deg(shoulders - hips)


def frame_truth(skeleton: Skeleton, camera: Camera, time_s: float) -> dict[str, Any]:
    """Return the truth of one frame, unrounded."""
    rotation, obliquity, tilt = to_angles(skeleton.rotations[skeleton.body.index["root"]])
    row: dict[str, Any] = {
        "time_s": time_s,
        "obliquity_deg": obliquity,
        "tilt_deg": tilt,
        "rotation_deg": rotation,
        "trunk_lean_deg": trunk_lean_deg(skeleton),
        "support": skeleton.pose.stance if skeleton.pose.lifted > LIFTED else "both",
    }
    for side in SIDES:
        row[f"{side}_knee_flexion_deg"] = skeleton.knee_flexion(side)
        row[f"{side}_fppa_deg"] = fppa_deg(skeleton, side)
    names = [(name, side) for name in DRAWN for side in SIDES]
    pixels = camera.project(np.array([skeleton.joint(name, side) for name, side in names]))
    row["joints_px"] = {f"{side}_{name}": pixel for (name, side), pixel in zip(names, pixels, strict=True)}
    return row


def _crossing(times: Array, values: Array, level: float) -> float | None:
    """Return when ``values`` first rises through ``level``, interpolated; ``None`` if never."""
    above = np.flatnonzero((values[:-1] < level) & (values[1:] >= level))
    if not len(above):
        return None
    i = int(above[0])
    share = (level - values[i]) / (values[i + 1] - values[i])
    return float(times[i] + share * (times[i + 1] - times[i]))


def rep_truth(
    columns: dict[str, Any], number: int, side: Side, span: tuple[float, float], neutral_deg: float
) -> dict[str, Any]:
    """Return the truth of one repetition whose nominal span in s is given; see the module's text."""
    times = np.array(columns["time_s"])
    inside = (times >= span[0] - 1e-9) & (times <= span[1] + 1e-9)
    time = times[inside]
    knee = np.array(columns[f"{side}_knee_flexion_deg"])[inside]
    drop = -OUTWARD[side] * np.array(columns["obliquity_deg"])[inside]
    key = int(np.argmax(knee))
    level = knee[0] + 0.1 * (knee[key] - knee[0])
    down, up = slice(None, key + 1), slice(None, key - 1 if key else None, -1)

    def both(angle: float) -> tuple[float | None, float | None]:
        return _crossing(time[down], knee[down], angle), _crossing(time[up], knee[up], angle)

    start, end = both(float(level))
    at_60 = [float(np.interp(t, time, drop)) if t is not None else None for t in both(60.0)]
    met = [value for value in at_60 if value is not None]
    kept = (time >= (start or span[0])) & (time <= (end or span[1]))
    return {
        "number": number,
        "side": side,
        "start_s": start,
        "key_s": float(time[key]),
        "end_s": end,
        "knee_flexion_deg": float(knee[key]),
        "drop_deg": float(drop[key]),
        "drop_at_60_deg": float(np.mean(met)) if met else None,
        "drop_at_60_down_deg": at_60[0],
        "drop_at_60_up_deg": at_60[1],
        "peak_drop_deg": float(drop[kept].max()),
        "drop_from_neutral_deg": float(drop[key]) + OUTWARD[side] * neutral_deg,
        "trunk_lean_deg": float(np.array(columns["trunk_lean_deg"])[inside][key]),
        "fppa_deg": float(np.array(columns[f"{side}_fppa_deg"])[inside][key]),
    }


def clip_truth(recipe: Recipe, course: AnyCourse, posed: list[Skeleton]) -> dict[str, Any]:
    """Return the whole truth of a clip from its frames' skeletons; see the module's text.

    Instants are in the file's time. A slow-motion clip's lengths (``contact_time_s`` and the like) are in real time.
    """
    times = np.arange(len(posed)) / recipe.fps
    camera = asdict(recipe.camera)
    truth = {
        "schema": 1,
        "clip": recipe.name,
        "exercise": course.exercise,
        "view": recipe.view,
        "fps": recipe.fps,
        "size": list(camera.pop("size")),
        "camera": camera,
        "body": asdict(recipe.phenotype),
    }
    if isinstance(course, Course):
        return truth | _squats(recipe, course, posed, times)
    truth["slow"] = recipe.slow
    rows = gathered(posed, times / recipe.slow, getattr(recipe.motion, "quiet_s", 0.0))
    frames = columns(rows) | {"time_s": times}
    if isinstance(course, RunnerCourse):
        fine = np.arange(0.0, rows.time_s[-1] + FINE_S / 2, FINE_S)
        found = steps(gathered([solve(posed[0].body, course.pose(float(time))) for time in fine], fine))
    else:
        measured = EXERCISES[course.exercise]
        found = [{"side": side} | measured(rows, side, (a, b)) for side, _, a, b in course.reps]
    for number, one in enumerate(found, start=1):
        one["number"] = number
        one |= {name: one[name] * recipe.slow for name in ("start_s", "key_s", "end_s")}
    return truth | {"reps": found, "neutral": rows.neutral(), "frames": frames}


def _squats(recipe: Recipe, course: Course, posed: list[Skeleton], times: Array) -> dict[str, Any]:
    """Return sets, repetitions, neutral and frames of single-leg squats."""
    rows = [frame_truth(one, recipe.camera, float(time)) for one, time in zip(posed, times, strict=True)]
    frames: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0] if name != "joints_px"}
    frames["joints_px"] = {name: [row["joints_px"][name] for row in rows] for name in rows[0]["joints_px"]}
    quiet = np.array(frames["time_s"]) < course.motion.quiet_s
    neutral = {
        name: float(np.mean(np.array(frames[name])[quiet]))
        for name in ("obliquity_deg", "tilt_deg", "rotation_deg", "trunk_lean_deg")
    }
    return {
        "sets": [{"side": one.side, "reps": len(one.reps)} for one in course.motion.sets],
        "reps": [
            rep_truth(frames, number, side, (start, end), neutral["obliquity_deg"])
            for number, (side, _, start, end) in enumerate(course.reps, start=1)
        ],
        "neutral": neutral,
        "frames": frames,
    }


def _digits(key: str, digits: int) -> int:
    """Return how many decimals an entry is worth."""
    return 1 if key.endswith(("_px", "_mm")) else 4 if key.endswith(("_s", "_m")) else digits


def rounded(value: Any, digits: int = 3) -> Any:  # noqa: ANN401  (any JSON value)
    """Return a JSON value with every float rounded; pixels to 0.1."""
    if isinstance(value, dict):
        return {key: rounded(item, _digits(key, digits)) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [rounded(item, digits) for item in value]
    if isinstance(value, float | np.floating):
        return round(float(value), digits) + 0.0
    return value


def as_text(truth: dict[str, Any]) -> str:
    """Return the truth as JSON, one line an entry and one line a column."""

    def line(value: Any) -> str:  # noqa: ANN401  (any JSON value)
        return json.dumps(value, separators=(",", ":"))

    truth = rounded(truth)
    parts = [f"{line(key)}: {line(value)}" for key, value in truth.items() if key not in ("reps", "frames")]
    parts.append('"reps": [' + ",".join("\n  " + line(rep) for rep in truth["reps"]) + "]")
    columns = [f"  {line(key)}: {line(value)}" for key, value in truth["frames"].items()]
    parts.append('"frames": {\n' + ",\n".join(columns) + "}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
