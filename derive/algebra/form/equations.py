"""Equalities of the Given as facts about generators.

An equality becomes a polynomial that is 0 wherever the facts hold; factors that are known not to be 0 are
left out. Where it has degree 1 in a symbol, an observation or a sum, with a coefficient that is known not to
be 0, that name gets the value which solves it, and every term is read with that value; the others generate an
ideal, and what lies in it is 0. What has been solved for is not read again, so nothing can go round in circles.

Membership in the ideal is decided by a Gröbner basis within bounds; being 0 at the real points where the
facts hold asks for more (the real radical), so this is sound and not complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_mpoly_vec
from sympy import Dummy, Expr, Indexed, Sum, Symbol

from derive.algebra.form.binders import Binders
from derive.algebra.form.knowledge import instances, knowledge
from derive.algebra.form.parting import is_total
from derive.algebra.form.ring import FACTOR_TERMS, Full, Generator, Kind, NowhereDefined, Ratio, content
from derive.algebra.form.tower import POSITIVE, Again, Range
from derive.algebra.terms import names
from derive.errors import DeriveError

BASIS, BASIS_TERMS, BASIS_BITS = 40, 200, 1_000
"""The most polynomials, terms and bits in a basis."""
RELATIONS = 16


class Equations(Binders):
    """A tower that reads terms by the equalities of its Given."""

    def use_equations(self) -> None:
        """At the start of each reading: solve the equalities that hold outside all indices."""
        for k in self.solved:
            self.relations.pop(k, None)
        self.solved, self.images, self.zeros = set(), {}, []
        self.indices -= self.entered
        self.entered = set()
        if self.equations:
            self.solve(knowledge(self.given, self.unfolding).equations)

    def enter_range(self, index: Symbol) -> None:
        new = index not in self.indices
        super().enter_range(index)
        if self.equations and new and isinstance(index, Dummy) and index in self.ranges:
            limits = self.ranges[index]
            self.enter(index, lambda low, high: (low, high) == limits or self.shown(low, high) == limits)

    def enter_place(self, place: Expr) -> None:
        """Take in what holds for each index, at a place that is seen to lie in the range."""
        if self.equations and place not in self.entered:
            self.enter(place, partial(self.inside, place))

    def enter(self, place: Expr, applies: Callable[[Expr, Expr], bool]) -> None:
        self.entered.add(place)
        equations: list[Expr] = []
        ranges = dict.fromkeys((low, high) for _, (_, low, high) in knowledge(self.given, self.unfolding).each)
        for low, high in ranges:
            if applies(low, high):
                known = instances(self.given, self.unfolding, place, low, high)
                self.take(known)
                equations += [e for e in known.equations if e not in equations]
        self.solve(filter(self.may_be_read, equations), place)

    def may_be_read(self, fact: Expr) -> bool:
        """Nothing may be learnt from what a fact needs, where there may be no index that it holds for."""
        indices = [s for s in fact.free_symbols if isinstance(s, Dummy)]
        return not indices or is_total(self, fact) or all(map(self._inhabited, indices))

    def shown(self, low: Expr, high: Expr) -> Range | None:
        """Limits as the normal form writes them: n where N = n is known."""
        if not self.images:
            return None
        with self.outside():
            return self.show_term(low), self.show_term(high)

    def inside(self, place: Expr, low: Expr, high: Expr) -> bool:
        with self.outside():
            whole = self.is_integer(self.convert(place))
        return whole and self.in_range(place, low, high)

    # ── solving ──

    def solve(self, equations: Iterable[Expr], place: Expr | None = None) -> None:
        for term in equations:
            try:
                with self.outside():
                    self.solve_one(self.convert(term), place if isinstance(place, Dummy) else None)
            except (Again, Full):
                raise
            except (DeriveError, NowhereDefined):
                continue  # an equality that the normal form cannot read says nothing here

    def solve_one(self, ratio: Ratio, index: Symbol | None) -> None:
        """Use one equality. One that holds for a bound index says something about the data there, and
        nothing else: the range may be empty."""
        num = self.reduce(ratio.num)
        if num.is_constant():
            return  # it says nothing new; or the facts contradict each other
        zero = self.one
        for factor, _ in self.factors(num)[1]:
            if abs(self.sign(factor)) < POSITIVE:
                zero *= factor
        if zero.is_constant():
            return
        choices = [found for g in self.within(zero) if (found := self.choice(zero, g)) is not None]
        if index is not None:
            choices = [c for c in choices if isinstance(c[1].expr, Indexed) and index in c[1].free]
        if not choices:
            self.zeros += [zero] if index is None else []
            return
        _, generator, value = min(choices, key=lambda found: found[0])
        self.solved.add(generator.index)
        if value.den.is_one():
            self.relate(generator, 1, value.num)
        self.images[generator.index] = value

    def choice(self, zero: fmpq_mpoly, g: Generator) -> tuple[tuple[object, ...], Generator, Ratio] | None:
        """The value of a generator by an equation, with what speaks against choosing it: a sum rather than a
        name, an integer or a label that would no longer be seen to be one, a coefficient, a long value."""
        if g.kind is not Kind.ATOM or g.ratio is not None or zero.degrees()[g.index] != 1:
            return None
        named = isinstance(g.expr, Symbol | Indexed)
        if not named and not isinstance(g.expr, Sum):
            return None
        variable = self.variable(g)
        coefficient = zero.derivative(g.index)
        rest = zero - coefficient * variable
        others = [o for poly in (coefficient, rest) for o in self.within(poly)]
        if any(self.holds(o, g.expr) for o in others):
            return None
        constant = coefficient.is_constant()
        if not constant and not (named and self.is_nonzero(coefficient)):
            return None
        value = self.ratio(-rest, coefficient)
        loses = (g.integer and not self.is_integer(value)) or g.expr in self.values
        known = g.index in self.relations
        if known and not named:
            return None
        order = (not named, loses, isinstance(g.expr, Indexed), not constant, len(rest), -g.index)
        return (*order, str(g.expr)), g, value

    def is_nonzero(self, poly: fmpq_mpoly) -> bool:
        return all(abs(self.sign(factor)) == POSITIVE for factor, _ in self.factors(poly)[1])

    def holds(self, generator: Generator, term: Expr) -> bool:
        """Whether a term stands inside a generator."""
        if isinstance(term, Symbol):
            return term in generator.free
        return bool(names(term) & generator.free) and generator.expr.has(term)

    def value_of(self, generator: Generator) -> Ratio:
        found = self.images.get(generator.index)
        return super().value_of(generator) if found is None else found

    # ── the ideal ──

    def vanishes(self, ratio: Ratio) -> bool:
        """Whether a fraction is 0: its numerator is, or it lies in the ideal of what is known to be 0."""
        num = self.reduce(ratio.num)
        if num.is_zero():
            return True
        known = [*self.zeros, *self.vanishing, *self.links()]
        if not known or len(num) > FACTOR_TERMS:
            return False
        chosen = self.connected(num, known)
        if not chosen:
            return False
        involved = sorted({g.index for poly in (num, ratio.den, *chosen) for g in self.within(poly)})
        related = [(k, relation) for k, relation in self.relations.items() if k in involved]
        chosen += [self.variables[k] ** degree - lower for k, (degree, lower) in related]
        if len(chosen) > RELATIONS:
            return False
        involved = sorted({g.index for poly in (num, ratio.den, *chosen) for g in self.within(poly)})
        return in_ideal(num, chosen, ratio.den, involved)

    def links(self) -> list[fmpq_mpoly]:
        """|f| sign f = f and |f| = f sign f, where both are generators."""
        found = []
        for key, (oriented, direction) in self.directions.items():
            size = self.known.get(("abs", key))
            if size is not None:
                absolute = self.variable(size)
                found += [absolute * direction - oriented, oriented * direction - absolute]
        return found

    def connected(self, num: fmpq_mpoly, known: list[fmpq_mpoly]) -> list[fmpq_mpoly]:
        """What is known of the generators in a polynomial, or of others that it is known with."""
        reached = {g.index for g in self.within(num)}
        chosen: list[fmpq_mpoly] = []
        rest = [p for p in (self.reduce(p) for p in known) if not p.is_constant()]
        while new := [p for p in rest if reached & {g.index for g in self.within(p)}]:
            chosen += new
            rest = [p for p in rest if p not in new]
            reached |= {g.index for p in new for g in self.within(p)}
        return chosen


def in_ideal(num: fmpq_mpoly, ideal: list[fmpq_mpoly], den: fmpq_mpoly, involved: list[int]) -> bool:
    """Whether num·den^k lies in the ideal for some k: then num is 0 where the ideal is and den is not."""
    ring = fmpz_mpoly_ctx.get((*(f"g{k}" for k in involved), "t"), Ordering.degrevlex)

    def whole(poly: fmpq_mpoly) -> fmpz_mpoly:
        scale = content(poly)
        return ring.from_dict({(*(e[k] for k in involved), 0): int((c / scale).p) for e, c in poly.terms()})

    polys = [whole(p) for p in ideal]
    if not den.is_constant():
        polys.append(ring.gens()[-1] * whole(den) - 1)
    found = fmpz_mpoly_vec(polys, ring).buchberger_naive(limits=(BASIS, BASIS_TERMS, BASIS_BITS))
    basis, _ = cast(tuple[fmpz_mpoly_vec, bool], found)  # the stubs forget what limits change
    rationals = fmpq_mpoly_ctx.get(ring.names(), Ordering.degrevlex)
    return leaves_nothing(*(rationals.from_dict(p.to_dict()) for p in (whole(num), *basis)))


def leaves_nothing(num: fmpq_mpoly, *basis: fmpq_mpoly) -> bool:
    """Whether division by the polynomials of a basis, until none divides a term any more, leaves 0."""
    before = None
    while num != before:
        before = num
        for poly in basis:
            num = divmod(num, poly)[1]
    return bool(num.is_zero())
