"""Determinants, inverses and eigenvalues of small matrices of exact fractions and balls."""

from __future__ import annotations

from functools import cmp_to_key, partial
from typing import TypeAlias

from flint import acb_mat, arb, arb_mat, arb_series, fmpq, fmpq_mat

from derive.algebra.numeric.mixed import Undefined, Value, less, positive, same

Rows: TypeAlias = list[list[Value]]


def table(rows: Rows) -> fmpq_mat | arb_mat:
    """The matrix: of fractions where all entries are, else of balls."""
    flat = [value for row in rows for value in row]
    shape = len(rows), len(rows[0]) if rows else 0
    exact = [value for value in flat if isinstance(value, fmpq)]
    if len(exact) == len(flat):
        return fmpq_mat(*shape, exact)
    balls = [value for value in flat if not isinstance(value, arb_series)]
    if len(balls) < len(flat):
        raise Undefined("a matrix that moves")
    return arb_mat(*shape, balls)


def determinant(rows: Rows) -> Value:
    """The determinant; 1 of a matrix without rows."""
    if any(len(row) != len(rows) for row in rows):
        raise Undefined("a determinant of a matrix that is not square")
    value: Value = table(rows).det() if rows else fmpq(1)
    return value


def inverse(rows: Rows) -> Rows:
    """The inverse; Undefined where the matrix is not certainly regular."""
    try:
        found = table(rows).inv()
    except ZeroDivisionError:
        raise Undefined("the inverse of a matrix that may be singular") from None
    size = range(len(rows))
    return [[found[j, k] for k in size] for j in size]


def is_definite(rows: Rows) -> bool | None:
    """Whether a matrix is symmetric and positive definite: its leading minors are positive."""
    answers = [*symmetry(rows), *map(partial(less, fmpq(0)), minors(rows))]
    return False if False in answers else None if None in answers else True


def symmetry(rows: Rows) -> list[bool | None]:
    """Whether the entries are equal to those across the diagonal; balls can only show that they are not."""
    return [same(rows[j][k], rows[k][j]) for j in range(len(rows)) for k in range(j)]


def minors(rows: Rows) -> list[Value]:
    """The leading minors."""
    return [determinant([row[:count] for row in rows[:count]]) for count in range(1, len(rows) + 1)]


def eigenvalues(one: Rows, other: Rows) -> list[Value]:
    """The numbers t with det(A − t·B) = 0 in increasing order, for positive definite A and B."""
    if False in (*symmetry(one), *symmetry(other)) or not all(map(positive, (*minors(one), *minors(other)))):
        raise Undefined("eigenvalues of matrices that may not be positive definite")
    if len(one) == 1:
        return [one[0][0] / other[0][0]]
    product = arb_mat(table(other)).inv() * arb_mat(table(one))
    if len(one) == 2:
        middle = product.trace() / 2
        square = middle**2 - product.det()
        spread = square.sqrt() if square > 0 else square.abs_upper().sqrt().union(arb(0))
        return [middle - spread, middle + spread]
    try:
        found = [value.real for value in acb_mat(product).eig()]
    except ValueError:
        raise Undefined("eigenvalues that are not told apart") from None
    return sorted(found, key=cmp_to_key(in_order))


def in_order(a: arb, b: arb) -> int:
    if (answer := less(a, b)) is None:
        raise Undefined("eigenvalues that are not told apart")
    return -1 if answer else 1
