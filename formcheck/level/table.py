"""What is known of how the camera stands, as a table of probabilities over its roll and pitch.

Evidence multiplies; the table is then drawn finer about where the probability is, so that an interval read off it is
as narrow or as wide, and as lopsided, as the evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formcheck.types import Z90, Angle, FloatArray

FOCAL = 0.8
"""Focal length taken for granted, in longer sides of the picture: 64° across it, as phones and laptops film
(convention). It turns the vanishing point into a pitch, and enters nothing else."""

FOCAL_SPREAD = 0.3
"""Relative spread of the focal lengths of cameras (convention): 50° to 90° across the longer side."""

ROLL_PRIOR = ((0.7, 4.0), (0.3, 15.0))
"""Shares and standard deviations in degrees of what cameras are rolled by: most were set up to be level, some were
leaned against something (convention). Before anything was seen, the level is this."""

TANGENT_PRIOR = 0.25
"""Standard deviation of the tangent of pitch before anything was seen (convention): 14°."""

ROLLS = np.arange(-46.0, 46.1, 1.0)
TANGENTS = np.arange(-0.9, 0.91, 0.06)
STEP_DEG = 0.7
"""Blur of evidence on the first table, so that nothing falls between its rows and columns."""

REACH = 5.0
ROWS, COLUMNS = 41, 25
STEEP = 5.0
"""The tables drawn about the peak reach over so many standard deviations: first in even steps, which find the peak,
then also in steps that are finer the nearer to it, for an interval of any width."""

Evidence = Callable[[FloatArray, FloatArray, float], FloatArray]
"""Log-likelihood (R, T) of rolls (R, 1) in degrees and tangents of pitch (1, T), blurred by so many degrees."""


@dataclass(frozen=True)
class Sight:
    """The size of the picture, by which pixels are directions."""

    width: int
    height: int

    @property
    def focal_px(self) -> float:
        """The focal length taken for granted, in pixels."""
        return FOCAL * max(self.width, self.height)

    def places(self, pixels: FloatArray) -> FloatArray:
        """Places (…, 2) from the middle of the picture, in focal lengths."""
        return (pixels - np.array([self.width / 2, self.height / 2])) / self.focal_px


def up_deg(roll_deg: FloatArray, tangent: FloatArray, places: FloatArray) -> FloatArray:
    """Which way an upright line runs at a place of the picture: degrees from the columns, + = leaning to the left.

    Parameters
    ----------
    roll_deg, tangent
        Of the camera: roll, + = clockwise; tangent of pitch, + = looking up. Broadcast against ``places[..., 0]``.
    places
        (…, 2), see `Sight.places`.

    Notes
    -----
    In the axes of a camera (right, down, away) up is u = (−sin r cos p, −cos r cos p, sin p), and a point (x, y) of
    a picture at distance 1 moves along u_xy − (x, y) u_z when the thing seen there moves up. In the middle of the
    picture this is the roll.
    """
    roll = np.radians(roll_deg)
    leftward = np.sin(roll) + places[..., 0] * tangent
    upward = np.cos(roll) + places[..., 1] * tangent
    return np.degrees(np.arctan2(leftward, upward))


def turned(points: FloatArray, clockwise_deg: FloatArray | float) -> FloatArray:
    """Points (…, 2) turned clockwise about 0 as seen in a picture whose y points down; degrees broadcast."""
    c, s = np.cos(np.radians(clockwise_deg)), np.sin(np.radians(clockwise_deg))
    x, y = points[..., 0], points[..., 1]
    return np.stack((c * x - s * y, s * x + c * y), axis=-1)


@dataclass(frozen=True)
class Table:
    """Probabilities (R, T) that sum to 1, over rolls (R, 1) in degrees and tangents of pitch (1, T)."""

    roll_deg: FloatArray
    tangent: FloatArray
    share: FloatArray

    def angle(self, values: FloatArray) -> Angle:
        """Mean of values that broadcast against (R, T), and a standard error of which 1.645 hold 90 % about it."""
        values, share = np.broadcast_to(values, self.share.shape).ravel(), self.share.ravel()
        mean = float(share @ values)
        away = np.abs(values - mean)
        order = np.argsort(away)
        return Angle(mean, float(np.interp(0.9, np.cumsum(share[order]), away[order])) / Z90)

    @property
    def roll(self) -> Angle:
        """Roll of the camera, + = clockwise."""
        return self.angle(self.roll_deg)

    @property
    def pitch(self) -> Angle:
        """Pitch of the camera, + = looking up; the focal length's spread joins its error."""
        read = self.angle(np.degrees(np.arctan(self.tangent)))
        by_focal = FOCAL_SPREAD * np.degrees(np.sin(2 * np.radians(read.value_deg)) / 2)
        return Angle(read.value_deg, float(np.hypot(read.se_deg, by_focal)))

    def at(self, place: FloatArray) -> Angle:
        """Which way up is at a place (2,) of the picture, see `up_deg`."""
        return self.angle(up_deg(self.roll_deg, self.tangent, place))


def glance(*evidence: Evidence) -> Table:
    """The table that follows from all evidence and the priors, on a coarse grid."""
    return _draw(evidence, ROLLS, TANGENTS, STEP_DEG)[0]


def weigh(*evidence: Evidence) -> Table:
    """The table that follows from all evidence and the priors, as fine as the evidence."""
    table, density = _draw(evidence, ROLLS, TANGENTS, STEP_DEG)
    for axis in (_even, _fine):
        row, column = np.unravel_index(np.argmax(density), density.shape)
        roll, tangent = table.roll_deg[row, 0], table.tangent[0, column]
        rolls = roll + axis(REACH * _spread(table, table.roll_deg - roll), ROWS)
        tangents = tangent + axis(REACH * _spread(table, table.tangent - tangent), COLUMNS)
        table, density = _draw(evidence, rolls, tangents, 0.0)
    return table


def _draw(
    evidence: tuple[Evidence, ...], rolls: FloatArray, tangents: FloatArray, blur_deg: float
) -> tuple[Table, FloatArray]:
    """A table over these axes, and its density, which does not depend on their steps."""
    roll_deg, tangent = rolls[:, None], tangents[None, :]
    before = np.sum([share / sd * np.exp(-0.5 * (roll_deg / sd) ** 2) for share, sd in ROLL_PRIOR], axis=0)
    log = np.log(before) - 0.5 * (tangent / TANGENT_PRIOR) ** 2
    for one in evidence:
        log = log + one(roll_deg, tangent, blur_deg)
    density = np.exp(log - log.max())
    share = density * np.gradient(rolls)[:, None] * np.gradient(tangents)
    return Table(roll_deg, tangent, share / share.sum()), density


def _spread(table: Table, away: FloatArray) -> float:
    """Root mean square of what is `away` from the peak."""
    return float(np.sqrt((table.share * away**2).sum()))


def _even(reach: float, steps: int) -> FloatArray:
    """Even steps about 0."""
    return np.linspace(-reach, reach, steps)


def _fine(reach: float, steps: int) -> FloatArray:
    """Even steps, and between them others, the finer the nearer to 0."""
    even = _even(1.0, steps)
    return reach * np.unique(np.concatenate((even, np.sinh(STEEP * even) / np.sinh(STEEP))))
