"""The nouns, in the order data meets them. They compute nothing.

`Frame` → `Pose` → `Track` → `Readings` → `Rep` → `Finding` → `Verdict`, summed into `Result`.
Names carry unit and sign; ``nan`` means *could not be read* everywhere, and crosses JSON as ``null``.

Signs (docs/measures.md): obliquity + = the left side lower; drop + = the unsupported side lower;
tilt + = anterior; rotation + = toward the person's left; lean + = toward the person's left.
"""

from formcheck.types.body import (
    Z90,
    Angle,
    Body,
    Effort,
    Level,
    Neutral,
    Playback,
    Readings,
    Span,
    View,
    Witness,
)
from formcheck.types.colours import Colours, Matrix
from formcheck.types.result import (
    Analysis,
    Candidate,
    Coverage,
    Finding,
    Grade,
    HealthEvent,
    Qasls,
    QaslsItem,
    Rep,
    Repair,
    Result,
    Step,
    Verdict,
)
from formcheck.types.track import (
    APPEARANCE,
    CameraInfo,
    Frame,
    Mode,
    Origin,
    Pose,
    SourceInfo,
    Track,
)
from formcheck.types.values import (
    BODY,
    HIPS,
    LEFT_AND_RIGHT,
    BoolArray,
    FloatArray,
    ImageBGR,
    Landmark,
    Number,
    Plane,
    Side,
)

__all__ = [
    "APPEARANCE",
    "BODY",
    "HIPS",
    "LEFT_AND_RIGHT",
    "Z90",
    "Analysis",
    "Angle",
    "Body",
    "BoolArray",
    "CameraInfo",
    "Candidate",
    "Colours",
    "Coverage",
    "Effort",
    "Finding",
    "FloatArray",
    "Frame",
    "Grade",
    "HealthEvent",
    "ImageBGR",
    "Landmark",
    "Level",
    "Matrix",
    "Mode",
    "Neutral",
    "Number",
    "Origin",
    "Plane",
    "Playback",
    "Pose",
    "Qasls",
    "QaslsItem",
    "Readings",
    "Rep",
    "Repair",
    "Result",
    "Side",
    "SourceInfo",
    "Span",
    "Step",
    "Track",
    "Verdict",
    "View",
    "Witness",
]
