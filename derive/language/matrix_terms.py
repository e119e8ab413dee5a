"""Terms that speak of matrices of any size, which are told by their entries.

`matrix(a[j, k], j=1..d, k=1..d)` is the matrix with this entry in row j and column k. It is no number, and
stands only as an argument: of `det(A)`; of `inverse(A, j, k)`, the entry of the inverse in row j and column k;
and of `eigenvalue(A, B, l)`, which for positive definite matrices A and B is the l-th smallest of the d
positive numbers t with det(A - t·B) = 0, each counted as often as its multiplicity says.
"""

from __future__ import annotations

from sympy import Basic, Expr, Function, Symbol, Tuple, preorder_traversal

from derive.errors import ReadError
from derive.statement import Index


class MatrixOf(Expr):
    """The matrix of a term: its arguments are the term, and the indices of rows and of columns with their
    limits, which depend on neither."""

    is_commutative = True

    @property
    def entry(self) -> Expr:
        entry: Expr = self.args[0]
        return entry

    @property
    def limits(self) -> tuple[Tuple, ...]:
        limits: tuple[Tuple, ...] = self.args[1:]
        return limits

    @property
    def free_symbols(self) -> set[Basic]:
        inside, *indices = self.args
        bound = {index[0] for index in indices}
        outside: set[Basic] = set().union(*(end.free_symbols for index in indices for end in index[1:]))
        return {s for s in inside.free_symbols if not bound & s.free_symbols} | outside


class determinant(Function):
    """The determinant of a square matrix."""

    nargs = 1


class inverse_entry(Function):
    """`inverse_entry(A, j, k)` is the entry of the inverse of A in row j and column k."""

    nargs = 3


class eigenvalue(Function):
    """`eigenvalue(A, B, l)` is the l-th smallest of the numbers t > 0 with det(A − t·B) = 0, where A and B are
    positive definite. That there are as many as rows is the spectral theorem."""

    nargs = 3


MATRIX_FUNCTIONS: dict[str, type[Function]] = {
    "det": determinant,
    "inverse": inverse_entry,
    "eigenvalue": eigenvalue,
}
"""Functions of matrices, by the name that they have in text."""
MATRICES = {determinant: 1, inverse_entry: 1, eigenvalue: 2}
"""How many of the first arguments are matrices."""


def applied(name: str, arguments: tuple[Expr, ...]) -> Expr:
    """A function of matrices; each of these is told by its entries, or is a name. Raises ReadError."""
    function = MATRIX_FUNCTIONS[name]
    count = MATRICES[function]
    (needed,) = function.nargs
    if len(arguments) != needed or not all(isinstance(m, MatrixOf | Symbol) for m in arguments[:count]):
        raise ReadError(f"{name} is written as in {EXAMPLES[name]}")
    return function(*arguments, evaluate=False)


WHOLE = "matrix(a[j, k], j=1..d, k=1..d)"
EXAMPLES = {
    "det": f"det({WHOLE})",
    "inverse": f"inverse({WHOLE}, 1, 2)",
    "eigenvalue": f"eigenvalue({WHOLE}, matrix(b[j, k], j=1..d, k=1..d), 1)",
}


def misplaced(term: Expr, named: bool = False) -> str:
    """What is wrong about the matrices in a term, which stand in the places for matrices only, and only these;
    nothing where all is well. With `named`, a name may stand for a matrix."""
    for part in preorder_traversal(term):
        count = MATRICES.get(type(part), 0)
        for place, argument in enumerate(part.args):
            if isinstance(argument, MatrixOf) and place >= count:
                return "a matrix stands where a number is expected"
            if place < count and not isinstance(argument, MatrixOf) and not (named and argument.is_Symbol):
                return f"{argument} is not known as a matrix: tell its entries, as in {WHOLE}"
    return "a matrix stands where a number is expected" if isinstance(term, MatrixOf) else ""


def matrix_told(terms: tuple[Expr, ...], indices: tuple[Index, ...]) -> MatrixOf:
    """A matrix by its entry; the two indices have one range, which depends on neither. Raises ReadError."""
    if len(indices) == 2 and len(terms) == 1:
        (row, *ends), (column, *others) = indices
        if row != column and ends == others and not {row, column} & {s for e in ends for s in e.free_symbols}:
            return matrix_of(terms[0], *indices)
    raise ReadError(f"matrix is written as in {WHOLE}")


def matrix_of(entry: Expr, row: Index, column: Index) -> MatrixOf:
    return MatrixOf(entry, Tuple(*row), Tuple(*column))


def indices_of_matrix(matrix: Expr) -> tuple[Index, Index]:
    """The indices of rows and of columns."""
    row, column = matrix.args[1:]
    return (row[0], row[1], row[2]), (column[0], column[1], column[2])
