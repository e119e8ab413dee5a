"""Exponentials, roots and powers: each splits over the terms of its exponent and the factors of its base.

Exponents whose denominators have a factor in common are brought over one denominator; then they split
over the monomials of quotient and remainder, which are linearly independent over the rationals. By the
structure theorem of Risch the exponentials are then algebraically independent as functions, and the form is a
decision; exponents that are constants (exp(1) and 2^(1/2), pi) it only treats as if they were, which is
sound: what it finds equal is equal. (Deciding constants would need Schanuel's conjecture; with sin and
abs it cannot be done at all, Richardson 1968.)
"""

from __future__ import annotations

from math import lcm

from flint import fmpq, fmpq_mpoly
from sympy import Dummy, Expr, Pow, Rational, Symbol, exp

from derive.algebra.form.logs import Logs
from derive.algebra.form.ring import FACTOR_TERMS, Generator, Kind, NowhereDefined, Ratio, bound
from derive.algebra.form.tower import POSITIVE, UNKNOWN, Again


class Powers(Logs):
    """A tower that splits exponentials and powers."""

    def exp(self, ratio: Ratio) -> Ratio:
        """exp of a fraction, split over the terms of its quotient and its remainder."""
        if ratio.den.is_one():
            return self.exp_terms(*ratio)
        common = self.common_denominator(ratio)
        if len(common) == 1:
            return self.exp_terms(*ratio)
        num = self.reduce(self.times(ratio.num, common / ratio.den))
        quotient, rest = divmod(num, common)
        return self.multiply(self.exp_terms(quotient, self.one), self.exp_terms(rest, common))

    def common_denominator(self, ratio: Ratio) -> fmpq_mpoly:
        """The least common multiple of the denominators of all exponents in the term, with the same bound
        indices, that are connected to this one by common factors. None of them is 0 where the term is
        defined. Monomials split by themselves, until one is connected to another denominator."""
        indices = frozenset(s for s in self.free(*ratio) if isinstance(s, Dummy))
        groups = self.denominators.setdefault(indices, [])
        connected = [g for g in groups if not g.gcd(ratio.den).is_constant()]
        if len(connected) == 1 and divmod(connected[0], ratio.den)[1].is_zero():
            return connected[0]
        merged = ratio.den
        for group in connected:
            merged = merged * (group / group.gcd(merged))
        bound(len(merged), FACTOR_TERMS, "the number of terms of a denominator")
        groups[:] = [g for g in groups if g not in connected] + [merged]
        self.stale = self.stale or (bool(connected) and len(merged) > 1)
        return merged

    def exp_terms(self, num: fmpq_mpoly, common: fmpq_mpoly) -> Ratio:
        result = self.constant(1)
        for exponents, coefficient in num.terms():
            monomial, den, scale = self.context.from_dict({exponents: 1}), common, fmpq(1)
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
            self.pending = list(self.bounds)  # they may be read in terms of the root
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
            size = self.read_again(factor if even else self.size(factor))
            return self.power(self.whole(size), int(exponent.p))

        root = self.root(factor, order)
        alone = self.alone(factor)
        if alone is None or not self.is_power_of_root(alone):
            self.relate(root, order, self.size(factor))
        return self.power(self.whole(self.variable(root)), int(exponent * order))

    def root(self, factor: fmpq_mpoly, order: int) -> Generator:
        def make(k: int) -> Generator:
            return Generator(
                k, Kind.ROOT, self.free(factor), lambda: Pow(self.show_size(factor), Rational(1, order)),
                base=factor, order=order,
            )  # fmt: skip

        return self.generator(("root", str(factor), order), make)

    def value_of(self, generator: Generator) -> Ratio:
        """A positive symbol is read as the power of its root, where there is one: p − c·√p is √p·(√p − c)."""
        if not self.is_power_of_root(generator):
            return super().value_of(generator)
        factor = self.variable(generator)
        root = self.root(factor, self.orders["root", str(factor)])
        self.relations.pop(root.index, None)
        return self.whole(self.variable(root) ** root.order)

    def is_power_of_root(self, generator: Generator) -> bool:
        """An integer stays, to be seen to be one; so does a symbol that has a value."""
        factor = self.variable(generator)
        plain = generator.kind is Kind.ATOM and generator.ratio is None and not generator.integer
        return (
            plain
            and self.orders.get(("root", str(factor)), 1) > 1
            and isinstance(generator.expr, Symbol)
            and not isinstance(generator.expr, Dummy)
            and generator.index not in self.relations
            and generator.index not in self.images
            and self.sign(factor) == POSITIVE
        )

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
            if sign == UNKNOWN or (abs(sign) < POSITIVE and self.has_relation(factor)):
                result = self.multiply(result, self.integer_power(factor, raised))
                continue
            if sign < 0:
                result = self.multiply(result, self.integer_power(minus, raised))
            logs = self.add(logs, self.multiply(self.constant(multiplicity), self.log_factor(factor)))
        return self.multiply(result, self.exp(self.multiply(exponent, logs)))

    def integer_power(self, base: fmpq_mpoly, exponent: Ratio) -> Ratio:
        """f^M for a factor of unknown sign, or −1, and an exponent that is an integer at every point.

        A base with a relation is not split: for r² = r, r·r^(n+1) = r^(n+2) at r = 0 and n = −1, but not
        r·r^(n+1) = r·r·r^n = r^(n+1), which is 1 there."""
        # of n(n + 1)/2, too, only the whole is known to be an integer
        if self.has_relation(base) or not self.is_integer(exponent):
            return self.whole(self.variable(self._power_generator(base, exponent)))
        result = self.constant(1)
        for exponents, coefficient in exponent.num.terms():
            monomial, part = self.context.from_dict({exponents: 1}), base
            if not monomial.is_one():
                part = self.variable(self._power_generator(base, self.whole(monomial)))
            result = self.multiply(result, self.power(self.whole(part), int(coefficient)))
        return result

    def has_relation(self, poly: fmpq_mpoly) -> bool:
        """Whether powers of a generator within are lowered, as on a finite set of values."""
        return any(g.index in self.relations for g in self.within(poly))

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
