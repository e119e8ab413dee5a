"""Arithmetic of exact fractions, balls and power series of balls, mixed as they come."""

from __future__ import annotations

from typing import TypeAlias

from flint import arb, arb_series, fmpq, fmpz

from derive.errors import DeriveError

Value: TypeAlias = fmpq | arb | arb_series
"""A series stands for a value that moves with the variable of an enclosing derivative."""

POWER_BITS = 100_000


class Undefined(DeriveError):
    """A term that has no value at the point, or none that can be computed. Its parts are written out when it
    is read, which is seldom: at most points nobody asks."""

    def __str__(self) -> str:
        return " ".join(map(str, self.args))


def less(a: Value, b: Value) -> bool | None:
    """Whether a < b; None where the balls overlap."""
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return bool(a < b)
    a, b = ball(a), ball(b)
    return True if a < b else False if a >= b else None


def less_equal(a: Value, b: Value) -> bool | None:
    found = less(b, a)
    return None if found is None else not found


def same(a: Value, b: Value) -> bool | None:
    """Whether a = b; balls that are not exact can only show that it is not."""
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return bool(a == b)
    return None if ball(a).overlaps(ball(b)) else False


def ball(value: Value) -> arb:
    return value[0] if isinstance(value, arb_series) else arb(value)


def near(value: arb, bits: int) -> fmpq:
    """A fraction with denominator 2^bits close to the middle of a ball; Undefined for one too wide."""
    floor = (value * 2**bits).mid().floor().unique_fmpz()
    if floor is None:
        raise Undefined("a number that is not finite")
    return fmpq(floor, 2**bits)


def decimal(value: Value, digits: int = 15) -> str:
    """A decimal ball, or the exact fraction."""
    return str(value) if isinstance(value, fmpq) else str(value.str(digits))


def raise_kind(a: Value, b: Value) -> tuple[Value, Value]:
    """The same two values such that flint can combine them: a fraction beside a series becomes a ball."""
    if isinstance(a, fmpq) and isinstance(b, arb_series):
        return arb(a), b
    if isinstance(b, fmpq) and isinstance(a, arb_series):
        return a, arb(b)
    return a, b


def plus(a: Value, b: Value) -> Value:
    a, b = raise_kind(a, b)
    return a + b


def times(a: Value, b: Value) -> Value:
    if (isinstance(a, fmpq) and a == 0) or (isinstance(b, fmpq) and b == 0):
        return fmpq(0)
    a, b = raise_kind(a, b)
    return a * b


def positive(value: Value) -> bool:
    """Whether the value is certainly positive."""
    return bool(value > 0) if isinstance(value, fmpq) else bool(ball(value) > 0)


def signum(value: Value) -> Value:
    if isinstance(value, fmpq):
        return fmpq((value > 0) - (value < 0))
    middle = ball(value)
    if middle > 0 or middle < 0:
        return fmpq(1 if middle > 0 else -1)
    raise Undefined("a sign that is not decided here")


def size(value: Value) -> Value:
    if isinstance(value, fmpq):
        return value if value >= 0 else -value
    return abs(value) if isinstance(value, arb) else times(signum(value), value)


def integer_power(base: Value, exponent: int) -> Value:
    if exponent == 0:
        return fmpq(1)
    if isinstance(base, fmpq):
        if base == 0 and exponent < 0:
            raise Undefined("a division by 0")
        if abs(exponent) * max(base.p.bit_length(), base.q.bit_length()) > POWER_BITS:
            return integer_power(arb(base), exponent)
        return base**exponent
    if exponent < 0:
        if ball(base).contains(0):
            raise Undefined("a division by a ball that holds 0")
        base, exponent = 1 / base, -exponent
    return base ** fmpz(exponent) if isinstance(base, arb) else series_power(base, exponent)


def series_power(base: arb_series, exponent: int) -> arb_series:
    if exponent == 1:
        return base
    half = series_power(base * base, exponent // 2)
    return half * base if exponent % 2 else half


def exponential(value: Value) -> Value:
    if isinstance(value, fmpq):
        return fmpq(1) if value == 0 else arb(value).exp()
    return value.exp()


def logarithm(value: Value) -> Value:
    if not positive(value):
        raise Undefined("a log of what is not positive")
    if isinstance(value, fmpq):
        return fmpq(0) if value == 1 else arb(value).log()
    return value.log()
