"""The logarithm of a density, product by product, so that a factor may be as large or as small as it likes."""

from __future__ import annotations

from sympy import Add, E, Expr, Mul, Pow, S, exp

from derive.data.enclosures import of_logarithm
from derive.language.vocabulary import if_equal, if_less


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
