"""A picture as a value: curves and points with their labels, which every renderer draws in its own way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Place: TypeAlias = tuple[float, float]


class Role(StrEnum):
    """What a curve is for; a renderer gives each its colour and its dashes, and never colour alone."""

    MAIN = "main"
    SECOND = "second"
    THIRD = "third"
    GUIDE = "guide"
    LEVEL = "level"


@dataclass(frozen=True)
class Curve:
    """Polylines that belong together: a curve is in several runs where it has gaps. `label` is TeX."""

    runs: tuple[tuple[Place, ...], ...]
    role: Role
    label: str = ""


@dataclass(frozen=True)
class Mark:
    """A point with its label, which is TeX."""

    place: Place
    label: str


@dataclass(frozen=True)
class Picture:
    """Curves and points over one pair of axes. `across` and `up` are the ranges that are shown."""

    x_label: str
    y_label: str
    across: Place
    up: Place
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()


def level_label(curve: Curve, picture: Picture) -> Place | None:
    """Where the label of a contour stands: over its highest point that leaves room for it."""
    (left, right), (low, high) = picture.across, picture.up
    room, top = 0.05 * (right - left), high - 0.07 * (high - low)
    places = (place for run in curve.runs for place in run)
    shown = (place for place in places if left + room < place[0] < right - room and place[1] < top)
    return max(shown, key=lambda place: place[1], default=None)


def digits_of(low: float, high: float) -> int:
    """Significant digits that tell the numbers between two ends of an axis apart."""
    size = max(abs(low), abs(high))
    return 6 if not 0 < high - low < size else min(15, max(6, 4 + math.ceil(math.log10(size / (high - low)))))
