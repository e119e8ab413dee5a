"""A loss: what a prediction costs when the target is known, and which likelihood that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sympy import Expr, Function, Symbol

from derive.errors import DeriveError
from derive.statement.facts import Space


@dataclass(frozen=True)
class Loss:
    """`formula` is the loss of one observation, in `target`, `predictions` and the constants that are `known`;
    `reduction` says how the losses of a sample become one number: "mean" or "sum". `symbol` is its name in
    formulas. Labels are counted on a discrete set, and measured by their length on an interval; without a
    `target` there is nothing that could be random. `parametrisation` says what is predicted, and `found` where
    the loss is called what: ("torch", "BCELoss")."""

    name: str
    title: tuple[tuple[str, str], ...]
    source: str
    symbol: str
    target: tuple[Symbol, Space] | None
    predictions: tuple[tuple[Symbol, Space], ...]
    formula: Expr
    reduction: str
    known: tuple[tuple[Symbol, Space], ...] = ()
    parametrisation: str = ""
    found: tuple[tuple[str, str], ...] = ()

    @property
    def labels(self) -> tuple[Symbol, Space]:
        """The target with its label set, where there is one."""
        if self.target is None:
            raise DeriveError(f"{self.name} has no target")
        return self.target

    @property
    def arguments(self) -> tuple[Symbol, ...]:
        """The target, if there is one, then the predictions."""
        declared = (self.target, *self.predictions) if self.target else self.predictions
        return tuple(symbol for symbol, _ in declared)

    def call(self) -> Expr:
        """BCE(y, a), the name of the loss of one observation."""
        return Function(self.symbol)(*self.arguments)


class Kind(StrEnum):
    """What a loss is to a likelihood."""

    EQUAL = "equal"  # loss = −log f
    CONSTANT = "constant"  # loss + c(y) = −log f
    FACTOR = "factor"  # k·loss = −log f
    BOTH = "both"  # k·loss + c(y) = −log f
    NONE = "none"  # no k > 0 and c(y) make it one
    NOT_APPLICABLE = "not applicable"  # there is no target
    OPEN = "open"
