"""Terms in the arithmetic of a machine: what a program would compute, one operation after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from sympy import (
    Abs,
    Add,
    Expr,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Symbol,
    cosh,
    erf,
    erfc,
    exp,
    factorial,
    gamma,
    log,
    loggamma,
    sign,
    sinh,
    tanh,
)

from derive.code.functions import expm1, log1p, xlog1py
from derive.errors import DeriveError
from derive.language.vocabulary import (
    if_equal,
    if_less,
    indicator,
    maximum,
    minimum,
    sigmoid,
    softplus,
    xlogy,
)


def of_softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def power_of(base: float, power: float) -> float:
    try:
        return math.pow(base, power)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan


def of_sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def grown(function: Callable[[float], float]) -> Callable[[float], float]:
    """With ∞ for what is too large for a machine, as arrays have it."""

    def of(u: float) -> float:
        try:
            return function(u)
        except OverflowError:
            return math.inf if u > 0 else -math.inf

    return of


def of_log(u: float) -> float:
    return math.log(u) if u > 0 else -math.inf if u == 0 else math.nan


FUNCTIONS: dict[type[Expr], Callable[..., float]] = {
    Abs: abs,
    cosh: lambda u: grown(math.cosh)(abs(u)),
    erf: math.erf,
    erfc: math.erfc,
    exp: grown(math.exp),
    expm1: grown(math.expm1),
    factorial: lambda k: math.gamma(k + 1),
    gamma: math.gamma,
    indicator: lambda a, b: float(a == b),
    log: of_log,
    log1p: lambda u: math.log1p(u) if u > -1 else -math.inf if u == -1 else math.nan,
    loggamma: math.lgamma,
    maximum: max,
    minimum: min,
    sigmoid: of_sigmoid,
    sign: lambda a: float((a > 0) - (a < 0)),
    sinh: grown(math.sinh),
    softplus: of_softplus,
    tanh: math.tanh,
    xlog1py: lambda a, b: 0.0 if a == 0 else a * math.log1p(b),
    xlogy: lambda a, b: 0.0 if a == 0 else a * of_log(b),
}


def value(term: Expr, at: Mapping[Symbol, float]) -> float:
    """A term in double precision. Raises DeriveError for what is not of this table, ArithmeticError or
    ValueError where a machine finds no number."""
    match term:
        case Symbol():
            return at[term]
        case Number() | NumberSymbol():
            return float(term)
        case Add(args=parts):
            return sum((value(part, at) for part in parts), 0.0)
        case Mul(args=parts):
            result = 1.0
            for part in parts:
                result *= value(part, at)
            return result
        case Pow(base=base, exp=power):
            if power == Number(1) / 2:
                return math.sqrt(value(base, at))
            return power_of(value(base, at), value(power, at))
        case if_less(args=(left, right, then, other)):
            return value(then if value(left, at) < value(right, at) else other, at)
        case if_equal(args=(left, right, then, other)):
            return value(then if value(left, at) == value(right, at) else other, at)
    function = FUNCTIONS.get(type(term))
    if function is None:
        raise DeriveError(f"{term.func.__name__} is not known to the arithmetic of a machine")
    return float(function(*(value(part, at) for part in term.args)))
