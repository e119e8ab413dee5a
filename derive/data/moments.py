"""Power sums of features about centres, with what rounding may have done to them, for a part of the data; those
of two parts can be merged into those of both.

A sum is found block by block in NumPy's pairwise order, each block small enough for a processor's cache; the
sums of the blocks are added without error (`math.fsum`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from flint import arb
from sympy import Symbol

from derive.data.arrays import Compiled, Numbers, compiled
from derive.data.collecting import Collector, Powers, cut

BLOCK = 32_768
"""Observations in a block: several arrays of them fit into the second cache."""
PROBED = 4_096
"""Observations that a centre is found from."""
EPS = 2.0**-52
ULPS = 4
"""Units in the last place by which a feature may be off."""
EXACT = 2.0**53

Columns = Mapping[str, Numbers]


@dataclass(frozen=True)
class Recipe:
    """What is to be computed: features with whether they are centred, plain data or whole numbers, and power
    sums; and which columns need their least and greatest value."""

    labels: tuple[str, ...]
    features: tuple[Compiled, ...]
    plain: tuple[str, ...]
    centred: tuple[bool, ...]
    powers: tuple[Powers, ...]

    @staticmethod
    def of(collector: Collector, known: Mapping[Symbol, float]) -> Recipe:
        columns = tuple(Symbol(label) for label in collector.labels)
        numbers = tuple(known)
        functions, plain = [], []
        for feature in collector.features:
            plain.append(str(feature) if feature in columns else "")
            function = compiled(feature, columns, numbers)
            functions.append(_with(function, tuple(known.values())) if numbers else function)
        return Recipe(
            collector.labels, tuple(functions), tuple(plain), collector.centred, lower_too(collector.sums)
        )


def lower_too(powers: Iterable[Powers]) -> tuple[Powers, ...]:
    """With all lower powers, which a change of the centre needs."""
    lower = (cut(q) for one in powers for q in product(*(range(p + 1) for p in one)))
    return tuple(sorted({one for one in lower if one}))


def _with(function: Compiled, values: tuple[float, ...]) -> Compiled:
    return lambda *columns: function(*columns, *values)


@dataclass(frozen=True)
class Sums:
    """The sums of a part of the data. Of each power sum its value, and how far off it may be; `sizes` is the
    number of observations, the sum of the weights. Of each column the least and greatest value."""

    size: float
    centres: tuple[float, ...]
    sums: Mapping[Powers, tuple[arb, arb]]
    extremes: Mapping[str, tuple[float, float]]

    def value(self, powers: Powers) -> arb:
        """A power sum as a ball."""
        found, off = self.sums[powers]
        return arb(found.mid(), off + found.rad())

    @property
    def constant(self) -> bool:
        """Whether all observations are equal."""
        return all(low == high for low, high in self.extremes.values())


def summed(columns: Columns, recipe: Recipe, weights: Numbers | None = None) -> Sums:
    """The sums of data in memory."""
    arrays = [columns[label] for label in recipe.labels]
    extremes = {label: _ends(a) for label, a in zip(recipe.labels, arrays, strict=True)}
    centres = _centres(arrays, recipe, extremes)
    values: dict[Powers, list[float]] = {p: [] for p in recipe.powers}
    sizes: dict[Powers, list[float]] = {p: [] for p in recipe.powers}
    for part, weight in _blocks(arrays, weights):
        features = [function(*part) for function in recipe.features]
        moved = [f - c if c else f for f, c in zip(features, centres, strict=True)]
        for powers in recipe.powers:
            found, size = _power_sum(powers, moved, weight)
            values[powers].append(found)
            sizes[powers].append(size)
    count = float(len(arrays[0])) if weights is None else math.fsum(weights)
    total = {p: (math.fsum(values[p]), math.fsum(sizes[p])) for p in recipe.powers}
    whole = (
        {
            label
            for label in recipe.labels
            if all(bool((b == np.rint(b)).all()) for b in _chunks(columns[label]))
        }
        if weights is None
        else set()
    )
    largest = max((max(map(abs, ends)) for ends in extremes.values()), default=0.0)
    found_sums = {}
    for powers, (one, size) in total.items():
        exact = _exact(powers, recipe, centres, whole, size)
        off = 0.0 if exact else _rounding(powers, size, len(arrays[0]), recipe, centres, largest, total)
        found_sums[powers] = (arb(one), arb(off))
    return Sums(count, centres, found_sums, extremes)


def _ends(array: Numbers) -> tuple[float, float]:
    """The least and the greatest value."""
    ends = [(part.min(), part.max()) for part in _chunks(array)]
    return float(min(low for low, _ in ends)), float(max(high for _, high in ends))


def _chunks(array: Numbers) -> Iterator[Numbers]:
    for start in range(0, len(array), BLOCK):
        yield array[start : start + BLOCK]


def _blocks(arrays: list[Numbers], weights: Numbers | None) -> Iterator[tuple[list[Numbers], Numbers | None]]:
    for start in range(0, len(arrays[0]), BLOCK):
        end = start + BLOCK
        yield [a[start:end] for a in arrays], None if weights is None else weights[start:end]


def _centres(
    arrays: list[Numbers], recipe: Recipe, extremes: Mapping[str, tuple[float, float]]
) -> tuple[float, ...]:
    """Near the middle of each feature that is centred; 0 of others. Of a feature that is constant its value."""
    step = max(1, -(-len(arrays[0]) // PROBED))
    probe = [a[::step] for a in arrays]
    found = []
    for function, centred in zip(recipe.features, recipe.centred, strict=True):
        if not centred:
            found.append(0.0)
            continue
        values = function(*probe)
        middle = math.fsum(values) / len(values)
        found.append(min(max(middle, float(values.min())), float(values.max())))
    return tuple(c if math.isfinite(c) else 0.0 for c in found)


def _power_sum(powers: Powers, moved: list[Numbers], weight: Numbers | None) -> tuple[float, float]:
    """The sum of a product of powers, and of its absolute values, or more."""
    if weight is None and powers.count(0) == len(powers) - 1 and powers[-1] <= 2:
        one = moved[len(powers) - 1]
        squares = float(np.dot(one, one))
        if powers[-1] == 2:
            return squares, squares
        if math.isfinite(size := math.sqrt(len(one) * squares)):  # Cauchy and Schwarz
            return float(one.sum()), size * (1 + len(one) * EPS)
    term: Numbers | None = None
    for place, power in zip(moved, powers, strict=False):
        for _ in range(power):
            term = place if term is None else term * place
    assert term is not None
    if weight is not None:
        term = term * weight
    found = float(term.sum())
    low = 0.0 if all(p % 2 == 0 for p in powers) else float(term.min())
    if low >= 0:
        return found, found
    return found, float(np.abs(term).sum())


def _exact(powers: Powers, recipe: Recipe, centres: tuple[float, ...], whole: set[str], size: float) -> bool:
    """Whether nothing was rounded: sums of products of whole numbers that are small enough."""
    used = [k for k, power in enumerate(powers) if power]
    return size < EXACT and all(recipe.plain[k] in whole and centres[k] == round(centres[k]) for k in used)


def _rounding(
    powers: Powers,
    size: float,
    count: int,
    recipe: Recipe,
    centres: tuple[float, ...],
    largest: float,
    total: Mapping[Powers, tuple[float, float]],
) -> float:
    """How far off a power sum may be: by adding up, by multiplying, by the features themselves, and by what a
    centre leaves of their digits."""
    steps = math.log2(min(count, BLOCK) + 1) + sum(powers) + ULPS
    off = steps * EPS * size
    for k, power in enumerate(powers):
        if power and centres[k] and not recipe.plain[k]:
            lower = cut([p - (j == k) for j, p in enumerate(powers)])
            beside = total[lower][1] if lower in total else float(count)
            off += power * ULPS * EPS * abs(centres[k]) * beside
    return off


# ── merging ──


def merged(one: Sums, other: Sums, recipe: Recipe) -> Sums:
    """The sums of both parts of the data, about the mean of their centres."""
    if not one.size or not other.size:
        return one if one.size else other
    share = other.size / (one.size + other.size)
    centres = tuple(
        (a if a == b else a + (b - a) * share) if centred else 0.0
        for a, b, centred in zip(one.centres, other.centres, recipe.centred, strict=True)
    )
    a, b = moved_to(one, centres), moved_to(other, centres)
    sums = {p: (a.sums[p][0] + b.sums[p][0], a.sums[p][1] + b.sums[p][1]) for p in recipe.powers}
    extremes = {
        label: (min(low, b.extremes[label][0]), max(high, b.extremes[label][1]))
        for label, (low, high) in a.extremes.items()
    }
    return Sums(a.size + b.size, centres, sums, extremes)


def moved_to(one: Sums, centres: tuple[float, ...]) -> Sums:
    """The same sums about other centres, by the binomial theorem."""
    if one.centres == centres:
        return one
    by = [arb(old) - arb(new) for old, new in zip(one.centres, centres, strict=True)]
    found = {p: _shifted(p, one, by) for p in one.sums}
    return replace(one, centres=centres, sums=found)


def _shifted(powers: Powers, one: Sums, by: list[arb]) -> tuple[arb, arb]:
    value, off = arb(0), arb(0)
    for lower in product(*(range(p + 1) for p in powers)):
        factor = arb(1)
        for p, q, d in zip(powers, lower, by, strict=False):
            factor *= math.comb(p, q) * (d ** (p - q) if p > q else 1)
        found, radius = one.sums[cut(lower)] if cut(lower) else (arb(one.size), arb(0))
        value += factor * found
        off += abs(factor) * radius
    return value, off
