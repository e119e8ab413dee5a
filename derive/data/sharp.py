"""The sums of a plan with many digits: each observation by itself, for data that rounding would hide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flint import arb
from sympy import Symbol

from derive.data.collecting import Collector, Late
from derive.data.enclosures import compiled, digits
from derive.data.found import Found, Points
from derive.data.moments import Sums, lower_too

LARGEST = 200_000
"""Observations that are computed with many digits."""
PRECISIONS = (400, 2_000)


@dataclass(frozen=True)
class Sharp:
    collector: Collector
    points: Points
    known: Mapping[Symbol, float]
    bits: int = PRECISIONS[0]

    def found(self, rough: Found) -> Found:
        """The values of the symbols, with more digits."""
        with digits(self.bits):
            sums = self.sums(rough.sums)
            return SharpFound(self.collector, sums, self.points, self.known)

    def sums(self, rough: Sums) -> Sums:
        powers = lower_too(self.collector.sums)
        functions = [compiled(feature) for feature in self.collector.features]
        centres = [arb(c) for c in rough.centres]
        totals = {p: arb(0) for p in powers}
        for at, weight in observations(self.points, self.known):
            moved = [f(at) - c for f, c in zip(functions, centres, strict=True)]
            for p in powers:
                term = weight
                for one, power in zip(moved, p, strict=False):
                    term = term * one**power if power else term
                totals[p] += term
        found = {p: (total, arb(0)) for p, total in totals.items()}
        return Sums(rough.size, rough.centres, found, rough.extremes)


def observations(points: Points, known: Mapping[Symbol, float]) -> Iterator[tuple[dict[Symbol, arb], arb]]:
    """Each observation as balls by symbol, with its weight."""
    fixed = {s: arb(v) for s, v in known.items()}
    columns = [(Symbol(label), column.tolist()) for label, column in points.columns.items()]
    weights = [1.0] * points.count if points.weights is None else points.weights.tolist()
    for k, weight in enumerate(weights):
        yield {**fixed, **{s: arb(column[k]) for s, column in columns}}, arb(weight)


class SharpFound(Found):
    """Sums that need every point, with many digits too."""

    def _late(self, late: Late) -> arb:
        points, total = self._needed(), arb(0)
        function = compiled(late.body)
        fixed = {s: self[s] for s in late.needs}
        for at, weight in observations(points, {}):
            total += weight * function({**fixed, **at})
        return total
