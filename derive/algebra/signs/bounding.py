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
    log,
    preorder_traversal,
    sign,
)

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import goal_above
from derive.algebra.terms import body, canonical, limits, names, substitute, unfold
from derive.errors import DeriveError
from derive.language.vocabulary import digamma, indicator, lambert_w0, lambert_wm1, trigamma
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

RANGES: dict[type[Expr], tuple[Expr, Expr, bool]] = {
    erf: (Integer(-1), Integer(1), True),
    sign: (Integer(-1), Integer(1), False),
    indicator: (Integer(0), Integer(1), False),
    lambert_w0: (Integer(-1), S.Infinity, False),
    lambert_wm1: (S.NegativeInfinity, Integer(-1), False),
}
"""Between which ends the values of a function lie, and whether strictly."""
BOUNDED = (Abs, *RANGES)

SUMS = 6
"""The most sums of a term that are looked at together."""


def intrinsic(term: Expr) -> Iterator[tuple[Expr, bool]]:
    """Terms that are not negative, by the kind of one term alone, and whether they are positive."""
    if isinstance(term, Abs):
        (inside,) = term.args
        yield term - inside, False
        yield term + inside, False
    if isinstance(term, digamma):  # log u − 1/u < ψ(u) < log u − 1/(2u), DLMF 5.11(ii)
        (u,) = term.args
        yield log(u) - term, True
        yield 2 * u * (log(u) - term) - 1, True
        yield u * (term - log(u)) + 1, True
    if isinstance(term, trigamma):  # ψ'(u) = ∑ 1/(u + k)² > 1/u, DLMF 5.15.1
        (u,) = term.args
        yield u * term - 1, True
    if type(term) in RANGES:
        low, high, strict = RANGES[type(term)]
        if low.is_finite:
            yield term - low, strict
        if high.is_finite:
            yield high - term, strict


def by_range(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """|u| >= 0, |u| >= ±u, -1 < erf u < 1, and the like."""
    goal = goal_above(fact)
    if not goal:
        return
    term, strict = goal
    if (isinstance(term, Abs) and not strict) or isinstance(term, trigamma):
        yield ()
    parts = [part if isinstance(part, BOUNDED) else -part for part in Add.make_args(term)]
    for inner in (*parts, *sorted(term.atoms(digamma, trigamma), key=str)):
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
    """k·Σa·Σb − k·(Σc)² >= 0 when k, a and b are >= 0 and c² = ab at every index (a sum of b may be a number of
    terms times b, and a sum of 1 their number). For |Σc| <= Σ√a√b, and that is the inequality for the vectors
    √a and √b."""
    goal = goal_above(fact)
    if not goal or goal[1]:
        return
    term = unfold(goal[0], given)
    for product, square in (
        (term.args, term.args[::-1]) if isinstance(term, Add) and len(term.args) == 2 else ()
    ):
        for power in Mul.make_args(-square):
            if isinstance(power, Pow) and power.exp == 2:
                scale = -square / power
                for inside, index in _summed(power.base, product):
                    for subgoals in _of_vectors(product / scale, inside, index, given):
                        yield (*subgoals, (given, nonnegative(scale)))


def _summed(third: Expr, product: Expr) -> Iterator[tuple[Expr, Index]]:
    """A term as a sum: as it is written, or as the number of terms of a factor of the product."""
    if (found := single(third)) is not None:
        yield found
        return
    for factor in Mul.make_args(product):
        if (found := single(factor)) is not None and third == found[1][2] - found[1][1] + 1:
            yield S.One, found[1]


def _of_vectors(product: Expr, inside: Expr, index: Index, given: Given) -> Iterator[Subgoals]:
    """What makes a product Σa·Σb no less than the square of the sum of `inside`."""
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
