"""Ways to write a term so that a machine loses fewer digits. What is found here is a guess: each form is proved
equal, and its digits are counted, in `stable`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sympy import Abs, Add, Expr, Mul, Pow, S, cosh, exp, factor_terms, log, sinh, tanh

from derive.code.functions import expm1, log1p, xlog1py
from derive.language.vocabulary import if_less, maximum, minimum, sigmoid, softplus, xlogy

Way = Callable[[Expr], Expr]


def everywhere(term: Expr, way: Way) -> Expr:
    """A way of writing applied to every part, the innermost first."""
    if term.args:
        args = [everywhere(a, way) if isinstance(a, Expr) else a for a in term.args]
        term = term.func(*args)
    return way(term)


def in_logs(term: Expr) -> Expr:
    """log(1 + eᵘ) as softplus(u), log σ(u) as −softplus(−u), log(1 + u) as log1p(u)."""
    match term:
        case log(args=(sigmoid(args=(u,)),)):
            return -softplus(-u)
        case log(args=(Add(args=parts) as inside,)) if S.One in parts:
            rest = inside - 1
            match rest:
                case exp(args=(u,)):
                    return softplus(u)
                case Mul(args=(S.NegativeOne, sigmoid(args=(u,)))):
                    return -softplus(u)
            return log1p(rest)
        case log(args=(Pow(base=u, exp=S.NegativeOne),)):
            return -in_logs(log(u))
        case xlogy(args=(S.One, u)):
            return in_logs(log(u))
        case xlogy(args=(S.Zero, _)):
            return S.Zero
    return term


def in_complements(term: Expr) -> Expr:
    """1 − σ(u) as σ(−u), eᵘ − 1 as expm1(u), softplus(u) − u as softplus(−u), 1 − tanh²u as 1/cosh²u."""
    if not isinstance(term, Add):
        return term
    parts = list(term.args)
    for part in parts:
        factor, rest = part.as_coeff_Mul()
        others = [other for other in parts if other is not part]
        match rest:
            case sigmoid(args=(u,)) if -factor in others:
                others.remove(-factor)
                return in_complements(Add(*others, -factor * sigmoid(-u)))
            case exp(args=(u,)) if -factor in others:
                others.remove(-factor)
                return in_complements(Add(*others, factor * expm1(u)))
            case softplus(args=(u,)):
                lines = (-factor * u).expand()
                if all(line in others for line in Add.make_args(lines)):
                    kept = [other for other in others if other not in Add.make_args(lines)]
                    return in_complements(Add(*kept, factor * softplus(-u)))
            case Pow(base=tanh(args=(u,)), exp=power) if power == 2 and -factor in others:
                others.remove(-factor)
                return in_complements(Add(*others, -factor / cosh(u) ** 2))
    return term


def in_halves(term: Expr) -> Expr:
    """log cosh u by sinh²(u/2) where u is small, and else without a large number."""
    match term:
        case log(args=(cosh(args=(u,)),)):
            large = Abs(u) + log1p(exp(-2 * Abs(u))) - log(2)
            small = minimum(Abs(u), S.One)  # so that nothing overflows where the other branch is taken
            return if_less(Abs(u), S.One, log1p(2 * sinh(small / 2) ** 2), large)
    return term


def in_ratios(term: Expr) -> Expr:
    """log(a/b) as log1p((a − b)/b), which is exact where a is near b."""
    match term:
        case log(args=(Mul() as inside,)):
            above, below = inside.as_numer_denom()
            return log1p((above - below) / below) if below != 1 else term
    return term


def in_differences(term: Expr) -> Expr:
    """a/b − 1 as (a − b)/b."""
    if not isinstance(term, Add):
        return term
    number = sum((part for part in term.args if part.is_Number), S.Zero)
    for part in term.args if number != 0 else ():
        above, below = part.as_numer_denom()
        if not below.is_Number:
            return Add(term - part - number, factor_terms(above + number * below) / below)
    return term


def in_weighted_logs(term: Expr) -> Expr:
    """a·log b − a·log c, with 0·log 0 = 0, as a·log1p((b − c)/c)."""
    if not isinstance(term, Add):
        return term
    for part in term.args:
        factor, rest = part.as_coeff_Mul()
        if isinstance(rest, xlogy):
            a, b = rest.args
            for other in term.args:
                scale, inner = other.as_independent(log, as_Add=False)
                if scale == -factor * a and isinstance(inner, log):
                    (c,) = inner.args
                    return Add(term - part - other, factor * xlog1py(a, (b - c) / c))
    return term


def in_parts(term: Expr) -> Expr:
    """softplus(u) − c·u as max(u, 0) − c·u + log1p(e^−|u|): each part is exact where the others are large."""
    if not isinstance(term, Add):
        return term
    found = [part for part in term.args if isinstance(part, softplus)]
    if len(found) != 1:
        return term
    ((u,), rest) = found[0].args, term - found[0]
    return Add(Add(maximum(u, S.Zero), rest, evaluate=False), log1p(exp(-Abs(u))), evaluate=False)


def together(term: Expr) -> Expr:
    """∑ c·log a as one logarithm of a quotient, where there are two."""
    if not isinstance(term, Add):
        return term
    logs = {part: part.as_coeff_Mul() for part in term.args if isinstance(part.as_coeff_Mul()[1], log)}
    if len(logs) != 2:
        return term
    (one, (c, a)), (other, (d, b)) = logs.items()
    if c != -d:
        return term
    return Add(term - one - other, c * log(a.args[0] / b.args[0]))


PLAIN: tuple[Way, ...] = (in_logs, in_complements)
WAYS: tuple[tuple[Way, ...], ...] = (
    PLAIN,
    (),
    (in_halves, *PLAIN),
    (*PLAIN, in_parts),
    (*PLAIN, together),
    (*PLAIN, in_ratios),
    (*PLAIN, together, in_ratios),
    (*PLAIN, in_ratios, in_differences),
    (*PLAIN, in_weighted_logs),
)


def forms(term: Expr) -> Iterator[Expr]:
    """The term as it is, and written in these ways, one after the other."""
    for ways in WAYS:
        form = term
        for way in ways:
            form = everywhere(form, way)
        yield form
