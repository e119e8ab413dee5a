"""Positive definite matrices: why one is, and what is positive about it."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Mul, S

from derive.algebra.equality import equal
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import signed
from derive.algebra.terms import names, substitute
from derive.language.matrix_terms import determinant, eigenvalue, indices_of_matrix, inverse_entry
from derive.language.vocabulary import indicator
from derive.statement import Fact, Given, Index, PositiveDefinite, positive


def by_definiteness(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """The determinant of a positive definite matrix is positive, and eigenvalues are where they are defined. A
    matrix is positive definite as it is assumed to be, as the inverse or a positive multiple of one that is,
    and as the identity."""
    match signed(fact):
        case (determinant(args=(matrix,)), ">" | ">=" | "!="):
            yield ((given, PositiveDefinite(matrix.args[0], *indices_of_matrix(matrix))),)
        case (eigenvalue(), ">" | ">=" | "!="):
            yield ()
    if not isinstance(fact, PositiveDefinite):
        return
    here = under(fact, given)  # what is known of outer variables of these names says nothing of the indices
    if any(is_same(fact, known, here) for known in here.facts() if isinstance(known, PositiveDefinite)):
        yield ()
    bound = {fact.row[0], fact.column[0]}
    outside, inside = outside_and_inside(fact.entry, bound)
    if outside != S.One:
        rest = PositiveDefinite(inside, fact.row, fact.column)
        yield (given, positive(outside)), (given, rest)
    match inside:
        case inverse_entry(args=(matrix, *places)) if set(places) == bound and outside == S.One:
            row, column = indices_of_matrix(matrix)
            if row[1:] == fact.row[1:] and not bound & names(matrix):
                yield ((given, PositiveDefinite(matrix.args[0], row, column)),)
        case indicator(args=places) if set(places) == bound and outside == S.One:
            yield ()


def outside_and_inside(term: Expr, bound: set[Expr]) -> tuple[Expr, Expr]:
    """The factors that are free of the indices, and the others."""
    factors = Mul.make_args(term)
    free = [factor for factor in factors if not names(factor) & bound]
    return Mul(*free), Mul(*(factor for factor in factors if factor not in free))


def is_same(wanted: PositiveDefinite, known: PositiveDefinite, given: Given) -> bool:
    """Whether two facts are about one matrix: equal entries in every row and column."""
    if wanted == known:
        return True
    if wanted.row[1:] != known.row[1:]:
        return False
    places: dict[Expr, Expr] = {known.row[0]: wanted.row[0], known.column[0]: wanted.column[0]}
    entry = substitute(known.entry, places)
    return entry == wanted.entry or equal(entry, wanted.entry, given)


def under(fact: PositiveDefinite, given: Given) -> Given:
    row: Index = fact.row
    return given.under(row, fact.column)
