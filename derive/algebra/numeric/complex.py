"""Terms as functions of a complex ball, for rigorous quadrature: analytic where they say they are.

Everything else in a term has its value at a point, so a term is compiled once into closures in which only what
depends on the variable is left. `analytic` asks a function to be analytic on the whole ball, and to answer with
something that is not finite where it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from flint import acb, arb, fmpq
from sympy import Abs, Add, Expr, Mul, Pow, Symbol, erf, exp, factorial, gamma, log, sign

from derive.algebra.numeric.evaluator import Evaluator
from derive.algebra.numeric.mixed import Undefined
from derive.algebra.terms import names
from derive.language.vocabulary import (
    DEFINITIONS,
    digamma,
    if_equal,
    if_less,
    indicator,
    maximum,
    meaning,
    minimum,
    trigamma,
    xlogy,
)

Curve: TypeAlias = Callable[[acb, bool], acb]
NOWHERE = acb(arb("nan"))
MOST_POWER = 10_000


class Compiler:
    """Closures for terms in one variable; the evaluator knows the value of everything else."""

    def __init__(self, evaluator: Evaluator, variable: Symbol) -> None:
        self.evaluator, self.variable = evaluator, variable
        self.done: dict[Expr, Curve] = {}

    def fixed(self, term: Expr) -> bool:
        return self.variable not in names(term)

    def constant(self, term: Expr) -> fmpq | arb:
        value = self.evaluator.value(term)
        if not isinstance(value, fmpq | arb):
            raise Undefined(term, "is no number here")
        return value

    def curve(self, term: Expr) -> Curve:
        if term not in self.done:
            self.done[term] = self._curve(term)
        return self.done[term]

    def _curve(self, term: Expr) -> Curve:
        if self.fixed(term):
            value = acb(arb(self.constant(term)))
            return lambda z, analytic: value
        if term == self.variable:
            return lambda z, analytic: z
        if isinstance(term, Pow):
            return self.power(term)
        if isinstance(term, Add | Mul):
            return self.folded(term)
        for kind, make in CURVES.items():
            if isinstance(term, kind):
                return make(*map(self.curve, term.args))
        if type(term) in DEFINITIONS:
            return self.curve(meaning(term))
        raise Undefined(term, "is not computed on complex numbers")

    def folded(self, term: Expr) -> Curve:
        """A sum or product with what is fixed put together first."""
        fixed = [a for a in term.args if self.fixed(a)]
        moving = [self.curve(a) for a in term.args if not self.fixed(a)]
        adding = isinstance(term, Add)
        start = acb(arb(self.constant(term.func(*fixed)))) if fixed else None

        def value(z: acb, analytic: bool) -> acb:
            result: acb | None = start
            for curve in moving:
                part = curve(z, analytic)
                result = part if result is None else result + part if adding else result * part
            assert result is not None
            return result

        return value

    def power(self, term: Expr) -> Curve:
        """exp(exponent·log base), or by multiplication where the exponent is an integer."""
        base, exponent = term.args
        if base == 0:
            raise Undefined(term, "is not read here")
        if self.fixed(exponent):
            number, inside = self.constant(exponent), self.curve(base)
            if isinstance(number, fmpq) and number.q == 1 and abs(number.p) <= MOST_POWER:
                whole = int(number.p)
                return lambda z, analytic: inside(z, analytic) ** whole
            return raised(inside, arb(number))
        above = self.curve(exponent)
        if self.fixed(base):
            logarithm = acb(arb(self.constant(log(base, evaluate=False))))
            return lambda z, analytic: (above(z, analytic) * logarithm).exp()
        inside = self.curve(base)
        return lambda z, analytic: (above(z, analytic) * inside(z, analytic).log(analytic)).exp()


def raised(inside: Curve, exponent: arb) -> Curve:
    """A power with a fixed exponent. Around 0 one that is positive has a bound, but is not analytic."""
    power = acb(exponent)

    def value(z: acb, analytic: bool) -> acb:
        base = inside(z, analytic)
        if analytic or not exponent > 0 or not base.contains(0):
            return base.pow(power, analytic)
        size = base.abs_upper() ** exponent
        return acb((-size).union(size), (-size).union(size))

    return value


def less(left: Curve, right: Curve, then: Curve, other: Curve) -> Curve:
    """One branch where the difference keeps a sign on the ball; both where any value will do."""

    def value(z: acb, analytic: bool) -> acb:
        gap = (left(z, False) - right(z, False)).real
        if gap < 0:
            return then(z, analytic)
        if gap >= 0:
            return other(z, analytic)
        return NOWHERE if analytic else then(z, False).union(other(z, False))

    return value


def equal(left: Curve, right: Curve, then: Curve, other: Curve) -> Curve:
    def value(z: acb, analytic: bool) -> acb:
        if not left(z, False).overlaps(right(z, False)):
            return other(z, analytic)
        return NOWHERE if analytic else then(z, False).union(other(z, False))

    return value


def indicated(left: Curve, right: Curve) -> Curve:
    return equal(left, right, lambda z, analytic: acb(1), lambda z, analytic: acb(0))


def larger(f: Curve, g: Curve) -> Curve:
    return lambda z, analytic: f(z, analytic).real_max(g(z, analytic), analytic)


def smaller(f: Curve, g: Curve) -> Curve:
    return lambda z, analytic: f(z, analytic).real_min(g(z, analytic), analytic)


CURVES: dict[type[Expr], Callable[..., Curve]] = {
    exp: lambda f: lambda z, analytic: f(z, analytic).exp(),
    log: lambda f: lambda z, analytic: f(z, analytic).log(analytic),
    Abs: lambda f: lambda z, analytic: f(z, analytic).real_abs(analytic),
    sign: lambda f: lambda z, analytic: f(z, analytic).real_sgn(analytic),
    gamma: lambda f: lambda z, analytic: f(z, analytic).gamma(),
    factorial: lambda f: lambda z, analytic: (f(z, analytic) + 1).gamma(),
    digamma: lambda f: lambda z, analytic: f(z, analytic).digamma(),
    trigamma: lambda f: lambda z, analytic: f(z, analytic).polygamma(acb(1)),
    erf: lambda f: lambda z, analytic: f(z, analytic).erf(),
    xlogy: lambda f, g: lambda z, analytic: f(z, analytic) * g(z, analytic).log(analytic),
    if_less: less,
    if_equal: equal,
    indicator: indicated,
    maximum: lambda *curves: reduce(larger, curves),
    minimum: lambda *curves: reduce(smaller, curves),
}
