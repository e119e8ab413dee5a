"""What the two sides need in order to be defined, as far as it is not known already.

An identity is claimed where both sides are defined. So what is missing is added to what is given, and
the verdict names it: `log(x/y) = log(x) - log(y)` holds wherever x > 0 and y > 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from sympy import Symbol

from derive.algebra.domains import Alternatives, definedness
from derive.algebra.numeric.points import points
from derive.algebra.signs.proving import prove
from derive.statement import (
    Each,
    Fact,
    Given,
    Index,
    Integers,
    Member,
    Provenance,
    Relation,
    free_of_fact,
    terms_of,
)


def with_conditions(relations: tuple[Relation, ...], given: Given) -> tuple[Given, tuple[Fact, ...]]:
    """The Given with the facts that make every side defined, and these facts, none of which follows from the
    others."""
    added: list[Fact] = []
    known = given
    for relation in relations:
        for term in terms_of(relation):
            for here, alternatives in definedness(term, known):
                for fact in missing(here, alternatives):
                    whole = for_each(fact, here, known)
                    if whole not in added:
                        added.append(whole)
                        known = known.adding(Provenance.HYPOTHESIS, whole)
    for fact in tuple(added):
        others = [other for other in added if other != fact]
        if prove(fact, given.adding(Provenance.HYPOTHESIS, *others)):
            added = others
    return given.adding(Provenance.HYPOTHESIS, *added), tuple(added)


def missing(given: Given, alternatives: Alternatives) -> tuple[Fact, ...]:
    """The facts of the first alternative that are not proved, of those that hold somewhere; none when one of
    them is proved."""
    if any(all(prove(fact, given) for fact in facts) for facts in alternatives):
        return ()
    possible = [
        facts for facts in alternatives if any(points(given.adding(Provenance.HYPOTHESIS, *facts), (), 1))
    ]
    chosen = (possible or list(alternatives))[0]
    return tuple(fact for fact in chosen if not prove(fact, given))


def for_each(fact: Fact, here: Given, given: Given) -> Fact:
    """A fact about bound indices, for every value that they take."""
    bound = [index for index in bound_in(here, given) if index[0] in free_of_fact(fact)]
    return reduce(Each, reversed(bound), fact)


def bound_in(here: Given, given: Given) -> Iterator[Index]:
    """The indices, outermost first, that are bound at a place of a term."""
    for assumption in here.assumptions:
        match assumption.fact:
            case Member(term=Symbol() as symbol, domain=Integers(low=low, high=high)):
                if assumption.provenance is Provenance.BINDING and assumption not in given.assumptions:
                    yield symbol, low, high
