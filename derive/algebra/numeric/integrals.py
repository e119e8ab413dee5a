"""The mass of a function at a point of the parameters: a ball that certainly holds it.

An interval is cut into ends and a middle. At every end the variable is a function of y in [y0, oo): x = y,
−y, a + w/y or b − w/y, so that a singularity becomes a tail as well. Up to some Y, which is tried out, the
integral is computed by flint, rigorously (Johansson 2018, arXiv:1802.07942), along t = log y; beyond it, it
is bounded by `FarAway.tail`. A series is summed up to Y, and its rest is bounded in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import acb, arb, ctx, fmpq
from sympy import Expr, S, Symbol

from derive.algebra.numeric.complex import Compiler, Curve
from derive.algebra.numeric.evaluator import Evaluator
from derive.algebra.numeric.far_terms import FarReader
from derive.algebra.numeric.faraway import Sum, constant, monomial
from derive.algebra.numeric.mixed import Undefined, ball
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.walk import plain
from derive.statement import Domain, Given, Integers, Interval, Values

DIGITS, TOLERANCE = 80, 40
"""Binary digits, and those after the point that a mass is wanted to have."""
STARTS = (3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1_024)
"""Exponents of 2 from which a tail is tried to be bounded."""
SERIES = (8, 16, 32, 64, 128, 256, 512, 1_024, 2_048)
MOST_VALUES, EVALUATIONS = 4_096, 6_000


@dataclass(frozen=True)
class End:
    """x = base + scale·y^power for y from `start` on; `power` is 1 or −1."""

    base: fmpq
    scale: fmpq
    power: int
    start: fmpq

    @property
    def place(self) -> Sum:
        if self.base == 0:
            return monomial(self.power, self.scale)
        return Sum({**constant(self.base).terms, **monomial(self.power, self.scale).terms})


def mass(density: Expr, variable: Symbol, support: Domain, point: Point, given: Given) -> arb:
    """The sum or integral of the density over the support, in a ball that holds it; infinite where it certainly
    diverges. The work is bounded. Raises Undefined where it is not computed."""
    term = plain(density, given)
    with ctx.workprec(DIGITS):
        values = Masses(term, variable, point, given)
        match support:
            case Values(members=members):
                return values.finite([values.number(member) for member in members])
            case Integers(low=low, high=high):
                return values.series(values.end(low), values.end(high))
            case Interval(low=low, high=high):
                return values.integral(values.end(low), values.end(high))


class Masses:
    """The masses of one function at one point."""

    def __init__(self, term: Expr, variable: Symbol, point: Point, given: Given) -> None:
        self.term, self.variable, self.point, self.given = term, variable, point, given
        self.outside = Evaluator(
            Point({s: v for s, v in point.values.items() if s != variable}, point.data), given
        )

    def number(self, term: Expr) -> fmpq:
        return self.outside.exact(plain(term, self.given))

    def end(self, term: Expr) -> fmpq | None:
        """An end of the support; None where it is infinite."""
        return None if term in (S.Infinity, S.NegativeInfinity) else self.number(term)

    # ── sums ──

    def at(self, value: fmpq) -> arb:
        place = self.point.with_value(self.variable, value)
        return ball(Evaluator(place, self.given).value(self.term))

    def finite(self, values: list[fmpq]) -> arb:
        return sum(map(self.at, values), arb(0))

    def series(self, low: fmpq | None, high: fmpq | None) -> arb:
        if low is not None and high is not None:
            first, last = int(low.ceil()), int(high.floor())
            if last - first >= MOST_VALUES:
                raise Undefined(f"more than {MOST_VALUES} values")
            return self.finite([fmpq(k) for k in range(first, last + 1)])
        total = arb(0)
        if high is None:
            total += self.summed(1, int(low.ceil()) if low is not None else 0)
        if low is None:
            total += self.summed(-1, -int(high.floor()) if high is not None else 1)
        return total

    def summed(self, direction: int, first: int) -> arb:
        """The series of f(direction·y) for integers y from `first` on."""
        place = monomial(1, direction)
        begin = max(first, 3)
        last, rest = self.cut(place, 0, (fmpq(begin + k) for k in SERIES))
        total = self.finite([fmpq(direction * k) for k in range(first, int(last.floor()) + 1)])
        return total + around(rest)

    def cut(self, place: Sum, slope: int, starts: Iterator[fmpq]) -> tuple[fmpq, arb]:
        """From where on the tail of f(place)·y^slope is small, and what bounds it; or the smallest bound that
        was found."""
        best: tuple[fmpq, arb] | None = None
        why: Undefined | None = None
        for start in starts:
            try:
                reader = FarReader(self.outside, self.variable, place, start)
                rest = reader.line.tail(reader.line.multiply(reader.value(self.term), monomial(slope)))
            except Undefined as problem:
                why = problem
                continue
            if rest < arb(2) ** -TOLERANCE or rest.is_nan() or not rest.is_finite():
                return start, rest
            if best is None or rest < best[1]:
                best = start, rest
        if best is None:
            raise why or Undefined("a tail that is not bounded")
        return best

    # ── integrals ──

    def integral(self, low: fmpq | None, high: fmpq | None) -> arb:
        total = arb(0)
        for end in ends(low, high):
            total += self.towards(end)
        return total if low is not None or high is not None else total + self.middle()

    def middle(self) -> arb:
        curve = Compiler(self.outside, self.variable).curve(self.term)
        return self.integrated(curve, arb(-8), arb(8))

    def towards(self, end: End) -> arb:
        """The integral over the part of an end."""
        begins = (max(end.start, fmpq(2) ** k) for k in STARTS)
        last, rest = self.cut(end.place, end.power - 1, begins)
        if not rest.is_finite():
            return arb("inf")
        size = abs(arb(end.scale))
        close = end.power < 0 and end.base != 0
        with ctx.workprec(DIGITS + (int(last.p.bit_length()) if close else 0)):
            inside = Compiler(self.outside, self.variable).curve(self.term)
            base, scale, power = acb(arb(end.base)), acb(arb(end.scale)), end.power

            def curve(t: acb, analytic: bool) -> acb:
                step = scale * (t * power).exp()
                return inside(base + step, analytic) * step

            found = self.integrated(curve, arb(end.start).log(), arb(last).log())
        signed = found if end.scale > 0 else -found
        return signed + around(rest * size)

    def integrated(self, curve: Curve, low: arb, high: arb) -> arb:
        found = acb.integral(
            curve, acb(low), acb(high), rel_tol=arb(2) ** -TOLERANCE, abs_tol=arb(2) ** -TOLERANCE,
            eval_limit=max(EVALUATIONS * DIGITS // ctx.prec, EVALUATIONS // 3),
        )  # fmt: skip
        if not found.is_finite():
            raise Undefined("an integral that is not computed within the bounds")
        if not found.imag.contains(0):
            raise Undefined("a term that is not real on its support")
        return found.real


def around(rest: arb) -> arb:
    """A ball around 0 of this radius."""
    return (-rest).union(rest) if rest.is_finite() else rest


def ends(low: fmpq | None, high: fmpq | None) -> Iterator[End]:
    """The ends of an interval; between those of the whole line a middle is left."""
    if low is None and high is None:
        yield End(fmpq(0), fmpq(1), 1, fmpq(8))
        yield End(fmpq(0), fmpq(-1), 1, fmpq(8))
    elif high is None:
        assert low is not None
        yield End(low, fmpq(1), -1, fmpq(1))
        yield End(low, fmpq(1), 1, fmpq(1))
    elif low is None:
        yield End(high, fmpq(-1), -1, fmpq(1))
        yield End(high, fmpq(-1), 1, fmpq(1))
    else:
        yield End(low, high - low, -1, fmpq(2))
        yield End(high, low - high, -1, fmpq(2))
