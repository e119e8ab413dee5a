"""Putting a value in: for names that are known to lie in a finite set, and by equations solved for a name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache, partial

from sympy import Add, Derivative, Expr, Indexed, Integer, Mul, Pow, Rational, Symbol, preorder_traversal

from derive.algebra.form.knowledge import instances, knowledge
from derive.algebra.form.normal import coefficients
from derive.algebra.terms import names, rebuild_as_is, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import RANDOM
from derive.statement import (
    Assumption,
    Each,
    Equal,
    Fact,
    Given,
    Less,
    LessEqual,
    Member,
    Unequal,
    fact_map,
    free_of_fact,
)

FEW = 8
"""The most values that a name is split into."""


@lru_cache(maxsize=8192)
def finite(term: Expr, given: Given) -> Mapping[Expr, tuple[Rational, ...]]:
    """The symbols and data of a term that are known to have one of a few values, by name."""
    known = knowledge(given, True)
    found: dict[Expr, tuple[Rational, ...]] = {}
    for item in sorted(term.free_symbols, key=str):
        members: tuple[Rational, ...] = ()
        if isinstance(item, Symbol):
            members = known.values.get(item, ()) or _between(known.ranges.get(item))
        elif isinstance(item, Indexed) and len(item.indices) == 1 and item.indices[0] in known.ranges:
            index = item.indices[0]
            members = instances(given, True, index, *known.ranges[index]).values.get(item, ())
        if 0 < len(members) <= FEW:
            found[item] = members
    return found


def _between(limits: tuple[Expr, Expr] | None) -> tuple[Rational, ...]:
    match limits:
        case (Integer() as low, Integer() as high) if high - low < FEW:
            return tuple(Integer(k) for k in range(int(low), int(high) + 1))
    return ()


def put_in(name: Expr, value: Expr, term: Expr, given: Given) -> tuple[Expr, Given] | None:
    """The term and the Given where the name has the value, which must be defined there; None where it
    cannot be put in: an expectation depends on a parameter through the density, a derivative looks at
    other values of its variable."""
    if term.has(*RANDOM):
        return None
    try:
        new = substitute(term, {name: value}, rebuild_as_is)
    except DeriveError:
        return None
    return (new, _put(name, value, given)) if name not in new.free_symbols else None


def _put(name: Expr, value: Expr, given: Given) -> Given:
    """What is known with the value put in. A fact into which it cannot be put stays as it is, for it holds all
    the same, and none may be lost: with less known to be an integer, fewer powers count as defined."""
    kept = (Assumption(_fact_with(a.fact, name, value), a.provenance) for a in given.assumptions)
    return Given(tuple(dict.fromkeys(kept)))


def _fact_with(fact: Fact, name: Expr, value: Expr) -> Fact:
    if name not in free_of_fact(fact):
        return fact
    put = partial(substitute, values={name: value})
    with suppress(DeriveError):
        match fact:
            case Less() | LessEqual() | Equal() | Unequal() | Member():
                return fact_map(fact, put)
            case Each(fact=inner, index=(symbol, low, high)) if symbol not in names(name) | names(value):
                return Each(_fact_with(inner, name, value), (symbol, put(low), put(high)))
    return fact


def solved(equation: Equal) -> tuple[Expr, Expr] | None:
    """A name and its value, from an equation that has one side a name, or is linear in a name with a number
    in front of it and holds only polynomials, so that the value is defined wherever the equation is."""
    for name, value in ((equation.left, equation.right), (equation.right, equation.left)):
        if isinstance(name, Symbol | Indexed) and not _depends(value, name):
            return name, value
    difference = Add(equation.left, Mul(-1, equation.right))
    if not all(map(_is_polynomial, preorder_traversal(difference))):
        return None
    data = frozenset(s for item in difference.free_symbols if isinstance(item, Indexed) for s in names(item))
    for name in sorted(difference.free_symbols - data, key=str):
        found = coefficients(difference, name)
        if found is not None and len(found) == 2 and isinstance(found[1], Rational):
            value = -found[0] / found[1]
            if not _depends(value, name):
                return name, value
    return None


def _depends(value: Expr, name: Expr) -> bool:
    """Whether a value may change with a name; x[i] may be x[j] as well."""
    if isinstance(name, Symbol):
        return name in names(value) or value.has(Derivative, *RANDOM)
    return name.base.label in names(value) or value.has(Derivative, *RANDOM)


def _is_polynomial(part: Expr) -> bool:
    match part:
        case Pow(exp=exponent):
            return isinstance(exponent, Integer) and bool(exponent >= 0)
        case _:
            return isinstance(part, Add | Mul | Symbol | Indexed | Rational) or not isinstance(part, Expr)
