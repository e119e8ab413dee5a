"""Sums and products in closed form.

Polynomials in the index (Faulhaber), polynomials times geometric sequences, linear factors (Γ), partial
fractions with linear denominators, and a summand that holds the indicator of one place: these are decided.
What a closed form divides by (1 − r of a geometric sum) has to be known not to be 0, or is taken not to be,
and noted: the other case is looked at apart (`apart`).
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

from flint import fmpq, fmpq_mpoly, fmpq_poly
from sympy import Expr, Integer, Mul, Pow, Symbol, gamma

from derive.algebra.form.ranges import Ranges
from derive.algebra.form.ring import Generator, Kind, Ratio
from derive.algebra.form.tower import POSITIVE
from derive.language.vocabulary import indicator

POWER_SUM = 24
"""The highest power of an index that is summed in closed form."""
FRACTIONS = 8
"""The most linear factors of a denominator that is split into partial fractions."""


def closed_sum(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """The sum of a product of generators over a denominator, where its closed form is known."""
    for rule in (one_place, polynomial, geometric, logarithms, partial_fractions):
        if (found := rule(reader, piece, index, low, high)) is not None:
            return found
    return None


def closed_product(reader: Ranges, factor: fmpq_mpoly, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """∏ (ci + b) = c^count Γ(high + b/c + 1)/Γ(low + b/c), where low + b/c is positive."""
    if (linear := slope_and_offset(reader, factor, index)) is None:
        return None
    slope, rest = linear
    offset = reader.multiply(rest, reader.constant(1 / slope))
    start, stop = (reader.add(reader.convert(end), offset) for end in (low, high))
    stop = reader.add(stop, reader.constant(1))
    if slope < 0 or reader.ratio_sign(start) != POSITIVE:
        return None
    above, below = (reader.convert(gamma(reader.show_ratio(z), evaluate=False)) for z in (stop, start))
    scale = reader.constant(1)
    if slope != 1:
        scale = reader.raised(reader.constant(slope), reader.minus(stop, start), integer=True)
    return reader.multiply(scale, reader.divide(above, below))


# ── one place ──


def one_place(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """Σ f(i)·[i = c] is f(c) for an integer c in the range, and 0 outside of it."""
    for generator in reader.within(piece.num):
        if index not in generator.free or not isinstance(generator.expr, indicator):
            continue
        left, right = generator.expr.args
        with reader.outside():
            difference, first, last = (reader.convert(t) for t in (left - right, low, high))
        if not difference.den.is_one() or (line := slope_and_offset(reader, difference.num, index)) is None:
            continue
        slope, rest = line
        place = reader.multiply(rest, reader.constant(-1 / slope))
        if abs(slope) != 1 or not reader.is_integer(place):
            continue
        after_low, before_high = reader.minus(place, first), reader.minus(last, place)
        if reader.nonnegative(after_low) and reader.nonnegative(before_high):
            others = Ratio(piece.num / reader.variable(generator), piece.den)
            return reader.at(reader.show_ratio(others), index, place)
        outside = (reader.minus(reader.constant(-1), gap) for gap in (after_low, before_high))
        if any(map(reader.nonnegative, outside)):
            return reader.constant(0)
    return None


# ── polynomials and geometric sequences ──


def polynomial(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """Faulhaber's formula; it also holds where the range is empty."""
    within = list(reader.within(piece.num))
    if not piece.den.is_one() or len(within) != 1 or within[0].expr != index:
        return None
    degree = int(piece.num.total_degree())
    if degree > POWER_SUM:
        return None
    before = reader.minus(reader.convert(low), reader.constant(1))
    return reader.minus(power_sum(reader, degree, reader.convert(high)), power_sum(reader, degree, before))


def geometric(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """Σ i^k g(i) with g(i + 1) = ρ g(i) is G(high + 1) − G(low), where G(i) = g(i) q(i) and
    ρ q(i + 1) − q(i) = i^k. For ρ ≠ 1 that fixes the polynomial q."""
    if (found := sequence(reader, piece, index)) is None:
        return None
    degree, term, ratio = found
    gap = reader.minus(ratio, reader.constant(1))
    if degree > POWER_SUM or not reader.nonzero(gap):
        return None
    q = quotients(reader, degree, ratio, gap)
    first = reader.convert(low)
    after = reader.add(reader.convert(high), reader.constant(1))
    ends = [reader.multiply(reader.at(term, index, end), horner(reader, q, end)) for end in (after, first)]
    return reader.minus(*ends)


def quotients(reader: Ranges, degree: int, ratio: Ratio, gap: Ratio) -> list[Ratio]:
    """The coefficients of q, lowest first."""
    q = [reader.constant(0)] * (degree + 1)
    for j in reversed(range(degree + 1)):
        above = reader.constant(0)
        for m in range(j + 1, degree + 1):
            above = reader.add(above, reader.multiply(reader.constant(comb(m, j)), q[m]))
        wanted = reader.minus(reader.constant(int(j == degree)), reader.multiply(ratio, above))
        q[j] = reader.divide(wanted, gap)
    return q


def horner(reader: Ranges, coefficients: list[Ratio], place: Ratio) -> Ratio:
    result = reader.constant(0)
    for coefficient in reversed(coefficients):
        result = reader.add(reader.multiply(result, place), coefficient)
    return result


def sequence(reader: Ranges, piece: Ratio, index: Symbol) -> tuple[int, Expr, Ratio] | None:
    """A product i^k g(i) with a geometric sequence g: k, g as a term, and its ratio."""
    if len(piece.den) != 1:
        return None
    degree, parts, ratio = 0, [], reader.constant(1)
    for poly, direction in ((piece.num, 1), (piece.den, -1)):
        for generator in reader.within(poly):
            exponent = direction * int(poly.degrees()[generator.index])
            if generator.expr == index:
                if direction < 0:
                    return None
                degree = exponent
                continue
            step = growth(reader, generator, index)
            if step is None:
                return None
            parts.append(Pow(generator.expr, Integer(exponent)))
            ratio = reader.multiply(ratio, reader.power(step, exponent))
    return degree, Mul(*parts), ratio


def growth(reader: Ranges, generator: Generator, index: Symbol) -> Ratio | None:
    """By what a generator is multiplied when the index grows by 1, if that is the same everywhere."""
    if index not in generator.free:
        return reader.constant(1)
    if generator.kind not in (Kind.EXP, Kind.POWER):
        return None
    exponent, variable = generator.exponent, reader.atom(index)
    moving = [g for poly in exponent for g in reader.within(poly) if index in g.free]
    if any(g is not variable for g in moving) or exponent.num.degrees()[variable.index] != 1:
        return None
    if index in reader.free(exponent.den):
        return None
    slope = reader.ratio(exponent.num.derivative(variable.index), exponent.den)
    if generator.kind is Kind.EXP:
        return reader.exp(reader.multiply(slope, reader.constant(fmpq(1, generator.order))))
    base = generator.of
    if index in reader.free(base) or not reader.is_integer(slope):
        return None
    if any(g.index in reader.relations for g in reader.within(base)):
        return None  # r·r^i = r^(i + 1) is used at r = 0 too: by continuity, which data on few values lack
    return reader.raised(reader.whole(base), slope, integer=True)


# ── linear factors ──


def slope_and_offset(reader: Ranges, poly: fmpq_mpoly, index: Symbol) -> tuple[fmpq, Ratio] | None:
    """c and b of a polynomial ci + b with a number c, where b is free of the index."""
    generator = reader.atom(index)
    if poly.is_constant() or (slope := reader.slope(poly, generator)) is None:
        return None
    rest = poly - reader.variable(generator) * slope
    return None if index in reader.free(rest) else (slope, reader.whole(rest))


def logarithms(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """Σ log|ci + b| is the log of the product."""
    generator = reader.alone(piece.num)
    if generator is None or generator.kind is not Kind.LOG or not piece.den.is_one():
        return None
    product = closed_product(reader, generator.of, index, low, high)
    return None if product is None else reader.log_size(product)


def partial_fractions(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """1/(fg) = (c'/g − c/f)/(c'f − cg) for two linear factors f and g of the denominator with slopes c, c'."""
    if not reader.deciding:
        return None
    factors = reader.factors(piece.den)[1]
    lines = [(f, line) for f, m in factors if (line := slope_and_offset(reader, f, index)) is not None]
    if len(lines) < 2 or sum(m for _, m in factors) > FRACTIONS:
        return None
    (f, (c, a)), (g, (d, b)) = lines[:2]
    gap = reader.minus(reader.multiply(reader.constant(d), a), reader.multiply(reader.constant(c), b))
    if not reader.nonzero(gap):
        return None
    parts = [
        reader.multiply(reader.constant(weight), reader.sum_over(reader.ratio(piece.num, piece.den / factor),
                                                                 index, low, high))
        for weight, factor in ((d, f), (c, g))
    ]  # fmt: skip
    return reader.divide(reader.minus(*parts), gap)


# ── sums of powers ──


@lru_cache(maxsize=64)
def faulhaber(degree: int) -> fmpq_poly:
    """The polynomial F with F(m) = 1^k + … + m^k."""
    coefficients = [fmpq(0)] * (degree + 2)
    for j in range(degree + 1):
        sign_ = -1 if j == 1 else 1
        coefficients[degree + 1 - j] = fmpq.bernoulli(j) * sign_ * comb(degree + 1, j) / (degree + 1)
    return fmpq_poly(coefficients)


def power_sum(reader: Ranges, degree: int, last: Ratio) -> Ratio:
    return horner(reader, [reader.constant(c) for c in faulhaber(degree).coeffs()], last)
