"""The names of a batch's work: SHA-256 of a clip's content and of all that its result depends on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from formcheck import naming
from formcheck.batch.manifest import Stated
from formcheck.exercises.recognise import AUTO
from formcheck.outputs.clip import Asked
from formcheck.pipeline import SCHEMA_VERSION
from formcheck.poses import model_store

JUDGES = ("scipy",)
"""What a result comes from besides `naming.SEES`."""

CLIPS = "clips"
"""The folder of the results folders."""

LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of every clip of a batch, where the manifest says nothing else."""

    asked: Asked
    manifest: Mapping[str, Stated] = field(default_factory=dict)
    exports: tuple[str, ...] = ()

    def exercise(self, stated: Stated) -> str:
        """What a clip is judged as."""
        return stated.exercise if stated.exercise not in ("", AUTO) else self.asked.exercise


def installed() -> dict[str, str]:
    """The versions here of what a result comes from."""
    return {name: version(name) for name in (*naming.SEES, *JUDGES)}


class Keys:
    """Names under some settings, with the versions installed here.

    Raises
    ------
    ModelError
        The pose model cannot be had.
    """

    def __init__(self, settings: Settings) -> None:
        asked, versions = settings.asked, installed()
        sha256 = model_store.find(asked.model).sha256
        self._look = naming.look(sha256, asked.engine, asked.start_s, asked.end_s, asked.fps)
        profile = asked.profile.model_dump(mode="json") if asked.profile else None
        judged = [profile, asked.roll_deg, asked.mirrored, asked.playback_rate, *(versions[n] for n in JUDGES)]
        self._judges = [SCHEMA_VERSION, judged, asked.video, settings.exports]
        self._settings: dict[str, str] = {}

    def landmarks(self, content: str) -> str:
        """The name of a clip's landmarks."""
        return naming.landmarks(content, self._look)

    def result(self, content: str, exercise: str) -> str:
        """The name of a clip's result, judged as this exercise."""
        if exercise not in self._settings:  # the same for most clips of a batch
            own = hashlib.sha256(Path(exercise).read_bytes()).hexdigest() if exercise.endswith(".py") else exercise
            self._settings[exercise] = naming.name([self._look, self._judges, own])
        return hashlib.sha256(f"{content} {self._settings[exercise]}".encode()).hexdigest()


def folder_of(name: str, content: str, stated: Stated) -> str:
    """Where a clip's results go, whatever the settings; what is stated of it alone keeps twins apart."""
    stem = PurePosixPath(name).stem
    plain = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:LONGEST_STEM] or "clip"
    return f"{CLIPS}/{plain}-{naming.name([content, stated.exercise])[:10]}"
