"""The steps of sign proofs that look at cases apart."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, Indexed

from derive.algebra.cases.comparisons import KINDS
from derive.algebra.cases.splitting import cases
from derive.algebra.cases.values import finite
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import FACT_OF_SIGN, signed
from derive.algebra.terms import BIG, names, unfold
from derive.statement import Fact, Given, Less, Provenance, Unequal

LOOKS = 6
"""Points at which it is looked whether both sides occur."""


def by_cases(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A sign from that in every case of the first switch of a term, or for every value of a name that has
    few. Sound: where the term is defined, one of the cases holds, and the term of the case has its value;
    a case that is left out is shown not to occur."""
    goal = signed(fact)
    if goal is None or not goal[0].args or isinstance(goal[0], Indexed):
        return
    term = unfold(goal[0], given)
    if worth_it(term, given) and (found := cases(term, given)) is not None:
        yield tuple((case.given, FACT_OF_SIGN[goal[1]](case.term)) for case in found)


def by_sides(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A sign from that on both sides of what an assumption a ≠ b keeps out: a < b or b < a."""
    goal = signed(fact)
    if goal is None:
        return
    known = {assumption.fact for assumption in given.assumptions}
    for one in (assumption.fact for assumption in given.assumptions):
        if isinstance(one, Unequal) and names(one.left - one.right) & names(goal[0]):
            sides = Less(one.left, one.right), Less(one.right, one.left)
            if known.isdisjoint(sides) and both_occur(sides[0], given):
                yield tuple((given.adding(Provenance.HYPOTHESIS, side), fact) for side in sides)


def both_occur(side: Less, given: Given) -> bool:
    """Whether a few points show that the fact may hold, and may not; what is not needed costs no search."""
    return (
        len({holds(side, point, given) for point in points(given, [side.left, side.right], LOOKS)} - {None})
        == 2
    )


def worth_it(term: Expr, given: Given) -> bool:
    """Whether there is something to be split outside of sums and products; under them, their own step leads
    to it."""
    seen = set(outside_binders(term))
    return any(isinstance(part, KINDS) for part in seen) or not seen.isdisjoint(finite(term, given))


def outside_binders(term: Basic) -> Iterator[Basic]:
    yield term
    for argument in () if isinstance(term, BIG) else term.args:
        yield from outside_binders(argument)
