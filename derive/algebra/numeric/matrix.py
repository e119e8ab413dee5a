"""Points against a claim about matrices."""

from __future__ import annotations

from sympy import Integer

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.counterexample import report
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import truth
from derive.language.matrices import Matrix, multiply
from derive.statement import Equal, Given, InverseMatrix, Refuted


def inverse_matrix(claim: InverseMatrix, point: Point, given: Given) -> Refuted | None:
    """An entry of the product that is not that of the identity."""
    product = multiply(Matrix(claim.matrix), Matrix(claim.inverse))
    for j, row in enumerate(product.rows):
        for k, entry in enumerate(row):
            one = Integer(int(j == k))
            if truth(Equal(entry, one), point, given) is False:
                return report(claim, point, given, evaluate(entry, point, given), str(one))
    return None
