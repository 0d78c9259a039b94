"""What is said of clips whose truth is known: efforts, sides, instants, measures, grades, and which exercise it is.

    python -m tests.accuracy.exercises FOLDER [PATTERN]

For every NAME.truth.json with its NAME.npz (landmarks as `poses.recorded` saves them) in the folder, the track is
concluded as the exercise it shows, with the camera's roll found from the clip, and the exercise is recognised. An
effort found is the true one with which it shares most time. Then, by exercise and view: how far instants and measures
are from the truth, and the share of the stated 90 % intervals that hold; of the grades, those of which the truth is
sure, as it is farther from the limits than the stated error.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck import exercises, smoothing
from formcheck.errors import FormcheckError
from formcheck.exercises import recognise
from formcheck.exercises.base import HIPS_AND_KNEES
from formcheck.health import examine
from formcheck.pipeline import conclude
from formcheck.poses import recorded
from formcheck.prepare import upright_body
from formcheck.types import Z90, Candidate, Finding, Grade, Origin, Rep, Result, SourceInfo, Track

Counts = dict[str, Counter[str]]
INSTANTS = ("start_s", "key_s", "end_s")


@dataclass(frozen=True)
class Clip:
    """A clip's truth, what came of it (None = refused, with the sentence), and what it was taken for."""

    name: str
    truth: dict[str, Any]
    result: Result | None
    refused: str
    candidates: list[Candidate]

    def pairs(self) -> Iterator[tuple[dict[str, Any], Rep]]:
        """True efforts and those found, paired by the time they share."""
        for true in self.truth["reps"]:
            shared = [(_shared_s(true, rep), rep) for rep in (self.result.reps if self.result else [])]
            best_s, best = max(shared, key=lambda one: one[0], default=(0.0, None))
            if best is not None and best_s > 0:
                yield true, best


def _shared_s(true: dict[str, Any], rep: Rep) -> float:
    return min(float(true["end_s"]), rep.end_s) - max(float(true["start_s"]), rep.start_s)


def recognised(track: Track) -> list[Candidate]:
    """What a track may show, as `pipeline.conclude` asks when no exercise is named."""
    healthy, _ = examine(track, HIPS_AND_KNEES)
    return recognise.rank(upright_body(smoothing.smooth(healthy), None))


def clips(folder: Path, pattern: str) -> Iterator[Clip]:
    """Conclude every clip of a folder."""
    for file in sorted(folder.glob(f"{pattern}.npz")):
        truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
        if truth["exercise"] == "single-leg-squat":  # whose truth has trunk lean toward the left, not the stance side
            for true in truth["reps"]:
                true["trunk_lean_deg"] *= -1.0 if true["side"] == "right" else 1.0
        track = recorded.load(file)
        info = SourceInfo(file.stem, track.width, track.height, truth["fps"], len(track), np.nan, "", "", 0)
        exercise = exercises.find(truth["exercise"])
        candidates = recognised(track)
        try:
            result = conclude(track, exercise, Origin(info, None, None, 0, "saved landmarks", "")).result
            yield Clip(file.stem, truth, result, "", candidates)
        except FormcheckError as refusal:
            yield Clip(file.stem, truth, None, str(refusal), candidates)


def line(clip: Clip) -> str:
    """One clip in a line."""
    found = len(clip.result.reps) if clip.result else 0
    pairs = list(clip.pairs())
    sides = sum(rep.side == true["side"] for true, rep in pairs)
    best = clip.candidates[0]
    taken = "right" if best.exercise == clip.truth["exercise"] else best.exercise
    sure = f"{best.confidence:.0%}{'' if best.confidence >= recognise.SURE else ', asks'}"
    view = f"{clip.result.view.name} ({clip.truth['view']})" if clip.result else clip.refused
    return f"{clip.name:<28}{found:>3} of {len(clip.truth['reps'])}, sides {sides}, auto: {taken} ({sure}); {view}"


def error_of(name: str, result: Result, rep: Rep) -> float:
    """Standard error of a measure: the one its criterion names, or by its name; nan = none is stated."""
    for criterion in result.profile["criterion"]:
        if name in (criterion["measure"], criterion["otherwise"]):
            return rep.readings.get(criterion["error"], np.nan)
    stem, _, unit = name.rpartition("_")
    return rep.readings.get(f"{stem}_se_{unit}", np.nan)


def differences(seen: list[Clip]) -> dict[str, list[tuple[float, float]]]:
    """Of instants and measures by name: what was said minus the truth, and the standard error (nan = none)."""
    told: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for clip in seen:
        for true, rep in clip.pairs():
            assert clip.result is not None
            frame_s = 1.0 / clip.truth["fps"]
            for name in INSTANTS:
                said_s = getattr(rep, name) - true[name]
                told[name].append((said_s, np.nan))
                told[f"{name[:-2]} (frames)"].append((said_s / frame_s, np.nan))
            for name in sorted(true.keys() & rep.readings.keys()):
                told[name].append((rep.readings[name] - true[name], error_of(name, clip.result, rep)))
    return told


def table(seen: list[Clip]) -> Iterator[str]:
    """Lines of errors."""
    yield f"  {'':<26}{'read':>10}{'bias':>9}{'rms':>9}{'largest':>9}{'stated':>9}{'held':>7}"
    for name, rows in differences(seen).items():
        wrong, se = np.array(rows).T
        read = np.isfinite(wrong)
        count = f"{read.sum()} of {len(wrong)}"
        if not read.any():
            yield f"  {name:<26}{count:>10}"
            continue
        wrong, se = wrong[read], se[read]
        stated = ""
        if np.isfinite(se).any():
            stated = f"{np.nanmedian(se):>9.2f}{np.mean(np.abs(wrong) <= Z90 * se):>7.0%}"
        rms = np.sqrt(np.mean(wrong**2))
        yield f"  {name:<26}{count:>10}{wrong.mean():>9.2f}{rms:>9.2f}{np.abs(wrong).max():>9.2f}{stated}"


def grades(seen: list[Clip]) -> Counts:
    """By criterion, grades that the truth is sure of: right, open, wrong; of repetitions, and of sides' means."""
    counts: Counts = defaultdict(Counter)
    for clip in seen:
        for true, rep in clip.pairs():
            assert clip.result is not None
            criteria = {c["name"]: c for c in clip.result.profile["criterion"]}
            for finding in (f for f in clip.result.findings if f.rep == rep.number):
                _count(counts, finding, criteria[finding.criterion], true)
        for finding in (f for f in clip.result.findings if not f.rep) if clip.result else ():
            criterion = {c["name"]: c for c in clip.result.profile["criterion"]}[finding.criterion]
            if criterion["over"] == "mean":
                own = [true for true in clip.truth["reps"] if true["side"] == finding.side]
                names = [criterion["measure"], *([criterion["otherwise"]] if criterion["otherwise"] else [])]
                told = {name: [true[name] for true in own if true.get(name) is not None] for name in names}
                mean = {name: float(np.mean(values)) for name, values in told.items() if values}
                _count(counts, finding, criterion, mean)
    return counts


def _count(counts: Counts, finding: Finding, criterion: dict[str, Any], true: dict[str, Any]) -> None:
    expected = _expected(criterion, true, finding.error)
    if expected is not None:
        open_ = finding.grade in (Grade.BORDERLINE, Grade.UNREADABLE)
        came = "right" if finding.grade is expected else "open" if open_ else "wrong"
        counts[finding.criterion][f"{expected} {came}"] += 1


def graded(seen: list[Clip]) -> Iterator[str]:
    """Lines of `grades`."""
    for name, count in grades(seen).items():
        yield f"  {name}: {', '.join(f'{what} {n}' for what, n in sorted(count.items()))}"


def _expected(criterion: dict[str, Any], true: dict[str, Any], error: float) -> Grade | None:
    """The grade that the truth is sure of, being farther from both limits than the stated error; else None."""
    value = true.get(criterion["measure"], true.get(criterion["otherwise"], np.nan))
    bad = {"above": value, "below": -value, "away": abs(value)}[criterion["worse"]]
    sign = -1.0 if criterion["worse"] == "below" else 1.0
    if bad - error > sign * criterion["unstable_from"]:
        return Grade.UNSTABLE
    return Grade.STABLE if bad + error < sign * criterion["borderline_from"] else None


def main() -> None:
    folder, pattern = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "*"
    seen = list(clips(folder, pattern))
    for clip in seen:
        print(line(clip))
    for exercise, view in sorted({(clip.truth["exercise"], clip.truth["view"]) for clip in seen}):
        some = [clip for clip in seen if (clip.truth["exercise"], clip.truth["view"]) == (exercise, view)]
        print(f"\n{exercise}, {view}: {len(some)} clips, {sum(len(clip.truth['reps']) for clip in some)} efforts")
        print("\n".join([*table(some), *graded(some)]))


if __name__ == "__main__":
    main()
