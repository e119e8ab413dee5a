"""Points against claims about the only root of a function, and about a maximiser at such a root."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flint import arb, fmpq
from sympy import Expr, Symbol

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.choosing import Chooser, Needs
from derive.algebra.numeric.counterexample import report
from derive.algebra.numeric.joint import beaten, placed
from derive.algebra.numeric.mixed import Value, ball
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import contains
from derive.algebra.numeric.spans import span
from derive.errors import DeriveError
from derive.statement import ArgmaxAtRoot, Domain, Given, OneRoot, Refuted

HALVINGS = 60
"""How often the interval of a root is halved."""


@dataclass(frozen=True)
class Line:
    """A function of one variable at a point: its sign, and where it changes."""

    function: Expr
    variable: Symbol
    domain: Domain
    point: Point
    given: Given

    def value(self, argument: Value) -> Value:
        return evaluate(self.function, self.point.with_value(self.variable, argument), self.given)

    def sign(self, argument: fmpq) -> int | None:
        """−1, 0 or 1; None where that is not certain."""
        try:
            value = self.value(argument)
        except DeriveError:
            return None
        if isinstance(value, fmpq):
            return (value > 0) - (value < 0)
        return 1 if ball(value) > 0 else -1 if ball(value) < 0 else None

    def signs(self) -> list[tuple[fmpq, int]]:
        """Places of the domain where the sign is certain, in their order."""
        pool = Chooser(self.given, Needs((), frozenset(), ())).pool([self.domain], self.point, False)
        places = sorted(value for value in set(pool) if self.inside(value))
        return [(place, sign) for place in places if (sign := self.sign(place)) is not None]

    def inside(self, value: fmpq) -> bool | None:
        return contains(self.domain, self.variable, self.point.with_value(self.variable, value), self.given)

    def changes(self) -> list[tuple[fmpq, fmpq]]:
        """Intervals at whose ends the function has opposite signs, and within which it has a value everywhere:
        every operation is continuous where balls have values, so there is a root in each."""
        apart = [(place, sign) for place, sign in self.signs() if sign]
        return [(a, b) for (a, one), (b, other) in pairwise(apart) if one != other and self.whole(a, b)]

    def whole(self, low: fmpq, high: fmpq) -> bool:
        try:
            return ball(self.value(arb(low).union(arb(high)))).is_finite()
        except DeriveError:
            return False

    def root(self) -> arb | None:
        """A ball around the only root, where there is no more than one change of sign."""
        changes = self.changes()
        if len(changes) != 1:
            return None
        ((low, high),) = changes
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            match self.sign(middle):
                case None | 0:
                    break
                case sign if sign == self.sign(low):
                    low = middle
                case _:
                    high = middle
        return arb(low).union(arb(high))


def one_root(claim: OneRoot, point: Point, given: Given) -> Refuted | None:
    """Two places at which the function is 0, or between which it changes its sign twice."""
    line = Line(claim.function, claim.variable, claim.domain, point, given)
    zeros = [place for place, sign in line.signs() if sign == 0]
    name = claim.variable.name
    if len(zeros) > 1:
        return report(claim, point, given, fmpq(0), fmpq(0), **{name: zeros[0], f"{name}'": zeros[1]})
    if len(changes := line.changes()) > 1:
        (first, _), (second, _) = changes[:2]
        return report(claim, point, given, "a root", "a root", **{name: first, f"{name}'": second})
    return None


def argmax_at_root(claim: ArgmaxAtRoot, point: Point, given: Given) -> Refuted | None:
    """A place where the function is greater than at the root of the equation."""
    domain = claim.domains[claim.variables.index(claim.variable)]
    root = Line(claim.equation, claim.variable, domain, point, given).root()
    if root is None:
        return None
    there = placed(point, (claim.variable,), (root,))
    best = tuple(span(term, there, given) for term in claim.point)
    return beaten(claim, [best], point, given)
