"""Points against a claim about the maximum over several arrays: numbers, vectors and matrices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import TypeAlias

from flint import fmpq
from sympy import Expr, Symbol

from derive.algebra.numeric.balls import Evaluator, evaluate, plain
from derive.algebra.numeric.choosing import LINE, Chooser, Needs, definite_from
from derive.algebra.numeric.counterexample import report
from derive.algebra.numeric.mixed import Value, less, plus, same, times
from derive.algebra.numeric.place import Point, Variable
from derive.algebra.numeric.points import truth
from derive.algebra.numeric.vectors import vectors
from derive.errors import DeriveError
from derive.statement import (
    ArrayArgmax,
    DefiniteMatrices,
    Given,
    Matrices,
    Refuted,
    Space,
    Vectors,
    component,
    indices_of,
    lying_in,
)

Entries: TypeAlias = dict[Variable, Value]
"""The entries of all arrays."""

SAMPLES = 6
STEPS = (fmpq(1, 4), fmpq(1, 32), fmpq(-1, 8))


def array_argmax(claim: ArrayArgmax, point: Point, given: Given) -> Refuted | None:
    """A maximiser outside the spaces, or arrays at which the function is greater, or as great."""
    best = [told_entries(claim, entries, point, given) for entries in claim.points]
    for top in best:
        if inside(claim, top, point, given) is False:
            return told(claim, point, given, top, "outside", "the domain")
    others = list(samples(claim, point, given))
    near = [mixed(top, other, step) for top in best for other in others for step in STEPS]
    others += [place for place in near if inside(claim, place, point, given)]
    for top in best:
        highest = evaluate(claim.function, at(point, top), given)
        for other in (*others, *best):
            try:
                value = evaluate(claim.function, at(point, other), given)
            except DeriveError:
                continue
            elsewhere = all(any(same(other[k], one[k]) is False for k in other) for one in best)
            if less(highest, value) or (elsewhere and same(highest, value)):
                return told(claim, point, given, other, value, highest)
    return None


def at(point: Point, entries: Entries) -> Point:
    return replace(point, values={**point.values, **entries})


def told(
    claim: ArrayArgmax, point: Point, given: Given, entries: Entries, left: Value | str, right: Value | str
) -> Refuted:
    named = {
        one.name if isinstance(one, Symbol) else f"{one[0]}[{', '.join(map(str, one[1]))}]": value
        for one, value in entries.items()
    }
    return report(claim, point, given, left, right, **named)


def told_entries(claim: ArrayArgmax, entries: tuple[Expr, ...], point: Point, given: Given) -> Entries:
    """The entries of a maximiser."""
    found: Entries = {}
    for variable, space, entry in zip(claim.variables, claim.spaces, entries, strict=True):
        for where, place in runs(space, point, given):
            found[name(variable, where)] = evaluate(entry, place, given)
    return found


def runs(space: Space, point: Point, given: Given) -> Iterator[tuple[tuple[int, ...], Point]]:
    """Every place of an entry, and the point there; a number has none."""
    indices = indices_of(space)
    found = Evaluator(point, given)
    ranges = [found.places((s, plain(low, given), plain(high, given))) for s, low, high in indices]
    for where in product(*ranges):
        values: Entries = {symbol: fmpq(k) for (symbol, _, _), k in zip(indices, where, strict=True)}
        yield where, at(point, values)


def name(variable: Symbol, where: tuple[int, ...]) -> Variable:
    return (variable.name, where) if where else variable


def inside(claim: ArrayArgmax, entries: Entries, point: Point, given: Given) -> bool | None:
    """Whether arrays lie in their spaces."""
    place = at(point, entries)
    pairs = zip(claim.variables, claim.spaces, strict=True)
    answers = [truth(fact, place, given) for pair in pairs for fact in lying_in(*pair)]
    return False if False in answers else None if None in answers else True


def mixed(one: Entries, other: Entries, step: fmpq) -> Entries:
    """Arrays on the line from some to others."""
    return {k: plus(times(1 - step, one[k]), times(step, other[k])) for k in one}


# ── simple arrays ──


def samples(claim: ArrayArgmax, point: Point, given: Given) -> Iterator[Entries]:
    """Simple arrays of every space, each with each."""
    pairs = zip(claim.variables, claim.spaces, strict=True)
    choices = [list(islice(arrays(*pair, point, given), SAMPLES)) for pair in pairs]
    for chosen in product(*choices):
        entries = {k: value for one in chosen for k, value in one.items()}
        if inside(claim, entries, point, given):
            yield entries


def arrays(variable: Symbol, space: Space, point: Point, given: Given) -> Iterator[Entries]:
    """Simple numbers, vectors or matrices of a space."""
    match space:
        case Vectors():
            wheres = [where for where, _ in runs(space, point, given)]
            for vector in vectors(space, variable, point, given):
                yield {name(variable, where): value for where, value in zip(wheres, vector, strict=True)}
        case Matrices():
            wheres = [where for where, _ in runs(space, point, given)]
            for matrix in vectors(space, variable, point, given):
                yield {name(variable, where): value for where, value in zip(wheres, matrix, strict=True)}
        case DefiniteMatrices():
            wheres = [where for where, _ in runs(space, point, given)]
            for turn in range(SAMPLES):
                found = definite_at(max((where[0] for where in wheres), default=0), turn)
                yield {name(variable, where): found[where] for where in wheres}
        case _:
            for value in Chooser(given, Needs((), frozenset(), ())).pool([space], point, False):
                yield {component(variable, space): value}


def definite_at(size: int, turn: int) -> dict[tuple[int, ...], fmpq]:
    """The entries of a simple positive definite matrix."""
    rows = [[LINE[(3 * j + k + turn * (j + 2)) % 7] for k in range(size)] for j in range(size)]
    matrix = definite_from(rows)
    return {(j, k): value for j, row in enumerate(matrix, 1) for k, value in enumerate(row, 1)}
