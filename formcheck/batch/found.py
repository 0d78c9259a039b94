"""A file that may be a clip, and which are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from formcheck.errors import FormcheckError

ENDINGS = frozenset(
    ".mp4 .mov .m4v .qt .avi .mkv .webm .mpg .mpeg .mts .m2ts .wmv .asf .flv .ogv .3gp .3g2".split()  # noqa: SIM905
)
"""A file called so is meant to be a clip, and named as bad when it is none; others are asked for their content."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is, or is meant to be, a clip.

    `path` is a file's, or a URL. `name` is the path below the folder that was searched, with slashes. `stamp`
    changes when the file does. `bytes` is its size. `problem` says why it cannot be looked at.
    """

    path: str
    name: str
    stamp: str
    bytes: int
    changed_s: float
    problem: FormcheckError | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files of a folder: globs on names or, with a slash, on paths below it; `beside` is left alone."""

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    beside: str = ""

    def takes(self, name: str) -> bool:
        """Whether a file of this path below the folder is wanted."""
        chosen = not self.include or any(_like(name, glob) for glob in self.include)
        return chosen and not any(_like(name, glob) for glob in self.exclude)


def _like(name: str, glob: str) -> bool:
    return fnmatchcase(name if "/" in glob else name.rsplit("/", 1)[-1], glob)
