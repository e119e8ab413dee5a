"""Terms in the arithmetic of a machine: what a program would compute, one operation after the other. What is
too large for a number on the way is an error here: in a library it is a warning, or a derivative is lost."""

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

from derive.code.functions import expm1, in_order, log1p, log_ratio, rel_entr
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


def of_sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def of_log_ratio(a: float, b: float, difference: float) -> float:
    r = difference / b
    return math.log1p(r) if abs(r) < 0.5 else math.log(a / b)


FUNCTIONS: dict[type[Expr], Callable[..., float]] = {
    Abs: abs,
    cosh: math.cosh,
    erf: math.erf,
    erfc: math.erfc,
    exp: math.exp,
    expm1: math.expm1,
    factorial: lambda k: math.gamma(k + 1),
    gamma: math.gamma,
    indicator: lambda a, b: float(a == b),
    log: math.log,
    log1p: math.log1p,
    log_ratio: of_log_ratio,
    loggamma: math.lgamma,
    maximum: max,
    minimum: min,
    sigmoid: of_sigmoid,
    rel_entr: lambda a, b, d: 0.0 if a == 0 else a * of_log_ratio(a, b, d),
    sign: lambda a: float((a > 0) - (a < 0)),
    sinh: math.sinh,
    softplus: of_softplus,
    tanh: math.tanh,
    xlogy: lambda a, b: 0.0 if a == 0 else a * math.log(b),
}


def value(term: Expr, at: Mapping[Symbol, float]) -> float:
    """A term in double precision. Both branches of a switch are computed, as libraries do. Raises DeriveError
    for what is not of this table, ArithmeticError or ValueError where a machine finds no number on the way."""
    match term:
        case Symbol():
            return at[term]
        case Number() | NumberSymbol():
            return float(term)
        case Add(args=parts):
            return sum((value(part, at) for part in in_order(parts)), 0.0)
        case Mul(args=parts):
            result = 1.0
            for part in parts:
                result *= value(part, at)
            return result
        case Pow(base=base, exp=power):
            if power == Number(1) / 2:
                return math.sqrt(value(base, at))
            return math.pow(value(base, at), value(power, at))
        case if_less() | if_equal():
            left, right, then, other = (value(part, at) for part in term.args)
            return then if (left < right if isinstance(term, if_less) else left == right) else other
        case log_ratio(args=(a, b)) | rel_entr(args=(a, b)):
            return FUNCTIONS[type(term)](*(value(part, at) for part in (a, b, a - b)))
    function = FUNCTIONS.get(type(term))
    if function is None:
        raise DeriveError(f"{term.func.__name__} is not known to the arithmetic of a machine")
    return float(function(*(value(part, at) for part in term.args)))
