"""Special functions: the gamma family, erf, and Lambert's function.

Γ, ψ = (log Γ)' and ψ' at arguments that differ by an integer are brought to the lowest one, by
f(z + 1) from f(z); and f(2z), f(3z), … to the smallest multiple, by the multiplication theorem of Gauss
(Legendre's duplication is its first case). Only what occurs together is rewritten. By Hölder's theorem Γ
satisfies no algebraic differential equation, so that Γ, ψ, ψ' at one argument are independent; between
arguments that no shift and no multiple connects nothing is known, and at rational numbers only the values
at integers and halves are. So this is sound, and complete no further. Source: NIST DLMF, 5.5 and 5.15.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial as whole_factorial
from typing import NamedTuple

from flint import fmpq
from sympy import Expr, Function, S, erf, factorial, gamma

from derive.algebra.form.binders import Binders
from derive.algebra.form.ring import Generator, Kind, NowhereDefined, Ratio, bound, content
from derive.algebra.form.tower import Again
from derive.language.vocabulary import digamma, trigamma

SHIFTS, MULTIPLE, VALUE = 40, 12, 200
HALF = fmpq(1, 2)

Combine = Callable[[Ratio, Ratio], Ratio]


class Family(NamedTuple):
    """f(z + 1) = f(z)∘step(z); f(mz) = multiple(m, mz, f(z)∘f(z + 1/m)∘…∘f(z + (m − 1)/m)); f at 1 and 1/2,
    None where it is a constant of its own. ∘ is + or ·."""

    head: type[Function]
    combine: Callable[[Binders], Combine]
    step: Callable[[Binders, Ratio], Ratio]
    multiple: Callable[[Binders, int, Ratio, Ratio], Ratio]
    at_one: Callable[[Binders], Ratio | None]
    at_half: Callable[[Binders], Ratio | None]


def _gamma_multiple(reader: Binders, m: int, argument: Ratio, parts: Ratio) -> Ratio:
    """Γ(mz) = (2π)^((1 − m)/2) m^(mz − 1/2) ∏ Γ(z + k/m)."""
    circle = reader.multiply(reader.constant(2), reader.atomic(S.Pi))
    scale = reader.raised(circle, reader.constant(fmpq(1 - m, 2)), integer=False)
    exponent = reader.add(argument, reader.constant(-HALF))
    power = reader.raised(reader.constant(m), exponent, integer=False)
    return reader.multiply(parts, reader.multiply(scale, power))


def _digamma_multiple(reader: Binders, m: int, argument: Ratio, parts: Ratio) -> Ratio:
    logarithm = reader.whole(reader.log_number(fmpq(m)))
    return reader.add(logarithm, reader.multiply(reader.constant(fmpq(1, m)), parts))


def _digamma_half(reader: Binders) -> Ratio:
    """ψ(1/2) = ψ(1) − 2 log 2."""
    return reader.add(constant_value(reader, DIGAMMA, fmpq(1)), reader.whole(-2 * reader.log_number(fmpq(2))))


def _circle(divisor: int) -> Callable[[Binders], Ratio]:
    """π² over an integer."""

    def value(reader: Binders) -> Ratio:
        pi = reader.atomic(S.Pi)
        return reader.multiply(reader.constant(fmpq(1, divisor)), reader.multiply(pi, pi))

    return value


def inverse(reader: Binders, argument: Ratio) -> Ratio:
    return reader.divide(reader.constant(1), argument)


GAMMA = Family(
    gamma,
    lambda reader: reader.multiply,
    lambda reader, z: z,
    _gamma_multiple,
    lambda reader: reader.constant(1),
    lambda reader: reader.raised(reader.atomic(S.Pi), reader.constant(HALF), integer=False),
)
DIGAMMA = Family(
    digamma,
    lambda reader: reader.add,
    inverse,
    _digamma_multiple,
    lambda reader: None,  # −ψ(1) is Euler's constant
    _digamma_half,
)
TRIGAMMA = Family(
    trigamma,
    lambda reader: reader.add,
    lambda reader, z: reader.multiply(reader.constant(-1), reader.power(inverse(reader, z), 2)),
    lambda reader, m, argument, parts: reader.multiply(reader.constant(fmpq(1, m * m)), parts),
    _circle(6),
    _circle(2),
)


# ── reading ──


def gamma_call(reader: Binders, term: Expr) -> Ratio:
    return family_call(reader, GAMMA, reader.convert(term.args[0]))


def factorial_call(reader: Binders, term: Expr) -> Ratio:
    """n! = Γ(n + 1)."""
    argument = reader.add(reader.convert(term.args[0]), reader.constant(1))
    reader.factorials.add(str(parted(reader, argument)[0]))
    return family_call(reader, GAMMA, argument)


def digamma_call(reader: Binders, term: Expr) -> Ratio:
    return family_call(reader, DIGAMMA, reader.convert(term.args[0]))


def trigamma_call(reader: Binders, term: Expr) -> Ratio:
    return family_call(reader, TRIGAMMA, reader.convert(term.args[0]))


def erf_call(reader: Binders, term: Expr) -> Ratio:
    """erf is odd."""
    argument = reader.convert(term.args[0])
    if argument.num.is_zero():
        return argument
    direction = reader.constant(reader.orientation(reader.normalised(argument).num))
    shown = reader.show_ratio(reader.multiply(direction, argument))
    return reader.multiply(direction, reader.atomic(erf(shown, evaluate=False)))


def lambert_call(reader: Binders, term: Expr) -> Ratio:
    """Both branches are −1 at −1/e, where they meet."""
    argument = reader.convert(term.args[0])
    edge = reader.multiply(reader.constant(-1), reader.exp(reader.constant(-1)))
    if reader.add(argument, reader.multiply(reader.constant(-1), edge)).num.is_zero():
        return reader.constant(-1)
    return reader.atomic(term.func(reader.show_ratio(argument)))


def family_call(reader: Binders, family: Family, argument: Ratio) -> Ratio:
    """f(z + k) from f at the lowest shift and the smallest multiple of z in the term: both are defined."""
    moving, constant = parted(reader, argument)
    if moving.num.is_zero():
        return constant_value(reader, family, constant)
    m = multiple(reader, family, moving)
    combine = family.combine(reader)
    if m > 1:
        z = reader.multiply(reader.constant(fmpq(1, m)), argument)
        shares = [reader.add(z, reader.constant(fmpq(k, m))) for k in range(m)]
        result = family_call(reader, family, shares[0])
        for share in shares[1:]:
            result = combine(result, family_call(reader, family, share))
        return family.multiple(reader, m, argument, result)
    shift = int(constant.p // constant.q)
    start = reader.add(moving, reader.constant(constant - shift))
    key = (family.head, str(start))
    lowest = reader.shifts.setdefault(key, shift)
    if shift < lowest:
        reader.shifts[key] = shift
        raise Again
    if shift - lowest > SHIFTS:
        lowest = shift
    return steps(reader, family, value(reader, family, start, lowest), start, lowest, shift)


def parted(reader: Binders, argument: Ratio) -> tuple[Ratio, fmpq]:
    """The argument as a part that moves and a constant; the constant of a fraction is that of its quotient."""
    polynomial = argument.num if argument.den.is_one() else divmod(argument.num, argument.den)[0]
    constant = polynomial.to_dict().get((0,) * reader.width, fmpq(0))
    return reader.add(argument, reader.constant(-constant)), constant


def multiple(reader: Binders, family: Family, moving: Ratio) -> int:
    """How many times the smallest argument in the same direction goes into this one, at most MULTIPLE."""
    num, den = reader.normalised(moving)
    size = content(num)
    key = (family.head, str(num / size), str(den))
    least = reader.measures.setdefault(key, size)
    common = fmpq((size.p * least.q).gcd(least.p * size.q), size.q * least.q)
    if common != least and max(size / common, least / common) <= MULTIPLE:
        reader.measures[key] = common
        raise Again
    ratio = size / least
    return int(ratio.p) if ratio.q == 1 and ratio <= MULTIPLE else 1


def steps(reader: Binders, family: Family, result: Ratio, start: Ratio, low: int, high: int) -> Ratio:
    combine = family.combine(reader)
    for k in range(low, high):
        result = combine(result, family.step(reader, reader.add(start, reader.constant(k))))
    return result


def value(reader: Binders, family: Family, start: Ratio, shift: int) -> Ratio:
    """The generator f(start + shift). Γ is written as a factorial where the term has one, or where the
    argument is known to be an integer."""
    argument = reader.add(start, reader.constant(shift))

    def show() -> Expr:
        shown = reader.show_ratio(argument)
        whole = str(parted(reader, start)[0]) in reader.factorials or reader.is_integer(start)
        if family is GAMMA and shift >= 1 and whole:
            return factorial(shown - 1, evaluate=False)
        return family.head(shown, evaluate=False)

    def make(k: int) -> Generator:
        # with its argument for the sign: Γ and ψ' are positive where that is
        positive = None if family is DIGAMMA else argument
        return Generator(k, Kind.ATOM, reader.free(*argument), show, ratio=positive)

    return reader.whole(reader.variable(reader.generator((family.head, str(argument)), make)))


def constant_value(reader: Binders, family: Family, argument: fmpq) -> Ratio:
    """At a number: from the value in (0, 1]."""
    if argument <= 0:
        raise NowhereDefined
    bound(int(argument.p // argument.q), VALUE, "the argument of a gamma function")
    if argument.q == 1 and family is GAMMA:
        return reader.constant(whole_factorial(int(argument.p) - 1))
    shift = int((argument.p - 1) // argument.q)
    start = argument - shift
    found = family.at_one(reader) if start == 1 else family.at_half(reader) if start == HALF else None
    if found is None:
        found = value(reader, family, reader.constant(start), 0)
    return steps(reader, family, found, reader.constant(start), 0, shift)
