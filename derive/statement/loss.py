"""A loss: what a prediction costs when the target is known."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Symbol

from derive.statement.facts import Domain


@dataclass(frozen=True)
class Loss:
    """`formula` is the loss of one observation, in `target` and `prediction`; `reduction` says how the
    losses of a sample become one number: "mean" or "sum". `symbol` is its name in formulas."""

    name: str
    title: tuple[tuple[str, str], ...]
    source: str
    symbol: str
    target: tuple[Symbol, Domain]
    prediction: tuple[Symbol, Domain]
    formula: Expr
    reduction: str
