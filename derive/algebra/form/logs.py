"""Logs: log of a fraction is a sum over primes and irreducible factors.

The logs of primes and of coprime irreducible polynomials are kept as independent generators. By the structure
theorem of Risch that is a decision as long as the arguments are multiplicatively independent as functions;
between constants (log 2, pi, e) independence is not known, and the test is then sound but not complete.
"""

from __future__ import annotations

from abc import abstractmethod

from flint import fmpq, fmpq_mpoly
from sympy import Abs, Expr, Symbol, log

from derive.algebra.form.ring import Generator, Kind, NowhereDefined, Ratio, bound
from derive.algebra.form.tower import Tower

PRIME_BITS = 100


class Logs(Tower):
    """A tower that splits logs."""

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
        """The sum of a ratio over an index, in `binders`."""

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
