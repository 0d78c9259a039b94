"""Render the sample clips: ``python -m samples.make [NAME ...] [--exercises] [--out DIR] [--tracks DIR]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from samples.renderer.clip import make_clip
from samples.renderer.recipes import EXERCISES, RECIPES
from samples.tracks import save_track


def main(arguments: list[str] | None = None) -> int:
    """Render the named clips, or all of a table, and print where they are."""
    names = [recipe.name for recipe in (*RECIPES, *EXERCISES)]
    parser = argparse.ArgumentParser(description="Render sample clips and their truth.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument(
        "--exercises", action="store_true", help="not the squats but the clips of every other exercise"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="folder to write to")
    parser.add_argument("--bodies", type=Path, default=None, help="folder of exported bodies")
    parser.add_argument(
        "--tracks", type=Path, default=None, help="folder to write each clip's landmarks and truth to"
    )
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.names) - set(names)
    if unknown:
        parser.error(f"no such clip: {', '.join(sorted(unknown))}")
    table = EXERCISES if wanted.exercises else RECIPES
    for recipe in [r for r in (*RECIPES, *EXERCISES) if r.name in wanted.names] or table:
        path = make_clip(recipe, wanted.out, wanted.bodies)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB", flush=True)
        if wanted.tracks:
            track = save_track(path, wanted.tracks)
            print(f"{track.name}: {track.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
