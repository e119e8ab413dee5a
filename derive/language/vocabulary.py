"""The closed vocabulary of terms: which functions and binders a term may hold, and their names in text.

`expect` and `variance` bind the data: in `expect(g)` every observation is random. `xlogy(a, b)` is
a·log b with the convention 0 log 0 = 0 that information theory uses. `indicator(a, b)` is 1 when
a = b and 0 otherwise.
"""

from __future__ import annotations

from sympy import (
    Abs,
    Basic,
    Derivative,
    Expr,
    Function,
    Product,
    S,
    Sum,
    Symbol,
    exp,
    factorial,
    gamma,
    log,
    sign,
)
from sympy.core.function import AppliedUndef


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
}

BINDERS: dict[str, type[Expr]] = {"sum": Sum, "product": Product}

RANDOM = (expect, variance)
"""Functions whose argument is read with the data as random variables."""

CONSTANTS: dict[str, Expr] = {"pi": S.Pi, "e": S.Exp1, "oo": S.Infinity}


def apply_undefined(name: str, *arguments: Expr) -> Expr:
    """A name applied to arguments, such as L(p); what it means is said by a Definition."""
    return Function(name)(*arguments)


def is_named(term: Basic) -> bool:
    """Whether a term is a name given by a definition: a symbol, or a name applied to arguments."""
    return isinstance(term, Symbol | AppliedUndef)


__all__ = [
    "BINDERS", "CONSTANTS", "FUNCTIONS", "RANDOM", "Derivative", "apply_undefined", "expect",
    "indicator", "is_named", "variance", "xlogy",
]  # fmt: skip
