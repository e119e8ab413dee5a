"""A sample to draw pictures of: values for the parameters, and quantiles of the distribution that they give."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate

from flint import ctx, fmpq
from sympy import Expr, Indexed, IndexedBase, Symbol

from derive.algebra.numeric.balls import Undefined, Value, ball, evaluate
from derive.algebra.numeric.place import Point
from derive.statement import Domain, Given, Integers, Interval, Member, Sample, Values

SIZE = 10
"""Observations in the sample of a picture."""
CELLS = 200
"""Cells into which an interval is divided."""
COUNTED = 80
"""Values of an infinite set of integers that are looked at."""
BITS = 53
UPWARD = (fmpq(2), fmpq(3, 2), fmpq(1))
"""How far above its lower end a parameter stands; several parameters stand apart."""
SPREAD = 1.6


def number(term: Expr, point: Point, given: Given) -> float | None:
    """The value of a term as a float; None where it has none."""
    try:
        return finite(evaluate(term, point, given, BITS))
    except Undefined:
        return None


def finite(value: Value) -> float | None:
    with ctx.workprec(BITS):
        found = float(ball(value).mid())
    return found if math.isfinite(found) else None


def fraction(value: float, digits: int = 12) -> fmpq:
    """A decimal as an exact fraction."""
    scale = 10**digits
    return fmpq(round(value * scale), scale)


def ends(domain: Interval | Integers, point: Point, given: Given) -> tuple[float | None, float | None]:
    """The ends of a domain, which may depend on other values; None where it goes on for ever, or is not
    known."""
    return number(domain.low, point, given), number(domain.high, point, given)


def sample_point(given: Given) -> Point | None:
    """Values for all parameters, and data in the middle of the distribution that they choose; None where data
    are no plain numbers, or there is nothing to choose them by."""
    sample = next(given.samples(), None)
    if sample is None or not isinstance(sample.item, Indexed) or sample.item.indices != (sample.index[0],):
        return None
    point = Point({sample.index[2]: fmpq(SIZE)})
    for count, (symbol, domain) in enumerate(parameters(given, sample)):
        value = standing(domain, point, given, count)
        if value is None:
            return None
        point = point.with_value(symbol, value)
    data = quantiles(sample, point, given)
    return Point(point.values, {sample.item.base.label.name: data}) if data else None


def parameters(given: Given, sample: Sample) -> Iterator[tuple[Symbol, Domain]]:
    """What is unknown or known in the model, besides the size of the sample."""
    for fact in given.facts():
        if isinstance(fact, Member) and isinstance(fact.term, Symbol) and fact.term != sample.index[2]:
            yield fact.term, fact.domain


def standing(domain: Domain, point: Point, given: Given, count: int) -> fmpq | None:
    """A value well inside a domain."""
    match domain:
        case Interval():
            low, high = ends(domain, point, given)
            if low is not None and high is not None:
                return fraction(low + (high - low) * 0.4)
            if low is not None:
                return fraction(low) + UPWARD[min(count, len(UPWARD) - 1)]
            return fraction(high) - 1 if high is not None else fmpq(1)
        case Integers():
            low, high = ends(domain, point, given)
            return fraction(low + 4 if high is None else min(low + 4, high)) if low is not None else fmpq(4)
        case Values(members=members):
            return fraction(found) if (found := number(members[0], point, given)) is not None else None
        case _:
            return None


def quantiles(sample: Sample, point: Point, given: Given) -> tuple[fmpq, ...]:
    """The quantiles of one observation at (k − 1/2)/n, rounded; empty where they can't be found."""
    assert isinstance(sample.item, Indexed)
    one = Indexed(IndexedBase(sample.item.base.label), 1)
    density = sample.density.xreplace({sample.item: one})

    def at(value: fmpq) -> float:
        placed = Point({**point.values, (sample.item.base.label.name, (1,)): value})
        return max(number(density, placed, given) or 0.0, 0.0)

    match sample.support:
        case Values(members=members):
            found = [number(member, point, given) for member in members]
            places = [fraction(value) for value in found if value is not None]
            weights = [at(value) for value in places]
        case Integers() as support:
            low, high = ends(support, point, given)
            if low is None:
                return ()
            last = int(low) + COUNTED if high is None else min(int(high), int(low) + COUNTED)
            places = [fmpq(k) for k in range(int(low), last + 1)]
            weights = [at(value) for value in places]
        case Interval() as support:
            low, high = ends(support, point, given)
            places, weights = measured(low, high, at)
            places = rounded(places, weights)
        case _:
            return ()
    return chosen(places, weights)


def measured(
    low: float | None, high: float | None, at: Callable[[fmpq], float]
) -> tuple[list[fmpq], list[float]]:
    """Places across an interval, close where a distribution has its mass, and the mass around each."""
    places, weights = [], []
    for k in range(CELLS):
        t = (k + 0.5) / CELLS
        spread = math.log(t / (1 - t))
        if low is not None and high is not None:
            value, slope = low + (high - low) * t, high - low
        elif low is None and high is None:
            value, slope = 1 + SPREAD * spread, SPREAD / (t * (1 - t))
        else:
            away = math.exp(SPREAD * spread)
            value = low + away if low is not None else (high or 0.0) - away
            slope = away * SPREAD / (t * (1 - t))
        places.append(fraction(value))
        weights.append(at(places[-1]) * slope)
    return places, weights


def rounded(places: list[fmpq], weights: list[float]) -> list[fmpq]:
    """The places with as many decimals as tell the middle half of the mass apart."""
    middle = chosen(places, weights)
    if not middle:
        return places
    spread = float(middle[SIZE * 3 // 4] - middle[SIZE // 4]) or 1.0
    digits = max(0, 1 - math.floor(math.log10(spread)))
    return [fraction(round(float(value), digits)) for value in places]


def chosen(places: list[fmpq], weights: list[float]) -> tuple[fmpq, ...]:
    total = sum(weights)
    if not (total > 0 and math.isfinite(total)):
        return ()
    below = list(accumulate(weights))
    return tuple(places[bisect_left(below, total * (k + 0.5) / SIZE)] for k in range(SIZE))
