"""The search for a form that a machine computes without losing digits: every form is proved equal, and judged
by its digits against the true value at points all over its domain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product

from flint import arb, ctx, fmpq
from sympy import Expr, Rational, S, Symbol

from derive.algebra.numeric.balls import Point, ball, evaluate
from derive.algebra.signs.proving import prove
from derive.code.floats import value
from derive.code.functions import plain
from derive.code.rewriting import forms
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem
from derive.stages.chain import Chain, symmetric
from derive.statement import Fact, Given, Integers, Interval, Member, Space, Values

EPS = 2.0**-52
ALLOWED = 16.0
"""Units in the last place, times the condition number, by which a form may be off."""
TINY, HUGE = 1e-290, 1e300
"""Beyond these a machine has no digits to lose."""
DIGITS = (200, 2_000, 40_000)
"""Bits with which the true value is enclosed."""
LINE = (1e-8, 1e-3, 0.3, 1.0, 1.5000001, 5.0, 40.0, 800.0, 1e4)
SHARES = (1e-50, 1e-12, 1e-3, 0.25, 0.5, 0.75, 1 - 1e-3, 1 - 1e-12)
RAY = (1e-80, 1e-12, 1e-3, 0.5, 1.0, 2.0, 1e3, 1e8, 1e80)
COUNTS = (0.0, 1.0, 7.0, 1000.0)
TARGETS, POSITIVE, INSIDE = (0.0, 1.5, -3.0), (1e-9, 0.5, 2.0, 1e6), (1e-30, 0.3, 0.5, 1 - 1e-9)
NEARBY = 1 + 1e-7
CONSTANTS = (Rational(1, 4), Rational(5, 2), Rational(3, 2), S.One, S(3), S(2))
MOST = 1_000
STEP = fmpq(1, 2**60)

Numbers = Mapping[Symbol, float]
Places = Sequence[tuple[Symbol, tuple[float, ...]]]
"""Symbols with the numbers at which they are looked at."""
Domains = (Interval, Integers, Values)


@dataclass(frozen=True)
class Shown:
    """An equality, and on which piece it holds: everywhere, where nothing is said of that."""

    theorem: Theorem
    where: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Stable:
    """A form, what shows that it is equal, of a form by pieces on each of these, and how far off it was at
    most, in units in the last place times the condition number; infinite where a machine finds no number, 0
    where no digits were counted."""

    term: Expr
    shown: tuple[Shown, ...]
    error: float = 0.0

    @property
    def trusted(self) -> bool:
        return self.error <= ALLOWED


def stable(chain: Chain, terms: Iterable[Expr], places: Places) -> Stable:
    """The best form of what a chain has come to, of which these terms are others: the shortest of those that
    lose nothing. Raises DeriveError where none is proved equal."""
    points = list(true_values(chain.term, places))
    found = dict.fromkeys(form for term in (chain.term, *terms) for form in forms(term))
    for form, off in sorted(((form, error(form, points)) for form in found), key=weight):
        with suppress(DeriveError):
            return Stable(form, (Shown(equality(chain, plain(form))),), off)
    raise DeriveError(f"no form of {chain.term} is proved equal to it")


def equality(chain: Chain, term: Expr) -> Theorem:
    """That what a chain begins with is equal to a term."""
    with suppress(DeriveError):
        return chain.copy().into(term).theorem()
    apart = Chain(chain.given, term).by("split-of-relative-entropy").into(chain.term)
    return chain.copy().using(symmetric(apart.theorem())).theorem()


def weight(judged: tuple[Expr, float]) -> tuple[bool, float, int]:
    """What loses nothing comes first, the shortest before all."""
    form, off = judged
    lossy = off > ALLOWED
    return lossy, off if lossy else 0.0, form.count_ops()


def error(form: Expr, points: list[tuple[Numbers, float, float]]) -> float:
    """How far off a form is at most, in units in the last place times the condition number."""
    worst = 0.0
    for point, size, condition in points:
        try:
            off = abs(value(form, point) - size)
        except (ArithmeticError, ValueError):
            return math.inf
        if not math.isfinite(off):
            return math.inf
        if abs(size) > TINY or off > TINY:
            worst = max(worst, off / (abs(size) or TINY) / EPS / condition)
    return worst


# ── points ──


def of_prediction(space: Space) -> tuple[float, ...]:
    """Numbers from a space: at its ends, in its middle."""
    match space:
        case Interval(low=S.NegativeInfinity, high=S.Infinity):
            return tuple(sign * size for size in LINE for sign in (1, -1))
        case Interval(low=low, high=high) if low.is_finite and high.is_finite:
            return tuple(float(low) + float(high - low) * share for share in SHARES)
        case Interval(low=S.Zero, high=S.Infinity):
            return RAY
        case Integers():
            return COUNTS
        case Values(members=members):
            return tuple(float(member) for member in members)
    raise DeriveError("no points are known of such a space")


def of_constant(space: Space, given: Given) -> tuple[float, ...]:
    """A number that a known constant may be."""
    inside = (c for c in CONSTANTS if isinstance(space, Domains) and prove(Member(c, space), given))
    return tuple(map(float, islice(inside, 1)))


def of_target(space: Space) -> tuple[float, ...]:
    """Numbers that a target may be."""
    match space:
        case Interval(low=S.NegativeInfinity, high=S.Zero):
            return tuple(-size for size in POSITIVE[:3])
        case Interval(low=S.NegativeInfinity):
            return TARGETS
        case Interval(low=S.Zero, high=S.Infinity):
            return POSITIVE
        case Interval(low=S.Zero, high=S.One):
            return (*INSIDE, *((0.0, 1.0) if space.low_closed else ()))
    return of_prediction(space)


def beside(numbers: tuple[float, ...], targets: tuple[float, ...], space: Space) -> tuple[float, ...]:
    """With numbers near to the targets, or what these are the logarithms of, where a loss is small and its
    terms may cancel."""
    match space:
        case Interval(low=low, high=high) if space != Interval(S.NegativeInfinity, S.Infinity):
            near = [NEARBY * target for target in targets] + [math.exp(t) for t in targets if t < 0]
            return tuple(dict.fromkeys((*numbers, *(n for n in near if low < n < high))))
    return numbers


# ── what is true there ──


def true_values(term: Expr, places: Places) -> Iterator[tuple[Numbers, float, float]]:
    """Points with the value of a term, and how much it magnifies the errors of its arguments."""
    options = [[(symbol, number) for number in numbers] for symbol, numbers in places]
    for chosen in islice(product(*options), MOST):
        if (found := truth(term, dict(chosen))) is not None:
            yield dict(chosen), *found


def truth(term: Expr, point: Numbers) -> tuple[float, float] | None:
    """The value of a term, and 1 + ∑ |x ∂f/∂x / f|; None where it is not found, or too large for a machine."""
    for bits in DIGITS:
        try:
            with ctx.workprec(bits):
                here = enclosed(term, point, {}, bits)
                if here.rel_accuracy_bits() < 100 and not (here.mid() == 0 and here.rad() == 0):
                    continue
                if not abs(float(here.mid())) < HUGE:
                    return None
                condition = 1.0
                for symbol in point if here.mid() != 0 else ():
                    there = enclosed(term, point, {symbol: STEP}, bits)
                    condition += abs(float(((there - here) / here / arb(STEP)).mid()))
                return float(here.mid()), condition if math.isfinite(condition) else 1.0
        except DeriveError:
            return None
    return None


def enclosed(term: Expr, point: Numbers, moved: Mapping[Symbol, fmpq], bits: int) -> arb:
    """A ball around the value, where a symbol may be moved by a share of it."""
    exact = {s: fmpq(*v.as_integer_ratio()) * (1 + moved.get(s, 0)) for s, v in point.items()}
    return ball(evaluate(term, Point(exact), precision=bits))
