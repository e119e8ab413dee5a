"""Small matrices of terms, as far as they are written out: what they mean is said by their entries.

A matrix is a value of the reader alone. It never gets into a term: a determinant is read as the polynomial
that it is, an equation between matrices as one for each entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from sympy import Add, Expr, Integer, Mul, Pow, S

from derive.errors import LimitError, ReadError
from derive.language.bounds import MAX_INVERSE, MAX_ROWS

Row = tuple[Expr, ...]


@dataclass(frozen=True)
class Matrix:
    """Rows of terms, all of one length; a vector is a single column."""

    rows: tuple[Row, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    def entries(self) -> Iterator[Expr]:
        return (entry for row in self.rows for entry in row)


def matrix(rows: tuple[tuple[Expr, ...], ...]) -> Matrix:
    """The matrix with these rows. Raises ReadError for rows of different lengths, LimitError beyond the
    bound on rows and columns."""
    if len({len(row) for row in rows}) > 1:
        raise ReadError("the rows of a matrix have one length")
    if max(len(rows), len(rows[0])) > MAX_ROWS:
        raise LimitError(f"a matrix of more than {MAX_ROWS} rows or columns")
    return Matrix(rows)


def column(entries: tuple[Expr, ...]) -> Matrix:
    return matrix(tuple((entry,) for entry in entries))


def add(a: Matrix, b: Matrix) -> Matrix:
    if a.shape != b.shape:
        raise ReadError(f"a matrix of {shape(a)} cannot be added to one of {shape(b)}")
    pairs = zip(a.rows, b.rows, strict=True)
    return Matrix(tuple(tuple(_plus(x, y) for x, y in zip(p, q, strict=True)) for p, q in pairs))


def scale(factor: Expr, a: Matrix) -> Matrix:
    return Matrix(tuple(tuple(_times(factor, x) for x in row) for row in a.rows))


def multiply(a: Matrix, b: Matrix) -> Matrix:
    if a.shape[1] != b.shape[0]:
        raise ReadError(f"a matrix of {shape(a)} cannot be multiplied by one of {shape(b)}")
    return Matrix(tuple(tuple(_dot(row, other) for other in transpose(b).rows) for row in a.rows))


def transpose(a: Matrix) -> Matrix:
    return Matrix(tuple(zip(*a.rows, strict=True)))


def dot(a: Matrix, b: Matrix) -> Expr:
    """The inner product of two vectors."""
    if a.shape != b.shape or 1 not in a.shape:
        raise ReadError("dot takes two vectors of one length")
    return _dot(tuple(a.entries()), tuple(b.entries()))


def trace(a: Matrix) -> Expr:
    return reduce(_plus, (a.rows[k][k] for k in range(_order(a))))


def determinant(a: Matrix) -> Expr:
    """By expansion along the first row."""
    size = _order(a)
    if size == 1:
        return a.rows[0][0]
    terms = (
        _signed(_times(a.rows[0][k], determinant(minor(a, 0, k))), k) for k in range(size) if a.rows[0][k] != 0
    )
    return reduce(_plus, terms, S.Zero)


def minor(a: Matrix, row: int, column: int) -> Matrix:
    rows = (r for k, r in enumerate(a.rows) if k != row)
    return Matrix(tuple(r[:column] + r[column + 1 :] for r in rows))


def inverse(a: Matrix) -> Matrix:
    """The adjugate over the determinant."""
    size = _order(a)
    if size > MAX_INVERSE:
        raise LimitError(f"the inverse of a matrix with more than {MAX_INVERSE} rows")
    over = Pow(determinant(a), -1, evaluate=False)
    if size == 1:
        return Matrix(((over,),))
    cofactors = [[_signed(determinant(minor(a, j, k)), j + k) for j in range(size)] for k in range(size)]
    return Matrix(tuple(tuple(_times(x, over) for x in row) for row in cofactors))


def identity(size: Expr) -> Matrix:
    if not isinstance(size, Integer) or not 0 < size.p <= MAX_ROWS:
        raise ReadError(f"identity takes a number of rows from 1 to {MAX_ROWS}")
    return Matrix(tuple(tuple(Integer(int(j == k)) for k in range(size.p)) for j in range(size.p)))


def entry(a: Matrix, row: Expr, column: Expr) -> Expr:
    """The entry in a row and column, counted from 1."""
    inside = isinstance(row, Integer) and isinstance(column, Integer)
    if not inside or not (0 < row.p <= a.shape[0] and 0 < column.p <= a.shape[1]):
        raise ReadError(f"a matrix of {shape(a)} has no entry ({row}, {column})")
    return a.rows[row.p - 1][column.p - 1]


def shape(a: Matrix) -> str:
    return f"{a.shape[0]} × {a.shape[1]}"


def _order(a: Matrix) -> int:
    if a.shape[0] != a.shape[1]:
        raise ReadError(f"a square matrix is needed, not one of {shape(a)}")
    return a.shape[0]


def _dot(a: Row, b: Row) -> Expr:
    return reduce(_plus, (_times(x, y) for x, y in zip(a, b, strict=True)))


def _plus(a: Expr, b: Expr) -> Expr:
    """The sum; what is 0 because an entry was written as 0 is left out, nothing else is computed."""
    if a is S.Zero or b is S.Zero:
        return b if a is S.Zero else a
    return Add(a, b, evaluate=False)


def _times(a: Expr, b: Expr) -> Expr:
    if a is S.One or b is S.One:
        return b if a is S.One else a
    return Mul(a, b, evaluate=False)


def _signed(term: Expr, place: int) -> Expr:
    return Mul(S.NegativeOne, term, evaluate=False) if place % 2 else term
