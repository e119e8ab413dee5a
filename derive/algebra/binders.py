"""Sums are linear and products multiplicative: how they split into generators."""

from __future__ import annotations

from functools import lru_cache
from math import comb

from flint import fmpq, fmpq_mpoly, fmpq_poly
from sympy import Dummy, Expr, Integer, Mul, Pow, Product, S, Sum, Symbol

from derive.algebra.ring import Generator, Kind, Ratio
from derive.algebra.terms import canonical, substitute
from derive.algebra.tower import Tower

POWER_SUM = 24
"""The highest power of an index that is summed in closed form."""


class Binders(Tower):
    """A tower that reads sums and products."""

    # ── what is not looked into ──

    def atom(self, term: Expr, integer: bool = False, argument: Ratio | None = None) -> Generator:
        def make(k: int) -> Generator:
            free = frozenset(s for s in term.free_symbols if isinstance(s, Symbol))
            whole = integer or term in self.integers
            return Generator(k, Kind.ATOM, free, lambda: term, integer=whole, ratio=argument)

        return self.generator(term, make)

    def atomic(self, term: Expr) -> Ratio:
        return self.whole(self.variable(self.atom(term)))

    def show_term(self, term: Expr) -> Expr:
        """A subterm in normal form; what is opaque is keyed on it."""
        return term if isinstance(term, Integer) else self.show_ratio(self.convert(term))

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
        index = index_symbol(self.depth, low, high)
        self.ranges[index] = (low, high)
        self.enter_range(index)
        self.scopes.append((name, index))
        self.memo.append({})
        self.depth += 1
        ratio = self.convert(inside)
        self.depth -= 1
        self.memo.pop()
        self.scopes.pop()
        over = self.sum_over if isinstance(term, Sum) else self.product_over
        return over(ratio, index, low, high)

    def count(self, low: Expr, high: Expr) -> Ratio:
        """The number of terms; a sum or product is defined for low − 1 <= high only. The limits are
        read in the scope of the index, where they are in normal form already."""
        minus_low = self.multiply(self.constant(-1), self.convert(low))
        return self.add(self.add(self.convert(high), minus_low), self.constant(1))

    def sum_over(self, ratio: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio:
        """The sum is linear: constants come out, and each product of generators that depend on the
        index becomes one generator."""
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
            total = self.add(total, self._sum_terms(part, den, moving, index, low, high))
        return self.multiply(total, self.ratio(self.context.constant(1 / scale), outer))

    def _sum_terms(
        self, num: fmpq_mpoly, den: fmpq_mpoly, moving: set[int], index: Symbol, low: Expr, high: Expr
    ) -> Ratio:
        """Σ num/den, where the denominator depends on the index in every factor."""
        weights: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in num.terms():
            within = tuple(e if k in moving else 0 for k, e in enumerate(exponents))
            without = tuple(0 if k in moving else e for k, e in enumerate(exponents))
            weights.setdefault(within, {})[without] = coefficient
        total = self.constant(0)
        for inside, outside in weights.items():
            piece = self.normalised(self.ratio(self.context.from_dict({inside: 1}), den))
            scale = piece.num.leading_coefficient()
            value = self._one_sum(Ratio(piece.num / scale, piece.den), index, low, high)
            weight = self.whole(self.context.from_dict(outside) * scale)
            total = self.add(total, self.multiply(weight, value))
        return total

    def _one_sum(self, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio:
        within = list(self.within(piece.num))
        if piece.den.is_one():
            if not within:
                return self.count(low, high)
            if within[0].expr == index and len(within) == 1 and (e := piece.num.total_degree()) <= POWER_SUM:
                before = self.add(self.convert(low), self.constant(-1))
                minus = self.multiply(self.constant(-1), power_sum(self, int(e), before))
                return self.add(power_sum(self, int(e), self.convert(high)), minus)
        if not any(index in g.free for poly in piece for g in self.within(poly)):
            return self.multiply(piece, self.count(low, high))
        factors = tuple((self.generators[k].expr, int(e)) for k, e in enumerate(piece.num.degrees()) if e)
        term = closed(Sum, factors, self.show(piece.den), index, low, high)
        integer = piece.den.is_one() and all(g.integer for g in within)
        generator = self.atom(term, integer=integer)
        if piece.den.is_one() and all(e % 2 == 0 or self.sign(self.variables[k]) > 0
                                      for k, e in enumerate(piece.num.degrees()) if e):  # fmt: skip
            self.learn(self.variable(generator), 1)
        return self.whole(self.variable(generator))

    def product_over(self, ratio: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio:
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
                part = self.whole(self.variable(self._product_generator(factor, index, low, high)))
            result = self.multiply(result, self.power(part, multiplicity))
        return result

    def _product_generator(self, factor: fmpq_mpoly, index: Symbol, low: Expr, high: Expr) -> Generator:
        term = closed(Product, ((self.show(factor), 1),), S.One, index, low, high)

        def make(k: int) -> Generator:
            free = frozenset(s for s in term.free_symbols if isinstance(s, Symbol))
            integer = self.is_integer(self.whole(factor))
            inside = (factor, index, low, high)
            return Generator(k, Kind.PRODUCT, free, lambda: term, inside=inside, integer=integer)

        return self.generator(term, make)


@lru_cache(maxsize=4096)
def closed(
    kind: type[Expr], factors: tuple[tuple[Expr, int], ...], den: Expr, index: Symbol, low: Expr, high: Expr
) -> Expr:
    """The sum or product of a product of powers over a denominator, with canonical index."""
    inside = Mul(*(Pow(base, Integer(e)) for base, e in factors)) / den
    result = canonical(kind(inside, (index, low, high)))
    assert isinstance(result, Expr)
    return result


@lru_cache(maxsize=1024)
def index_symbol(depth: int, low: Expr, high: Expr) -> Symbol:
    """The internal index at a nesting depth with given limits; the same one whenever they are the same."""
    return Dummy("_")


@lru_cache(maxsize=64)
def faulhaber(degree: int) -> fmpq_poly:
    """The polynomial F with F(m) = 1^k + … + m^k."""
    coefficients = [fmpq(0)] * (degree + 2)
    for j in range(degree + 1):
        sign_ = -1 if j == 1 else 1
        coefficients[degree + 1 - j] = fmpq.bernoulli(j) * sign_ * comb(degree + 1, j) / (degree + 1)
    return fmpq_poly(coefficients)


def power_sum(reader: Binders, degree: int, last: Ratio) -> Ratio:
    result = reader.constant(0)
    for coefficient in reversed(faulhaber(degree).coeffs()):
        result = reader.add(reader.multiply(result, last), reader.constant(coefficient))
    return result
