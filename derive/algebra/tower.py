"""From terms to fractions over generators: the rules by which logs, powers and exponentials split.

Each rule here is an identity between functions that holds wherever the term that is read is defined;
what definedness tells (the argument of a log is positive) is learnt and used. When something is learnt
that would have changed what was read before, the reading starts again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import lcm
from typing import TypeAlias, TypeVar

from flint import fmpq, fmpq_mpoly
from sympy import Abs, Expr, Pow, Rational, Symbol, exp, log

from derive.algebra.knowledge import Bound, Knowledge, instances, knowledge
from derive.algebra.ring import Full, Generator, Kind, NowhereDefined, Ratio, Ring, bound
from derive.errors import DeriveError, LimitError
from derive.statement import Given

T = TypeVar("T")
Range: TypeAlias = tuple[Expr, Expr]
Ranges: TypeAlias = dict[Symbol, Range]

ROUNDS, PRIME_BITS = 60, 100
POSITIVE, NONNEGATIVE, UNKNOWN, NONPOSITIVE, NEGATIVE = 2, 1, 0, -1, -2


class Again(Exception):
    """Something was learnt that changes what has been read already."""


class Tower(Ring, ABC):
    """The generators of one computation, with what is known of their signs."""

    def __init__(self, given: Given, unfolding: bool, width: int, ranges: Ranges, depth: int) -> None:
        super().__init__(width)
        self.given, self.unfolding = given, unfolding
        known = knowledge(given, unfolding)
        self.integers: set[Expr] = set(known.integers)
        self.values = dict(known.values)
        self.ranges = {**known.ranges, **ranges}
        self.indices: set[Symbol] = set()
        self.pending: list[Bound] = list(known.bounds)
        self.signs: dict[str, int] = {}
        self.asked: set[str] = set()
        self.orders: dict[object, int] = {}
        self.shifts: dict[str, int] = {}
        self.scopes: list[tuple[Symbol, Symbol]] = []
        self.memo: list[dict[Expr, Ratio]] = [{}]
        self.depth = self.start = depth

    def settle(self, read: Callable[[], T]) -> T:
        """Read until nothing new is learnt."""
        for _ in range(ROUNDS):
            try:
                return read()
            except Again:
                self.memo, self.scopes, self.depth = [{}], [], self.start
                self.asked.clear()
                for generator in self.generators:
                    generator.shown = None
        raise LimitError(f"the number of readings goes beyond {ROUNDS}")

    @abstractmethod
    def convert(self, term: Expr) -> Ratio:
        """A term as a ratio; the table of terms is in `derive.algebra.reading`."""

    # ── indices ──

    def enter_range(self, index: Symbol) -> None:
        """Take in what is known at an index with a range."""
        if index in self.indices or index not in self.ranges:
            return
        self.indices.add(index)
        self.take(instances(self.given, self.unfolding, index, *self.ranges[index]))

    def take(self, known: Knowledge) -> None:
        self.integers |= known.integers
        self.values.update(known.values)
        self.pending += known.bounds

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Read a fact rather than the term: no index is in scope, and none may be captured."""
        scopes, memo, depth = self.scopes, self.memo, self.depth
        self.scopes, self.memo, self.depth = [], [{}], depth + 50
        try:
            yield
        finally:
            self.scopes, self.memo, self.depth = scopes, memo, depth

    # ── signs ──

    def sign(self, poly: fmpq_mpoly) -> int:
        """The sign of an irreducible polynomial, as far as it is known."""
        if poly.is_constant():
            return POSITIVE if poly.leading_coefficient() > 0 else NEGATIVE
        key = str(poly)
        if abs(self.signs.get(key, 0)) < POSITIVE:
            self._sign_facts()
        if key not in self.signs and (found := self._sign_by_terms(poly)):
            self.signs[key] = found
        found = self.signs.get(key, UNKNOWN)
        if abs(found) < POSITIVE:
            self.asked.add(key)
        return found

    def _sign_facts(self) -> None:
        while self.pending:
            term, strict = self.pending.pop()
            try:
                with self.outside():
                    ratio = self.convert(term)
                if not ratio.num.is_zero():
                    self.deduce(ratio, strict)
            except (DeriveError, NowhereDefined):
                continue  # a fact that the normal form cannot read says nothing here
            except (Again, Full):
                self.pending.append((term, strict))
                raise

    def _sign_by_terms(self, poly: fmpq_mpoly) -> int:
        """All terms of one sign."""
        if (generator := self.alone(poly)) is not None:
            return self._sign_of_generator(generator)
        leads = {c > 0 for c in poly.coeffs()}
        if len(leads) > 1:
            return UNKNOWN
        strict = False
        for exponents in poly.monoms():
            monomial = POSITIVE
            for k, e in enumerate(exponents):
                if e:
                    s = self.sign(self.variables[k])
                    monomial = min(monomial, max(s, NONNEGATIVE) if e % 2 == 0 else s)
            if monomial < NONNEGATIVE:
                return UNKNOWN
            strict = strict or monomial == POSITIVE
        size = POSITIVE if strict else NONNEGATIVE
        return size if leads.pop() else -size

    def _sign_of_generator(self, generator: Generator) -> int:
        match generator.kind:
            case Kind.EXP | Kind.ROOT:
                return POSITIVE  # the base of a root is positive wherever the root is defined
            case Kind.ABS:
                return NONNEGATIVE
            case Kind.LOG if generator.of.is_constant():
                return POSITIVE  # the log of a prime
            case Kind.ATOM if generator.ratio is not None:
                return POSITIVE if self.ratio_sign(generator.ratio) == POSITIVE else UNKNOWN  # Gamma
            case Kind.ATOM if generator.expr.is_number and generator.expr.is_positive:
                return POSITIVE
        return UNKNOWN

    def ratio_sign(self, ratio: Ratio) -> int:
        if ratio.num.is_zero():
            return NONNEGATIVE
        lead, factors = self.ratio_factors(ratio)
        sign, weak = (1 if lead > 0 else -1), False
        for factor, multiplicity in factors:
            s = self.sign(factor)
            weak = weak or (multiplicity > 0 and abs(s) < POSITIVE)
            if multiplicity % 2:
                sign *= (s > 0) - (s < 0)
        return sign * (NONNEGATIVE if weak else POSITIVE)

    def deduce(self, ratio: Ratio, strict: bool) -> None:
        """The fraction is known to be positive (or not negative): if the sign of all factors but one is
        known, then that of the last one follows."""
        lead, factors = self.ratio_factors(ratio)
        sign, unknown = (1 if lead > 0 else -1), []
        for factor, multiplicity in factors:
            s = self._quiet_sign(factor)
            if not strict and multiplicity > 0 and abs(s) < POSITIVE and (multiplicity % 2 == 0 or s):
                return  # it may be 0, and then nothing follows for the others
            if multiplicity % 2 == 0:
                continue
            if s == UNKNOWN:
                unknown.append((factor, multiplicity))
            else:
                sign *= 1 if s > 0 else -1
                if strict:
                    self.learn(factor, POSITIVE if s > 0 else NEGATIVE)
        for factor, multiplicity in unknown if len(unknown) == 1 else ():
            self.learn(factor, sign * (POSITIVE if strict or multiplicity < 0 else NONNEGATIVE))

    def _quiet_sign(self, poly: fmpq_mpoly) -> int:
        """The sign, without noting that it was asked for."""
        if (generator := self.alone(poly)) is not None and generator.kind is not Kind.ATOM:
            return self._sign_of_generator(generator)
        return self.signs.get(str(poly), UNKNOWN)

    def learn(self, poly: fmpq_mpoly, sign: int) -> None:
        key = str(poly)
        if abs(sign) > abs(self.signs.get(key, 0)):
            self.signs[key] = sign
            if key in self.asked:
                raise Again

    def is_integer(self, ratio: Ratio) -> bool:
        """Whether the fraction is an integer at every point, by its form."""
        if not ratio.den.is_one() or any(c.q != 1 for c in ratio.num.coeffs()):
            return False
        return all(g.integer for g in self.within(ratio.num))

    # ── logs ──

    def log(self, ratio: Ratio) -> Ratio:
        """log of a fraction; it is positive wherever the log is defined."""
        if ratio.num.is_zero():
            raise NowhereDefined
        self.deduce(ratio, strict=True)
        return self.log_size(ratio)

    def log_size(self, ratio: Ratio) -> Ratio:
        """log|ratio|, split over irreducible factors and primes."""
        lead, factors = self.ratio_factors(ratio)
        result = self.whole(self.log_number(lead))
        for factor, multiplicity in factors:
            result = self.add(result, self.multiply(self.constant(multiplicity), self.log_factor(factor)))
        return result

    def log_number(self, value: fmpq) -> fmpq_mpoly:
        result = self.zero
        for integer, sign in ((abs(value.p), 1), (value.q, -1)):
            bound(int(integer.bit_length()), PRIME_BITS, "the number of bits to factor")
            for prime, multiplicity in integer.factor() if integer > 1 else ():
                log_prime = self.log_generator(self.context.constant(prime))
                result += self.variable(log_prime) * (sign * int(multiplicity))
        return result

    def log_factor(self, factor: fmpq_mpoly) -> Ratio:
        """log|f| of an irreducible f."""
        if (generator := self.alone(factor)) is not None:
            match generator.kind:
                case Kind.EXP:
                    return self.multiply(generator.exponent, self.constant(fmpq(1, generator.order)))
                case Kind.ROOT:
                    share = self.constant(fmpq(1, generator.order))
                    return self.multiply(self.log_factor(generator.of), share)
                case Kind.ABS:
                    return self.log_factor(generator.of)
                case Kind.POWER:
                    return self.multiply(generator.exponent, self.log_size(self.whole(generator.of)))
                case Kind.PRODUCT:
                    assert generator.inside is not None
                    inside, index, low, high = generator.inside
                    return self.sum_over(self.log_factor(inside), index, low, high)
        return self.whole(self.variable(self.log_generator(factor)))

    @abstractmethod
    def sum_over(self, ratio: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio:
        """The sum of a ratio over an index, in `derive.algebra.binders`."""

    def log_generator(self, factor: fmpq_mpoly) -> Generator:
        def make(k: int) -> Generator:
            return Generator(k, Kind.LOG, self.free(factor), lambda: log(self.show_size(factor)), base=factor)

        return self.generator(("log", str(factor)), make)

    def show_size(self, factor: fmpq_mpoly) -> Expr:
        """|f| as a term."""
        sign = self.sign(factor)
        if sign:
            return self.show(factor if sign > 0 else -factor)
        return Abs(self.show(factor * self.orientation(factor)), evaluate=False)

    # ── exponentials and powers ──

    def exp(self, ratio: Ratio) -> Ratio:
        """exp of a fraction, split over the terms of its numerator."""
        result = self.constant(1)
        for exponents, coefficient in ratio.num.terms():
            monomial, den, scale = self.context.from_dict({exponents: 1}), ratio.den, fmpq(1)
            if not den.is_one():
                part = self.normalised(self.ratio(monomial, den))
                scale = part.num.leading_coefficient()
                monomial, den = part.num / scale, part.den
            result = self.multiply(result, self.exp_term(coefficient * scale, monomial, den))
        return result

    def exp_term(self, coefficient: fmpq, monomial: fmpq_mpoly, den: fmpq_mpoly) -> Ratio:
        generator = self.alone(monomial) if den.is_one() else None
        if generator is not None and generator.kind is Kind.LOG:
            return self.size_power(generator.of, coefficient)
        key = ("exp", str(monomial), str(den))
        order = self.order(key, coefficient)

        def make(k: int) -> Generator:
            ratio = Ratio(monomial, den)
            free = self.free(monomial, den)
            return Generator(k, Kind.EXP, free, lambda: self.show_exp(ratio, order), ratio=ratio, order=order)

        variable = self.variable(self.generator((*key, order), make))
        return self.power(self.whole(variable), int(coefficient * order))

    def show_exp(self, ratio: Ratio, order: int) -> Expr:
        """exp(M/q); one that holds a single log to the first power is written as a power."""
        logs = [g for g in self.within(ratio.num) if g.kind is Kind.LOG]
        if len(logs) == 1 and ratio.num.degrees()[logs[0].index] == 1:
            exponent = self.show(ratio.num / self.variable(logs[0])) / self.show(ratio.den)
            return Pow(self.show_size(logs[0].of), exponent / order)
        return exp(self.show(ratio.num) / self.show(ratio.den) / order)

    def order(self, key: object, coefficient: fmpq) -> int:
        """The order of root to take of a generator, so that all powers of it are whole."""
        order = self.orders.get(key, 1)
        if order % int(coefficient.q):
            self.orders[key] = lcm(order, int(coefficient.q))
            bound(self.orders[key], 1000, "the order of a root")
            raise Again
        return order

    def size(self, factor: fmpq_mpoly) -> fmpq_mpoly:
        """|f| of an irreducible f."""
        sign = self.sign(factor)
        if sign:
            return factor if sign > 0 else -factor
        if (alone := self.alone(factor)) and alone.kind is Kind.POWER and alone.of.is_constant():
            return self.one  # a power of −1

        def make(k: int) -> Generator:
            return Generator(
                k, Kind.ABS, self.free(factor), lambda: self.show_size(factor), base=factor,
                integer=self.is_integer(self.whole(factor)),
            )  # fmt: skip

        generator = self.generator(("abs", str(factor)), make)
        self.relate(generator, 2, factor * factor)
        return self.variable(generator)

    def size_power(self, factor: fmpq_mpoly, exponent: fmpq) -> Ratio:
        """|f| to a rational power."""
        key = ("root", str(factor))
        order = self.order(key, exponent)
        if exponent.q == 1:
            even = int(exponent.p) % 2 == 0
            return self.power(self.whole(factor if even else self.size(factor)), int(exponent.p))

        def make(k: int) -> Generator:
            return Generator(
                k, Kind.ROOT, self.free(factor), lambda: Pow(self.show_size(factor), Rational(1, order)),
                base=factor, order=order,
            )  # fmt: skip

        generator = self.generator((*key, order), make)
        self.relate(generator, order, self.size(factor))
        return self.power(self.whole(self.variable(generator)), int(exponent * order))

    def raised(self, base: Ratio, exponent: Ratio, integer: bool) -> Ratio:
        """base^exponent = exp(exponent·log|base|): for a positive base, or for an exponent that is an
        integer at every point, and then with the signs of the factors put back."""
        if base.num.is_zero():
            raise NowhereDefined
        if not integer:
            self.deduce(base, strict=True)
        lead, factors = self.ratio_factors(base)
        result, logs = self.constant(1), self.whole(self.log_number(lead))
        minus = self.context.constant(-1)
        if integer and lead < 0:
            result = self.integer_power(minus, exponent)
        for factor, multiplicity in factors:
            raised = self.multiply(self.constant(multiplicity), exponent)
            sign = self.sign(factor) if integer else POSITIVE
            if sign == UNKNOWN:
                result = self.multiply(result, self.integer_power(factor, raised))
                continue
            if sign < 0:
                result = self.multiply(result, self.integer_power(minus, raised))
            logs = self.add(logs, self.multiply(self.constant(multiplicity), self.log_factor(factor)))
        return self.multiply(result, self.exp(self.multiply(exponent, logs)))

    def integer_power(self, base: fmpq_mpoly, exponent: Ratio) -> Ratio:
        """f^M for a factor of unknown sign, or −1, and an exponent that is an integer at every point."""
        if not self.is_integer(exponent):  # such as n(n + 1)/2: only the whole is known to be an integer
            return self.whole(self.variable(self._power_generator(base, exponent)))
        result = self.constant(1)
        for exponents, coefficient in exponent.num.terms():
            monomial, part = self.context.from_dict({exponents: 1}), base
            if not monomial.is_one():
                part = self.variable(self._power_generator(base, self.whole(monomial)))
            result = self.multiply(result, self.power(self.whole(part), int(coefficient)))
        return result

    def _power_generator(self, base: fmpq_mpoly, exponent: Ratio) -> Generator:
        def make(k: int) -> Generator:
            return Generator(
                k, Kind.POWER, self.free(base, *exponent),
                lambda: Pow(self.show(base), self.show_ratio(exponent)), base=base, ratio=exponent,
            )  # fmt: skip

        generator = self.generator(("power", str(base), str(exponent)), make)
        if base.is_constant():
            self.relate(generator, 2, self.one)
        return generator
