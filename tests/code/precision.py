"""How far printed functions are off from what is true, in all libraries by the same measure."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from exact import At, Points, Truth, points
from mpmath import mpf

from derive.catalogue import loss
from derive.statement import Vectors

UNITS = 64
"""Units in the last place, times the condition number, by which a number may be off."""
SMALL, LARGE = 1e-290, 1e300
"""Beyond these no digits are asked for."""


@lru_cache(maxsize=64)
def looked_at(name: str) -> tuple[Points, list[Truth], dict[str, list[list[Truth]]]]:
    """The points, with the values, and the derivatives by each prediction or entry of it."""
    found = loss(name)
    places = points(found)
    here = [At(found, row) for row in places.rows()]
    slopes = {
        a.name: [[at.slope(a.name, k) for k in (range(3) if isinstance(space, Vectors) else [None])] for at in here]
        for a, space in found.predictions
        if not loss_is_discrete(name)
    }
    return places, [at.value() for at in here], slopes


def loss_is_discrete(name: str) -> bool:
    return not all(hasattr(space, "low") or isinstance(space, Vectors) for _, space in loss(name).predictions)


def off(found: float, true: Truth, epsilon: float) -> float:
    """In units in the last place times the condition number; infinite where a number is lost."""
    if abs(true.value) > LARGE:
        return 0.0 if abs(found) > LARGE / 10 else math.inf
    if not math.isfinite(found):
        return math.inf
    distance = abs(mpf(found) - true.value)
    if distance <= SMALL:
        return 0.0
    return float(distance / max(abs(true.value), mpf(SMALL)) / epsilon / true.condition)


def worst(found: np.ndarray, true: list[Truth], epsilon: float = 2.0**-52) -> tuple[float, int]:
    """The largest such distance, and where it is."""
    each = [off(float(one), truth, epsilon) for one, truth in zip(np.ravel(found), true, strict=True)]
    return max((distance, place) for place, distance in enumerate(each))
