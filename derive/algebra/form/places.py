"""Where an index or an observation stands: comparing places, and what is known of the data there.

`nonnegative` shows that a polynomial is not negative by running every index and every symbol with a range to
the end of its range, and by taking away what is known not to be negative. It is a sound heuristic for
linear arithmetic: at most two known bounds are added up, and nothing is refuted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly
from sympy import Dummy, Expr, Indexed, S, Symbol

from derive.algebra.form.knowledge import gather, knowledge
from derive.algebra.form.powers import Powers
from derive.algebra.form.ring import Generator, NowhereDefined, Ratio
from derive.algebra.form.tower import NONNEGATIVE, POSITIVE, Ranges
from derive.algebra.terms import substitute, unfold
from derive.errors import DeriveError
from derive.statement import Fact, Given, Index, Less, LessEqual, Member, Unequal, fact_map
from derive.statement.facts import terms_of

FLOORS, ELIMINATIONS = 24, 8


class Places(Powers):
    """A tower that compares places, and finds the facts about data by their place."""

    def __init__(
        self, given: Given, unfolding: bool, width: int, ranges: Ranges, depth: int, equations: bool
    ) -> None:
        super().__init__(given, unfolding, width, ranges, depth, equations)
        self.deciding = False
        """Whether the form only has to decide: ranges may then be split as no result would show them."""
        self.assuming = False
        """Whether denominators of closed forms may be taken not to be 0; what was taken is noted."""
        self.assumed: dict[str, fmpq_mpoly] = {}
        self.bound: dict[int, frozenset[Symbol]] = {}
        self.placed: set[tuple[Expr, int]] = set()
        self.demanded: set[Expr] = set()
        self.apart: set[str] | None = None

    # ── bounds ──

    def deduce(self, ratio: Ratio, strict: bool) -> None:
        """What is known at an index tells nothing of its other factors where the range is empty."""
        if indices := self.indices_in(*ratio):
            factors = [f for f, _ in self.ratio_factors(ratio)[1]]
            common = frozenset.intersection(*map(self.indices_in, factors))
            if not all(map(self._inhabited, indices - common)):
                return
        super().deduce(ratio, strict)

    def _inhabited(self, index: Symbol) -> bool:
        """Whether the range of an index is never empty."""
        if index not in self.ranges:
            return False
        low, high = self.ranges[index]
        with self.outside():
            count = self.minus(self.convert(high), self.convert(low))
        return self.nonnegative(count)

    def demand(self, low: Expr, high: Expr) -> None:
        """A sum that is read is defined, and so its limits are in order."""
        if (count := high - low + 1) not in self.demanded:
            self.demanded.add(count)
            if not count.is_number:
                self.pending.append((count, False))

    def nonnegative(self, ratio: Ratio) -> bool:
        """Whether a fraction is shown not to be negative."""
        if not ratio.den.is_constant():
            return self.ratio_sign(ratio) >= NONNEGATIVE
        return any(map(self._floored, self._least(ratio.num)))

    def _least(self, poly: fmpq_mpoly) -> Iterator[fmpq_mpoly]:
        """The polynomial, and what is left of it when index after index, the innermost first, is put at the
        end of its range where the polynomial is least."""
        yield poly
        for _ in range(ELIMINATIONS):
            ranged = {g.expr: g for g in self.within(poly) if g.expr in self.ranges and g.expr.is_Symbol}
            inside = set().union(*(self._limit_names(s) for s in ranged))
            for symbol, generator in ranged.items():
                ended = None if symbol in inside else self._ended(poly, generator)
                if ended is not None:
                    break
            else:
                return
            poly = ended
            yield poly

    def _limit_names(self, symbol: Symbol) -> set[Expr]:
        low, high = self.ranges[symbol]
        return set(low.free_symbols | high.free_symbols)

    def _ended(self, poly: fmpq_mpoly, generator: Generator) -> fmpq_mpoly | None:
        slope = self.slope(poly, generator)
        if slope is None:
            return None
        low, high = self.ranges[generator.expr]
        end = low if slope > 0 else high
        if end in (S.Infinity, S.NegativeInfinity):
            return None
        with self.outside():
            found = self.convert(end)
        rest = poly - self.variable(generator) * slope
        return rest + found.num * slope if found.den.is_one() else None

    def slope(self, poly: fmpq_mpoly, generator: Generator) -> fmpq | None:
        """The coefficient of a generator in which a polynomial is linear, if it is a number."""
        if poly.degrees()[generator.index] != 1:
            return None
        rest = poly.derivative(generator.index)
        return rest.leading_coefficient() if rest.is_constant() else None

    def _floored(self, poly: fmpq_mpoly) -> bool:
        """Whether a polynomial is a sum of at most two known bounds and something of known sign."""
        if self._plain(poly):
            return True
        self._sign_facts()
        # what is known of an index says nothing where its range is empty
        indices = self.indices_in(poly)
        known = [(p, s) for p, s in self.learnt if s and self.indices_in(p) <= indices][:FLOORS]
        floors = [self._floor(p if s > 0 else -p, abs(s) == POSITIVE) for p, s in known]
        rests = [poly - floor for floor in floors]
        return any(map(self._plain, rests)) or any(
            self._plain(rest - floor, constant=True) for rest in rests for floor in floors
        )

    def _floor(self, poly: fmpq_mpoly, strict: bool) -> fmpq_mpoly:
        """What is not negative, of a polynomial that is not; an integer above 0 is at least 1."""
        return poly - 1 if strict and self.is_integer(self.whole(poly)) else poly

    def _plain(self, poly: fmpq_mpoly, constant: bool = False) -> bool:
        if poly.is_constant():
            return poly.is_zero() or poly.leading_coefficient() > 0
        return not constant and self._sign_by_terms(poly) >= NONNEGATIVE

    def indices_in(self, *polys: fmpq_mpoly) -> frozenset[Symbol]:
        """The bound indices that occur in polynomials."""
        found: frozenset[Symbol] = frozenset()
        for poly in polys:
            for generator in self.within(poly):
                if generator.index not in self.bound:
                    self.bound[generator.index] = frozenset(s for s in generator.free if isinstance(s, Dummy))
                found |= self.bound[generator.index]
        return found

    # ── what is not 0 ──

    def nonzero(self, ratio: Ratio) -> bool:
        """Whether a fraction is known not to be 0, or taken not to be."""
        if ratio.num.is_zero():
            return False
        unknown = [f for f, m in self.ratio_factors(ratio)[1] if m > 0 and not self.known_apart(f)]
        if unknown and (not self.assuming or any(map(self.indices_in, unknown))):
            return False
        self.assumed.update((str(f), f) for f in unknown)
        return True

    def known_apart(self, factor: fmpq_mpoly) -> bool:
        if abs(self.sign(factor)) == POSITIVE:
            return True
        if self.apart is None:
            self.apart = set()
            for fact in self.given.facts():
                if isinstance(fact, Unequal):
                    self._set_apart(fact)
        return str(factor) in self.apart

    def _set_apart(self, fact: Unequal) -> None:
        assert self.apart is not None
        try:
            with self.outside():
                difference = self.convert(self.plain(fact.left - fact.right))
            if not difference.num.is_zero():
                self.apart |= {str(f) for f, m in self.ratio_factors(difference)[1] if m > 0}
        except (DeriveError, NowhereDefined):
            return  # a fact that cannot be read says nothing here

    def plain(self, term: Expr) -> Expr:
        return unfold(term, self.given) if self.unfolding else term

    # ── data ──

    def known_at(self, term: Indexed) -> None:
        """Take in what is said of all observations in a range in which this one is seen to lie."""
        for k, (fact, (bound, low, high), items) in enumerate(spoken(self.given, self.unfolding)):
            if (term, k) in self.placed:
                continue
            for value in places_of(items, bound, term):
                if self.ranges.get(value) != (low, high) and self.in_range(value, low, high):
                    self.placed.add((term, k))
                    at_place = fact_map(fact, partial(substitute, values={bound: value}))
                    self.take(gather([at_place], self.given if self.unfolding else Given()))

    def in_range(self, place: Expr, low: Expr, high: Expr) -> bool:
        """Whether low <= place <= high is shown."""
        with self.outside():
            first, last, here = self.convert(low), self.convert(high), self.convert(place)
        return self.nonnegative(self.minus(here, first)) and self.nonnegative(self.minus(last, here))

    def minus(self, a: Ratio, b: Ratio) -> Ratio:
        return self.add(a, self.multiply(self.constant(-1), b))


Items: TypeAlias = tuple[tuple[Indexed, int, Expr], ...]
"""Observations in a fact; the position at which the bound index stands, and what is added to it there."""


@lru_cache(maxsize=512)
def spoken(given: Given, unfolding: bool) -> tuple[tuple[Fact, Index, Items], ...]:
    """The facts that hold at every index, with the observations that they speak of."""
    return tuple(
        (fact, index, tuple(_items(fact, index[0])))
        for fact, index in knowledge(given, unfolding).each
        if isinstance(fact, Less | LessEqual | Member)
    )


def _items(fact: Fact, bound: Symbol) -> Iterator[tuple[Indexed, int, Expr]]:
    found = {item for term in terms_of(fact) for item in term.atoms(Indexed)}
    for item in sorted(found, key=str):
        for position, place in enumerate(item.indices):
            if bound in place.free_symbols and bound not in (offset := place - bound).free_symbols:
                yield item, position, offset
                break


def places_of(items: Items, bound: Symbol, term: Indexed) -> list[Expr]:
    """The values of the bound index at which a fact speaks of an observation."""
    found = []
    for item, position, offset in items:
        if item.base == term.base and len(item.indices) == len(term.indices):
            value = term.indices[position] - offset
            if len(item.indices) == 1 or substitute(item, {bound: value}) == term:
                found.append(value)
    return found
