"""Points against a claim that binds several variables: a maximum in these, a function with its inverse."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from sympy import Symbol

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.choosing import Chooser, Needs
from derive.algebra.numeric.counterexample import domain_text, report
from derive.algebra.numeric.mixed import Value, less, same
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import contains
from derive.algebra.numeric.spans import Span, span
from derive.errors import DeriveError
from derive.statement import (
    ArgmaxAtRoot,
    Bijection,
    Given,
    JointArgmax,
    JointSupremum,
    MaximiserFamily,
    Refuted,
)

SAMPLES = 4
"""Values of each variable that are tried, all with all."""
LOOKS = 12
"""Values that are taken there and back."""


def joint_argmax(claim: JointArgmax, point: Point, given: Given) -> Refuted | None:
    """A maximiser outside the domains, or a place where the function is greater, or as great."""
    spans = [tuple(span(part, point, given) for part in place) for place in claim.points]
    return beaten(claim, spans, point, given)


def placed(point: Point, variables: tuple[Symbol, ...], values: tuple[Value, ...]) -> Point:
    """The point with values of some variables."""
    return replace(point, values={**point.values, **dict(zip(variables, values, strict=True))})


def beaten(
    claim: JointArgmax | ArgmaxAtRoot, spans: list[tuple[Span, ...]], point: Point, given: Given
) -> Refuted | None:
    """What is wrong with maximisers at these places."""

    def at(values: tuple[Value, ...]) -> Point:
        return placed(point, claim.variables, values)

    def inside(values: tuple[Value, ...]) -> bool | None:
        answers = [
            contains(domain, variable, at(values), given)
            for variable, domain in zip(claim.variables, claim.domains, strict=True)
        ]
        return False if False in answers else None if None in answers else True

    best = [values for spread in spans for values in product(*(one.members() for one in spread))]
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
            elsewhere = all(
                any(one.misses(value) for one, value in zip(spread, values, strict=True)) for spread in spans
            )
            if less(top, value) or (elsewhere and same(top, value)):
                return report(claim, at(values), given, value, top)
    return None


def bijection(claim: Bijection, point: Point, given: Given) -> Refuted | None:
    """A value outside the other interval, or one that is not taken back to where it came from."""
    there = (claim.function, claim.variable, claim.domain, claim.value, claim.image, claim.inverse)
    back = (claim.inverse, claim.value, claim.image, claim.variable, claim.domain, claim.function)
    for function, start, domain, end, image, inverse in (there, back):
        for argument in Chooser(given, Needs((), frozenset(), ())).pool([domain], point, 0)[:LOOKS]:
            here = placed(point, (start,), (argument,))
            if contains(domain, start, here, given) is not True:
                continue
            value = evaluate(function, here, given)
            reached = placed(point, (end,), (value,))
            if contains(image, end, reached, given) is False:
                return report(claim, here, given, value, domain_text(image, reached, given))
            if same(again := evaluate(inverse, reached, given), argument) is False:
                return report(claim, here, given, again, argument)
    return None


def tried(
    claim: JointArgmax | ArgmaxAtRoot | MaximiserFamily | JointSupremum, point: Point, given: Given
) -> list[tuple[Value, ...]]:
    """Simple values of all variables."""
    chooser = Chooser(given, Needs((), frozenset(), ()))
    pools = [chooser.pool([domain], point, 0)[:SAMPLES] for domain in claim.domains]
    return list(product(*pools))
