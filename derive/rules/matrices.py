"""Rules of matrices."""

from __future__ import annotations

from sympy import Integer

from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, b, c, says
from derive.kernel.witness import Witness, terms_in
from derive.language.matrices import Matrix, multiply
from derive.statement import Claim, Equal, InverseMatrix, nonzero


@inference(
    "inverse-matrix",
    takes=(0, 2),
    source="Horn & Johnson (2013), section 0.5",
    statement=lambda: says(
        "a b c",
        nonzero(a),
        nonzero(b),
        then=InverseMatrix(((a, c), (Integer(0), b)), ((1 / a, -c / (a * b)), (Integer(0), 1 / b))),
    ),
)
def inverse_matrix(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A square matrix whose product with another is the identity has that for its inverse."""
    left, right = map(square, witness)
    if left.shape != right.shape:
        raise RuleError("inverse-matrix", "the matrices are not of one size")
    context.need_defined(*left.entries(), *right.entries())
    for j, row in enumerate(multiply(left, right).rows):
        context.need(*(Equal(entry, Integer(int(j == k))) for k, entry in enumerate(row)))
    return InverseMatrix(left.rows, right.rows)


def square(part: object) -> Matrix:
    """A witness of rows, all as long as there are rows."""
    rows = tuple(terms_in(row, len(part)) for row in part) if isinstance(part, tuple) else ()
    if not rows:
        raise RuleError("inverse-matrix", f"{part} is not a square matrix")
    return Matrix(rows)
