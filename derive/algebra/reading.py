"""The table from kinds of term to the fractions that they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import factorial as whole_factorial
from typing import TypeVar

from flint import fmpq, fmpq_mpoly
from sympy import (
    Abs,
    Add,
    Derivative,
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
    factorial,
    gamma,
    log,
    sign,
)
from sympy.core.numbers import Exp1
from sympy.functions.elementary.exponential import ExpBase

from derive.algebra.binders import Binders
from derive.algebra.knowledge import for_random_data
from derive.algebra.ring import GENERATORS, Full, Generator, Ratio, bound, whole_number
from derive.algebra.terms import substitute
from derive.algebra.tower import NEGATIVE, POSITIVE, Again, Range
from derive.errors import DeriveError, LimitError
from derive.language.vocabulary import expect, indicator, variance, xlogy
from derive.statement import Given

T = TypeVar("T")

SHIFTS = 40


class Reader(Binders):
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
        if (whole := whole_number(above)) is not None:
            return self.power(below, whole)
        if below.num.is_zero():
            return self.atomic(Pow(S.Zero, self.show_ratio(above)))
        return self.raised(below, above, self.is_integer(above))

    def exp_call(self, term: Expr) -> Ratio:
        return self.exp(self.convert(term.args[0]))

    def log_call(self, term: Expr) -> Ratio:
        return self.log(self.convert(term.args[0]))

    def abs_call(self, term: Expr) -> Ratio:
        ratio = self.convert(term.args[0])
        if ratio.num.is_zero():
            return ratio
        lead, factors = self.ratio_factors(ratio)
        result = self.constant(abs(lead))
        for factor, multiplicity in factors:
            size = factor if multiplicity % 2 == 0 else self.size(factor)
            result = self.multiply(result, self.power(self.whole(size), multiplicity))
        return result

    def sign_call(self, term: Expr) -> Ratio:
        ratio = self.convert(term.args[0])
        if ratio.num.is_zero():
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
        generator = self.atom(sign(self.show(factor * direction), evaluate=False), integer=True)
        self.relate(generator, 3, self.variable(generator))
        return self.whole(self.variable(generator) * direction)

    # ── functions that stay ──

    def gamma_call(self, term: Expr) -> Ratio:
        """Γ(z + k) = z(z + 1)…Γ(z), down to the lowest shift of z in the term: that one is defined."""
        argument = self.convert(term.args[0])
        if isinstance(term, factorial):
            argument = self.add(argument, self.constant(1))
        if (value := whole_number(argument)) is not None:
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
        if weight.num.is_zero() or inside.num.is_zero():  # 0·log 0 = 0, and a·log 0 is undefined for other a
            return self.constant(0)
        if self.ratio_sign(inside) == POSITIVE:
            return self.multiply(weight, self.log_size(inside))
        return self.atomic(xlogy(self.show_ratio(weight), self.show_ratio(inside)))

    def indicator_call(self, term: Expr) -> Ratio:
        left, right = (self.convert(a) for a in term.args)
        difference = self.add(left, self.multiply(self.constant(-1), right)).num
        if difference.is_constant():
            return self.constant(1 if difference.is_zero() else 0)
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
        shown = read(showing(inside), for_random_data(self.given), self.unfolding, self.ranges, self.depth)
        return self.atomic(term.func(shown))

    def derivative(self, term: Expr) -> Ratio:
        """A derivative looks at a whole neighbourhood, where facts about the point need not hold."""
        bound_here = {old: new for old, new in self.scopes if old not in term.variables}
        inside = substitute(term.expr, bound_here)
        result = Derivative(read(showing(inside), Given(), False, None, self.depth), *term.args[1:])
        return self.atomic(result) if isinstance(result, Derivative) else self.convert(result)


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


def showing(term: Expr) -> Callable[[Reader], Expr]:
    """Read a term and show it in normal form."""
    return lambda reader: reader.show_ratio(reader.convert(term))


def read(
    work: Callable[[Reader], T],
    given: Given,
    unfolding: bool = True,
    ranges: dict[Symbol, Range] | None = None,
    depth: int = 0,
) -> T:
    """What `work` makes of a reader, in a context that is large enough and when all is learnt.

    `ranges` and `depth` tell the indices in whose scope the terms stand. Raises LimitError beyond the
    bounds, DeriveError for a term that is not real or nowhere defined.
    """
    for width in GENERATORS:
        reader = Reader(given, unfolding, width, ranges or {}, depth)
        try:
            return reader.settle(partial(work, reader))
        except Full:
            continue
        except ZeroDivisionError:
            raise DeriveError("a denominator is zero wherever the facts hold") from None
    raise LimitError(f"the number of generators goes beyond {GENERATORS[-1]}")
