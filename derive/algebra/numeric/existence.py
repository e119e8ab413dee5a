"""Points against a claim about all maximisers in several variables, or about a supremum that is approached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import S

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.counterexample import report
from derive.algebra.numeric.joint import tried
from derive.algebra.numeric.mixed import Value, less, same
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import contains
from derive.algebra.terms import substitute
from derive.errors import DeriveError
from derive.statement import Given, Interval, JointSupremum, Limit, MaximiserFamily, Refuted


def maximiser_family(claim: MaximiserFamily, point: Point, given: Given) -> Refuted | None:
    """A member outside the domains, a place where the function is greater than at a member, or as great without
    being one."""
    places = list(inside(claim, point, given))
    for values, value in places:
        place = at(claim, values, point)
        member = tuple(evaluate(term, place, given) for term in claim.point)
        if is_inside(claim, member, point, given) is False:
            return report(claim, at(claim, member, point), given, "outside", "the domains")
        top = evaluate(claim.function, at(claim, member, point), given)
        other = any(same(a, b) is False for a, b in zip(values, member, strict=True))
        if other and same(top, value):
            return report(claim, place, given, value, top)
        for elsewhere, reached in places:
            if less(top, reached):
                return report(claim, at(claim, elsewhere, point), given, reached, top)
    return None


def beyond(claim: JointSupremum, point: Point, given: Given) -> Refuted | None:
    """A place where the function reaches the supremum, or more."""
    if claim.value is S.Infinity:
        return None
    bound = evaluate(claim.value, point, given)
    for values, value in inside(claim, point, given):
        if less(bound, value) or same(bound, value):
            return report(claim, at(claim, values, point), given, value, bound)
    return None


def along(claim: JointSupremum) -> Limit:
    """What a supremum says of the function on its path."""
    function = substitute(claim.function, dict(zip(claim.variables, claim.path, strict=True)))
    domain = claim.domains[claim.variables.index(claim.variable)]
    assert isinstance(domain, Interval)
    return Limit(function, claim.variable, claim.end, domain, claim.value)


def inside(
    claim: MaximiserFamily | JointSupremum, point: Point, given: Given
) -> Iterator[tuple[tuple[Value, ...], Value]]:
    """Simple points of the domains with the values of the function there."""
    for values in tried(claim, point, given):
        if is_inside(claim, values, point, given):
            try:
                yield values, evaluate(claim.function, at(claim, values, point), given)
            except DeriveError:
                continue


def is_inside(
    claim: MaximiserFamily | JointSupremum, values: tuple[Value, ...], point: Point, given: Given
) -> bool | None:
    """Whether each value lies in its domain."""
    place = at(claim, values, point)
    pairs = zip(claim.variables, claim.domains, strict=True)
    answers = [contains(domain, variable, place, given) for variable, domain in pairs]
    return False if False in answers else None if None in answers else True


def at(claim: MaximiserFamily | JointSupremum, values: tuple[Value, ...], point: Point) -> Point:
    return replace(point, values={**point.values, **dict(zip(claim.variables, values, strict=True))})
