"""The values of the symbols of a plan at data: those of one pass, and those that need every point."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from flint import arb
from numpy.typing import NDArray
from sympy import Expr, Mul, Pow, Symbol

from derive.algebra.terms import names
from derive.data.arrays import Numbers, compiled
from derive.data.collecting import Collector, Late, Rank, centre
from derive.data.enclosures import BITS, Undecided, digits, value
from derive.data.moments import BLOCK, EPS, ULPS, Columns, Sums
from derive.errors import DataError

MANY = 65_536
"""The greatest range of whole numbers that are counted by value."""


@dataclass(frozen=True)
class Points:
    """Data in memory, with a weight for each observation, if they have any."""

    columns: Columns
    weights: Numbers | None = None
    rows: NDArray[np.intp] | None = None
    """Where the observations stood, from 0, if some were left out."""

    read: int = 0
    """Rows that were read, those of weight 0 included."""

    def row(self, place: int) -> int:
        """The row of an observation, from 1."""
        return (place if self.rows is None else int(self.rows[place])) + 1

    @property
    def count(self) -> int:
        return len(next(iter(self.columns.values())))


def counted(points: Points) -> Points:
    """Whole numbers counted by value, where they are of one column and not too far apart."""
    if len(points.columns) != 1:
        return points
    ((label, array),) = points.columns.items()
    low, high = float(array.min()), float(array.max())
    if not high - low < MANY or len(array) < 64:
        return points
    whole = array.astype(np.int64)
    if not bool((whole == array).all()):
        return points
    counts = np.bincount(whole - int(low), weights=points.weights)
    places = np.flatnonzero(counts)
    return Points({label: (places + int(low)).astype(np.float64)}, counts[places].astype(np.float64))


class Found(dict[Symbol, arb]):
    """Values of symbols; what needs every point of the data is computed when it is asked for."""

    def __init__(
        self, collector: Collector, sums: Sums, points: Points | None, known: Mapping[Symbol, float]
    ) -> None:
        super().__init__()
        self.collector, self.sums, self.points = collector, sums, points
        self[collector.size] = arb(sums.size)
        for symbol, number in known.items():
            self[symbol] = arb(number)
        for k, number in enumerate(sums.centres):
            self[centre(k)] = arb(number)
        for powers, symbol in collector.sums.items():
            self[symbol] = sums.value(powers)
        for symbol, rank in collector.ranks.items():
            if rank.end:
                self[symbol] = arb(sums.extremes[str(rank.feature)][rank.end == "high"])

    def at(self, values: Mapping[Symbol, arb | float]) -> Found:
        """With values of parameters; what was computed and does not depend on them is kept."""
        other = type(self).__new__(type(self))
        other.collector, other.sums, other.points = self.collector, self.sums, self.points
        stale = self._depending(values.keys())
        other.update({s: v for s, v in self.items() if s not in stale})
        other.update({s: v if isinstance(v, arb) else arb(v) for s, v in values.items()})
        return other

    def _depending(self, symbols: Iterable[Symbol]) -> set[Symbol]:
        moving = set(symbols)
        while more := {
            s for s, late in self.collector.late.items() if s not in moving and moving & {*late.needs}
        }:
            moving |= more
        return moving

    def __missing__(self, symbol: Symbol) -> arb:
        if symbol in self.collector.late:
            found = self._late(self.collector.late[symbol])
        elif symbol in self.collector.ranks:
            found = self._rank(self.collector.ranks[symbol])
        else:
            raise DataError(f"{symbol} has no value")
        self[symbol] = found
        return found

    # ── sums that need every point ──

    def _late(self, late: Late) -> arb:
        points = self._needed()
        labels = tuple(Symbol(label) for label in points.columns)
        body, scale = late.body, arb(1)
        numbers = {s: float(self[s].mid()) for s in late.needs}
        for base, exponent in _powers(late.body, labels):
            column = points.columns[base.name]
            high = value(exponent, self) > 0
            top = float(column.max() if high else column.min())
            if top > 0 and bool(column.min() > 0):
                unit = Symbol(f"top_{base.name}")
                numbers[unit] = top
                factors = Mul.make_args(body)  # elsewhere, as in a denominator, the power stays as it is
                body = Mul(*(Pow(base / unit, exponent) if f == Pow(base, exponent) else f for f in factors))
                scale = scale * arb(top) ** value(exponent, self)
        function = compiled(body, labels, tuple(numbers))
        total, size = _added(function, points, tuple(numbers.values()))
        if not math.isfinite(total):
            raise Undecided(f"the sum of {late.body} is beyond the numbers of a machine")
        off = (math.log2(min(points.count, BLOCK) + 1) + 2 * ULPS) * EPS * size
        return scale * arb(total, off)

    def _needed(self) -> Points:
        if self.points is None:
            raise DataError("the data are read in parts, and every point is needed at once")
        return self.points

    # ── order statistics ──

    def _rank(self, rank: Rank) -> arb:
        points, place = self._needed(), _whole(value(rank.rank, self))
        known = tuple(s for s in names(rank.feature) if isinstance(s, Symbol) and s.name not in points.columns)
        feature = compiled(rank.feature, tuple(map(Symbol, points.columns)), known)
        column = feature(*points.columns.values(), *(float(self[s].mid()) for s in known))
        found = self._ranked(column, points, place)
        return arb(found) if isinstance(rank.feature, Symbol) else arb(found, abs(found) * ULPS * EPS)

    def _ranked(self, column: Numbers, points: Points, place: int) -> float:
        if points.weights is None:
            return float(np.partition(column, place - 1)[place - 1])
        if not bool((points.weights == np.rint(points.weights)).all()):
            raise DataError("an order statistic needs weights that are whole numbers")
        order = np.argsort(column, kind="stable")
        below = np.cumsum(points.weights[order])
        return float(column[order][int(np.searchsorted(below, place))])


def _whole(number: arb) -> int:
    found = number.unique_fmpz()
    if found is None:
        raise Undecided("the rank of an order statistic is not known")
    return int(found)


def _powers(body: Expr, labels: tuple[Symbol, ...]) -> Iterator[tuple[Symbol, Expr]]:
    """Powers of a column that are factors, with exponents that are not numbers: they may be very large."""
    for factor in Mul.make_args(body):
        if (
            isinstance(factor, Pow)
            and factor.base in labels
            and names(factor.exp)
            and not names(factor.exp) & {*labels}
        ):
            yield factor.base, factor.exp


def _added(function: object, points: Points, numbers: tuple[float, ...]) -> tuple[float, float]:
    """The sum over all observations, and that of the absolute values."""
    assert callable(function)
    arrays, totals, sizes = list(points.columns.values()), [], []
    with np.errstate(all="ignore"):
        for start in range(0, points.count, BLOCK):
            part = function(*(a[start : start + BLOCK] for a in arrays), *numbers)
            if points.weights is not None:
                part = part * points.weights[start : start + BLOCK]
            totals.append(float(part.sum()))
            sizes.append(float(np.abs(part).sum()))
    if not all(map(math.isfinite, totals)):
        return math.nan, math.nan
    return math.fsum(totals), math.fsum(sizes)


def number(term: Expr, at: Found) -> float:
    """A value as a machine number."""
    with digits(BITS):
        return float(value(term, at).mid())
