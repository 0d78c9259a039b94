"""`formcheck live`."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.analyze import (
    AsJson,
    ExerciseName,
    Force,
    LogFor,
    Model,
    ProfilePath,
    Roll,
    RunBy,
    ask,
    page,
    say,
)
from formcheck.cli.plan import log_too
from formcheck.cli.report import InLanguage, of_system
from formcheck.poses import DEFAULT_ENGINE, Engine

if TYPE_CHECKING:
    from formcheck.exercises.base import Exercise
    from formcheck.live.judge import Asked
    from formcheck.live.session import Moment
    from formcheck.sound import Sound
    from formcheck.sources.camera import Camera
    from formcheck.types import Analysis, Candidate, Origin, SourceInfo, Track

CameraName = Annotated[
    str,
    typer.Option("--camera", "-c", metavar="NUMBER|URL|FILE", help="A camera, one on the network, or a video file."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", help="Folder for the results. [default: formcheck-DATE-TIME here]", show_default=False
    ),
]
ListAll = Annotated[bool, typer.Option("--list", help="List the cameras and exit.")]
Headless = Annotated[bool, typer.Option("--headless", help="No window: print what happens, and write.")]
Mute = Annotated[bool, typer.Option("--mute", help="No sound.")]
Record = Annotated[bool, typer.Option("--record/--no-record", help="Keep the pictures: raw.mp4 and annotated.mp4.")]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels to ask of a camera.")]
Rate = Annotated[float, typer.Option("--rate", help="Pictures a second to ask of a camera.", min=1, max=240)]
Mirrored = Annotated[
    bool, typer.Option("--mirrored", help="The camera gives a mirror image: it is turned back first.")
]

RAW = "raw.mp4"

SILENT = "no sound"


def live(
    exercise: ExerciseName = "auto",
    camera: CameraName = "0",
    out: Out = None,
    headless: Headless = False,
    profile: ProfilePath = None,
    roll: Roll = None,
    mirrored: Mirrored = False,
    model: Model = "full",
    engine: RunBy = DEFAULT_ENGINE,
    size: Size = "1280x720",
    rate: Rate = 30.0,
    record: Record = True,
    mute: Mute = False,
    force: Force = False,
    log: LogFor = None,
    language: InLanguage = None,
    as_json: AsJson = False,
    list_all: ListAll = False,
) -> None:
    """Tell in front of a camera whether the pelvis holds still, while it happens."""
    if list_all:
        _list()
        return
    from formcheck.exercises import recognise
    from formcheck.exercises.profile import load
    from formcheck.live.judge import Asked
    from formcheck.outputs.folder import refuse_earlier
    from formcheck.plan.log import checked_name
    from formcheck.views.window import check_display

    if log is not None:
        checked_name(log)
    criteria = load(profile) if profile else None
    chosen = recognise.named(exercise, criteria)
    width, height = _pixels(size)
    folder = out or Path(f"formcheck-{datetime.now():%Y-%m-%d-%H%M%S}")
    refuse_earlier(folder, overwrite=force)
    if not headless:
        check_display()
    asked = Asked(exercise if exercise != recognise.AUTO else chosen.name if chosen else None, criteria, roll)
    how = CameraAsked(camera, width, height, rate, mirrored)
    track, origin, found = _in_front(
        how, asked, (model, engine), folder / RAW if record else None, headless=headless, mute=mute
    )
    paged = partial(page, embed=False, language=language or of_system(), person=log)
    analysis = _results(track, origin, found, asked, folder, paged, raw=record, force=force)
    say(analysis, folder, as_json=as_json)
    if log is not None:
        log_too(analysis.result, folder, log, None, quiet=as_json)


@dataclass(frozen=True)
class CameraAsked:
    """What is asked of a camera."""

    what: str
    width: int
    height: int
    rate: float
    mirrored: bool


def _in_front(
    camera: CameraAsked, asked: Asked, model: tuple[str, Engine], raw: Path | None, *, headless: bool, mute: bool
) -> tuple[Track, Origin, Exercise | None]:
    """The session itself: what was measured, where it comes from, and what was recognised."""
    from formcheck.follow import model_of
    from formcheck.live.judge import Judge
    from formcheck.live.run import run
    from formcheck.live.session import Session
    from formcheck.outputs.recording import RecordingWriter
    from formcheck.poses import open_estimator
    from formcheck.sound import Sound
    from formcheck.sources.camera import is_file, open_camera
    from formcheck.sources.newest import Newest
    from formcheck.types import Origin
    from formcheck.views.window import Window

    def opened() -> Camera:
        return open_camera(camera.what, width=camera.width, height=camera.height, rate=camera.rate)

    with open_estimator(*model) as estimator, Newest(opened, mirrored=camera.mirrored) as newest, Judge() as judge:
        info = newest.info

        def keep(path: Path) -> RecordingWriter:
            path.parent.mkdir(parents=True, exist_ok=True)
            return RecordingWriter(path, info.width, info.height)

        recorder = partial(keep, raw) if raw else None
        led = not is_file(camera.what)
        with Session(estimator, judge, asked, info.width, info.height, recorder, led=led) as session:
            with Sound() as sound, nullcontext() if headless else Window("formcheck") as window:
                teller = Teller(sound, mute=mute)
                run(newest, session, teller, window)
            track = session.track
            origin = Origin(_source(info, track), None, None, 0, *model_of(estimator))
            return track, origin, session.exercise


def _source(info: SourceInfo, track: Track) -> SourceInfo:
    """What the camera said, and how much was measured of it."""
    lasts_s = float(track.time_s[-1]) if len(track) else 0.0
    rate = (len(track) - 1) / lasts_s if lasts_s > 0 else 0.0
    return replace(info, frame_rate=rate, frames=len(track), duration_s=lasts_s)


def _results(
    track: Track,
    origin: Origin,
    found: Exercise | None,
    asked: Asked,
    folder: Path,
    paged: Callable[[Path], None],
    *,
    raw: bool,
    force: bool,
) -> Analysis:
    """The results of a session, which are those of a clip."""
    from formcheck import exercises
    from formcheck.cli.progress import bar
    from formcheck.errors import FormcheckError, NoRepetition, WhichExercise
    from formcheck.outputs.annotate import annotate
    from formcheck.outputs.folder import output_folder
    from formcheck.outputs.write import FILES, VIDEO, write_numbers
    from formcheck.pipeline import conclude
    from formcheck.sources import open_source

    if len(track) == 0:
        raise NoRepetition(
            "Nothing was measured, which begins when somebody is wholly in the picture and still, or raises a hand."
        )

    def choose(candidates: list[Candidate]) -> Exercise:
        try:
            return ask(candidates)
        except WhichExercise:
            if found is None:
                raise
            return found

    try:
        chosen = exercises.find(asked.exercise) if asked.exercise else None
        analysis = conclude(track, chosen, origin, profile=asked.profile, roll_deg=asked.roll_deg, ask=choose)
        with output_folder(folder, overwrite=force, replaces=FILES) as part:
            write_numbers(analysis, part)
            if raw:
                again = open_source(folder / RAW)
                with again, bar("drawing the video", again.info.duration_s) as moved:
                    annotate(analysis, again, part / VIDEO, moved)
            paged(part)
    except FormcheckError as error:
        if raw:
            error.args = (f"{error} The recording is kept: {folder / RAW}",)
        raise
    return analysis


class Teller:
    """Says on the terminal and by sound what happens."""

    def __init__(self, sound: Sound, *, mute: bool) -> None:
        self._sound, self._muted = sound, mute
        self._says = ""
        self._advised: set[str] = set()

    def tell(self, moment: Moment) -> None:
        """Print and sound what is new in a moment."""
        guidance, time_s = moment.scene.guidance, moment.scene.time_s
        if guidance.says and guidance.says != self._says:
            _print(time_s, guidance.says)
        self._says = guidance.says
        for line in guidance.advice:
            kind = re.sub(r"\d+", "", line)  # another number is no news
            if kind not in self._advised:
                _print(time_s, line)
            self._advised.add(kind)
        for told in moment.done:
            number = f"{told.rep.side} {moment.scene.noun} {told.rep.number}: {told.rep.grade}"
            _print(time_s, ". ".join(part for part in (number, told.says, told.cue) if part))
        if moment.tone and not self._muted:
            self._sound.play(moment.tone)
            if self._sound.why_silent and SILENT not in self._advised:
                _print(time_s, self._sound.why_silent)
                self._advised.add(SILENT)

    def camera(self, wrong: str) -> None:
        """Print what is wrong with the camera, or that nothing is any more."""
        typer.echo(f"          {wrong or 'The camera is back'}", err=True)

    def toggle(self) -> bool:
        """Sound off or on; gives whether it is off now."""
        self._muted = not self._muted
        return self._muted


def _print(time_s: float, line: str) -> None:
    typer.echo(f"{time_s:6.1f} s  {line}", err=True)


def _list() -> None:
    from formcheck.sources.cameras import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        typer.echo(str(camera))
    if not cameras:
        typer.echo("No camera was found. A phone's can be used by its address: formcheck live --camera URL")


def _pixels(size: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})x(\d{2,5})", size)
    if match is None:
        raise typer.BadParameter("is WIDTHxHEIGHT, such as 1280x720", param_hint="--size")
    return int(match[1]), int(match[2])
