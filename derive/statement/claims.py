"""Claims: what a theorem says under its Given. The set is closed: match on it.

Every fact is also a claim. The others speak of a function of one variable on a domain; `function` is
a term in `variable`, and `variable` is bound in the claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sympy import Expr, Symbol

from derive.statement.facts import (
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    Sample,
    Unequal,
)


class Sense(StrEnum):
    INCREASING = "increasing"
    DECREASING = "decreasing"


@dataclass(frozen=True)
class Equivalent:
    """Each side is true exactly when the other is."""

    left: Fact
    right: Fact


@dataclass(frozen=True)
class Limit:
    """`function` tends to `value` (possibly infinite) as `variable` tends to `point` from inside
    `domain`."""

    function: Expr
    variable: Symbol
    point: Expr
    domain: Interval
    value: Expr


@dataclass(frozen=True)
class Monotone:
    """`function` is strictly monotone on `domain`."""

    function: Expr
    variable: Symbol
    domain: Interval
    sense: Sense


@dataclass(frozen=True)
class StrictlyConcave:
    function: Expr
    variable: Symbol
    domain: Interval


@dataclass(frozen=True)
class UniqueRoot:
    """`root` lies in `domain` and is the only point there at which `function` is 0."""

    function: Expr
    variable: Symbol
    domain: Domain
    root: Expr


@dataclass(frozen=True)
class Supremum:
    """The least upper bound of `function` on `domain` is `value`; it is attained at `point`, or
    only approached there."""

    function: Expr
    variable: Symbol
    domain: Domain
    value: Expr
    attained: bool
    point: Expr


@dataclass(frozen=True)
class Argmax:
    """The set of all maximisers of `function` on `domain`; empty when there is none."""

    function: Expr
    variable: Symbol
    domain: Domain
    points: tuple[Expr, ...]


@dataclass(frozen=True)
class Argmin:
    """The set of all minimisers of `function` on `domain`; empty when there is none."""

    function: Expr
    variable: Symbol
    domain: Domain
    points: tuple[Expr, ...]


@dataclass(frozen=True)
class JointArgmax:
    """The set of all maximisers of `function` in several variables, each in its domain; empty when there
    is none. A point has a coordinate for each variable."""

    function: Expr
    variables: tuple[Symbol, ...]
    domains: tuple[Domain, ...]
    points: tuple[tuple[Expr, ...], ...]


def in_several(claim: Argmax | JointArgmax) -> JointArgmax:
    """A maximum in one variable or several, as one in several."""
    if isinstance(claim, JointArgmax):
        return claim
    points = tuple((point,) for point in claim.points)
    return JointArgmax(claim.function, (claim.variable,), (claim.domain,), points)


@dataclass(frozen=True)
class InverseMatrix:
    """Two square matrices, given by their rows, are the inverse of each other."""

    matrix: tuple[tuple[Expr, ...], ...]
    inverse: tuple[tuple[Expr, ...], ...]


FunctionClaim: TypeAlias = Limit | Monotone | StrictlyConcave | UniqueRoot | Supremum | Argmax | Argmin
Claim: TypeAlias = Fact | Equivalent | FunctionClaim | JointArgmax | InverseMatrix

STATEMENTS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Equal, Unequal, Less, LessEqual, Member, Each, Definition, Sample, JointDensity, Equivalent,
        Limit, Monotone, StrictlyConcave, UniqueRoot, Supremum, Argmax, Argmin,
        JointArgmax, InverseMatrix,
    )
}  # fmt: skip
"""Name to class of every claim, for reading and writing them as data."""
