"""Bounds on a term for all large y at once: what a tail of an integral or a series is bounded by.

Two forms of a function on [Y, oo), Y > e. A *sum* is a combination of monomials y^q (log y)^k whose
coefficients are balls: at every y there are numbers in the balls that make it right. A *scaled* value is exp(a
sum) times a number in an interval, whose ends may be infinite. Together they follow the order of growth of
elementary functions and Gamma: a density is caught as exp(−y²/2 + …), and the tail of that is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flint import arb, fmpq

from derive.algebra.numeric.mixed import Undefined

Monomial: TypeAlias = tuple[fmpq, int]
"""q and k of y^q (log y)^k."""
Coefficients: TypeAlias = dict[Monomial, arb]

ONE: Monomial = (fmpq(0), 0)
LOG: Monomial = (fmpq(0), 1)
MOST = 60
"""Monomials in one sum."""
INFINITE, NOTHING = arb("inf"), arb(0)


@dataclass(frozen=True)
class Sum:
    terms: Coefficients


@dataclass(frozen=True)
class Scaled:
    """exp(growth) times a number in [low, high]; the monomials of `growth` all grow."""

    growth: Coefficients
    low: arb
    high: arb


Far: TypeAlias = Sum | Scaled


def constant(value: fmpq | arb | int) -> Sum:
    return Sum({} if value == 0 else {ONE: arb(value)})


def monomial(power: int | fmpq, coefficient: fmpq | arb | int = 1) -> Sum:
    return Sum({(fmpq(power), 0): arb(coefficient)})


def grows(key: Monomial) -> bool:
    return key > ONE


class FarAway:
    """Arithmetic of functions on [Y, oo)."""

    def __init__(self, start: fmpq) -> None:
        self.start = arb(start)
        self.log = self.start.log()
        if not self.log > 1:
            raise Undefined("a start that is not beyond e")

    # ── how large ──

    def at_start(self, key: Monomial) -> arb:
        return (self.log * arb(key[0])).exp() * self.log ** key[1]

    def fading(self, key: Monomial) -> arb:
        """The value at Y of a monomial that only falls from there on, which bounds it."""
        power, logs = key
        if grows(key) or (power < 0 and logs > 0 and not self.log * arb(-power) >= logs):
            raise Undefined("a monomial that does not fall from here on")
        return self.at_start(key)

    def upper(self, terms: Coefficients) -> arb:
        """An upper bound of a sum of monomials on [Y, oo)."""
        high = [key for key in terms if grows(key)]
        bound = sum((self._most(terms[k], k) for k in terms if not grows(k)), NOTHING)
        if not high:
            return bound.upper()
        lead = max(high)
        slope = terms[lead].upper()
        for key in high:
            if key != lead and not terms[key] <= 0:
                ratio = (key[0] - lead[0], key[1] - lead[1])
                slope = slope + positive_part(terms[key]) * self.fading(ratio)
        return (bound + slope * self.at_start(lead)).upper() if slope < 0 else INFINITE

    def _most(self, coefficient: arb, key: Monomial) -> arb:
        return coefficient.upper() if key == ONE else positive_part(coefficient) * self.fading(key)

    def lower(self, terms: Coefficients) -> arb:
        return -self.upper(negative(terms))

    def range(self, value: Far) -> tuple[arb, arb]:
        """Bounds that hold everywhere on [Y, oo)."""
        if isinstance(value, Sum):
            return self.lower(value.terms), self.upper(value.terms)
        least, most = self.lower(value.growth), self.upper(value.growth)
        return product((least.exp().lower(), finite_exp(most)), (value.low, value.high))

    # ── from one form to the other ──

    def scaled(self, value: Far) -> Scaled:
        if isinstance(value, Scaled):
            return value
        terms = value.terms
        if not terms:
            return Scaled({}, NOTHING, NOTHING)
        lead = max(terms)
        around = (terms[lead].lower(), terms[lead].upper())
        for key, coefficient in terms.items():
            if key != lead:
                ratio = self.fading((key[0] - lead[0], key[1] - lead[1])).upper()
                share = product((coefficient.lower(), coefficient.upper()), (NOTHING, ratio))
                around = (around[0] + share[0]).lower(), (around[1] + share[1]).upper()
        if lead[1]:
            around = product(around, ((self.log ** lead[1]).lower(), INFINITE))
        return Scaled({LOG: arb(lead[0])} if lead[0] != 0 else {}, *around)

    def as_sum(self, value: Far) -> Sum | None:
        """The value as a sum, where it is one or is bounded."""
        if isinstance(value, Sum):
            return value
        low, high = self.range(value)
        return Sum({ONE: hull(low, high)}) if low.is_finite() and high.is_finite() else None

    # ── arithmetic ──

    def add(self, a: Far, b: Far) -> Far:
        if isinstance(a, Sum) and isinstance(b, Sum):
            return Sum(added(a.terms, b.terms))
        if isinstance(b, Sum):
            a, b = b, a
        if isinstance(a, Sum) and not a.terms:
            return b
        if isinstance(a, Sum) and any(key >= ONE for key in a.terms):
            if (other := self.as_sum(b)) is not None:
                return Sum(added(a.terms, other.terms))
        return self._add_scaled(self.scaled(a), self.scaled(b))

    def _add_scaled(self, a: Scaled, b: Scaled) -> Scaled:
        gap = added(a.growth, negative(b.growth))
        if gap and gap[max(gap)] < 0:
            a, b, gap = b, a, negative(gap)
        share = finite_exp(self.upper(negative(gap))) if gap else arb(1)
        if not share.is_finite():
            raise Undefined("two terms of which neither is larger")
        low, high = product((b.low, b.high), (NOTHING if gap else arb(1), share))
        return Scaled(a.growth, (a.low + low).lower(), (a.high + high).upper())

    def multiply(self, a: Far, b: Far) -> Far:
        if isinstance(a, Sum) and isinstance(b, Sum) and len(a.terms) * len(b.terms) <= MOST:
            return Sum(multiplied(a.terms, b.terms))
        first, second = self.scaled(a), self.scaled(b)
        return Scaled(
            added(first.growth, second.growth),
            *product((first.low, first.high), (second.low, second.high)),
        )

    def power(self, base: Far, exponent: fmpq | arb) -> Far:
        """A constant power; of a base that may be negative for integers only."""
        whole = int(exponent.p) if isinstance(exponent, fmpq) and exponent.q == 1 else None
        if isinstance(base, Sum):
            if whole is not None and 0 <= whole <= 4 and len(base.terms) ** whole <= MOST:
                result: Far = constant(1)
                for _ in range(whole):
                    result = self.multiply(result, base)
                return result
            if len(base.terms) == 1 and isinstance(exponent, fmpq):
                (((power, logs), coefficient),) = base.terms.items()
                if not logs and (coefficient > 0 or (whole is not None and coefficient < 0)):
                    raised = coefficient ** arb(exponent) if whole is None else coefficient**whole
                    return Sum({(power * exponent, 0): raised})
            if max(base.terms, default=LOG) == ONE and (near := self._power_near(base, arb(exponent))):
                return near
        value = self.scaled(base)
        growth = {k: c * exponent for k, c in value.growth.items()}
        if whole is not None:
            return Scaled(growth, *whole_power((value.low, value.high), whole))
        number = arb(exponent)
        if not value.low >= 0 or not (number > 0 or number < 0):
            raise Undefined("a base that may be negative, or an exponent that may be 0")
        ends = [real_power(end, number) for end in (value.low, value.high)]
        low, high = ends if number > 0 else ends[::-1]
        return Scaled(growth, low.lower(), high.upper())

    def _power_near(self, base: Sum, exponent: arb) -> Sum | None:
        """(c + …)^p = c^p (1 + p u + B u²) for |u| < 1/2, by Taylor: 1 − (1 − 1/y)^p keeps its 1/y."""
        first = base.terms[ONE]
        if not first > 0 or len(base.terms) > 4:
            return None
        u = {k: c / first for k, c in base.terms.items() if k != ONE}
        if not (self.lower(u) > -0.5 and self.upper(u) < 0.5):
            return None
        bend = exponent * (exponent - 1) / 2 * hull(arb("0.5"), arb("1.5")) ** (exponent - 2)
        inside = added({ONE: arb(1)}, {k: c * exponent for k, c in u.items()})
        inside = added(inside, {k: c * bend for k, c in multiplied(u, u).items()})
        return Sum({k: c * first**exponent for k, c in inside.items()})

    def exp(self, value: Far) -> Far:
        if isinstance(value, Sum):
            growth = {k: c for k, c in value.terms.items() if grows(k)}
            rest = {k: c for k, c in value.terms.items() if not grows(k)}
            return Scaled(growth, self.lower(rest).exp().lower(), self.upper(rest).exp().upper())
        low, high = self.range(value)
        if high < 0 and not low.is_finite():
            return self._falling(value)
        return Scaled({}, low.exp().lower() if low.is_finite() else NOTHING, finite_exp(high))

    def _falling(self, value: Scaled) -> Far:
        """exp(−h e^G) for growing G: at most exp(−h y^q) for G = q log y, and exp(−h G²/2) for G >= 0."""
        growth = value.growth
        if growth.keys() == {LOG} and growth[LOG].is_exact() and (power := exact(growth[LOG])) is not None:
            terms = {(power, 0): value.high}
        else:
            if not self.lower(growth) >= 0:
                raise Undefined("an exponent whose growth is not bounded here")
            terms = {k: c * value.high / 2 for k, c in multiplied(growth, growth).items()}
        found = self.exp(Sum(terms))
        assert isinstance(found, Scaled)
        return Scaled(found.growth, NOTHING, found.high)

    def logarithm(self, value: Far) -> Far:
        inside = self.scaled(value)
        if not inside.low > 0 or not inside.high.is_finite():
            if inside.low > 0 and not inside.growth:
                return Scaled({}, inside.low.log().lower(), INFINITE)
            raise Undefined("a logarithm that is not bounded here")
        return Sum(added(inside.growth, {ONE: hull(inside.low, inside.high).log()}))

    def gamma(self, value: Far) -> Far:
        """Stirling's formula, whose error lies between 0 and 1/(12 z). DLMF 5.11.3 and 5.11(ii)."""
        if isinstance(value, Sum) and max(value.terms, default=ONE) <= ONE:
            low, high = self.range(value)
            return Sum({ONE: hull(low, high).gamma()})
        if not isinstance(value, Sum) or not self.scaled(value).low > 0:
            raise Undefined("gamma of a term that is not read here")
        main = self.multiply(self.add(value, constant(fmpq(-1, 2))), self._log_of_line(value))
        inverse = self.range(self.power(value, fmpq(-1)))[1]
        rest = hull((2 * arb.pi()).log() / 2, (2 * arb.pi()).log() / 2 + inverse / 12)
        return self.exp(self.add(self.add(main, self.multiply(value, constant(-1))), Sum({ONE: rest})))

    def _log_of_line(self, value: Sum) -> Far:
        """log(a y + c) = log a + log y + h/y − [0, 1] h²/y² for h = c/a with |h| <= Y/2."""
        first = (fmpq(1), 0)
        if not value.terms.keys() <= {first, ONE} or first not in value.terms:
            return self.logarithm(value)
        h = value.terms.get(ONE, NOTHING) / value.terms[first]
        if not abs(h) * 2 <= self.start:
            raise Undefined("a start that is too small")
        terms = {LOG: arb(1), ONE: value.terms[first].log()}
        return Sum({**terms, (fmpq(-1), 0): h, (fmpq(-2), 0): -h * h * hull(NOTHING, arb(1))})

    def sign(self, value: Far) -> int:
        """1, −1, or Undefined where the value is not seen to keep a sign."""
        found = self.scaled(value)
        if found.low > 0 or found.high < 0:
            return 1 if found.low > 0 else -1
        raise Undefined("a sign that is not seen")

    # ── tails ──

    def tail(self, value: Far) -> arb:
        """A bound on the integral of |value| over [Y, oo), and on its sum over the integers beyond Y.

        |value| <= M exp(E) with E read with the upper ends of its coefficients. With G = E + log y and
        t = log y, the integral is that of M exp(G) dt, and G' <= −d < 0 bounds it by M exp(G(Y))/d. (The
        sum, too, since E falls.) Undefined where no such d is found; infinite where the integral is."""
        found = self.scaled(value)
        most = max(found.high, -found.low, key=lambda end: float(end.mid()))
        growth = added({k: c.upper() for k, c in found.growth.items()}, {LOG: arb(1)})
        slope = self.upper(self.slope(growth))
        if most.is_finite() and slope < 0:
            start = sum((c * self.at_start(k) for k, c in growth.items()), NOTHING)
            return (most * start.exp() / -slope).upper()
        least = added({k: c.lower() for k, c in found.growth.items()}, {LOG: arb(1)})
        if found.low > 0 and self.lower(self.slope(least)) >= 0:
            return INFINITE
        raise Undefined("a tail that is not seen to be integrable")

    def slope(self, growth: Coefficients) -> Coefficients:
        """The derivative by log y."""
        slope: Coefficients = {}
        for (power, logs), c in growth.items():
            slope = added(slope, {(power, logs): c * power} if power != 0 else {})
            slope = added(slope, {(power, logs - 1): c * logs} if logs else {})
        return slope


# ── intervals and coefficients ──


def added(a: Coefficients, b: Coefficients) -> Coefficients:
    """The sum; what cancels exactly is left out, so that it leads nowhere."""
    total = {**a, **{k: a[k] + c if k in a else c for k, c in b.items()}}
    return {k: c for k, c in total.items() if not c.is_zero()}


def negative(terms: Coefficients) -> Coefficients:
    return {k: -c for k, c in terms.items()}


def multiplied(a: Coefficients, b: Coefficients) -> Coefficients:
    result: Coefficients = {}
    for (p, j), c in a.items():
        for (q, k), d in b.items():
            result = added(result, {(p + q, j + k): c * d})
    return result


def positive_part(value: arb) -> arb:
    return value.upper() if value.upper() > 0 else NOTHING


def hull(low: arb, high: arb) -> arb:
    return low.union(high)


def finite_exp(value: arb) -> arb:
    return INFINITE if value > 0 and not value.is_finite() else value.exp().upper()


def times_end(a: arb, b: arb) -> arb:
    """A product of two ends, where 0 times infinity is 0: no value is infinite."""
    return NOTHING if a.is_zero() or b.is_zero() else a * b


def product(a: tuple[arb, arb], b: tuple[arb, arb]) -> tuple[arb, arb]:
    ends = [times_end(x, y) for x in a for y in b]
    if any(end.is_nan() for end in ends):
        raise Undefined("a product that has no bound")
    low, high = ends[0], ends[0]
    for end in ends[1:]:
        low, high = low.min(end), high.max(end)
    return low.lower(), high.upper()


def real_power(end: arb, exponent: arb) -> arb:
    """A power of an end >= 0, which may be 0 or infinite."""
    if end.is_zero() or not end.is_finite():
        return NOTHING if end.is_zero() == bool(exponent > 0) else INFINITE
    return end**exponent


def whole_power(interval: tuple[arb, arb], exponent: int) -> tuple[arb, arb]:
    low, high = interval
    if exponent < 0:
        if not (low >= 0 or high <= 0):
            raise Undefined("a denominator that may be 0")
        sign = arb(1) if low >= 0 else arb(-1)
        ends = [real_power(abs(end), arb(exponent)) * sign**-exponent for end in (low, high)]
    else:
        ends = [power_of_end(end, exponent) for end in (low, high)]
        if exponent % 2 == 0 and low < 0 and high > 0:
            return NOTHING, ends[0].max(ends[1]).upper()
    return ends[0].min(ends[1]).lower(), ends[0].max(ends[1]).upper()


def power_of_end(end: arb, exponent: int) -> arb:
    return (
        end**exponent
        if end.is_finite() or exponent == 0
        else INFINITE
        if end > 0 or exponent % 2 == 0
        else -INFINITE
    )


def exact(value: arb) -> fmpq | None:
    """The rational number that an exact ball is, if it is simple."""
    scaled = (value * 2**40).unique_fmpz()
    return None if scaled is None or not (value * 2**40).is_exact() else fmpq(scaled, 2**40)
