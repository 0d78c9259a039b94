"""One tree of failures. Each class carries its exit code; each instance, one sentence a runner understands.

FormcheckError                1
├── InputError               10   the clip cannot be analysed
│   ├── ClipNotFound         11   no such file
│   ├── ClipIsFolder         12   a folder where a file is needed
│   ├── NotAVideo            13   text, an empty file, a picture, sound only
│   ├── ClipDamaged          14   truncated, or too many corrupt frames
│   ├── ClipTooShort         15   fewer frames than any measurement needs
│   └── BadSpan              16   --start/--end leave nothing of the clip
├── PersonError              20   the picture cannot tell
│   ├── NoPerson             21   nobody found
│   ├── PersonCut            22   hips, knees or feet outside the picture
│   ├── UpsideDown           23   the clip stands on its head
│   ├── NoRepetition         24   nothing was done that could be judged
│   └── WhichExercise        25   the clip does not surely show one exercise
├── OutputError              30   the results cannot be written
│   ├── OutputExists         31   would overwrite earlier results
│   └── OutputNotWritable    32   no permission, no room, not a folder
├── ModelError               40   the pose model cannot be had
│   ├── UnknownModel         41   no card of that name
│   ├── ModelUnavailable     42   not in the cache and not to be fetched
│   └── ModelDamaged         43   its bytes are not those of the card
├── ProfileError             50   a profile or a saved result cannot be used
├── PlanError                70   the log of the training cannot be used
│   ├── LogDamaged           71   its file is damaged, or another program's
│   ├── LogTooNew            72   a newer formcheck wrote it
│   ├── LogUnwritable        73   no permission, no room, or locked for too long
│   ├── UnknownPerson        74   nobody of that name, or several and none was named
│   └── BadName              75   a name that is none
├── CameraError              80   no live pictures can be had
│   ├── NoCamera             81   none of that number, or it was unplugged
│   ├── CameraBusy           82   another program has it, or this user may not use it
│   ├── CameraUnreachable    83   nothing answers at the address, or not with a video
│   └── NoDisplay            84   there is no screen to show them on
└── BatchError               90   a batch, or a clip of it, came to no end
    ├── ClipDied             91   the process that analysed it died
    ├── ClipStuck            92   nothing moved for too long
    ├── ClipChanged          93   it was still being written
    ├── BadManifest          94   the manifest cannot be used
    └── LedgerUnusable       95   it is damaged, another's, in use, or there is no room

Besides these: 0 done, 2 wrong usage of the command line, 3 some clips of a batch failed, 60 a system library is
missing, 130 interrupted.
"""

from __future__ import annotations


class FormcheckError(Exception):
    """Root of the tree; `str(error)` is the sentence shown to the user."""

    exit_code = 1


class InputError(FormcheckError):
    """The clip cannot be analysed."""

    exit_code = 10


class ClipNotFound(InputError):
    """There is no such file."""

    exit_code = 11


class ClipIsFolder(InputError):
    """A folder where a file is needed."""

    exit_code = 12


class NotAVideo(InputError):
    """Text, an empty file, a picture, sound only."""

    exit_code = 13


class ClipDamaged(InputError):
    """Truncated, or too many corrupt frames."""

    exit_code = 14


class ClipTooShort(InputError):
    """Fewer frames than any measurement needs."""

    exit_code = 15


class BadSpan(InputError):
    """`--start` and `--end` leave nothing of the clip."""

    exit_code = 16


class PersonError(FormcheckError):
    """The picture cannot tell."""

    exit_code = 20


class NoPerson(PersonError):
    """Nobody was found."""

    exit_code = 21


class PersonCut(PersonError):
    """Hips, knees or feet are outside the picture."""

    exit_code = 22


class UpsideDown(PersonError):
    """The clip stands on its head."""

    exit_code = 23


class NoRepetition(PersonError):
    """Nothing was done that could be judged."""

    exit_code = 24


class WhichExercise(PersonError):
    """The clip does not surely show one exercise."""

    exit_code = 25


class OutputError(FormcheckError):
    """The results cannot be written."""

    exit_code = 30


class OutputExists(OutputError):
    """Would overwrite earlier results."""

    exit_code = 31


class OutputNotWritable(OutputError):
    """No permission, no room, or not a folder."""

    exit_code = 32


class ModelError(FormcheckError):
    """The pose model cannot be had."""

    exit_code = 40


class UnknownModel(ModelError):
    """No card of that name and no file of that path."""

    exit_code = 41


class ModelUnavailable(ModelError):
    """Not in the cache and not to be fetched."""

    exit_code = 42


class ModelDamaged(ModelError):
    """Its bytes are not those of its card."""

    exit_code = 43


class ProfileError(FormcheckError):
    """A profile or a saved result cannot be used."""

    exit_code = 50


class PlanError(FormcheckError):
    """The log of the training cannot be used."""

    exit_code = 70


class LogDamaged(PlanError):
    """Its file is damaged, or another program's."""

    exit_code = 71


class LogTooNew(PlanError):
    """A newer formcheck wrote it."""

    exit_code = 72


class LogUnwritable(PlanError):
    """No permission, no room, or locked for too long."""

    exit_code = 73


class UnknownPerson(PlanError):
    """Nobody of that name, or several and none was named."""

    exit_code = 74


class BadName(PlanError):
    """A name that is none."""

    exit_code = 75


class CameraError(FormcheckError):
    """No live pictures can be had."""

    exit_code = 80


class NoCamera(CameraError):
    """None of that number, or it was unplugged."""

    exit_code = 81


class CameraBusy(CameraError):
    """Another program has it, or this user may not use it."""

    exit_code = 82


class CameraUnreachable(CameraError):
    """Nothing answers at the address, or not with a video."""

    exit_code = 83


class NoDisplay(CameraError):
    """There is no screen to show live pictures on."""

    exit_code = 84


class BatchError(FormcheckError):
    """A batch, or a clip of it, came to no end."""

    exit_code = 90


class ClipDied(BatchError):
    """The process that analysed it died: killed, out of memory, or crashed by a library."""

    exit_code = 91


class ClipStuck(BatchError):
    """Nothing moved for too long."""

    exit_code = 92


class ClipChanged(BatchError):
    """It was still being written."""

    exit_code = 93


class BadManifest(BatchError):
    """The manifest cannot be read, or names what there is not."""

    exit_code = 94


class LedgerUnusable(BatchError):
    """It is damaged, another program's, in use by another batch, or there is no room."""

    exit_code = 95
