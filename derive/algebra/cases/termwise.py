"""Sums over one range put together, so that their summands can be compared.

Sums are linear: Σ a + Σ b = Σ (a + b) over the same range, a factor free of the index goes under the sum, and
so does a term t = Σ t/c, where c is how many terms there are. If each summand is 0, so is the sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

from sympy import Add, Basic, Derivative, Expr, Integer, Mul, Pow, S, Sum, Symbol

from derive.algebra.cases.comparisons import evaluated
from derive.algebra.cases.excluded import excluded
from derive.algebra.form.normal import coefficients, vanishes
from derive.algebra.terms import BIG, body, fresh, limits, names, rebuild_as_is, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import RANDOM, OrderStatistic
from derive.statement import Given, Index, LessEqual, free_of_fact

Parts: TypeAlias = tuple[tuple[Given, Expr], ...]


@dataclass
class Group:
    """Sums over one range, as the one summand that they have together."""

    indices: tuple[Index, ...]
    summands: list[Expr] = field(default_factory=list)

    def summand(self) -> Expr:
        return Add(*self.summands, evaluate=False) if len(self.summands) > 1 else self.summands[0]

    def given(self, given: Given) -> Given:
        return given.under(*reversed(self.indices))


def together(term: Expr, given: Given) -> Iterator[Parts]:
    """Ways to make a term 0: terms, each with what is given there, that add up to it when they are 0. The
    sums of a range each on their own first, then those of the only range with all that is left."""
    groups, rest = collected(term, given)
    if not groups:
        return
    remaining = Add(*rest, evaluate=False) if len(rest) > 1 else rest[0] if rest else S.Zero
    if vanishes(remaining, given):
        yield tuple((group.given(given), group.summand()) for group in groups)
    elif len(groups) == 1 and len(groups[0].indices) == 1:
        (group,) = groups
        share = shared(remaining, group.indices[0], given)
        if share is not None:
            yield ((group.given(given), Add(group.summand(), share, evaluate=False)),)


def collected(term: Expr, given: Given) -> tuple[list[Group], list[Expr]]:
    """The sums of a term by range, each with its factor, and what is left."""
    groups: list[Group] = []
    rest: list[Expr] = []
    taken = all_names(term, given)
    for factor, part in flattened(term, S.One):
        if not isinstance(part, Sum):
            rest.append(product(factor, part))
            continue
        indices, inside = renamed(part, taken)
        group = next((g for g in groups if same_range(g.indices, indices, given)), None)
        if group is None:
            groups.append(group := Group(indices))
        group.summands.append(product(factor, inside))
    return groups, rest


def all_names(term: Expr, given: Given) -> frozenset[Basic]:
    return names(term).union(*(free_of_fact(fact) for fact in given.facts()))


def flattened(term: Expr, factor: Expr) -> Iterator[tuple[Expr, Expr]]:
    """A term as a sum of products, as far as sums over an index stand in it to the first power."""
    match term:
        case Add():
            for part in term.args:
                yield from flattened(part, factor)
            return
        case Mul():
            holding = [k for k, part in enumerate(term.args) if isinstance(part, Sum | Add) and part.has(Sum)]
            if holding:
                k = holding[0]
                others = (factor, *term.args[:k], *term.args[k + 1 :])
                yield from flattened(term.args[k], product(*(f for f in others if f != 1)))
                return
    yield factor, term


def product(*factors: Expr) -> Expr:
    """The product as it stands: nothing is cancelled."""
    kept = [f for f in factors if f != 1]
    return Mul(*kept, evaluate=False) if len(kept) > 1 else kept[0] if kept else S.One


def renamed(term: Expr, taken: frozenset[Basic]) -> tuple[tuple[Index, ...], Expr]:
    """The indices and the body, with indices that are not taken: the same ones for every sum."""
    new: dict[Expr, Expr] = {}
    for symbol, _, _ in limits(term):
        new[symbol] = fresh(Symbol("i"), taken | frozenset(new.values()))
    indices = tuple((new[s], substitute(lo, new), substitute(hi, new)) for s, lo, hi in limits(term))
    return indices, substitute(body(term), new, rebuild_as_is)


def same_range(one: tuple[Index, ...], other: tuple[Index, ...], given: Given) -> bool:
    if len(one) != len(other):
        return False
    if len(one) == 1:
        ends = zip(one[0][1:], other[0][1:], strict=True)
        return all(a == b or vanishes(a - b, given) for a, b in ends)
    return one == other


def shared(term: Expr, index: Index, given: Given) -> Expr | None:
    """What each of the summands gets of a term: term = Σ share. The number of summands may be 0."""
    _, low, high = index
    count = Add(high, -low, Integer(1))
    if excluded(LessEqual(count, S.Zero), given):
        return Mul(term, Pow(count, -1, evaluate=False), evaluate=False)
    if isinstance(high, Symbol):
        try:
            found = coefficients(term, high, given)
        except DeriveError:
            return None
        if found is not None and len(found) == 2 and vanishes(found[0] - found[1] * (1 - low), given):
            return found[1]
    return None


# ── sums and products inside other terms ──


def alike(term: Expr, given: Given) -> Iterator[tuple[Given, Expr, Expr]]:
    """Pairs of sums, products or order statistics over one range: the difference of what stands under them,
    with what is given there, and the term with the first in the place of the second."""
    found = list(dict.fromkeys(_bigs(term)))
    for one, other in combinations(found, 2):
        if type(one) is not type(other) or rank_of(one) != rank_of(other):
            continue
        taken = all_names(term, given)
        (indices, first), (others, second) = renamed(one, taken), renamed(other, taken)
        if same_range(indices, others, given):
            difference = Add(first, Mul(-1, second, evaluate=False), evaluate=False)
            yield Group(indices).given(given), difference, _replaced(term, other, one)


def rank_of(term: Expr) -> Expr | None:
    return term.rank if isinstance(term, OrderStatistic) else None


def _bigs(term: Basic) -> Iterator[Expr]:
    """The sums, products and order statistics that have to be evaluated, and are free of what is bound above
    them."""
    if isinstance(term, (*RANDOM, Derivative)):
        return
    if isinstance(term, BIG):
        yield term
        return
    for argument in evaluated(term):
        yield from _bigs(argument)


def _replaced(term: Basic, old: Expr, new: Expr) -> Expr:
    result = _replace(term, old, new)
    assert isinstance(result, Expr)
    return result


def _replace(term: Basic, old: Expr, new: Expr) -> Basic:
    if term == old:
        return new
    if not term.args or isinstance(term, (*BIG, *RANDOM, Derivative)):
        return term
    return rebuild_as_is(term, tuple(_replace(a, old, new) for a in term.args))
