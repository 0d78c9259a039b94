"""Landmarks and appearance → pelvic obliquity, tilt and azimuth, each with a standard error.

The line between the two hip landmarks, which is what other tools read, flattens a dropped pelvis to a third. Here
a small network, trained on rendered people with known pelvic angles (models/pelvis.md), reads all landmarks, in the
picture and in the world, and the numbers that `poses.patch` made of the picture around the hips. Its errors are part
of its answer: it was trained to state them, and they are scaled on people it had not seen until 90 % of them held.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from formcheck import hip_line
from formcheck.lying import lies
from formcheck.mirror import OTHER
from formcheck.types import APPEARANCE, BODY, HIPS, FloatArray, Landmark, Level, Neutral, Track
from formcheck.weights import calibration, dense, soft_step

NAME = "pose-and-patch/1"

UNITS_DEG = np.array([10.0, 20.0, 57.2957795])
"""What the network's obliquity, tilt and azimuth are counted in."""

LOG_VARIANCE = (-7.0, 4.0)
"""Where the network's log variances are cut, in training too."""

LEAST_NEWS = 0.25
"""With less than this share of the prior's variance removed by the picture, obliquity is not stated (convention)."""

OWN_TILT_SD_DEG, LEAST_TILT_NEWS = 13.7, 0.5
"""Spread of the tilt of rendered pelves about what their posture has, and the least share of its variance that must
be removed for a tilt to be stated (convention): with less it would be the trunk's lean under another name."""

VIEW_EDGES = np.sin(np.radians([35.0, 60.0]))
"""Between front or rear, oblique, and side: sines of the azimuth."""

STOOD, SIGHT_KNOWN_DEG = 3, 6.0
"""How many numbers say how the camera stood; an elevation known to within so much counts half (convention)."""

FLOOR, MOSTLY = 2, 0.6
"""Number of the head that reads who is on the floor, in more than this share of a clip's frames (convention).

The landmarks often take the front for the back there, so that which side is which follows from what the head says of
the azimuth, over the whole clip."""

MOST_ROLL_DEG = 45.0
"""What is learnt of rolled cameras ends here."""

SEEN = 5.0
"""Features further from the training set's mean than this many of its standard deviations are pulled in."""


def facing(world: FloatArray) -> FloatArray:
    """+1 where the person (T, 33, 3) shows the front to the camera, −1 where the back."""
    left, right = ([Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP], [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP])
    across = world[:, left, 0].sum(axis=1) - world[:, right, 0].sum(axis=1)
    return np.where(across < 0.0, -1.0, 1.0)


def features(pixels: FloatArray, world: FloatArray, visible: FloatArray) -> FloatArray:
    """What the network reads of upright landmarks: all of them about the hips, in body sizes.

    Sides are the picture's, not the person's: seen from behind, left and right are exchanged, so that a pelvis
    which leans to the right in the picture looks alike from both ends.

    Parameters
    ----------
    pixels, world, visible
        (T, 33, 2), (T, 33, 3), (T, 33).

    Returns
    -------
    array
        (T, 201); nan where a landmark is nan.
    """
    front = facing(world)
    back = (front < 0)[:, None]
    pixels = np.where(back[..., None], pixels[:, OTHER], pixels)
    world = np.where(back[..., None], world[:, OTHER], world)
    flat, pixels_size = _about_hips(pixels)
    space, metres_size = _about_hips(world)
    rows = len(pixels)
    seen = np.where(back, visible[:, OTHER], visible)
    more = [np.log(pixels_size), np.log(metres_size), front]
    return np.column_stack([flat.reshape(rows, -1), space.reshape(rows, -1), seen, *more])


def _about_hips(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Landmarks about the middle of the hips over the body's size, and that size (T,)."""
    body = points[:, list(BODY)]
    size: FloatArray = np.sqrt(((body - body.mean(axis=1, keepdims=True)) ** 2).sum(axis=2).mean(axis=1))
    middle = points[:, list(HIPS)].mean(axis=1, keepdims=True)
    return (points - middle) / size[:, None, None], size


def estimate(track: Track, level: Level) -> dict[str, FloatArray]:
    """Pelvic angles of every frame of an upright track.

    Parameters
    ----------
    track
        Landmarks that `level.upright` has turned. Without its appearance the landmarks alone are read, and the errors
        say so. Missing landmarks other than shoulders, hips, knees and ankles are taken as average.
    level
        The level they were turned by; its spread joins the errors of what is seen from the front or the rear.

    Returns
    -------
    dict
        `obliquity_deg` (+ = the left side lower), `tilt_deg` (+ = anterior), `azimuth_deg` (of the camera about the
        pelvis: 0 = sees its front, + = its left side) and their `_se_deg`, each (T,). nan where one of the eight
        landmarks that make the body's size is missing, and where the picture adds too little to what is usual:
        obliquity by `LEAST_NEWS`, tilt by `LEAST_TILT_NEWS`, as most often but from the side.
    """
    rows = len(track)
    appearance = track.appearance if len(track.appearance) else np.full((rows, APPEARANCE), np.nan)
    with np.errstate(invalid="ignore"):
        front = facing(track.world)
        read = features(track.pixels, track.world, track.visible)
        known = np.isfinite(track.pixels[:, list(BODY)]).all(axis=(1, 2))
    numbers = calibration()
    read = np.nan_to_num(np.clip((read - numbers["pose.mean"]) / numbers["pose.spread"], -SEEN, SEEN))
    down = level.looks_down
    roll_deg = level.at_person.value_deg
    how = stood(np.full(rows, roll_deg), np.full(rows, down.value_deg), np.full(rows, down.se_deg))
    lean = appearance[:, :1] + level.at_person.value_deg / 10
    told = np.column_stack([lean, appearance[:, 1:], how])
    looked = np.isfinite(appearance).all(axis=1)
    out = np.full((rows, 7), np.nan)
    out[known] = _head(np.column_stack([read[known], how[known]]), "pose")
    both = known & looked
    head = looked.astype(int)
    if known.any() and lies(track.pixels[known], track.world[known]).mean() > MOSTLY:
        head *= FLOOR
        out[both] = _head(np.column_stack([read[both], told[both]]), "floor")
        front = np.where(looked, -1.0 if out[both, 5].sum() < 0.0 else 1.0, front)
    else:
        out[both] = _head(np.column_stack([read[both], told[both]]), "both")
    return _angles(out, front, head, level)


def stood(roll_deg: FloatArray, looks_down_deg: FloatArray, se_deg: FloatArray) -> FloatArray:
    """How the hips were looked at, as the heads read it (T, 3): roll, how steeply down, and how well that is known.

    From above, a pelvis turned out of the picture's plane looks slanted though it is level; hence the second. Known
    badly or not at all (nan), it counts for little.
    """
    known = np.nan_to_num(1.0 / (1.0 + (se_deg / SIGHT_KNOWN_DEG) ** 2))
    return np.column_stack(
        [np.clip(roll_deg, -MOST_ROLL_DEG, MOST_ROLL_DEG) / 10, np.nan_to_num(looks_down_deg / 10) * known, known]
    )


def _head(x: FloatArray, name: str) -> FloatArray:
    """Outputs (N, 7) of a head, mean over its ensemble; the spread of the members joins the variances."""
    members = int(calibration()[f"{name}.members"])
    told = np.stack([_member(x, f"{name}.{nth}") for nth in range(members)])
    out: FloatArray = told.mean(axis=0)
    for value, log in ((0, 1), (2, 3)):
        out[:, log] = np.log(np.exp(told[..., log]).mean(axis=0) + told[..., value].var(axis=0))
    out[:, 6] = np.log(np.exp(told[..., 6]).mean(axis=0))
    return out


def _member(x: FloatArray, name: str) -> FloatArray:
    hidden = soft_step(dense(soft_step(dense(x, f"{name}.first")), f"{name}.second"))
    out = dense(hidden, f"{name}.out")
    if not name.startswith("pose"):  # what is seen goes through in a straight line, the network corrects it
        out[:, 0] += calibration()[f"{name}.share"] * x[:, -(APPEARANCE + STOOD)]
    return out


def _angles(out: FloatArray, front: FloatArray, head: FloatArray, level: Level) -> dict[str, FloatArray]:
    """Degrees from a head's outputs; `head` is 1 where appearance was read, `FLOOR` on the floor, 0 where not."""
    numbers = calibration()
    value, se, off = angles(out, front, numbers["prior"][head])
    se = (
        se * numbers["scale"][head, :, np.digitize(np.nan_to_num(off), VIEW_EDGES)]
    )  # scale: (3 heads, 3 angles, 3 views)
    tipped = level.at_person.se_deg * np.sqrt(1.0 - np.nan_to_num(off) ** 2)
    se[:, 0] = np.hypot(se[:, 0], tipped)
    guessed = (se[:, 1] / OWN_TILT_SD_DEG) ** 2 > 1.0 - LEAST_TILT_NEWS
    value[guessed, 1] = se[guessed, 1] = np.nan
    named: dict[str, FloatArray] = {}
    for nth, name in enumerate(("obliquity", "tilt", "azimuth")):
        named |= {f"{name}_deg": value[:, nth], f"{name}_se_deg": se[:, nth]}
    return named


def angles(out: FloatArray, front: FloatArray, prior_deg: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Obliquity, tilt and azimuth (T, 3) in degrees, their standard errors before scaling, and the view's sine (T,).

    A network that is unsure leans to the mean of its training set, and so would flatten a drop as the hip line does.
    For obliquity that prior, of standard deviation `prior_deg` (T,), is taken out again: from the mean m and the
    variance v that include it follow m / (1 − v / prior²) and v / (1 − v / prior²), those of the picture alone (a
    product of Gaussians). nan where the picture adds less than `LEAST_NEWS`.

    Parameters
    ----------
    out
        (T, 7) outputs of a head.
    front
        (T,) see `facing`.
    """
    azimuth = np.degrees(np.arctan2(out[:, 4], out[:, 5]))
    value = np.column_stack([front * out[:, 0] * UNITS_DEG[0], out[:, 2] * UNITS_DEG[1], azimuth])
    se = np.exp(np.clip(out[:, [1, 3, 6]], *LOG_VARIANCE) / 2) * UNITS_DEG
    news = 1.0 - (se[:, 0] / prior_deg) ** 2
    news = np.where(news > LEAST_NEWS, news, np.nan)
    value[:, 0] /= news
    se[:, 0] /= np.sqrt(news)
    return value, se, np.abs(np.sin(np.radians(azimuth)))


def difference_se_deg(se_deg: FloatArray, other_se_deg: FloatArray) -> FloatArray:
    """Standard error of the difference of two instants of a clip: much of what is wrong in one is wrong in both.

    With this correlation 90 % of the intervals hold in rendered motions of people not learnt from (models/train).
    """
    within = calibration()["within_clip"][1]
    return np.sqrt(se_deg**2 + other_se_deg**2 - 2 * within * se_deg * other_se_deg)


def drop_se_deg(se_deg: FloatArray, neutral: Neutral) -> FloatArray:
    """Standard error of a drop as it is judged: from the quiet standing if there is one, else from gravity."""
    return difference_se_deg(se_deg, np.asarray(neutral.obliquity.se_deg)) if neutral.frames else se_deg


def with_rotation(angles: dict[str, FloatArray], azimuth_deg: float) -> dict[str, FloatArray]:
    """The angles joined by `rotation_deg`: + = turned to the person's left of where the clip sees it on average."""
    turned = (azimuth_deg - angles["azimuth_deg"] + 180.0) % 360.0 - 180.0
    return angles | {"rotation_deg": turned, "rotation_se_deg": angles["azimuth_se_deg"]}


Estimate = Callable[[Track, Level], dict[str, FloatArray]]
"""An upright track and its level → angles by name, as `estimate` gives them."""


ESTIMATORS: dict[str, Estimate] = {NAME: estimate, hip_line.NAME: hip_line.estimate}
"""By the name that `Result` states; the second is there to be measured against."""
