"""What the formula of a loss is where another program parts from it."""

from __future__ import annotations

from sympy import Derivative

from derive.algebra.numeric.balls import Point, Value, evaluate
from derive.errors import DeriveError
from derive.statement import Edge, Loss


def formula_at(loss: Loss, edge: Edge) -> Value | None:
    """The loss, or its derivative in a prediction, to the order of the edge; None where it has none."""
    term = Derivative(loss.formula, *[edge.by] * edge.order) if edge.order else loss.formula
    try:
        point = Point({symbol: evaluate(value, Point()) for symbol, value in edge.at})
        return evaluate(term, point)
    except DeriveError:
        return None
