"""Bounds that hold by themselves: of functions by their range, of sums by one member or by Cauchy–Schwarz."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    erf,
    preorder_traversal,
    sign,
)

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import goal_above
from derive.algebra.terms import body, canonical, limits, names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import indicator, trigamma
from derive.statement import (
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    Index,
    Integers,
    Less,
    LessEqual,
    Member,
    Values,
    nonnegative,
    positive,
)

RANGES: dict[type[Expr], tuple[int, int, bool]] = {
    erf: (-1, 1, True),
    sign: (-1, 1, False),
    indicator: (0, 1, False),
}
"""Between which numbers the values of a function lie, and whether strictly."""

SUMS = 6
"""The most sums of a term that are looked at together."""


def intrinsic(term: Expr) -> Iterator[tuple[Expr, bool]]:
    """Terms that are not negative, by the kind of one term alone, and whether they are positive."""
    if isinstance(term, Abs):
        (inside,) = term.args
        yield term - inside, False
        yield term + inside, False
    if type(term) in RANGES:
        low, high, strict = RANGES[type(term)]
        yield term - low, strict
        yield high - term, strict


def by_range(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """|u| >= 0, |u| >= ±u, -1 < erf u < 1, and the like."""
    goal = goal_above(fact)
    if not goal:
        return
    term, strict = goal
    if (isinstance(term, Abs) and not strict) or isinstance(term, trigamma):
        yield ()
    for part in Add.make_args(term):
        inner = part if type(part) in RANGES or isinstance(part, Abs) else -part
        for known, sure in intrinsic(inner):
            gap = term - known
            if isinstance(gap, Rational) and (gap > 0 or (gap == 0 and (sure or not strict))):
                yield ()


# ── sums ──


def single(term: Expr) -> tuple[Expr, Index] | None:
    """What stands under a sum over one index, and the index."""
    if isinstance(term, Sum) and len(limits(term)) == 1:
        return body(term), limits(term)[0]
    return None


def by_member(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """Σ a_k >= a_j when no a_k is negative; strictly when every one is positive and there are two."""
    goal = goal_above(fact)
    if not goal or not isinstance(goal[0], Add):
        return
    term, strict = goal
    for part in term.args:
        if (found := single(part)) is None:
            continue
        inside, index = found
        symbol, low, high = index
        for place in places_of(inside, symbol, term - part):
            if substitute(inside, {symbol: place}) != part - term:
                continue
            within = (given, Member(place, Integers(low, high)))
            under = given.under(index)
            if strict:
                yield within, (under, positive(inside)), (given, Less(low, high))
            else:
                yield within, (under, nonnegative(inside))


def places_of(inside: Expr, symbol: Symbol, term: Expr) -> list[Expr]:
    """The places at which a term names the data that stand under a sum."""
    labels = {item.base for item in inside.atoms(Indexed) if item.indices == (symbol,)}
    bound = {t[0] for part in preorder_traversal(term) if isinstance(part, Sum) for t in limits(part)}
    found = {
        item.indices[0]
        for item in term.atoms(Indexed)
        if item.base in labels and len(item.indices) == 1 and not names(item.indices[0]) & bound
    }
    return sorted(found, key=str)


def by_cauchy_schwarz(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """Σa·Σb − (Σc)² >= 0 when a >= 0, b >= 0 and c² = ab at every index (a sum of b may be a number of terms
    times b). For |Σc| <= Σ√a√b, and that is the inequality for the vectors √a and √b."""
    goal = goal_above(fact)
    if not goal or goal[1] or not isinstance(goal[0], Add) or len(goal[0].args) != 2:
        return
    for product, square in (goal[0].args, goal[0].args[::-1]):
        match -square:
            case Pow(base=Sum() as third, exp=Integer(p=2)) if found := single(third):
                inside, index = found
            case _:
                continue
        for first in Mul.make_args(product):
            other = product / first
            if (one := single(first)) is None or one[1][1:] != index[1:]:
                continue
            a, b = at_index(one, index[0]), _summand(other, index)
            if a is not None and b is not None and equal(inside**2, a * b, given.under(index)):
                under = given.under(index)
                count = (given, nonnegative(index[2] - index[1] + 1))
                yield (under, nonnegative(a)), (under, nonnegative(b)), count


def at_index(found: tuple[Expr, Index], symbol: Symbol) -> Expr | None:
    """What stands under a sum, with another name for the index; None where it means something else."""
    inside, (own, _, _) = found
    return None if symbol != own and symbol in names(inside) else substitute(inside, {own: symbol})


def _summand(term: Expr, index: Index) -> Expr | None:
    """The b for which a term is the sum of b over the index."""
    symbol, low, high = index
    if (found := single(term)) is not None:
        return at_index(found, symbol) if found[1][1:] == (low, high) else None
    for factor in Mul.make_args(term):
        rest = term / factor
        if factor == high - low + 1 and symbol not in names(rest):
            return rest
    return None


def under_sums(term: Expr, given: Given) -> list[Expr]:
    """Terms about the sums in a goal that may be known not to be negative: a sum without one of its members,
    and the sum of what the facts say at every index."""
    return list(_under_sums(term, given))


@lru_cache(maxsize=4096)
def _under_sums(term: Expr, given: Given) -> tuple[Expr, ...]:
    sums = sorted(term.atoms(Sum), key=str)[:SUMS]
    equated = [side for fact in given.facts() if isinstance(fact, Equal) for side in (fact.left, fact.right)]
    sums += [part for side in equated for part in sorted(side.atoms(Sum), key=str)][:SUMS]
    found: list[Expr] = []
    for part in dict.fromkeys(sums):
        if (single_part := single(part)) is None:
            continue
        inside, (symbol, low, high) = single_part
        found += [part - substitute(inside, {symbol: j}) for j in places_of(inside, symbol, term)]
        for fact in given.facts():
            if isinstance(fact, Each) and fact.index[1:] == (low, high):
                found += [Sum(bound, fact.index) for bound in _bounds(fact.fact)]
    return tuple(dict.fromkeys(found))


def _bounds(fact: Fact) -> Iterator[Expr]:
    match fact:
        case Less(left=left, right=right) | LessEqual(left=left, right=right) if left != 0 != right:
            yield right - left
        case Member(term=item, domain=domain):
            low, high = ends(domain)
            if low.is_finite and low != 0:
                yield item - low
            if high.is_finite:
                yield high - item
            if low.is_finite and high.is_finite:
                yield (item - low) * (high - item)


def ends(domain: Domain) -> tuple[Expr, Expr]:
    """The least and the greatest value, as far as these are seen."""
    if not isinstance(domain, Values):
        return domain.low, domain.high
    numbers = [member for member in domain.members if isinstance(member, Rational)]
    whole = numbers and len(numbers) == len(domain.members)
    return (min(numbers), max(numbers)) if whole else (S.NegativeInfinity, S.Infinity)


def cauchy_schwarz(third: Expr, sums: list[Expr], given: Given) -> Iterator[Expr]:
    """The products Σa·Σb − (Σc)² that Cauchy–Schwarz says are not negative, for c as in the `third` sum and
    sums at hand."""
    if (found := single(third)) is None:
        return
    c, index = found
    known = {canonical(part) for part in sums}
    for first in sums:
        one = single(first)
        if one is None or one[1][1:] != index[1:] or first == third:
            continue
        try:
            b = factored(c**2 / (at_index(one, index[0]) or S.One), given.under(index))
        except DeriveError:
            continue
        if index[0] not in names(b):
            yield first * b * (index[2] - index[1] + 1) - third**2
        elif canonical(Sum(b, index)) in known:
            yield first * Sum(b, index) - third**2
