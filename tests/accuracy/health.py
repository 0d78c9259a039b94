"""What landmark health finds of faults put into clean tracks, and what it finds where there is none.

    python -m tests.accuracy.health [LANDMARKS.npz ...]

Landmarks are those `formcheck analyze` saved; without any, the sample clips are followed. Each fault is put in at a
random place and for a random time, and the outcome is told in rows: of those the fault moved by more than 5 cm, how
many are right again, left out, or still wrong; of all others, how many were changed or left out although untouched
tracks keep them. Then what is found in the tracks as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck import health
from formcheck.exercises import EXERCISES
from formcheck.follow import follow_clip
from formcheck.measures.scale import typical_metres_per_px
from formcheck.poses import open_estimator, recorded
from formcheck.types import Landmark, Track
from tests import faults
from tests.accuracy.samples import SAMPLES
from tests.faults import Faulty

NEEDS = EXERCISES[0].needs
WRONG_M = 0.05
TRIALS = 5
JOINTS = (Landmark.LEFT_KNEE, Landmark.RIGHT_ANKLE, Landmark.LEFT_WRIST, Landmark.RIGHT_HIP)

Random = np.random.Generator


def _rows(track: Track, random: Random, shortest_s: float, longest_s: float) -> np.ndarray:
    """Rows of a stretch somewhere in the track, at least one, and a fifth of the track at most."""
    length_s = min(random.uniform(shortest_s, longest_s), float(track.time_s[-1]) / 5)
    start_s = random.uniform(track.time_s[0] + 0.5, max(track.time_s[-1] - length_s - 0.5, track.time_s[0] + 0.6))
    first = int(np.searchsorted(track.time_s, start_s))
    return np.arange(first, max(first + 1, int(np.searchsorted(track.time_s, start_s + length_s))))


KINDS: dict[str, Callable[[Track, Random], Faulty]] = {
    "legs swapped": lambda t, r: faults.swapped(t, _rows(t, r, 0.0, 1.0), faults.LEGS),
    "arms swapped": lambda t, r: faults.swapped(t, _rows(t, r, 0.0, 1.0), faults.ARMS),
    "knees swapped": lambda t, r: faults.swapped(t, _rows(t, r, 0.0, 0.3), faults.KNEES),
    "body flipped": lambda t, r: faults.flipped(t, _rows(t, r, 0.0, 2.0)),
    "a bystander": lambda t, r: faults.elsewhere(t, _rows(t, r, 0.1, 2.0), away_m=r.uniform(0.5, 2.0)),
    "a spike": lambda t, r: faults.spiked(t, _rows(t, r, 0.0, 0.08), r.choice(JOINTS), away_m=r.uniform(0.3, 0.6)),
    "leg outside": lambda t, r: faults.below(t, _rows(t, r, 0.2, 2.0)),
    "shank stretched": lambda t, r: faults.stretched(t, _rows(t, r, 0.2, 2.0)),
}


@dataclass
class Tally:
    """Landmarks of rows, added up over trials."""

    faulty: int = 0
    right: int = 0
    left_out: int = 0
    others: int = 0
    harmed: int = 0

    def add(self, fault: Faulty, clean: Track, kept: Track) -> None:
        """Compare the examined faulty track with the one it was made from, and with that one examined."""
        metres = typical_metres_per_px(clean)
        after, _ = health.examine(fault.track, NEEDS)

        def apart(track: Track) -> np.ndarray:
            return np.linalg.norm(track.pixels[:, faults.BODY] - clean.pixels[:, faults.BODY], axis=2) * metres

        moved = apart(fault.track) > WRONG_M
        now = apart(after)
        self.faulty += int(moved.sum())
        self.right += int((now[moved] <= WRONG_M).sum())
        self.left_out += int(np.isnan(now[moved]).sum())
        sound = ~moved & (apart(kept) <= WRONG_M)
        sound[fault.rows] = False
        self.others += int(sound.sum())
        self.harmed += int((~(now[sound] <= WRONG_M)).sum())


def trial(clean: Track, random: Random, tallies: dict[str, Tally]) -> None:
    """Put one fault of each kind into a track."""
    kept, _ = health.examine(clean, NEEDS)
    for kind, make in KINDS.items():
        tallies[kind].add(make(clean, random), clean, kept)


def main() -> None:
    named = [Path(name) for name in sys.argv[1:]]
    if named:
        tracks = {path.stem: recorded.load(path) for path in named}
    else:
        tracks = {p.stem: follow_clip(p, open_estimator)[0] for p in sorted(SAMPLES.glob("*.mp4"))}
    tallies = {kind: Tally() for kind in KINDS}
    random = np.random.default_rng(0)
    for track in tracks.values():
        for _ in range(TRIALS):
            trial(track, random, tallies)
    print(f"{'':<18}{'landmarks':>10}{'right':>8}{'left out':>10}{'wrong':>8}{'others harmed':>16}")
    for kind, tally in tallies.items():
        right, out = tally.right / tally.faulty, tally.left_out / tally.faulty
        print(
            f"{kind:<18}{tally.faulty:10d}{right:8.1%}{out:10.1%}{abs(1 - right - out):8.1%}"
            f"{tally.harmed / tally.others:16.3%}"
        )
    print("\nuntouched")
    for name, track in tracks.items():
        kept, events = health.examine(track, NEEDS)
        lost = np.isfinite(track.pixels[:, faults.BODY]) & ~(kept.pixels == track.pixels)[:, faults.BODY]
        kinds = ", ".join(sorted({event.kind for event in events}))
        print(
            f"{name:<26}{track.time_s[-1]:6.1f} s  {len(events):3d} events  {lost.mean():7.3%} of landmarks  {kinds}"
        )


if __name__ == "__main__":
    main()
