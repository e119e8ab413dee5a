"""Losses of vectors that hold log ∑ₖ exp(zₖ), and their derivatives, so written that nothing overflows and no
large numbers cancel. Each form is a guess, to be proved equal."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Dummy, Expr, Sum, Symbol, Tuple, exp, factor_terms, log

from derive.code.functions import negative_log_softmax, softmax_residual
from derive.language.vocabulary import indicator
from derive.statement import entry


def in_softmax(term: Expr, z: Symbol, run: Tuple, y: Expr, top: Symbol, place: Symbol) -> Iterator[Expr]:
    """a·log ∑ₖ exp(zₖ) + b as a·(log ∑ₖ exp(zₖ) − z_y) + (b + a·z_y), and a·softmax(z)ⱼ + b likewise with the
    residual softmax(z)ⱼ − 1{j = y}."""
    total, one = Sum(exp(entry(z, run[0])), run), Dummy("one")
    same = (entry(z, run[0]), run, y, top)
    as_number = {log(total): one}, {exp(entry(z, place)): one * total}
    functions = negative_log_softmax(*same), softmax_residual(*same, place)
    for put_in, function, beside in zip(as_number, functions, (entry(z, y), indicator(place, y)), strict=True):
        whole = term.xreplace({indicator(y, place): indicator(place, y)}).xreplace(put_in).expand()
        factor, rest = whole.coeff(one, 1), whole.coeff(one, 0)
        if factor == 0 or factor.has(total, z) or whole != (factor * one + rest).expand():
            continue
        yield factor_terms(factor) * function + factor_terms((rest + factor * beside).expand())
