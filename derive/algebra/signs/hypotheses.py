"""What a goal may take for granted: a fact is proved where its own term is defined, so there the argument
of every log in it is positive, and no denominator is 0."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from sympy import Derivative, Expr, Integer, S

from derive.algebra.domains import needs
from derive.algebra.signs.assumed import Subgoals, plain_facts, spelled_out
from derive.algebra.terms import BIG, body, limits, names
from derive.language.vocabulary import RANDOM, SWITCHES
from derive.statement import (
    Each,
    Fact,
    Given,
    Index,
    Integers,
    Less,
    LessEqual,
    Member,
    Provenance,
    Unequal,
    positive,
    terms_of,
)


def by_definedness(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """The fact under all that makes its term defined. Sound: nothing is claimed at other points."""
    if new := missing(fact, given):
        yield ((given.adding(Provenance.HYPOTHESIS, *new), fact),)


def missing(fact: Fact, given: Given) -> tuple[Fact, ...]:
    """What makes the sides of a comparison defined and is not among the facts yet."""
    if not isinstance(fact, Less | LessEqual | Unequal):
        return ()
    found = dict.fromkeys((*conditions(fact.left, ()), *conditions(fact.right, ())))
    if not found:
        return ()
    known = {*plain_facts(given), *spelled_out_under_index(given)}
    return tuple(fact for fact in found if fact not in known and stricter(fact) not in known)


def stricter(fact: Fact) -> Fact:
    match fact:
        case LessEqual(left=left, right=right):
            return Less(left, right)
        case Unequal(left=term, right=S.Zero):
            return positive(term)
        case Each(fact=inner, index=index):
            return Each(stricter(inner), index)
    return fact


def spelled_out_under_index(given: Given) -> Iterator[Fact]:
    for fact in given.facts():
        if isinstance(fact, Each):
            yield from (Each(known, fact.index) for known in spelled_out(fact.fact))


def conditions(term: Expr, binders: tuple[Index, ...]) -> Iterator[Fact]:
    """What has to hold at every place of a term, as facts about all values of the indices bound there.
    Where there is a choice of conditions, and in the branches of a switch, nothing is known."""
    if isinstance(term, (Derivative, *RANDOM)):
        return
    alternatives = needs(term)
    if len(alternatives) == 1:
        for fact in alternatives[0]:
            if any(names(part) for part in terms_of(fact)):
                yield reduce(Each, reversed(binders), fact)
    if isinstance(term, BIG):
        for index in reversed(limits(term)):
            _, low, high = index
            if not binders and isinstance(low, Integer) and names(high):
                yield Member(high - low + 1, Integers(S.Zero, S.Infinity))
            binders = (*binders, index)
        yield from conditions(body(term), binders)
        return
    for argument in term.args[:2] if isinstance(term, SWITCHES) else term.args:
        if isinstance(argument, Expr):
            yield from conditions(argument, binders)
