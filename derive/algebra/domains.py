"""Where a term is defined.

Every symbol denotes a real number, and a term is a real number wherever it is defined. `needs` says
for the outermost operation of a term what it asks of its arguments: a conjunction of alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from sympy import Expr, Integer, Mul, Pow, Rational, S, Symbol, binomial, exp, factorial, gamma, log, loggamma

from derive.algebra.terms import BIG, given_at, limits, names, paths, unfold_calls
from derive.algebra.terms import at as subterm
from derive.language.matrix_terms import determinant, eigenvalue, indices_of_matrix, inverse_entry
from derive.language.vocabulary import (
    Beta,
    OrderStatistic,
    digamma,
    lambert_w0,
    lambert_wm1,
    logit,
    trigamma,
    xlogy,
)
from derive.statement import (
    Equal,
    Fact,
    Given,
    Integers,
    Member,
    PositiveDefinite,
    integer,
    nonnegative,
    nonzero,
    positive,
)

Alternatives: TypeAlias = tuple[tuple[Fact, ...], ...]
"""Any one of these conjunctions is enough."""


def needs(term: Expr) -> Alternatives:
    """What the outermost operation of `term` asks of its arguments; `((),)` is nothing.

    A power of a symbolic exponent is defined for a positive base, or for any base when the exponent
    is a nonnegative integer (0⁰ = 1).
    """
    match term:
        case Pow(base=base, exp=Integer() as exponent):
            return ((),) if exponent >= 0 else ((nonzero(base),),)
        case Pow(base=base, exp=Rational() as exponent):
            return ((nonnegative(base),),) if exponent > 0 else ((positive(base),),)
        case Pow(base=base, exp=exponent):
            return ((positive(base),), (Member(exponent, Integers(S.Zero, S.Infinity)),))
        case log(args=(argument,)):
            return ((positive(argument),),)
        case factorial(args=(argument,)):
            return ((Member(argument, Integers(S.Zero, S.Infinity)),),)
        case gamma(args=(argument,)) | loggamma(args=(argument,)) | digamma(args=(argument,)):
            return ((positive(argument),),)
        case trigamma(args=(argument,)):
            return ((positive(argument),),)
        case Beta(args=(a, b)):
            return ((positive(a), positive(b)),)
        case binomial(args=(n, k)):
            return ((positive(n + 1), positive(k + 1), positive(n - k + 1)),)
        case lambert_w0(args=(argument,)):
            return ((nonnegative(argument + exp(-1)),),)
        case lambert_wm1(args=(argument,)):
            return ((nonnegative(argument + exp(-1)), positive(-argument)),)
        case logit(args=(p,)):
            return ((positive(p), positive(1 - p)),)
        case OrderStatistic():
            ((_, low, high),) = limits(term)
            return ((Member(term.rank, Integers(S.One, high - low + 1)),),)
        case inverse_entry(args=(matrix, *places)):
            inside = tuple(within(place, matrix) for place in places)
            return ((definite(matrix), *inside), (nonzero(determinant(matrix)), *inside))
        case eigenvalue(args=(one, other, rank)):
            (_, *size), _ = indices_of_matrix(one)
            (_, *again), _ = indices_of_matrix(other)
            same = tuple(Equal(a, b) for a, b in zip(size, again, strict=True) if a != b)
            return ((*same, definite(one), definite(other), within(rank, one)),)
        case xlogy(args=(weight, argument)):
            # b may vanish where a does: b = a·c with c > 0, where c is still defined at a = 0
            quotient = argument / weight
            kept = tuple(nonzero(d) for d in divisors(quotient) if d not in divisors(argument))
            conditions: Alternatives = (
                (nonnegative(weight), positive(quotient), *kept),
                (nonnegative(weight), positive(argument)),
            )
            swapped = argument.count_ops() < quotient.count_ops()
            return conditions[::-1] if swapped else conditions
        case _:
            return ((),)


def definite(matrix: Expr) -> PositiveDefinite:
    """That a matrix is positive definite."""
    return PositiveDefinite(matrix.args[0], *indices_of_matrix(matrix))


def within(place: Expr, matrix: Expr) -> Member:
    """That a place is one of the rows of a matrix."""
    (_, low, high), _ = indices_of_matrix(matrix)
    return Member(place, Integers(low, high))


def divisors(term: Expr) -> list[Expr]:
    """The factors of a product that stand below the line."""
    powers = (factor.as_base_exp() for factor in Mul.make_args(term))
    return [base for base, exponent in powers if exponent.could_extract_minus_sign()]


def countable(term: Expr, given: Given) -> Iterator[tuple[Given, Alternatives]]:
    """The limits of a sum, product or order statistic, outermost first: defined, integers, and at worst empty
    by one."""
    for symbol, low, high in reversed(limits(term)):
        for bound in (low, high):
            yield from definedness(bound, given)
        yield given, ((integer(low), Member(high - low + 1, Integers(S.Zero, S.Infinity))),)
        given = given.under((symbol, low, high))


def definedness(term: Expr, given: Given) -> Iterator[tuple[Given, Alternatives]]:
    """Every condition under which the whole term is defined, each with what is known at its place."""
    term = unfold_calls(term, given)
    for path in paths(term):
        alternatives = needs(part := subterm(term, path))
        assert isinstance(part, Expr)
        if alternatives != ((),):
            yield given_at(term, path, given), alternatives
        if isinstance(part, BIG):
            yield from countable(part, given_at(term, path, given))
    for definition in given.definitions():
        if isinstance(definition.head, Symbol) and definition.head in names(term):
            yield from definedness(definition.body, given)
