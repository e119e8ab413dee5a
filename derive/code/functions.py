"""Functions that programs have, and formulas have not: each means what stands in MEANINGS."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Function, Sum, Tuple, exp, log

from derive.language.vocabulary import if_less, indicator, xlogy


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
    """log ∑ₖ exp(zₖ) − z_y; the arguments are zₖ, the index with its limits, y, and a place t, whose entry is
    taken out of the sum."""

    nargs = 4


class softmax_residual(Function):
    """exp(z_j)/∑ₖ exp(zₖ) − 1{j = y}; the arguments are zₖ, the index with its limits, y, t, and j."""

    nargs = 5


def of_log_softmax(z: Expr, run: Tuple, y: Expr, t: Expr) -> Expr:
    """z_t − z_y + log(1 + ∑_{k≠t} exp(zₖ − z_t))."""
    k, top = run[0], z.subs(run[0], t)
    others = Sum((1 - indicator(k, t)) * exp(z - top), run)
    return top - z.subs(k, y) + log(1 + others)


def of_residual(z: Expr, run: Tuple, y: Expr, t: Expr, j: Expr) -> Expr:
    """exp(z_j − z_t)/∑ₖ exp(zₖ − z_t) for j ≠ y, and for j = y minus the sum of these."""
    k = run[0]
    grown = exp(z - z.subs(k, t))
    total, here = Sum(grown, run), indicator(j, y)
    others = Sum((1 - indicator(k, y)) * grown, run)
    return (1 - here) * grown.subs(k, j) / total - here * others / total


MEANINGS: dict[type[Expr], Callable[..., Expr]] = {
    log1p: lambda u: log(1 + u),
    expm1: lambda u: exp(u) - 1,
    log_ratio: lambda a, b: log(a / b),
    rel_entr: lambda a, b: xlogy(a, a / b),
    negative_log_softmax: of_log_softmax,
    softmax_residual: of_residual,
}


def plain(term: Expr) -> Expr:
    """The same in the functions of formulas."""
    if not term.args:
        return term
    args = [plain(a) if isinstance(a, Expr) else a for a in term.args]
    if isinstance(term, if_less) and args[2] == args[3]:  # two ways to compute the same
        return args[2]
    build = MEANINGS.get(type(term))
    result: Expr = build(*args) if build else term.func(*args)
    return result


def in_order(parts: tuple[Expr, ...]) -> list[Expr]:
    """The parts of a sum as a program adds them: those with a minus last; but a logarithm of a ratio, which may
    be nearly what the others are together, after these."""
    return sorted(parts, key=lambda p: (p.has(log_ratio, rel_entr), bool(p.as_coeff_Mul()[0].is_negative)))
