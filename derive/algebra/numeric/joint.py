"""Points against a claim that binds several variables: a maximum in these, a function with its inverse."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.choosing import Chooser, Needs
from derive.algebra.numeric.counterexample import domain_text, report
from derive.algebra.numeric.mixed import Value, less, same
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import contains
from derive.errors import DeriveError
from derive.statement import Bijection, Given, JointArgmax, Refuted

SAMPLES = 4
"""Values of each variable that are tried, all with all."""
LOOKS = 12
"""Values that are taken there and back."""


def joint_argmax(claim: JointArgmax, point: Point, given: Given) -> Refuted | None:
    """A maximiser outside the domains, or a place where the function is greater, or as great."""

    def at(values: tuple[Value, ...]) -> Point:
        return replace(point, values={**point.values, **dict(zip(claim.variables, values, strict=True))})

    def inside(values: tuple[Value, ...]) -> bool | None:
        answers = [
            contains(domain, variable, at(values), given)
            for variable, domain in zip(claim.variables, claim.domains, strict=True)
        ]
        return False if False in answers else None if None in answers else True

    best = [tuple(evaluate(term, point, given) for term in place) for place in claim.points]
    others = [values for values in tried(claim, point, given) if inside(values)]
    for place in best:
        if inside(place) is False:
            return report(claim, at(place), given, "outside", "the domains")
        top = evaluate(claim.function, at(place), given)
        for values in (*others, *best):
            try:
                value = evaluate(claim.function, at(values), given)
            except DeriveError:
                continue
            elsewhere = all(any(same(a, b) is False for a, b in zip(values, b, strict=True)) for b in best)
            if less(top, value) or (elsewhere and same(top, value)):
                return report(claim, at(values), given, value, top)
    return None


def bijection(claim: Bijection, point: Point, given: Given) -> Refuted | None:
    """A value outside the other interval, or one that is not taken back to where it came from."""
    there = (claim.function, claim.variable, claim.domain, claim.value, claim.image, claim.inverse)
    back = (claim.inverse, claim.value, claim.image, claim.variable, claim.domain, claim.function)
    for function, start, domain, end, image, inverse in (there, back):
        for argument in Chooser(given, Needs((), frozenset(), ())).pool([domain], point, False)[:LOOKS]:
            here = replace(point, values={**point.values, start: argument})
            if contains(domain, start, here, given) is not True:
                continue
            value = evaluate(function, here, given)
            reached = replace(point, values={**point.values, end: value})
            if contains(image, end, reached, given) is False:
                return report(claim, here, given, value, domain_text(image, reached, given))
            if same(again := evaluate(inverse, reached, given), argument) is False:
                return report(claim, here, given, again, argument)
    return None


def tried(claim: JointArgmax, point: Point, given: Given) -> list[tuple[Value, ...]]:
    """Simple values of all variables."""
    chooser = Chooser(given, Needs((), frozenset(), ()))
    pools = [chooser.pool([domain], point, False)[:SAMPLES] for domain in claim.domains]
    return list(product(*pools))
