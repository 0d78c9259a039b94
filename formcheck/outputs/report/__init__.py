"""`report.html`: one page that a runner understands and a physiotherapist can check, made from a results folder.

Saved results → what to show (first, curves, evidence, history) → shapes (plots) and pictures → the page (page.py and
templates/), whose texts are in texts/.
"""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import OutputNotWritable
from formcheck.outputs.report import history, page
from formcheck.outputs.report.saved import load
from formcheck.outputs.report.words import words
from formcheck.outputs.write import REPORT


def write_report(folder: Path, *, embed: bool = False, language: str = "en", person: str | None = None) -> Path:
    """Make `report.html` in a results folder, from what is saved there; return its path.

    Parameters
    ----------
    folder
        What `formcheck analyze` wrote; without its video the page has no pictures and says so.
    embed
        Put video and data into the page, so that it can be sent alone; else it links to the files beside it.
    language
        One of `words.LANGUAGES`.
    person
        Whose training log to show; None = nobody's.

    Raises
    ------
    ProfileError
        The folder holds no results of this version.
    InputError
        The video in it cannot be read.
    PlanError
        The name is none, or the log cannot be used.
    OutputNotWritable
        There is no room or no permission; an earlier page is left as it was.
    """
    saved = load(folder)
    past = history.of(saved.result, person) if person else None
    html = page.render(saved, words(language), past, embed=embed)
    path, half = folder / REPORT, folder / f".{REPORT}.partial"
    try:
        half.write_text(html, encoding="utf-8")
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OutputNotWritable(f"{path} cannot be written: {error.strerror or error}.") from error
    return path
