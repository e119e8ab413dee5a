"""Functions that programs have, and formulas have not: each means what stands in MEANINGS."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Function, Sum, exp, log

from derive.language.vocabulary import indicator, xlogy


class log1p(Function):
    """log(1 + u), exact for small u."""

    nargs = 1


class expm1(Function):
    """exp(u) - 1, exact for small u."""

    nargs = 1


class log_ratio(Function):
    """log(a/b), exact where a is near b: a program is told a − b as well, which may be shorter than both."""

    nargs = 2


class rel_entr(Function):
    """a·log(a/b), and 0 at a = 0: the summand of the relative entropy."""

    nargs = 2


class negative_log_softmax(Function):
    """log ∑ₖ exp(zₖ) − z_y; the arguments are zₖ, the index with its limits, and y."""

    nargs = 3


class softmax_residual(Function):
    """exp(z_j)/∑ₖ exp(zₖ) − 1{j = y}; the arguments are zₖ, the index with its limits, y, and j."""

    nargs = 4


MEANINGS: dict[type[Expr], Callable[..., Expr]] = {
    log1p: lambda u: log(1 + u),
    expm1: lambda u: exp(u) - 1,
    log_ratio: lambda a, b: log(a / b),
    rel_entr: lambda a, b: xlogy(a, a / b),
    negative_log_softmax: lambda z, run, y: log(Sum(exp(z), run)) - z.subs(run[0], y),
    softmax_residual: lambda z, run, y, j: exp(z.subs(run[0], j)) / Sum(exp(z), run) - indicator(j, y),
}


def plain(term: Expr) -> Expr:
    """The same in the functions of formulas."""
    if not term.args:
        return term
    args = [plain(a) if isinstance(a, Expr) else a for a in term.args]
    build = MEANINGS.get(type(term))
    result: Expr = build(*args) if build else term.func(*args)
    return result


def in_order(parts: tuple[Expr, ...]) -> list[Expr]:
    """The parts of a sum as a program adds them: those with a minus last; but a logarithm of a ratio, which may
    be nearly what the others are together, after these."""
    return sorted(parts, key=lambda p: (p.has(log_ratio, rel_entr), bool(p.as_coeff_Mul()[0].is_negative)))
