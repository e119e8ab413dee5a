"""Ways to write a term so that a machine loses fewer digits. What is found here is a guess: each form is proved
equal, and its digits are counted, in `stable`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations

from sympy import Abs, Add, Expr, Mul, Pow, S, Symbol, cosh, exp, factor_terms, log, sinh, tanh

from derive.code.functions import expm1, log1p, log_ratio, rel_entr
from derive.language.vocabulary import if_equal, if_less, indicator, maximum, minimum, sigmoid, softplus, xlogy

Way = Callable[[Expr], Expr]


def everywhere(term: Expr, way: Way) -> Expr:
    """A way of writing applied to every part, the innermost first."""
    if term.args:
        args = [everywhere(a, way) if isinstance(a, Expr) else a for a in term.args]
        term = term.func(*args)
    return way(term)


# ── logarithms and exponentials ──


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
    """1 − σ(u) as σ(−u), eᵘ − 1 as expm1(u), softplus(u) − u as softplus(−u), 1 − tanh²u as 1/cosh²u,
    1 − 1{u = v} as a switch."""
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
                lines = Add.make_args((-factor * u).expand())
                if all(line in others for line in lines):
                    kept = [other for other in others if other not in lines]
                    return in_complements(Add(*kept, factor * softplus(-u)))
            case indicator(args=(u, v)) if -factor in others:
                others.remove(-factor)
                pair = (v, u) if u.is_Number else (u, v)
                return in_complements(Add(*others, -factor * if_equal(*pair, S.Zero, S.One)))
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


def in_small(term: Expr) -> Expr:
    """log(1 − eᵘ) by 1 − eᵘ itself where u is small, and by eᵘ where that is."""
    match term:
        case log1p(args=(Mul(args=(S.NegativeOne, exp(args=(u,)))),)):
            return if_less(u, S.NegativeOne, term, log(-expm1(u)))
    return term


def in_bounds(term: Expr) -> Expr:
    """A switch between numbers s and c, where the branches hold max(s, c) and min(s, c) for s, so that nothing
    goes wrong in the one that is not taken."""
    match term:
        case if_less(args=(left, right, then, other)) if left.is_number:
            above, below = maximum(right, left), minimum(right, left)
            return if_less(left, right, then.xreplace({right: above}), other.xreplace({right: below}))
        case if_less(args=(left, right, then, other)) if right.is_number:
            above, below = maximum(left, right), minimum(left, right)
            return if_less(left, right, then.xreplace({left: below}), other.xreplace({left: above}))
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


# ── ratios ──


def in_ratios(term: Expr) -> Expr:
    """log(a/b), and c·log a − c·log b, by a logarithm of ratios; a·log(a/b) as the summand of an entropy."""
    match term:
        case log(args=(Mul() as inside,)):
            above, below = inside.as_numer_denom()
            return log_ratio(above, below) if below != 1 else term
        case xlogy(args=(a, b)):
            above, below = b.as_numer_denom()
            return rel_entr(a, below) if above == a and below != 1 else term
        case Mul(args=parts):
            for part in parts:
                match part:
                    case log_ratio(args=(a, b)) if a in parts:
                        return term / part / a * rel_entr(a, b)
        case Add(args=parts):
            for one, other in permutations(parts, 2):
                if (found := of_difference(one, other)) is not None:
                    return in_ratios(term - one - other + found)
    return term


def of_difference(one: Expr, other: Expr) -> Expr | None:
    """c·log a − c·log b by one function, where that is what the sum of two terms is."""
    factor, last = one.as_independent(log, as_Add=False)
    if not isinstance(last, log):
        return None
    (b,) = last.args
    match other.as_independent(log, xlogy, as_Add=False):
        case scale, log(args=(a,)) if scale == -factor:
            return scale * log_ratio(a, b)
        case scale, xlogy(args=(a, same)) if a == same and scale * a == -factor:
            return scale * rel_entr(a, b)
    return None


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


def in_powers(term: Expr, reverse: bool = False) -> Expr:
    """∑ c·y^(s−q)·m^q with ∑ c = 0 as y^s·∑ c·expm1(q·log(m/y)): each part is small where m is near y."""
    if not isinstance(term, Add) or len(term.args) < 3:
        return term
    for y, m in permutations(sorted(term.free_symbols, key=str, reverse=reverse), 2):
        found = [homogeneous(part, y, m) for part in term.args]
        degrees = {(q + a).expand() for _, a, q in found}
        if len(degrees) == 1 and all(not c.has(y, m) for c, _, _ in found) and any(q == 0 for _, _, q in found):
            grown = Add(*(c * shrunk(q, m, y) for c, _, q in found if q != 0))
            return y ** degrees.pop() * grown
    return term


def shrunk(q: Expr, a: Expr, b: Expr) -> Expr:
    """(a/b)^q − 1."""
    return (a - b) / b if q == 1 else expm1(q * log_ratio(a, b))


def homogeneous(part: Expr, y: Symbol, m: Symbol) -> tuple[Expr, Expr, Expr]:
    """c, a and q with a part = c·yᵃ·m^q."""
    powers = part.as_powers_dict()
    a, q = (powers.get(symbol, S.Zero) for symbol in (y, m))
    return Mul(*(base**power for base, power in powers.items() if base not in (y, m))), a, q


PLAIN: tuple[Way, ...] = (in_logs, in_complements)
WAYS: tuple[tuple[Way, ...], ...] = (
    PLAIN,
    (),
    (in_halves, *PLAIN),
    (*PLAIN, in_bounds),
    (*PLAIN, in_small),
    (*PLAIN, in_parts),
    (*PLAIN, in_ratios),
    (*PLAIN, in_ratios, in_differences),
    (in_powers,),
    (partial(in_powers, reverse=True),),
)


def forms(term: Expr) -> Iterator[Expr]:
    """The term as it is, and written in these ways, one after the other."""
    for ways in WAYS:
        form = term
        for way in ways:
            form = everywhere(form, way)
        yield form
