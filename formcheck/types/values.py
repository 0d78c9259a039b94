"""What everything is made of: arrays, numbers that may be missing, sides, landmarks."""

from __future__ import annotations

import math
from enum import IntEnum, StrEnum
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

FloatArray = NDArray[np.floating[Any]]

BoolArray = NDArray[np.bool_]

ImageBGR = NDArray[np.uint8]

Plane = NDArray[np.uint8]
"""One number of every pixel: brightness, or of every second pixel each way, one of two that tell its colour."""

Number = Annotated[
    float,
    BeforeValidator(lambda value: math.nan if value is None else value),
    PlainSerializer(lambda value: None if math.isnan(value) else value, when_used="json"),
    WithJsonSchema({"type": ["number", "null"], "description": "null = could not be read"}),
]
"""A float whose nan crosses JSON as null."""


class Landmark(IntEnum):
    """Rows of a pose: the 33 points of MediaPipe's BlazePose (Bazarevsky 2020). Left is the person's left."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)

BODY = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    *HIPS,
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
)
"""The landmarks whose root mean square distance from their middle is the size of a body in a picture."""


class Side(StrEnum):
    """A leg of the person, never a half of the picture; or both legs together."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> Side:
        """The opposite side; of both, both."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, self)


LEFT_AND_RIGHT = (Side.LEFT, Side.RIGHT)
