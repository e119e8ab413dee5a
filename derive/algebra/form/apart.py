"""Where a closed form divides by something that may be 0: that case is looked at apart.

Σ r^i = (1 − r^(n + 1))/(1 − r) holds for r ≠ 1. So a term that is read with it is 0 wherever its form is 0
and r ≠ 1; and it is 0 everywhere if 1 is put in for r and what comes out is 0 as well, or if the term itself
divides by 1 − r. Sound: a value is put in at once in the term and in all that is known. Not complete, for a
condition that no symbol can be solved for is given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flint import fmpq_mpoly
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from derive.algebra.form.reading import Reader
from derive.algebra.form.ring import Kind, NowhereDefined, Ratio
from derive.algebra.terms import substitute
from derive.errors import DeriveError
from derive.statement import Assumption, Equal, Given, Less, LessEqual, Member, Unequal, fact_map
from derive.statement.given import free_of_fact

Case = tuple[Symbol, Expr]
"""A symbol, and the value at which something is 0."""
CASES = 8


def open_cases(reader: Reader, term: Expr) -> list[Case] | None:
    """The cases that the reading of a term left out; None where one of them cannot be put as a value."""
    divided = divisors(reader, term)
    cases: list[Case] = []
    for key, poly in reader.assumed.items():
        if key in divided:
            continue
        found = zeros(reader, poly)
        if found is None:
            return None
        cases += found
    return cases if len(cases) <= CASES else None


def divisors(reader: Reader, term: Expr) -> set[str]:
    """The irreducible factors by which the term divides, wherever it is defined."""
    found: set[str] = set()
    for den in denominators(term):
        try:
            ratio = reader.convert(den)
        except (DeriveError, NowhereDefined):
            continue
        if not ratio.num.is_zero():
            found |= {str(f) for f, m in reader.ratio_factors(ratio)[1] if m > 0}
    return found


def denominators(term: Expr) -> Iterator[Expr]:
    """What a term divides by at the top, outside of every function and binder."""
    match term:
        case Add() | Mul():
            for argument in term.args:
                yield from denominators(argument)
        case Pow() if isinstance(term.exp, Rational):
            if term.exp < 0:
                yield term.base
            yield from denominators(term.base)


def zeros(reader: Reader, poly: fmpq_mpoly) -> list[Case] | None:
    """All the values of symbols at which a polynomial is 0, as far as the facts allow any; or None."""
    for generator in reader.within(poly):
        if poly.degrees()[generator.index] != 1:
            continue
        slope = poly.derivative(generator.index)
        rest = poly - slope * reader.variable(generator)
        if not (slope.is_constant() or rest.is_constant()):
            continue  # else where the slope is 0, so is the rest
        value = reader.ratio(-rest, slope)
        match generator.kind:
            case Kind.ATOM if isinstance(generator.expr, Symbol):
                return symbol_zeros(reader, generator.expr, value)
            case Kind.EXP if value == reader.constant(1):
                return factor_zeros(reader, generator.exponent.num)
    return None


def factor_zeros(reader: Reader, poly: fmpq_mpoly) -> list[Case] | None:
    found = [zeros(reader, factor) for factor, _ in reader.factors(poly)[1]]
    return None if None in found else [case for cases in found if cases is not None for case in cases]


def symbol_zeros(reader: Reader, symbol: Symbol, value: Ratio) -> list[Case] | None:
    """The value of a symbol; where the symbol is known to be an integer, so must the value be, for
    else a power that is defined might no longer be seen to be."""
    shown = reader.show_ratio(value)
    if symbol in reader.free(*value):
        return None
    if symbol in reader.integers and not reader.is_integer(value):
        return [] if isinstance(shown, Rational) else None
    return [(symbol, shown)]


def put(given: Given, case: Case) -> Given | None:
    """What is known, with the value put in; None where that cannot be done for every fact."""
    symbol, value = case
    found = []
    for assumption in given.assumptions:
        fact = assumption.fact
        if symbol in free_of_fact(fact):
            if not isinstance(fact, Less | LessEqual | Equal | Unequal | Member):
                return None
            fact = fact_map(fact, partial(substitute, values={symbol: value}))
        found.append(Assumption(fact, assumption.provenance))
    return Given(tuple(found))
