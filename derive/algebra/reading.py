"""The table from kinds of term to the fractions that they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import factorial as whole_factorial

from flint import fmpq, fmpq_mpoly, fmpq_poly
from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Function,
    Indexed,
    Integer,
    Mul,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    factorial,
    gamma,
    log,
    sign,
)
from sympy.core.numbers import Exp1
from sympy.functions.elementary.exponential import ExpBase

from derive.algebra.knowledge import for_random_data
from derive.algebra.ring import GENERATORS, Full, Generator, Kind, Ratio, bound
from derive.algebra.terms import BIG, canonical, substitute
from derive.algebra.tower import NEGATIVE, POSITIVE, UNKNOWN, Again, Tower
from derive.errors import DeriveError
from derive.language.vocabulary import expect, indicator, variance, xlogy
from derive.statement import Given

SHIFTS = 40
POWER_SUM = 24
DEPTH = 120

Range = tuple[Expr, Expr]


class Reader(Tower):
    """A tower that reads terms."""

    def convert(self, term: Expr) -> Ratio:
        memo = self.memo[-1]
        found = memo.get(term)
        if found is None:
            found = memo[term] = self._handler(term)(self, term)
        return found

    @staticmethod
    def _handler(term: Expr) -> Callable[[Reader, Expr], Ratio]:
        for kind in type(term).__mro__:
            if kind in READ:
                return READ[kind]
        return Reader.opaque

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

    # ── numbers and names ──

    def number(self, term: Expr) -> Ratio:
        bound(max(term.p.bit_length(), term.q.bit_length()), 20_000, "the number of bits")
        return self.constant(fmpq(int(term.p), int(term.q)))

    def constant_symbol(self, term: Expr) -> Ratio:
        return self.exp(self.constant(1)) if isinstance(term, Exp1) else self.atomic(term)

    def refused(self, term: Expr) -> Ratio:
        raise DeriveError(f"{term} is not a real number")

    def symbol(self, term: Expr) -> Ratio:
        for name, index in reversed(self.scopes):
            if name == term:
                return self.atomic(index)
        return self.data(term)

    def data(self, term: Expr) -> Ratio:
        """A symbol or an observation; on a finite set of values its powers are lowered."""
        generator = self.atom(term)
        members = self.values.get(term)
        if members and generator.index not in self.relations and len(members) <= 12:
            variable = self.variable(generator)
            vanishing = self.one
            for member in members:
                vanishing *= variable - fmpq(int(member.p), int(member.q))
            self.relate(generator, len(members), variable ** len(members) - vanishing)
        return self.reduced(generator)

    def reduced(self, generator: Generator) -> Ratio:
        return self.whole(self.reduce(self.variable(generator)))

    def indexed(self, term: Expr) -> Ratio:
        places = []
        for place in term.indices:
            shown = self.show_term(place)
            places.append(shown)
            if isinstance(shown, Symbol):
                self.enter_range(shown)
        return self.data(term if tuple(places) == term.indices else Indexed(term.base, *places))

    # ── arithmetic ──

    def add_terms(self, term: Expr) -> Ratio:
        result = self.convert(term.args[0])
        for argument in term.args[1:]:
            result = self.add(result, self.convert(argument))
        return result

    def multiply_terms(self, term: Expr) -> Ratio:
        result = self.convert(term.args[0])
        for argument in term.args[1:]:
            result = self.multiply(result, self.convert(argument))
        return result

    def power_term(self, term: Expr) -> Ratio:
        base, exponent = term.args
        if isinstance(exponent, Integer):
            return self.power(self.convert(base), int(exponent))
        if base is S.Exp1:
            return self.exp(self.convert(exponent))
        below, above = self.convert(base), self.convert(exponent)
        if above.num.is_constant() and above.den.is_one() and above.num.leading_coefficient().q == 1:
            return self.power(below, int(above.num.leading_coefficient().p))
        if below.num == 0:
            return self.atomic(Pow(S.Zero, self.show_ratio(above)))
        return self.raised(below, above, self.is_integer(above))

    def exp_call(self, term: Expr) -> Ratio:
        return self.exp(self.convert(term.args[0]))

    def log_call(self, term: Expr) -> Ratio:
        return self.log(self.convert(term.args[0]))

    def abs_call(self, term: Expr) -> Ratio:
        ratio = self.convert(term.args[0])
        if ratio.num == 0:
            return ratio
        lead, factors = self.ratio_factors(ratio)
        result = self.constant(abs(lead))
        for factor, multiplicity in factors:
            size = factor if multiplicity % 2 == 0 else self.size(factor)
            result = self.multiply(result, self.power(self.whole(size), multiplicity))
        return result

    def sign_call(self, term: Expr) -> Ratio:
        ratio = self.convert(term.args[0])
        if ratio.num == 0:
            return ratio
        lead, factors = self.ratio_factors(ratio)
        result = self.constant(1 if lead > 0 else -1)
        for factor, multiplicity in factors:
            s = self.sign(factor)
            if s in (POSITIVE, NEGATIVE):
                part = self.constant(1 if s > 0 or multiplicity % 2 == 0 else -1)
            else:
                part = self.power(self._sign_atom(factor), 2 - multiplicity % 2)
            result = self.multiply(result, part)
        return result

    def _sign_atom(self, factor: fmpq_mpoly) -> Ratio:
        direction = self.orientation(factor)
        generator = self.atom(Function("sign", nargs=1)(self.show(factor * direction)))
        generator.shown = sign(self.show(factor * direction))
        generator.integer = True
        self.relate(generator, 3, self.variable(generator))
        return self.whole(self.variable(generator) * direction)

    # ── functions that stay ──

    def gamma_call(self, term: Expr) -> Ratio:
        """Γ(z + k) = z(z + 1)…Γ(z), down to the lowest shift of z in the term: that one is defined."""
        argument = self.convert(term.args[0])
        if isinstance(term, factorial):
            argument = self.add(argument, self.constant(1))
        if argument.num.is_constant() and argument.num.leading_coefficient().q == 1:
            value = int(argument.num.leading_coefficient().p)
            bound(value, 200, "the argument of a factorial")
            if value > 0:
                return self.constant(whole_factorial(value - 1))
        shift = 0
        if argument.den.is_one() and (0,) * self.width in (terms := argument.num.to_dict()):
            constant = terms[(0,) * self.width]
            shift = int(constant.p // constant.q)
        start = self.add(argument, self.constant(-shift))
        lowest = self.shifts.setdefault(str(start), shift)
        if shift < lowest:
            self.shifts[str(start)] = shift
            raise Again
        if shift - lowest > SHIFTS:
            lowest = shift
        result = self._gamma(self.add(start, self.constant(lowest)), lowest)
        for k in range(lowest, shift):
            result = self.multiply(result, self.add(start, self.constant(k)))
        return result

    def _gamma(self, argument: Ratio, shift: int) -> Ratio:
        shown = self.show_ratio(argument)
        term = factorial(shown - 1, evaluate=False) if shift >= 1 else gamma(shown, evaluate=False)
        return self.whole(self.variable(self.atom(term, argument=argument)))

    def xlogy_call(self, term: Expr) -> Ratio:
        weight, inside = (self.convert(a) for a in term.args)
        if weight.num == 0 or inside.num == 0:  # 0·log 0 = 0, and a·log 0 is undefined for other a
            return self.constant(0)
        if self.ratio_sign(inside) == POSITIVE:
            return self.multiply(weight, self.log_size(inside))
        return self.atomic(xlogy(self.show_ratio(weight), self.show_ratio(inside)))

    def indicator_call(self, term: Expr) -> Ratio:
        left, right = (self.convert(a) for a in term.args)
        difference = self.add(left, self.multiply(self.constant(-1), right)).num
        if difference.is_constant():
            return self.constant(1 if difference == 0 else 0)
        difference = self.normalised(Ratio(self.one, difference)).den
        above = self.context.from_dict({e: c for e, c in difference.terms() if c > 0})
        sides = sorted((self.show(above), self.show(above - difference)), key=str)
        generator = self.atom(indicator(*sides), integer=True)
        self.relate(generator, 2, self.variable(generator))
        return self.whole(self.variable(generator))

    def call(self, term: Expr) -> Ratio:
        """Any other function of terms: equal arguments give equal values."""
        return self.atomic(term.func(*(self.show_term(a) for a in term.args)))

    def random(self, term: Expr) -> Ratio:
        """The data are random inside: what is known of the data at hand does not hold there."""
        inside = substitute(term.args[0], dict(self.scopes))
        given = for_random_data(self.given)
        return self.atomic(term.func(normal_term(inside, given, self.unfolding, self.ranges)))

    def derivative(self, term: Expr) -> Ratio:
        """A derivative looks at a whole neighbourhood, where facts about the point need not hold."""
        bound_here = {old: new for old, new in self.scopes if old not in term.variables}
        inside = normal_term(substitute(term.expr, bound_here), Given(), False, {})
        result = Derivative(inside, *term.args[1:])
        return self.atomic(result) if isinstance(result, Derivative) else self.convert(result)

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
        coefficients: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in num.terms():
            inside = tuple(e if k in moving else 0 for k, e in enumerate(exponents))
            outside = tuple(0 if k in moving else e for k, e in enumerate(exponents))
            coefficients.setdefault(inside, {})[outside] = coefficient
        total = self.constant(0)
        for inside, outside in coefficients.items():
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
        if ratio.num == 0:
            return self.atomic(canonical(Product(S.Zero, (index, low, high), evaluate=False)))
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
        coefficients[degree + 1 - j] = fmpq.bernoulli(j) * sign_ * binomial(degree + 1, j) / (degree + 1)
    return fmpq_poly(coefficients)


def binomial(n: int, k: int) -> int:
    return whole_factorial(n) // (whole_factorial(k) * whole_factorial(n - k))


def power_sum(reader: Reader, degree: int, last: Ratio) -> Ratio:
    result = reader.constant(0)
    for coefficient in reversed(faulhaber(degree).coeffs()):
        result = reader.add(reader.multiply(result, last), reader.constant(coefficient))
    return result


READ: dict[type, Callable[[Reader, Expr], Ratio]] = {
    Rational: Reader.number,
    Symbol: Reader.symbol,
    Indexed: Reader.indexed,
    Add: Reader.add_terms,
    Mul: Reader.multiply_terms,
    Pow: Reader.power_term,
    ExpBase: Reader.exp_call,
    log: Reader.log_call,
    Abs: Reader.abs_call,
    sign: Reader.sign_call,
    gamma: Reader.gamma_call,
    factorial: Reader.gamma_call,
    xlogy: Reader.xlogy_call,
    indicator: Reader.indicator_call,
    expect: Reader.random,
    variance: Reader.random,
    Derivative: Reader.derivative,
    Sum: Reader.big,
    Product: Reader.big,
    NumberSymbol: Reader.constant_symbol,
    type(S.Infinity): Reader.refused,
    type(S.NegativeInfinity): Reader.refused,
    type(S.ComplexInfinity): Reader.refused,
    type(S.NaN): Reader.refused,
    type(S.ImaginaryUnit): Reader.refused,
    Function: Reader.call,
}


def read(
    term: Expr, given: Given, unfolding: bool = True, ranges: dict[Symbol, Range] | None = None
) -> tuple[Reader, Ratio]:
    """The fraction that a term is, and the tower in which it is one.

    Raises LimitError beyond the bounds, DeriveError for a term that is not real or nowhere defined.
    """
    for size in GENERATORS:
        reader = Reader(given, unfolding, size, ranges or {})
        try:
            return reader, reader.settle(lambda reader=reader: reader.convert(term))
        except Full:
            continue
        except ZeroDivisionError:
            raise DeriveError("a denominator is zero wherever the facts hold") from None
    bound(GENERATORS[-1] + 1, GENERATORS[-1], "the number of generators")
    raise AssertionError


def normal_term(term: Expr, given: Given, unfolding: bool, ranges: dict[Symbol, Range]) -> Expr:
    """A term in normal form, to key what is opaque on it."""
    reader, ratio = read(term, given, unfolding, ranges)
    return reader.show_ratio(ratio)


__all__ = ["BIG", "NEGATIVE", "UNKNOWN", "Reader", "normal_term", "read"]
