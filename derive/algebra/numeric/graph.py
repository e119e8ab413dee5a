"""The function that a claim is about, at a point where everything else has a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from flint import fmpq
from sympy import Expr, Symbol

from derive.algebra.numeric.balls import Point, Value, ball, evaluate, near
from derive.algebra.numeric.choosing import Chooser, Needs
from derive.algebra.numeric.points import contains
from derive.errors import DeriveError
from derive.statement import (
    Argmax,
    Argmin,
    Domain,
    Given,
    Interval,
    LeastUpperBound,
    Limit,
    Monotone,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
)


@dataclass(frozen=True)
class Graph:
    """The function of a claim at a point: its values, and samples of its domain."""

    function: Expr
    variable: Symbol
    domain: Domain
    point: Point
    given: Given

    def __call__(self, argument: Value) -> Value:
        return evaluate(self.function, self.place(argument), self.given)

    def place(self, argument: Value) -> Point:
        """The point with the variable put in; a root or a maximiser need not be rational."""
        return replace(self.point, values={**self.point.values, self.variable: argument})

    def values(self, *arguments: Value) -> Iterator[tuple[Value, Value]]:
        """Arguments with values, where there are any."""
        for argument in arguments:
            try:
                yield argument, self(argument)
            except DeriveError:
                continue

    def inside(self, argument: Value) -> bool | None:
        return contains(self.domain, self.variable, self.place(argument), self.given)

    def samples(self) -> list[fmpq]:
        chooser = Chooser(self.given, Needs((), frozenset(), ()))
        pool = chooser.pool([self.domain], self.point, 0)
        return sorted({v for v in pool if self.inside(v)})

    def around(self, centre: Value) -> list[fmpq]:
        """Arguments ever nearer to a point of an interval, on both sides."""
        if not isinstance(self.domain, Interval):
            neighbours = [centre + 1, centre - 1] if isinstance(centre, fmpq) else []
            return [v for v in neighbours if self.inside(v)]
        middle = centre if isinstance(centre, fmpq) else near(ball(centre), 40)
        steps = [fmpq(sign, 2**k) for k in (1, 3, 6, 10) for sign in (1, -1)]
        return [middle + step for step in steps if self.inside(middle + step)]


OnDomain: TypeAlias = (
    Limit | Monotone | StrictlyConcave | UniqueRoot | Supremum | LeastUpperBound | Argmax | Argmin
)


def graph(claim: OnDomain, point: Point, given: Given) -> Graph:
    return Graph(claim.function, claim.variable, claim.domain, point, given)
