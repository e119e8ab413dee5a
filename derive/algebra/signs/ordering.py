"""Order statistics and integer parts in sign proofs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from sympy import Expr, Indexed, Symbol, ceiling, floor

from derive.algebra.signs.assumed import WHOLE, Subgoals, plain_facts
from derive.algebra.signs.goals import above, defined_goals, goal_above, negative
from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.language.vocabulary import OrderStatistic
from derive.statement import (
    Equal,
    Fact,
    Given,
    Integers,
    Less,
    LessEqual,
    Member,
    Unequal,
    fact_map,
    free_of_fact,
    positive,
    terms_of,
)

SIGN: dict[bool, Callable[[Expr], Fact]] = {True: positive, False: negative}
"""What a slope must be, where the goal rises (or falls) with what is replaced."""


# ── order statistics ──


def by_order(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """An order statistic is one of the values, so what holds of each of them holds of it; and it grows with its
    rank, from the least of the values to the greatest."""
    if isinstance(fact, Equal | Unequal | Less | LessEqual | Member):
        yield from one_of_the_values(fact, given)
    if (goal := goal_above(fact)) and (found := known_orders(goal[0], given)):
        for one in found:
            yield from in_place_of_value(*goal, one, given)
            for other in found:
                if other != one and other.args[:2] == one.args[:2]:
                    yield from in_place_of_rank(*goal, one, other, given)


def one_of_the_values(fact: Fact, given: Given) -> Iterator[Subgoals]:
    taken = free_of_fact(fact).union(*map(free_of_fact, given.facts()))
    for one in orders_in(*terms_of(fact)):
        ((symbol, low, high),) = limits(one)
        index = fresh(symbol, taken | names(body(one)) - {symbol})
        values = {one: substitute(body(one), {symbol: index})}
        new = fact_map(fact, partial(substitute, values=values))
        if new != fact:
            yield ((given.under((index, low, high)), new),)


def in_place_of_value(term: Expr, strict: bool, one: OrderStatistic, given: Given) -> Iterator[Subgoals]:
    """The least of the values, or the greatest, for one of them."""
    ((symbol, low, high),) = limits(one)
    for rising, extreme in ((True, one.rank == 1), (False, one.rank == high - low + 1)):
        for place in places_in(term, one) if extreme else ():
            value = substitute(body(one), {symbol: place})
            for subgoals in in_place_of(term, strict, value, one, rising, given):
                yield ((given, Member(place, Integers(low, high))), *subgoals)


def in_place_of_rank(
    term: Expr, strict: bool, old: OrderStatistic, new: OrderStatistic, given: Given
) -> Iterator[Subgoals]:
    """One of another rank for one that the goal speaks of."""
    for rising, between in ((True, LessEqual(new.rank, old.rank)), (False, LessEqual(old.rank, new.rank))):
        for subgoals in in_place_of(term, strict, old, new, rising, given):
            yield ((given, between), *subgoals)


def in_place_of(
    term: Expr, strict: bool, old: Expr, new: OrderStatistic, rising: bool, given: Given
) -> Iterator[Subgoals]:
    """The goal with what bounds a part of it put in for that part, in which it is linear and rises (or
    falls)."""
    slope = slope_in(term, old)
    if slope is None or (slope.is_Rational and bool(slope > 0) != rising):
        return
    of_slope = () if slope.is_Rational else ((given, SIGN[rising](slope)),)
    for defined in defined_goals(new, given):
        yield (*of_slope, *defined, (given, above(substitute(term, {old: new}), strict)))


@lru_cache(maxsize=4096)
def slope_in(term: Expr, part: Expr) -> Expr | None:
    """The coefficient of a part in which a term is linear; None where it is not, or the part is not there."""
    variable = fresh(Symbol("y"), names(term) | names(part))
    plain = substitute(term, {part: variable}).expand(power_base=False, power_exp=False, log=False, basic=False)
    slope = plain.coeff(variable)
    if slope == 0 or variable in names(slope) | names(plain.coeff(variable, 0)):
        return None
    return slope if (plain - slope * variable - plain.coeff(variable, 0)).expand() == 0 else None


def places_in(term: Expr, one: OrderStatistic) -> list[Expr]:
    """The places of the values that an order statistic may bound, among the data of a term."""
    ((symbol, _, _),) = limits(one)
    items = [item for item in body(one).atoms(Indexed) if item.indices == (symbol,)]
    bases = {item.base for item in items}
    inside = (item for item in term.atoms(Indexed) if item.base in bases and len(item.indices) == 1)
    return sorted({item.indices[0] for item in inside}, key=str)


def known_orders(term: Expr, given: Given) -> list[OrderStatistic]:
    """The order statistics that a goal and what is given speak of."""
    return list(dict.fromkeys((*orders_in(term), *orders_given(given))))


@lru_cache(maxsize=1000)
def orders_given(given: Given) -> tuple[OrderStatistic, ...]:
    return orders_in(*(term for fact in plain_facts(given) for term in terms_of(fact)))


def orders_in(*terms: Expr) -> tuple[OrderStatistic, ...]:
    found: set[OrderStatistic] = set().union(*(term.atoms(OrderStatistic) for term in terms))
    return tuple(sorted(found, key=str))


# ── integer parts ──


def by_integer_part(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """⌊t⌋ ≤ m exactly when t < m + 1, and ⌈t⌉ ≤ m exactly when t ≤ m, for an integer m; for any other bound
    t − 1 < ⌊t⌋ ≤ t ≤ ⌈t⌉ < t + 1."""
    match fact:
        case Member(term=floor() | ceiling(), domain=whole) if whole == WHOLE:
            yield ()
    if goal := goal_above(fact):
        term, strict = goal
        for part in sorted(term.atoms(floor, ceiling), key=str):
            if slope_in(term, part) in (1, -1):
                yield from by_integer_bound(term, strict, part, given)
                yield from by_real_bound(term, strict, part, given)


def by_integer_bound(term: Expr, strict: bool, part: Expr, given: Given) -> Iterator[Subgoals]:
    """What is left of the goal is an integer, so the goal is one as well: t > 0 is t − 1 ≥ 0."""
    slope, (inside,) = slope_in(term, part), part.args
    rest = (term - slope * part).expand()
    weak = slope * inside + rest - (1 if strict else 0)
    outward = isinstance(part, floor) if slope == -1 else isinstance(part, ceiling)
    yield (given, Member(rest, WHOLE)), (given, positive(weak + 1) if outward else above(weak, False))


def by_real_bound(term: Expr, strict: bool, part: Expr, given: Given) -> Iterator[Subgoals]:
    """⌊t⌋ differs from t by less than 1, as does ⌈t⌉."""
    slope, (inside,) = slope_in(term, part), part.args
    outward = isinstance(part, floor) if slope == 1 else isinstance(part, ceiling)
    bound = substitute(term, {part: inside}) - (1 if outward else 0)
    yield ((given, above(bound, strict and not outward)),)
