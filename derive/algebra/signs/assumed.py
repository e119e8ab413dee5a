"""What a Given says, spelled out for sign proofs: comparisons with 0 and memberships, at the places that a goal
speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import product
from typing import TypeAlias

from sympy import Expr, Indexed, S, Symbol
from sympy.core.function import AppliedUndef

from derive.algebra.terms import substitute, unfold
from derive.language.vocabulary import maximum, minimum
from derive.statement import (
    Each,
    Fact,
    Given,
    Index,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    Unequal,
    Values,
    fact_map,
    nonnegative,
    nonzero,
    positive,
    terms_of,
)

Subgoals: TypeAlias = tuple[tuple[Given, Fact], ...]
WHOLE = Integers(S.NegativeInfinity, S.Infinity)


def bounds(term: Expr, domain: Interval) -> Iterator[Fact]:
    """The finite ends of an interval as facts on the term."""
    if domain.low != -S.Infinity:
        yield LessEqual(domain.low, term) if domain.low_closed else Less(domain.low, term)
    if domain.high != S.Infinity:
        yield LessEqual(term, domain.high) if domain.high_closed else Less(term, domain.high)


def known_facts(fact: Fact, given: Given) -> Iterator[tuple[Fact, Subgoals]]:
    """What the assumptions say, as comparisons with 0 and memberships; a fact about every index is
    instantiated at the indexed terms that occur in the goal."""
    yield from ((known, ()) for known in plain_facts(given))
    for assumed in given.facts():
        if isinstance(assumed, Each):
            yield from instances(assumed, fact, given)


@lru_cache(maxsize=1000)
def plain_facts(given: Given) -> tuple[Fact, ...]:
    """The assumptions that hold of no index, spelled out, each also with its names unfolded."""
    plain = [k for assumed in given.facts() if not isinstance(assumed, Each) for k in spelled_out(assumed)]
    unfolded = [fact_map(known, lambda term: unfold(term, given)) for known in plain]
    return tuple(dict.fromkeys(plain + unfolded))


def instances(assumed: Each, fact: Fact, given: Given) -> Iterator[tuple[Fact, Subgoals]]:
    """A fact about every index, or about every place of several, at the places that a goal speaks of."""
    indices, inner = taken_off(assumed)
    bound = [symbol for symbol, _, _ in indices]
    for pattern in items_of(inner):
        if not set(bound) <= set(places_of(pattern)):
            continue
        for found in sorted(items_of(fact), key=str):
            values = matched(pattern, found, bound)
            if values is None:
                continue
            ranges = ((s, substitute(low, values), substitute(high, values)) for s, low, high in indices)
            subgoals = tuple((given, Member(values[s], Integers(low, high))) for s, low, high in ranges)
            put_in = partial(substitute, values=values)
            yield from ((fact_map(known, put_in), subgoals) for known in spelled_out(inner))


def taken_off(assumed: Fact) -> tuple[tuple[Index, ...], Fact]:
    """The indices of a fact about every place, outermost first, and what holds there."""
    indices: tuple[Index, ...] = ()
    while isinstance(assumed, Each):
        indices, assumed = (*indices, assumed.index), assumed.fact
    return indices, assumed


def matched(pattern: Expr, found: Expr, bound: Sequence[Symbol]) -> dict[Expr, Expr] | None:
    """The values of the bound indices at which an item of a fact is the one that was found."""
    if head_of(pattern) != head_of(found) or len(places_of(pattern)) != len(places_of(found)):
        return None
    values: dict[Expr, Expr] = {}
    for place, value in zip(places_of(pattern), places_of(found), strict=True):
        if place not in bound and place != value:
            return None
        if place in bound and values.setdefault(place, value) != value:
            return None
    return values


def items_of(fact: Fact) -> set[Expr]:
    """The observations that a fact speaks of, and the statistics of an index, such as c(k)."""
    return {item for term in terms_of(fact) for item in term.atoms(Indexed, AppliedUndef)}


def head_of(item: Expr) -> object:
    return item.base if isinstance(item, Indexed) else item.func


def places_of(item: Expr) -> tuple[Expr, ...]:
    return tuple(item.indices) if isinstance(item, Indexed) else tuple(item.args)


def spelled_out(assumed: Fact) -> Iterator[Fact]:
    """An assumption, and the comparisons with 0 that it contains."""
    yield assumed
    match assumed:
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            yield positive(right - left) if isinstance(assumed, Less) else nonnegative(right - left)
            lower = left.args if isinstance(left, maximum) else (left,)
            higher = right.args if isinstance(right, minimum) else (right,)
            for pair in product(lower, higher) if (lower, higher) != ((left,), (right,)) else ():
                yield from spelled_out(type(assumed)(*pair))
        case Unequal(left=left, right=right):
            for difference in (right - left, left - right):
                _, primitive = difference.as_content_primitive()
                yield from map(nonzero, dict.fromkeys((difference, primitive)))
        case Member(term=term, domain=Interval() as domain):
            for bound in bounds(term, domain):
                yield from spelled_out(bound)
        case Member(term=term, domain=Integers(low=low, high=high)):
            yield Member(term, Integers(-S.Infinity, S.Infinity))
            for bound in bounds(term, Interval(low, high, True, True)):
                yield from spelled_out(bound)
        case Member(term=term, domain=Values(members=members)) if all(m.is_Rational for m in members):
            yield from spelled_out(LessEqual(min(members), term))
            yield from spelled_out(LessEqual(term, max(members)))
            if all(m.is_Integer for m in members):
                yield Member(term, Integers(-S.Infinity, S.Infinity))
