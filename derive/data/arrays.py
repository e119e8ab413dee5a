"""Terms as functions of arrays: the printer of losses, for NumPy with the special functions of SciPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Expr, Mul, Pow, S, Symbol, binomial, exp, factorial, log

from derive.algebra.terms import names
from derive.code.backends import Backend, backend
from derive.code.functions import log1p
from derive.code.printer import ArrayPrinter
from derive.data.enclosures import log_terms
from derive.language.vocabulary import DEFINITIONS, Beta, logit, sigmoid, softplus

Numbers: TypeAlias = NDArray[np.float64]
Compiled: TypeAlias = Callable[..., Numbers]

SPECIAL = {
    "digamma": "special.digamma({0})",
    "erf": "special.erf({0})",
    "gamma": "special.gamma({0})",
    "loggamma": "special.gammaln({0})",
    "sigmoid": "special.expit({0})",
    "trigamma": "special.polygamma(1, {0})",
    "xlogy": "special.xlogy({0}, {1})",
}


@lru_cache(maxsize=1)
def library() -> Backend:
    """NumPy with SciPy."""
    found = backend("numpy")
    return replace(found, title="NumPy and SciPy", functions={**found.functions, **SPECIAL})


def stable(term: Expr) -> Expr:
    """The term with logarithms and exponentials that do not overflow."""
    if not term.args:
        return term
    args = [stable(a) for a in term.args if isinstance(a, Expr)]
    match term:
        case log():
            return _logarithm(log_terms(log(args[0], evaluate=False)))
        case Mul():
            return _share(Mul(*args))
        case Add() | Pow():
            return term.func(*args)
    if isinstance(term, Beta | binomial | factorial | logit):
        return stable(DEFINITIONS[type(term)](*args)) if type(term) in DEFINITIONS else _gamma(args[0] + 1)
    return term.func(*args)


def _gamma(z: Expr) -> Expr:
    from sympy import gamma

    return gamma(z, evaluate=False)


def _logarithm(term: Expr) -> Expr:
    """log(1 + eᵘ) and log(1 + u) by functions of their own; the logarithm of a sum of exponentials with the
    first taken out."""
    if not isinstance(term, log):
        return term
    (inside,) = term.args
    if not isinstance(inside, Add):
        return term
    if len(inside.args) == 2 and all(part == 1 or isinstance(part, exp) for part in inside.args):
        one, other = (S.Zero if part == 1 else part.args[0] for part in inside.args)
        return one + softplus(other - one)
    rest = inside - 1
    return log1p(rest) if not isinstance(rest, Add) and not rest.is_number else term


def _share(term: Expr) -> Expr:
    """c·eᵃ/(eᵃ + eᵇ) as c·sigmoid(a − b), and c/(1 + eᵇ) as c·sigmoid(−b)."""
    factors = list(Mul.make_args(term))
    for below in [f for f in factors if f.is_Pow and f.exp.is_Integer and f.exp < 0]:
        parts = Add.make_args(below.base)
        if len(parts) != 2 or not all(part == 1 or isinstance(part, exp) for part in parts):
            continue
        first, second = (S.Zero if part == 1 else part.args[0] for part in parts)
        above = Add(*(f.args[0] for f in factors if isinstance(f, exp)))
        rest = [f for f in factors if not isinstance(f, exp) and f is not below]
        times = int(-below.exp)
        for share, other in ((first, second), (second, first)):
            count = above / share if share != 0 else (S.Zero if above == 0 else None)
            if count is not None and count.is_Integer and 0 <= count <= times:
                mixed = Mul(*rest) * sigmoid(share - other) ** count
                left = times - int(count)
                return mixed if not left else _spread(mixed, share, other, left)
    return term


def _spread(mixed: Expr, share: Expr, other: Expr, left: int) -> Expr:
    """What is left of the powers below: 1/(eᵃ + eᵇ) = sigmoid(b − a)/eᵇ, where one of the two is 1."""
    if share == 0:
        return mixed * sigmoid(-other) ** left
    if other == 0:
        return mixed * sigmoid(-share) ** left
    return mixed * (exp(share) + exp(other)) ** (-left)


@lru_cache(maxsize=512)
def compiled(term: Expr, arrays: tuple[Symbol, ...], numbers: tuple[Symbol, ...] = ()) -> Compiled:
    """The term as a function of `arrays`, then of `numbers`. Raises DeriveError for what has no counterpart."""
    term = stable(term)
    called = {symbol: f"a{k}" for k, symbol in enumerate(arrays)}
    given = {symbol: f"c{k}" for k, symbol in enumerate(numbers)}
    moving = bool(names(term) & called.keys())
    printer = ArrayPrinter(library(), called, given, Symbol("_no_place"))
    text = printer.text(term)
    helpers = [text for name, text in library().helpers.items()]
    namespace = _namespace(tuple(helpers))
    arguments = ", ".join((*called.values(), *given.values()))
    function: Compiled = eval(f"lambda {arguments}: {text}", namespace)  # text of our own printer alone
    return function if moving else partial(_filled, function)


def _filled(function: Compiled, *values: Numbers) -> Numbers:
    return np.full_like(values[0], function(*values))


@lru_cache(maxsize=1)
def _namespace(helpers: tuple[str, ...]) -> dict[str, object]:
    import math

    from scipy import special

    found: dict[str, object] = {"np": np, "math": math, "special": special, "inf": math.inf}
    for text in helpers:
        exec(text, found)  # the helpers of the table of NumPy
    return found
