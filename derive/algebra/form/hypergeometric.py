"""Hypergeometric sums: binomial sums by the binomial theorem, others by a difference that SymPy finds.

Σ ρ^i/(i! (N − i)!) over i = 0..N is (1 + ρ)^N/N!, and with i(i − 1)…(i − j + 1) before it, that with
N(N − 1)…(N − j + 1) ρ^j/(1 + ρ)^j: a decision for polynomials times such terms. For other products of
Γ, geometric sequences and fractions, Gosper's algorithm (Petkovšek, Wilf & Zeilberger, A = B (1996), chapter 5)
decides whether there is an S with S(i + 1) − S(i) = t(i). SymPy's answer is a proposal only: the difference is
read here again, and S has to be defined from the first place to the one after the last. So this is
sound; it is not complete, for sums over all k of terms in n and k (Zeilberger) are not looked for.
"""

from __future__ import annotations

from functools import lru_cache

from flint import fmpq
from sympy import Expr, Mul, Pow, Symbol, factorial, gamma
from sympy.concrete.gosper import gosper_term
from sympy.polys.polyerrors import BasePolynomialError

from derive.algebra.form.ranges import Ranges
from derive.algebra.form.ring import Generator, Kind, Ratio, whole_number
from derive.algebra.form.summation import growth, horner, slope_and_offset
from derive.algebra.form.tower import POSITIVE

DEGREE, OFFSET = 8, 12
"""The highest degree of a polynomial in a binomial sum, and the furthest that a factorial in it is shifted."""
OPERATIONS = 40
"""The most operations in a term that Gosper's algorithm is tried on."""


def hypergeometric(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """The sum of a product of Γ, geometric sequences and polynomials, where its closed form is known."""
    moving = [g for poly in piece for g in reader.within(poly) if index in g.free and g.expr != index]
    if not moving or not all(is_gamma(g) or g.kind in (Kind.EXP, Kind.POWER) for g in moving):
        return None
    found = binomial_sum(reader, piece, index, low, high) if any(map(is_gamma, moving)) else None
    return telescoped(reader, piece, index, low, high) if found is None and reader.deciding else found


def is_gamma(generator: Generator) -> bool:
    return generator.kind is Kind.ATOM and isinstance(generator.expr, gamma | factorial)


# ── the binomial theorem ──


def binomial_sum(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """Σ P(i) g(i)/(Γ(i − low + 1) Γ(high − i + 1)) for a polynomial P and a geometric sequence g."""
    with reader.outside():
        place, first, last = (reader.convert(t) for t in (index, low, high))
    size, one = reader.minus(last, first), reader.constant(1)
    if not reader.nonnegative(size):
        return None
    # the arguments that the two factorials are to have, by the slope of the index in them
    wanted = {1: reader.add(reader.minus(place, first), one), -1: reader.add(reader.minus(last, place), one)}
    polynomial, ratio, parts = one, one, []
    for factor, multiplicity in reader.ratio_factors(piece)[1]:
        generator = reader.alone(factor)
        if generator is None or generator.expr == index or index not in generator.free:
            polynomial = reader.multiply(polynomial, reader.power(reader.whole(factor), multiplicity))
        elif not is_gamma(generator):
            if (step := growth(reader, generator, index)) is None:
                return None
            ratio = reader.multiply(ratio, reader.power(step, multiplicity))
            parts.append(Pow(generator.expr, multiplicity))
        else:
            adjusted = adjustment(reader, generator, multiplicity, index, wanted)
            if adjusted is None:
                return None
            polynomial = reader.multiply(polynomial, adjusted)
    coefficients = falling(reader, polynomial, index, first)
    if wanted or coefficients is None:
        return None
    found = weighted_power(reader, coefficients, ratio, size)
    if found is None:
        return None
    scale = reader.convert(gamma(reader.show_ratio(reader.add(size, one)), evaluate=False))
    return reader.divide(reader.multiply(reader.at(Mul(*parts), index, first), found), scale)


def adjustment(
    reader: Ranges, generator: Generator, multiplicity: int, index: Symbol, wanted: dict[int, Ratio]
) -> Ratio | None:
    """1/Γ(z + d) as a polynomial over Γ(z), for the z that is wanted; that one is then used up."""
    argument = generator.exponent
    line = slope_and_offset(reader, argument.num, index) if argument.den.is_one() else None
    z = wanted.pop(int(line[0].p), None) if line is not None and multiplicity == -1 else None
    distance = None if z is None else whole_number(reader.minus(argument, z))
    if z is None or distance is None or abs(distance) > OFFSET:
        return None
    result = reader.constant(1)
    for k in range(min(distance, 0), max(distance, 0)):
        result = reader.multiply(result, reader.add(z, reader.constant(k)))
    return result if distance <= 0 else reader.divide(reader.constant(1), result)


def falling(reader: Ranges, polynomial: Ratio, index: Symbol, first: Ratio) -> list[Ratio] | None:
    """The coefficients of a polynomial in the index over 1, s, s(s − 1), … where s = i − first."""
    k = reader.atom(index).index
    others = [g for g in reader.within(polynomial.num) if index in g.free and g.index != k]
    if others or index in reader.free(polynomial.den) or (degree := polynomial.num.degrees()[k]) > DEGREE:
        return None
    layers: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for exponents, c in polynomial.num.terms():
        layers.setdefault(exponents[k], {})[(*exponents[:k], 0, *exponents[k + 1 :])] = c
    rest = [
        reader.ratio(reader.context.from_dict(layers.get(e, {})), polynomial.den) for e in range(degree + 1)
    ]
    found = []
    for j in range(degree + 1):  # division by i − (first + j), again and again
        root = reader.add(first, reader.constant(j))
        found.append(horner(reader, rest, root))
        quotient = [reader.constant(0)] * (len(rest) - 1)
        carry = reader.constant(0)
        for e in reversed(range(1, len(rest))):
            carry = quotient[e - 1] = reader.add(rest[e], reader.multiply(carry, root))
        rest = quotient
    return found


def weighted_power(reader: Ranges, coefficients: list[Ratio], ratio: Ratio, size: Ratio) -> Ratio | None:
    """Σ_j c_j N(N − 1)…(N − j + 1) ρ^j (1 + ρ)^(N − j)."""
    base = reader.add(ratio, reader.constant(1))
    degree = len(coefficients) - 1
    if base.num.is_zero():
        beyond = reader.add(size, reader.constant(-1 - degree))
        return reader.constant(0) if reader.nonnegative(beyond) else None
    if degree and not reader.nonzero(base):
        return None
    step = reader.divide(ratio, base) if degree else ratio
    total, weight = reader.constant(0), reader.constant(1)
    for j, coefficient in enumerate(coefficients):
        total = reader.add(total, reader.multiply(coefficient, weight))
        weight = reader.multiply(weight, reader.multiply(step, reader.add(size, reader.constant(-j))))
    return reader.multiply(total, reader.raised(base, size, integer=True))


# ── Gosper ──


def telescoped(reader: Ranges, piece: Ratio, index: Symbol, low: Expr, high: Expr) -> Ratio | None:
    """S(high + 1) − S(low) for an S with S(i + 1) − S(i) = t(i)."""
    term = reader.show_ratio(piece)
    if term.count_ops() > OPERATIONS or (factor := proposed(term, index)) is None:
        return None
    with reader.outside():
        place, first, last = (reader.convert(t) for t in (index, low, high))
        found = reader.multiply(piece, reader.convert(factor))
    after = reader.add(last, reader.constant(1))
    shown = reader.show_ratio(found)
    following = reader.at(shown, index, reader.add(place, reader.constant(1)))
    if not reader.minus(reader.minus(following, found), piece).num.is_zero():
        return None
    if not (lasting(reader, found, index, place) and lasting(reader, found, index, after)):
        return None
    return reader.minus(reader.at(shown, index, after), reader.at(shown, index, first))


def lasting(reader: Ranges, found: Ratio, index: Symbol, place: Ratio) -> bool:
    """Whether a product of Γ, geometric sequences and fractions is defined at a place."""
    for poly in found:
        for generator in reader.within(poly):
            if index not in generator.free or generator.expr == index:
                continue
            if is_gamma(generator):
                argument = reader.at(reader.show_ratio(generator.exponent), index, place)
                if reader.ratio_sign(argument) != POSITIVE:
                    return False
            elif generator.kind is not Kind.EXP:
                return False
    return all(
        reader.nonzero(reader.at(reader.show(factor), index, place))
        for factor, _ in reader.factors(found.den)[1]
        if reader.alone(factor) is None or factor == reader.variable(reader.atom(index))
    )


@lru_cache(maxsize=512)
def proposed(term: Expr, index: Symbol) -> Expr | None:
    """The fraction R for which S = R·t has the difference t, as SymPy proposes it."""
    try:
        return gosper_term(term, index)
    except (ValueError, TypeError, NotImplementedError, ArithmeticError, BasePolynomialError):
        return None
