"""Sums are linear and products multiplicative: how they split into generators.

A sum of few terms is written out. A sum of a fraction splits over polynomial division and over the monomials in
the generators that depend on the index; each part is summed in closed form (`summation`), or its
index is brought to its canonical place (`reindexing`) and its range to the shortest one
(`ranges`). It decides sums that are linear in free data over ranges whose ends are compared, and
sums of polynomials in the index; elsewhere it is sound and not complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flint import fmpq, fmpq_mpoly
from sympy import Expr, Product, S, Sum, Symbol, Tuple

from derive.algebra.form.hypergeometric import hypergeometric
from derive.algebra.form.parting import parted
from derive.algebra.form.ranges import FEW, Ranges, closed
from derive.algebra.form.reindexing import canonical_place
from derive.algebra.form.ring import Kind, NowhereDefined, Ratio, whole_number
from derive.algebra.form.summation import closed_product, closed_sum
from derive.algebra.form.tower import POSITIVE
from derive.algebra.terms import body, canonical, limits, substitute
from derive.errors import DeriveError
from derive.language.matrix_terms import MatrixOf, indices_of_matrix, matrix_of
from derive.language.vocabulary import OrderStatistic

COPIES = 512
"""The most terms of nested sums that are written out."""


class Binders(Ranges):
    """A tower that reads sums and products."""

    copies = 1
    """How often what is read just now is written out."""

    # ── what is not looked into ──

    def show_term(self, term: Expr) -> Expr:
        """A subterm in normal form; what is opaque is keyed on it."""
        return term if term.is_Integer else self.show_ratio(self.convert(term))

    def opaque(self, term: Expr) -> Ratio:
        result = canonical(substitute(term, dict(self.scopes)))
        assert isinstance(result, Expr)
        return self.atomic(result)

    # ── sums and products ──

    def big(self, term: Expr) -> Ratio:
        *inner, (name, low, high) = (tuple(t) for t in term.args[1:] if len(t) == 3)
        if len(inner) + 2 != len(term.args):
            return self.opaque(term)
        inside = term.func(term.args[0], *inner) if inner else term.args[0]
        low, high = self.show_term(low), self.show_term(high)
        self.demand(low, high)
        count = whole_number(self.count(low, high))
        if count is not None and count <= FEW and self.copies * count <= COPIES:
            return self._written(term.func, inside, name, low, count)
        index = self.index_over(low, high)
        with self._under(name, index):
            try:
                ratio = self.convert(parted(self, inside, name))
            except NowhereDefined:
                raise DeriveError(f"{inside} is defined for no {name}, which may run over nothing") from None
        over = self.sum_over if isinstance(term, Sum) else self.product_over
        return over(ratio, index, low, high)

    def order_statistic(self, term: OrderStatistic) -> Ratio:
        """A generator of its own; the values that are put in order are in normal form."""
        ((name, low, high),) = limits(term)
        low, high, rank = (self.show_term(part) for part in (low, high, term.rank))
        index = self.index_over(low, high)
        with self._under(name, index):
            inside = self.show_term(body(term))
        result = canonical(OrderStatistic(inside, Tuple(index, low, high), rank))
        assert isinstance(result, Expr)
        return self.atomic(result)

    def matrix(self, term: MatrixOf) -> Ratio:
        """A generator of its own, which only functions of matrices hold; the entries are in normal form."""
        (row, low, high), (column, *_) = indices_of_matrix(term)
        low, high = self.show_term(low), self.show_term(high)
        first = self.index_over(low, high)
        with self._under(row, first):
            second = self.index_over(low, high)
            with self._under(column, second):
                inside = self.show_term(term.entry)
        result = canonical(matrix_of(inside, (first, low, high), (second, low, high)))
        assert isinstance(result, Expr)
        return self.atomic(result)

    def _written(self, kind: type[Expr], inside: Expr, name: Symbol, low: Expr, count: int) -> Ratio:
        """A sum or product of few terms."""
        if count < 0:
            raise NowhereDefined
        result = self.constant(0 if kind is Sum else 1)
        copies, self.copies = self.copies, self.copies * max(count, 1)
        for k in range(count):
            part = self.convert(substitute(inside, {name: low + k}))
            result = self.add(result, part) if kind is Sum else self.multiply(result, part)
        self.copies = copies
        return result

    @contextmanager
    def _under(self, name: Symbol, index: Symbol) -> Iterator[None]:
        """Read what stands under a binder."""
        self.scopes.append((name, index))
        self.memo.append({})
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1
            self.memo.pop()
            self.scopes.pop()

    def count(self, low: Expr, high: Expr) -> Ratio:
        """The number of terms; a sum or product is defined for low − 1 <= high only. The limits are
        read in the scope of the index, where they are in normal form already."""
        return self.add(self.minus(self.convert(high), self.convert(low)), self.constant(1))

    def sum_over(self, ratio: Ratio, index: Symbol, low: Expr, high: Expr, placed: bool = False) -> Ratio:
        """The sum is linear: constants come out, and each product of generators that depend on the
        index becomes one generator. `placed` says that the index is at its canonical place."""
        moving = {g.index for poly in ratio for g in self.within(poly) if index in g.free}
        if not moving:
            return self.multiply(ratio, self.count(low, high))
        num, inner, outer = ratio.num, self.one, self.one
        for factor, multiplicity in self.factors(ratio.den)[1]:
            if any(g.index in moving for g in self.within(factor)):
                inner *= factor**multiplicity
            else:
                outer *= factor**multiplicity
        scale = ratio.den.leading_coefficient() / (inner * outer).leading_coefficient()
        total = self.constant(0)
        if inner.is_one():
            parts = [(num, self.one)]
        else:
            inner = self.normalised(Ratio(self.one, inner)).den
            scale = ratio.den.leading_coefficient() / (inner * outer).leading_coefficient()
            whole, rest = divmod(num, inner)
            parts = [(whole, self.one), (rest, inner)]
        for part, den in parts:
            for piece, weight in self._monomials(part, den, moving):
                value = self._one_sum(piece, index, low, high, placed)
                total = self.add(total, self.multiply(weight, value))
        return self.multiply(total, self.ratio(self.context.constant(1 / scale), outer))

    def _monomials(self, num: fmpq_mpoly, den: fmpq_mpoly, moving: set[int]) -> Iterator[tuple[Ratio, Ratio]]:
        """num/den, where the denominator depends on the index in every factor, as products of monomials that
        depend on the index over the denominator, each with its weight."""
        weights: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in num.terms():
            within = tuple(e if k in moving else 0 for k, e in enumerate(exponents))
            without = tuple(0 if k in moving else e for k, e in enumerate(exponents))
            weights.setdefault(within, {})[without] = coefficient
        for inside, outside in weights.items():
            piece = self.normalised(self.ratio(self.context.from_dict({inside: 1}), den))
            scale = piece.num.leading_coefficient()
            yield Ratio(piece.num / scale, piece.den), self.whole(self.context.from_dict(outside) * scale)

    def _one_sum(self, piece: Ratio, index: Symbol, low: Expr, high: Expr, placed: bool) -> Ratio:
        if not any(index in g.free for poly in piece for g in self.within(poly)):
            return self.multiply(piece, self.count(low, high))
        found = closed_sum(self, piece, index, low, high)
        if found is None:
            found = hypergeometric(self, piece, index, low, high)
        if found is None and self.deciding and not placed:
            found = self._replaced(Sum, piece, index, low, high)
        if found is not None:
            return found
        body = self.summand(piece, index)
        found = self.ranged(body, low, high)
        if (
            not found.num.is_zero()
            and self._is_positive_below(piece.den)
            and all(
                e % 2 == 0 or self.sign(self.variables[k]) > 0 for k, e in enumerate(piece.num.degrees()) if e
            )
        ):
            self.deduce(found, strict=False)
        return found

    def _is_positive_below(self, den: fmpq_mpoly) -> bool:
        """Whether a denominator is positive wherever it does not vanish, by its factors."""
        lead, factors = self.factors(den)
        return lead > 0 and all(e % 2 == 0 or self.sign(factor) > 0 for factor, e in factors)

    def _replaced(self, kind: type[Expr], piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
        """With the index at its canonical place; None if it is there."""
        within = [g.expr for g in self.within(piece.num) if index in g.free and g.expr != index]
        below = [self.show(f) for f, _ in self.factors(piece.den)[1]]
        place = canonical_place((*within, *(1 / f for f in below)), index)
        if place is None or (place.slope > 0 and place.shift == 0):
            return None
        with self.outside():
            shift, first, last = (self.convert(t) for t in (place.shift, low, high))
        if not self.is_integer(shift):
            return None
        if place.slope > 0:
            ends = self.add(first, shift), self.add(last, shift)
        else:
            ends = self.minus(shift, last), self.minus(shift, first)
        low, high = (self.show_ratio(end) for end in ends)
        new = self.index_over(low, high)
        old = new - place.shift if place.slope > 0 else place.shift - new
        term = substitute(self.show_ratio(piece), {index: old})
        with self.outside(), self._under(new, new):
            ratio = self.convert(term)
        over = self.sum_over if kind is Sum else self.product_over
        return over(ratio, new, low, high, placed=True)

    def product_over(self, ratio: Ratio, index: Symbol, low: Expr, high: Expr, placed: bool = False) -> Ratio:
        """The product is multiplicative: a constant is raised to the count, an exponential to the sum of
        its exponents, and every other irreducible factor becomes one generator."""
        if ratio.num.is_zero():
            return self.atomic(closed(Product, ((S.Zero, 1),), S.One, index, low, high))
        count = self.count(low, high)
        lead, factors = self.ratio_factors(ratio)
        result = self.constant(1) if lead == 1 else self.raised(self.constant(lead), count, integer=True)
        for factor, multiplicity in factors:
            generator = self.alone(factor)
            if index not in self.free(factor):
                part = self.raised(self.whole(factor), count, integer=True)
            elif generator is not None and generator.kind is Kind.EXP:
                part = self.exp(self.sum_over(self.log_factor(factor), index, low, high))
            else:
                part = self._one_product(factor, index, low, high, placed)
            result = self.multiply(result, self.power(part, multiplicity))
        return result

    def exp_term(self, coefficient: fmpq, monomial: fmpq_mpoly, den: fmpq_mpoly) -> Ratio:
        """exp(c Σ log f) = (∏ f)^c, where f is positive."""
        generator = self.alone(monomial) if self.deciding and den.is_one() else None
        if generator is None or generator.kind is not Kind.ATOM or generator.inside is None:
            return super().exp_term(coefficient, monomial, den)
        summand = self.alone(generator.inside[0])
        if summand is None or summand.kind is not Kind.LOG or (found := self.within_range(generator)) is None:
            return super().exp_term(coefficient, monomial, den)
        (inside, index), (_, _, low, high) = found, generator.inside
        own = self.alone(inside)
        if own is None or own.kind is not Kind.LOG or self.sign(own.of) != POSITIVE:
            return super().exp_term(coefficient, monomial, den)
        result = self.constant(1)
        for factor, multiplicity in self.ratio_factors(self._one_product(own.of, index, low, high, False))[1]:
            result = self.multiply(result, self.size_power(factor, coefficient * multiplicity))
        return result

    def _one_product(self, factor: fmpq_mpoly, index: Symbol, low: Expr, high: Expr, placed: bool) -> Ratio:
        found = closed_product(self, factor, index, low, high)
        if found is None and self.deciding and not placed:
            found = self._replaced(Product, self.whole(factor), index, low, high)
        return self.ranged(self.factor_of(factor, index), low, high) if found is None else found
