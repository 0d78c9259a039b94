"""Whole clips of rendered people that no calibration has seen: drop per repetition, verdicts, camera level."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck import exercises
from formcheck.accuracy.scores import Score, score
from formcheck.errors import FormcheckError
from formcheck.pipeline import conclude
from formcheck.poses import recorded
from formcheck.types import Grade, Origin, Rep, Result, SourceInfo

SECONDS_APART = 0.7
"""A repetition is the true one whose deepest instant is at most this far from its own (convention)."""


@dataclass(frozen=True)
class Clip:
    """A clip's truth and what came of it: a result, or the sentence it was refused with."""

    name: str
    truth: dict[str, Any]
    result: Result | None
    refused: str


def clips(folder: Path, estimator: str) -> Iterator[Clip]:
    """Conclude every NAME.npz (a saved track) in a folder that has a NAME.truth.json."""
    for file in sorted(folder.glob("*.npz")):
        truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
        track = recorded.load(file)
        info = SourceInfo(file.stem, track.width, track.height, truth["fps"], len(track), 0.0, "", "", 0)
        origin = Origin(info, None, None, 0, "saved landmarks", "")
        try:
            result = conclude(track, exercises.find(truth["exercise"]), origin, pelvis_estimator=estimator).result
            yield Clip(file.stem, truth, result, "")
        except FormcheckError as refusal:
            yield Clip(file.stem, truth, None, str(refusal))


def _found(true: dict[str, Any], result: Result | None) -> Rep | None:
    """The repetition found where a true one is, on the same leg."""
    reps = [] if result is None else [rep for rep in result.reps if rep.side == true["side"]]
    near = [rep for rep in reps if abs(rep.key_s - true["key_s"]) <= SECONDS_APART]
    return min(near, key=lambda rep: abs(rep.key_s - true["key_s"]), default=None)


def drop_scores(seen: list[Clip]) -> list[Score]:
    """Drop at the deepest instant relative to standing, by view; a repetition not found counts as not read."""
    rows = []
    for clip in seen:
        for true in clip.truth["reps"]:
            rep = _found(true, clip.result)
            stands = rep is not None and clip.result is not None and clip.result.neutral.frames > 0
            values = rep.readings if rep is not None and stands else {}
            said, se = values.get("drop_from_neutral_deg", np.nan), values.get("drop_se_deg", np.nan)
            rows.append((clip.truth["view"], said, se, true["drop_from_neutral_deg"]))
    views = np.array([row[0] for row in rows])
    numbers = np.array([row[1:] for row in rows], float)
    named = {"all views": np.ones(len(rows), bool)} | {view: views == view for view in sorted(set(views))}
    said, se, truth = numbers.T
    return [score(name, said[rows], se[rows], truth[rows]) for name, rows in named.items()]


def level_scores(seen: list[Clip]) -> list[Score]:
    """Camera roll as found, against the truth; refused clips count as not read."""
    said = [
        (c.result.level.roll.value_deg, c.result.level.roll.se_deg) if c.result else (np.nan, np.nan) for c in seen
    ]
    roll, se = np.array(said, float).T
    return [score("camera roll", roll, se, np.array([clip.truth["camera"]["roll_deg"] for clip in seen]))]


def verdicts(seen: list[Clip]) -> str:
    """What was said of each repetition's drop against its truth, in one paragraph."""
    right = wrong = open_ = missed = harmful = 0
    for clip in seen:
        for true in clip.truth["reps"]:
            rep = _found(true, clip.result)
            if rep is None or clip.result is None:
                missed += 1
                continue
            drop = next(c for c in clip.result.profile["criterion"] if c["decides"])
            judged = [f for f in clip.result.findings if f.rep == rep.number and f.criterion == drop["name"]]
            grade = judged[0].grade if judged else Grade.UNREADABLE
            angle = true["drop_from_neutral_deg"]
            harmful += grade is Grade.STABLE and angle > drop["unstable_from"] + 4.0
            if grade in (Grade.BORDERLINE, Grade.UNREADABLE):
                open_ += 1
            elif (grade is Grade.STABLE) == (angle < drop["unstable_from"]):
                right += 1
            else:
                wrong += 1
    return (
        f"Repetitions called stable or unstable: {right + wrong}, of them right {right}. Borderline or unreadable: "
        f"{open_}. Not found: {missed}. Called stable with the truth 4° over the limit: {harmful}."
    )
