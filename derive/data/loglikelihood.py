"""The logarithm of a density, product by product, so that a factor may be as large or as small as it likes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from flint import arb
from sympy import Add, E, Expr, Mul, Pow, S, Sum, Symbol, exp

from derive.algebra.terms import substitute, unfold
from derive.data.arrays import Numbers, compiled
from derive.data.enclosures import of_logarithm, value
from derive.data.plan import Plan
from derive.language.vocabulary import if_equal, if_less


def log_densities(plan: Plan, xs: Numbers, numbers: Mapping[Symbol, float]) -> Numbers:
    """The logarithms of the density of single observations, for values of all parameters."""
    label = Symbol(plan.columns[0][0])
    term = substitute(unfold(plan.sample.density, plan.derivation.given), {plan.sample.item: label})
    totals = {total: Symbol(f"total_{k}") for k, total in enumerate(sorted(term.atoms(Sum), key=str))}
    at = {symbol: arb(number) for symbol, number in numbers.items()}
    known = {**numbers, **{symbol: float(value(total, at).mid()) for total, symbol in totals.items()}}
    function = compiled(log_density(substitute(term, totals)), (label,), tuple(known))
    with np.errstate(all="ignore"):
        return np.asarray(function(xs, *known.values()), dtype=np.float64)


def log_density(term: Expr) -> Expr:
    """log of a term that is not negative: of a product the sum, of a power the multiple, and -∞ of 0."""
    match term:
        case Mul(args=parts) if all(not part.is_negative for part in parts):
            return Add(*map(log_density, parts))
        case Pow(base=base, exp=power) if base == E:
            return power
        case Pow(base=base, exp=power):
            return power * log_density(base)
        case exp(args=(power,)):
            return power
        case if_less() | if_equal():
            a, b, then, other = term.args
            return term.func(a, b, log_density(then), log_density(other))
    if term == 0:
        return S.NegativeInfinity
    return of_logarithm(term)
