"""Render the sample clips: ``python -m samples.make [NAME ...] [--out DIR]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from samples.renderer.clip import make_clip
from samples.renderer.recipes import RECIPES


def main(arguments: list[str] | None = None) -> int:
    """Render the named clips, or all of them, and print where they are."""
    names = [recipe.name for recipe in RECIPES]
    parser = argparse.ArgumentParser(description="Render sample clips and their truth.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="folder to write to")
    parser.add_argument("--bodies", type=Path, default=None, help="folder of exported bodies")
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.names) - set(names)
    if unknown:
        parser.error(f"no such clip: {', '.join(sorted(unknown))}")
    for recipe in RECIPES:
        if not wanted.names or recipe.name in wanted.names:
            path = make_clip(recipe, wanted.out, wanted.bodies)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
