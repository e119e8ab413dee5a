"""The functions of the vocabulary on exact fractions, balls and power series of balls."""

from __future__ import annotations

from functools import cmp_to_key, reduce
from itertools import pairwise
from math import factorial

from flint import acb, arb, arb_series, fmpq

from derive.algebra.numeric.mixed import (
    Undefined,
    Value,
    ball,
    logarithm,
    plus,
    positive,
    signum,
    times,
)

EXACT_FACTORIAL = 2_000
"""Factorials up to here are computed exactly."""
MOST_SLOPES = 12
"""The highest coefficient of a series that is computed."""


def gamma(value: Value) -> Value:
    """Γ at a positive argument, exact at whole numbers."""
    if not positive(value):
        raise Undefined("gamma of", value, "is not read here")
    if isinstance(value, fmpq) and value.q == 1:
        if value.p >= EXACT_FACTORIAL:
            raise Undefined("gamma of", value, "is too large")
        return fmpq(factorial(int(value.p) - 1))
    return (arb(value) if isinstance(value, fmpq) else value).gamma()


def digamma(value: Value) -> Value:
    return _polygamma(0, value)


def trigamma(value: Value) -> Value:
    return _polygamma(1, value)


def _polygamma(order: int, value: Value) -> Value:
    """The derivatives of log Γ at a positive argument; along a series by Taylor's formula."""
    if not positive(value):
        raise Undefined("polygamma of", value, "has no value here")
    if not isinstance(value, arb_series):
        return _slope(order, ball(value))
    length = value.length()
    inner = arb_series([0, *(value[k] for k in range(1, length))], prec=MOST_SLOPES)
    slopes = [_slope(order + k, ball(value)) / factorial(k) for k in range(MOST_SLOPES)]
    return arb_series(slopes, prec=MOST_SLOPES)(inner)


def _slope(order: int, value: arb) -> arb:
    return value.digamma() if order == 0 else acb(value).polygamma(acb(order)).real


def error_function(value: Value) -> Value:
    if isinstance(value, fmpq):
        return fmpq(0) if value == 0 else arb(value).erf()
    return value.erf()


def lambert_w0(value: Value) -> Value:
    """The branch above −1, of z >= −1/e."""
    return fmpq(0) if value == 0 else _lambert(value, 0)


def lambert_wm1(value: Value) -> Value:
    """The branch below −1, of −1/e <= z < 0."""
    if not positive(times(fmpq(-1), value)):
        raise Undefined("the lower branch of Lambert's function at", value)
    return _lambert(value, -1)


def _lambert(value: Value, branch: int) -> arb:
    if isinstance(value, arb_series):
        raise Undefined("a derivative of Lambert's function")
    found = ball(value).lambertw(branch)
    if not found.is_finite():
        raise Undefined("Lambert's function at", value)
    return found


def xlogy(weight: Value, inside: Value) -> Value:
    """a·log b, and 0 log 0 = 0."""
    if isinstance(weight, fmpq) and weight == 0 and (inside == 0 or positive(inside)):
        return fmpq(0)
    return times(weight, logarithm(inside))


def difference_sign(a: Value, b: Value) -> int:
    """The sign of a − b. Undefined where balls overlap, and at a seam along which a derivative is taken."""
    found = signum(plus(a, times(fmpq(-1), b)))
    assert isinstance(found, fmpq)
    return int(found.p)


def indicator(a: Value, b: Value) -> Value:
    return fmpq(1 if difference_sign(a, b) == 0 else 0)


def largest(*values: Value) -> Value:
    """The maximum; of balls by flint, so that equal arguments are no matter."""
    return reduce(_larger, values)


def smallest(*values: Value) -> Value:
    return times(fmpq(-1), largest(*(times(fmpq(-1), value) for value in values)))


def _larger(a: Value, b: Value) -> Value:
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return max(a, b)
    if isinstance(a, arb_series) or isinstance(b, arb_series):
        return a if difference_sign(a, b) > 0 else b
    return arb.max(arb(a), arb(b))


def floor(value: Value) -> Value:
    """The greatest integer that is not greater; Undefined for a ball that may hold an integer."""
    if isinstance(value, fmpq):
        return fmpq(value.floor())
    low = ball(value).floor().unique_fmpz()
    if low is None or ball(value).contains_integer():
        raise Undefined("a number that may be an integer or less")
    return fmpq(low)


def ceiling(value: Value) -> Value:
    return times(fmpq(-1), floor(times(fmpq(-1), value)))


def in_order(values: list[Value], rank: int) -> Value:
    """The value of this rank, the least having rank 1. Of balls: it is no less than the lower end of that
    rank, and no greater than the upper end."""
    exact = [value for value in values if isinstance(value, fmpq)]
    if len(exact) == len(values):
        return sorted(exact)[rank - 1]
    if any(isinstance(value, arb_series) for value in values):
        return _series_in_order(values, rank)
    balls = [ball(value) for value in values]
    low = sorted((b.lower() for b in balls), key=cmp_to_key(_exactly))[rank - 1]
    high = sorted((b.upper() for b in balls), key=cmp_to_key(_exactly))[rank - 1]
    return low.union(high)


def _exactly(a: arb, b: arb) -> int:
    """Numbers without a radius are compared exactly."""
    return -1 if a < b else 1 if a > b else 0


def _series_in_order(values: list[Value], rank: int) -> Value:
    """Where values move, their order has to be certain."""
    found = sorted(values, key=cmp_to_key(difference_sign))
    if any(difference_sign(a, b) >= 0 for a, b in pairwise(found)):
        raise Undefined("values that meet")
    return found[rank - 1]
