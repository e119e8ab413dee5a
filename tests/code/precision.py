"""How far printed functions are off from what is true, in all libraries by the same measure."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from exact import CLASSES, Points, Row, Truth, points
from flint import arb, ctx
from sympy import Expr

from derive.catalogue import loss
from derive.statement import Interval, Vectors, entry

UNITS = 64
"""Units in the last place, times the condition number, by which a number may be off."""
SMALL, LARGE = 1e-290, 1e300
"""Beyond these no digits are asked for."""


@lru_cache(maxsize=64)
def looked_at(name: str) -> tuple[Points, list[Truth], dict[str, list[list[Truth | None]]]]:
    """The points, with the values, and the derivatives by each prediction or entry of it."""
    found = loss(name)
    places = points(found)
    rows = [Row(found, row) for row in places.rows()]
    slopes = {
        a.name: [[row.slope(by) for by in parts(a, space)] for row in rows]
        for a, space in found.predictions
        if isinstance(space, Interval | Vectors)
    }
    return places, [row.value() for row in rows], slopes


def parts(a: Expr, space: object) -> list[Expr]:
    return [entry(a, k) for k in range(1, CLASSES + 1)] if isinstance(space, Vectors) else [a]


def off(found: float, true: Truth, epsilon: float) -> float:
    """In units in the last place times the condition number; infinite where a number is lost."""
    with ctx.workprec(256):
        if abs(true.value) > LARGE:
            return 0.0 if abs(found) > LARGE / 10 else math.inf
        if not math.isfinite(found):
            return math.inf
        distance = abs(arb(found) - true.value)
        if distance < SMALL:
            return 0.0
        return float(distance / max(abs(true.value), arb(SMALL)) / epsilon / true.condition)


def worst(found: np.ndarray, true: list[Truth | None], epsilon: float = 2.0**-52) -> tuple[float, int]:
    """The largest such distance, and where it is; where nothing is true, anything may be found."""
    each = [
        off(float(one), truth, epsilon) if truth else 0.0
        for one, truth in zip(np.ravel(found), true, strict=True)
    ]
    return max((distance, place) for place, distance in enumerate(each))
