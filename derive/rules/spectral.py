"""The spectral theorem, which is taken from the book: two positive definite matrices are diagonal at once."""

from __future__ import annotations

from sympy import Expr, S, Sum, Symbol, Tuple, log

from derive.algebra.domains import definite
from derive.algebra.terms import names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import i, m, n, q, r, says, x
from derive.kernel.witness import Witness, variable_of
from derive.language.matrix_terms import (
    MatrixOf,
    determinant,
    eigenvalue,
    indices_of_matrix,
    inverse_entry,
    matrix_of,
)
from derive.statement import Claim, Each, Equal, Equivalent, Index, PositiveDefinite, entry

NAME = "spectral-theorem"
RANGE = (S.One, n)
ONE = matrix_of(x[i, m], (i, *RANGE), (m, *RANGE))
OTHER = matrix_of(entry(q, i, m), (i, *RANGE), (m, *RANGE))


def trace_of_quotient(one: MatrixOf, other: MatrixOf) -> Sum:
    """tr(B⁻¹A) as ∑ₖⱼ (B⁻¹)ⱼₖ Aⱼₖ, for a symmetric matrix A, in whose indices it is written."""
    row, column = indices_of_matrix(one)
    return Sum(inverse_entry(other, row[0], column[0]) * one.entry, Tuple(*column), Tuple(*row))


@inference(
    NAME,
    takes=(0, 4),
    source="Horn & Johnson (2013), section 7.6",
    axiom=True,
    statement=lambda: says(
        "n m x q r",
        PositiveDefinite(x[i, m], (i, *RANGE), (m, *RANGE)),
        PositiveDefinite(entry(q, i, m), (i, *RANGE), (m, *RANGE)),
        then=Equal(trace_of_quotient(ONE, OTHER), Sum(eigenvalue(ONE, OTHER, r), (r, *RANGE))),
    ),
)
def spectral_theorem(context: Context, premises: Premises, witness: Witness) -> Claim:
    """For symmetric positive definite matrices A and B of one size d there are d numbers λ > 0 with A = CΛCᵀ
    and B = CCᵀ, where C is regular and Λ has these numbers in its diagonal: the roots of det(A − λB) = 0.

    So tr(B⁻¹A) = ∑ λ; log det A − log det B = ∑ log λ; and every λ is 1 if and only if A = B."""
    what, one, other = witness[0], matrix(witness[1]), matrix(witness[2])
    place = variable_of(witness[3])
    (row, *ends), (column, *_) = indices_of_matrix(one)
    if [*indices_of_matrix(other)[0][1:]] != ends:
        raise RuleError(NAME, f"{one} and {other} are not of one size")
    if {row, column, place} & (names(one) | names(other)) or place in (row, column):
        raise RuleError(NAME, f"{row}, {column} and {place} must be names of indices only")
    index: Index = (place, ends[0], ends[1])
    value = eigenvalue(one, other, place)
    context.need(definite(one), definite(other))
    match what:
        case "trace":
            claim = Equal(trace_of_quotient(one, other), Sum(value, index))
        case "determinant":
            claim = Equal(log(determinant(one)) - log(determinant(other)), Sum(log(value), index))
        case "identity":
            same = Equal(entry_at(other, row, column), one.entry)
            ones = Each(Equal(value, S.One), index)
            return Equivalent(ones, Each(Each(same, (column, *ends)), (row, *ends)))
        case _:
            raise RuleError(NAME, f"says nothing of {what}")
    context.need_defined(claim.left, claim.right)
    return claim


def matrix(part: object) -> MatrixOf:
    """The matrix that a part of the witness says to be positive definite."""
    if not isinstance(part, PositiveDefinite):
        raise RuleError(NAME, f"{part} does not say that a matrix is positive definite")
    return matrix_of(part.entry, part.row, part.column)


def entry_at(matrix: MatrixOf, row: Symbol, column: Symbol) -> Expr:
    """The entry of a matrix in a row and a column."""
    (own_row, *_), (own_column, *_) = indices_of_matrix(matrix)
    return substitute(matrix.entry, {own_row: row, own_column: column})
