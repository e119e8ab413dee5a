"""Places where two terms are equal: there an equivalence is looked at; elsewhere its sides are mostly false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from flint import fmpq, fmpq_poly
from sympy import Derivative, Expr, Symbol

from derive.algebra.numeric.balls import Point, evaluate, plain
from derive.algebra.numeric.points import holds
from derive.algebra.terms import names
from derive.errors import DeriveError
from derive.statement import Equal, Equivalent, Given, Less, LessEqual, Unequal

DEGREE = 4
"""The highest degree of a polynomial whose zeros are looked for."""


def made_equal(claim: Equivalent, point: Point, given: Given) -> Iterator[Point]:
    """The point with a symbol set to a value at which the two terms that a side compares are equal, where
    the Given still holds."""
    for side in (claim.left, claim.right):
        if not isinstance(side, Equal | Unequal | Less | LessEqual):
            continue
        difference = plain(side.left - side.right, given)
        if difference.has(Derivative):
            continue  # costly; a score equation is compared at the zeros of what it is solved to
        for symbol in point.values:
            for value in zeros(difference, symbol, point, given) if symbol in names(difference) else ():
                place = point.with_value(symbol, value)
                if all(holds(fact, place, given) for fact in given.facts()):
                    yield place


def zeros(term: Expr, symbol: Symbol, point: Point, given: Given) -> list[fmpq]:
    """The rational zeros in one symbol, the others having their values, where the term is a polynomial of low
    degree in it, as its values tell. (Only candidates: what is concluded is evaluated.)"""
    known: list[fmpq] = []
    for k in range(1, DEGREE + 3):
        try:
            value = evaluate(term, point.with_value(symbol, fmpq(k)), given)
        except DeriveError:
            return []
        if not isinstance(value, fmpq):
            return []
        known.append(value)
    found = through(known)
    if found.degree() > DEGREE or found.degree() < 1:
        return []
    _, factors = found.factor()
    return [-factor[0] / factor[1] for factor, _ in factors if factor.degree() == 1]


def through(values: Sequence[fmpq]) -> fmpq_poly:
    """The polynomial with these values at 1, 2, 3 …, by Newton's differences."""
    result, product, differences = fmpq_poly([0]), fmpq_poly([1]), list(values)
    for k in range(len(values)):
        result += product * differences[0]
        product *= fmpq_poly([-k - 1, 1]) / (k + 1)
        differences = [b - a for a, b in pairwise(differences)]
    return result
