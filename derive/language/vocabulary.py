"""The closed vocabulary of terms: which functions and binders a term may hold, and their names in text.

`expect` and `variance` bind the data: in `expect(g)` every observation is random. `xlogy(a, b)` is
a·log b with the convention 0 log 0 = 0 that information theory uses. `indicator(a, b)` is 1 when
a = b and 0 otherwise. `if_less(u, v, a, b)` and `if_equal(u, v, a, b)` are a where the relation holds and
else b, in text `where(u < v, a, b)`; only the branch that is taken has to be defined.

`OrderStatistic` is the k-th smallest of the values that a term takes over an index, in text
`order(k, x[i], i=1..n)`; the smallest is `min(x[i], i=1..n)`, the largest `max(x[i], i=1..n)`.

A function of DEFINITIONS is an abbreviation: it means what stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, reduce

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Expr,
    Function,
    Mul,
    Product,
    S,
    Sum,
    Symbol,
    Tuple,
    binomial,
    ceiling,
    cosh,
    erf,
    erfc,
    exp,
    factorial,
    floor,
    gamma,
    log,
    loggamma,
    sign,
    sinh,
    tanh,
)
from sympy.core.function import AppliedUndef
from sympy.polys.polyerrors import BasePolynomialError

from derive.errors import DeriveError


class expect(Function):
    """The expectation over the sample."""

    nargs = 1


class variance(Function):
    """The variance over the sample."""

    nargs = 1


class xlogy(Function):
    """a·log b, and 0 at a = 0 and b >= 0."""

    nargs = 2


class indicator(Function):
    """1 when both arguments are equal, else 0."""

    nargs = 2


class sigmoid(Function):
    """The logistic function 1/(1 + exp(-z))."""

    nargs = 1


class logit(Function):
    """The log-odds log(p/(1 - p))."""

    nargs = 1


class softplus(Function):
    """log(1 + exp(z))."""

    nargs = 1


class Beta(Function):
    """Euler's beta function."""

    nargs = 2


class digamma(Function):
    """The derivative of log gamma."""

    nargs = 1


class trigamma(Function):
    """The second derivative of log gamma."""

    nargs = 1


class lambert_w0(Function):
    """The w >= -1 with w·exp(w) = z: the principal branch of Lambert's function."""

    nargs = 1


class lambert_wm1(Function):
    """The w <= -1 with w·exp(w) = z, for negative z: the lower branch of Lambert's function."""

    nargs = 1


class maximum(Function):
    """The largest of its arguments, two or more."""


class minimum(Function):
    """The smallest of its arguments, two or more."""


class if_less(Function):
    """`if_less(u, v, a, b)` is a where u < v, else b."""

    nargs = 4


class if_equal(Function):
    """`if_equal(u, v, a, b)` is a where u = v, else b."""

    nargs = 4


class OrderStatistic(Expr):
    """The `rank`-th smallest of the values of a term over an index: its arguments are the term, the index with
    its limits, and the rank."""

    is_commutative = True

    @property
    def rank(self) -> Expr:
        rank: Expr = self.args[2]
        return rank

    @property
    def limits(self) -> tuple[Tuple, ...]:
        limits: tuple[Tuple, ...] = self.args[1:2]
        return limits

    @property
    def free_symbols(self) -> set[Basic]:
        inside, (symbol, *ends), rank = self.args
        outside: set[Basic] = rank.free_symbols.union(*(end.free_symbols for end in ends))
        return {s for s in inside.free_symbols if symbol not in s.free_symbols} | outside


def number_of_values(low: Expr, high: Expr) -> Expr:
    """How many values an index takes, not computed: the rank of the largest."""
    return high if low == 1 else Add(high, Mul(S.NegativeOne, low, evaluate=False), S.One, evaluate=False)


FUNCTIONS: dict[str, type[Function]] = {
    "log": log,
    "exp": exp,
    "abs": Abs,
    "sign": sign,
    "gamma": gamma,
    "factorial": factorial,
    "expect": expect,
    "variance": variance,
    "xlogy": xlogy,
    "indicator": indicator,
    "sigmoid": sigmoid,
    "logit": logit,
    "softplus": softplus,
    "tanh": tanh,
    "sinh": sinh,
    "cosh": cosh,
    "loggamma": loggamma,
    "Beta": Beta,
    "binomial": binomial,
    "digamma": digamma,
    "trigamma": trigamma,
    "erf": erf,
    "erfc": erfc,
    "floor": floor,
    "ceiling": ceiling,
    "lambert_w0": lambert_w0,
    "lambert_wm1": lambert_wm1,
    "max": maximum,
    "min": minimum,
}

SWITCHES = (if_less, if_equal)
"""Functions whose value is one of two branches; their text begins with `where`."""

BINDERS: dict[str, type[Expr]] = {"sum": Sum, "product": Product}

ORDERS = ("order", "min", "max")
"""The names under which an order statistic is written; the last two are functions of listed terms as well."""

RANDOM = (expect, variance)
"""Functions whose argument is read with the data as random variables."""

VARIADIC = (maximum, minimum)
"""Functions of two arguments or more."""


def _larger(a: Expr, b: Expr) -> Expr:
    return if_less(a, b, b, a)


def _smaller(a: Expr, b: Expr) -> Expr:
    return if_less(a, b, a, b)


def _gamma(z: Expr) -> Expr:
    """Γ(z), not computed: SymPy would compute that of a number of any size."""
    return gamma(z, evaluate=False)


DEFINITIONS: dict[type[Expr], Callable[..., Expr]] = {
    sigmoid: lambda z: 1 / (1 + exp(-z)),
    logit: lambda p: log(p / (1 - p)),
    softplus: lambda z: log(1 + exp(z)),
    tanh: lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z)),
    sinh: lambda z: (exp(z) - exp(-z)) / 2,
    cosh: lambda z: (exp(z) + exp(-z)) / 2,
    loggamma: lambda z: log(_gamma(z)),
    Beta: lambda a, b: _gamma(a) * _gamma(b) / _gamma(a + b),
    binomial: lambda n, k: _gamma(n + 1) / (_gamma(k + 1) * _gamma(n - k + 1)),
    erfc: lambda z: 1 - erf(z),
    maximum: lambda *terms: reduce(_larger, terms),
    minimum: lambda *terms: reduce(_smaller, terms),
}
"""What the functions mean that are abbreviations."""


def made(build: Callable[..., Expr], args: tuple[Basic, ...]) -> Expr:
    """What a constructor of SymPy makes. It evaluates on the way, and may stumble over its arguments."""
    try:
        return build(*args)
    except (ArithmeticError, BasePolynomialError, TypeError, ValueError) as error:
        raise DeriveError(f"SymPy cannot write {build.__name__} of such arguments: {error}") from error


@lru_cache(maxsize=4096)
def meaning(term: Expr) -> Expr:
    """What an abbreviation stands for: the body of its definition, with its arguments put in."""
    return made(DEFINITIONS[type(term)], term.args)


CONSTANTS: dict[str, Expr] = {"pi": S.Pi, "e": S.Exp1, "oo": S.Infinity}


def apply_undefined(name: str, *arguments: Expr) -> Expr:
    """A name applied to arguments, such as L(p); what it means is said by a Definition."""
    return Function(name)(*arguments)


def is_named(term: Basic) -> bool:
    """Whether a term is a name given by a definition: a symbol, or a name applied to arguments."""
    return isinstance(term, Symbol | AppliedUndef)


__all__ = [
    "BINDERS", "CONSTANTS", "DEFINITIONS", "FUNCTIONS", "ORDERS", "RANDOM", "SWITCHES", "VARIADIC", "Beta",
    "Derivative", "OrderStatistic", "apply_undefined", "digamma", "expect", "if_equal", "if_less", "indicator",
    "is_named", "lambert_w0", "lambert_wm1", "logit", "maximum", "meaning", "minimum", "number_of_values",
    "sigmoid", "softplus", "trigamma", "variance", "xlogy",
]  # fmt: skip
