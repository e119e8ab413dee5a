"""What a plan is made of: conditions, an equation, a search, standard errors; everything read off theorems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sympy import Expr, Symbol

from derive.kernel.theorem import Theorem
from derive.statement import Fact, Interval


class Information(StrEnum):
    """Which information standard errors are from. The values are for a terminal, the names keys of words."""

    EXPECTED = "expected information"
    OBSERVED = "observed information"


class Lack(StrEnum):
    """Why there are no standard errors."""

    SUPPORT = "the support moves with the parameters, so that the limit law does not hold"
    DERIVATIVE = "the log-likelihood has no second derivative that was derived"
    INVERSE = "the information has no inverse at the estimates that the digits of the data tell"
    DEFINITE = "the information is not positive definite at the estimates"


@dataclass(frozen=True)
class Condition:
    """A condition on the data: as the derivation tells it, every name unfolded, and as it is checked."""

    told: Fact
    checked: Fact
    text: str


@dataclass(frozen=True)
class Otherwise:
    """What holds of data for which there is no maximiser, and the theorem that says so."""

    conditions: tuple[Condition, ...]
    theorem: Theorem


@dataclass(frozen=True)
class Root:
    """The equation in one parameter that is left, which falls through 0 at its only root."""

    variable: Symbol
    domain: Interval
    equation: Expr


@dataclass(frozen=True)
class Search:
    """What is maximised numerically, in `free` parameters: the log-likelihood, or the profile that was derived;
    with its score and Hessian, if they were derived."""

    free: tuple[Symbol, ...]
    objective: Expr
    score: tuple[Expr, ...] = ()
    hessian: tuple[tuple[Expr, ...], ...] = ()


@dataclass(frozen=True)
class Uncertainty:
    """Standard errors as terms in the data; or the information that they follow from, in the parameters; or why
    there are none."""

    errors: Mapping[Symbol, Expr] = field(default_factory=dict)
    information: tuple[tuple[Expr, ...], ...] = ()
    kind: Information = Information.EXPECTED
    lack: Lack | None = None
