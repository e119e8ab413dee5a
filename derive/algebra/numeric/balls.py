"""Rigorous values of terms at exact rational points.

A value is an exact fraction as long as that is possible, else a ball (midpoint and radius, `arb`) that is
certain to hold the true value. The evaluation shares nothing with the normal form or with SymPy's
simplification: derivatives come from Taylor arithmetic, sums and products from loops, expectations from
the finite list of all data sets. What is defined is the same as in `derive.algebra.normal.vanishes`.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import ctx, fmpq
from sympy import Expr

from derive.algebra.numeric.evaluator import Evaluator
from derive.algebra.numeric.mixed import Undefined, Value, ball, decimal, less, less_equal, near, same
from derive.algebra.numeric.place import Point, Table
from derive.algebra.numeric.walk import plain
from derive.statement import NOTHING, Given

PRECISIONS = (128, 512)
"""Binary digits; the second where the first do not decide an order. Two balls that overlap at the first are
taken for possibly equal: more digits would be asked for at every true equation, and tell nothing."""


def evaluate(expr: Expr, point: Point, given: Given = NOTHING, precision: int = PRECISIONS[0]) -> Value:
    """The value of a term: an exact `fmpq`, or an `arb` that holds it.

    Definitions of the Given are unfolded. 0^0 is 1 where the exponent is an integer. `expect` and
    `variance` need a Sample with a finite support. Raises Undefined where there is no value.
    """
    with ctx.workprec(precision):
        return Evaluator(point, given).value(plain(expr, given))


def decide(
    left: Expr, right: Expr, point: Point, given: Given, compare: Callable[[Value, Value], bool | None]
) -> tuple[bool | None, Value, Value]:
    """Compare two terms at a point, with more digits where the balls overlap; and the two values.

    Raises Undefined where either side is."""
    for precision in PRECISIONS[:1] if compare is same else PRECISIONS:
        a, b = evaluate(left, point, given, precision), evaluate(right, point, given, precision)
        with ctx.workprec(precision):
            answer = compare(a, b)
        if answer is not None or (isinstance(a, fmpq) and isinstance(b, fmpq)):
            break
    return answer, a, b


__all__ = [
    "Evaluator", "Point", "Table", "Undefined", "Value", "ball", "decide", "decimal", "evaluate", "less",
    "less_equal", "near", "plain", "same",
]  # fmt: skip
