"""Terms as a reader would write them; each is shown to be equal by the rule that puts it in."""

from __future__ import annotations

from sympy import Abs, Add, Expr, Indexed, Integer, Mul, Pow, Rational, S, exp, log

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.goals import negative
from derive.algebra.signs.proving import prove
from derive.language.vocabulary import sigmoid, xlogy
from derive.statement import Given, positive

HALF = Rational(1, 2)


def of_positive(term: Expr, given: Given) -> Expr:
    """|s| as s, where s is positive."""
    sizes = {one: one.args[0] for one in term.atoms(Abs)}
    return term.xreplace({one: part for one, part in sizes.items() if prove(positive(part), given)})


def oriented(term: Expr, given: Given) -> Expr:
    """The term with every difference in it that is negative turned round: −a/(b − c) becomes a/(c − b)."""
    if isinstance(term, Mul | Pow):
        term = term.func(*(oriented(argument, given) for argument in term.args))
    factors = []
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        turn = is_difference(base) and exponent.is_odd and prove(negative(base), given)
        factors += [S.NegativeOne, Pow(-base, exponent)] if turn else [factor]
    return Mul(*factors)


def is_difference(term: Expr) -> bool:
    """Whether a sum has a minus somewhere, and not everywhere."""
    return isinstance(term, Add) and len({part.could_extract_minus_sign() for part in term.args}) == 2


def tidy(term: Expr, given: Given) -> Expr:
    """The term as a fraction of irreducible factors that are positive, as far as that is seen."""
    return oriented(of_positive(factored(term, given), given), given)


def shortest(*terms: Expr) -> Expr:
    """Of several ways to write a term the one with the fewest operations; the first of these."""
    return min(terms, key=lambda term: int(term.count_ops()))


def root_of(term: Expr, given: Given) -> Expr:
    """√(a²b) as |a|·√b, where a has a sign that is seen, and √(2/b) as √2/√b."""
    inside, outside = [], []
    for factor in Mul.make_args(tidy(term, given)):
        base, exponent = factor.as_base_exp()
        if isinstance(factor, exp):
            outside.append(exp(factor.args[0] / 2))
        elif isinstance(exponent, Integer) and exponent % 2 == 0 and (absolute := size(base, given)):
            outside.append(absolute ** (exponent / 2))
        else:
            inside.append(factor)
    above, below = Mul(*inside).as_numer_denom()
    root = above**HALF * below**-HALF if above.is_Rational else Mul(*inside) ** HALF
    return Mul(*outside, root)


def size(term: Expr, given: Given) -> Expr | None:
    """|a| as a or −a; None where its sign is not seen."""
    return next((one for one in (term, -term) if prove(positive(one), given)), None)


def with_sigmoids(term: Expr) -> Expr:
    """A product with eᵘ/(1 + eᵘ) as σ(u), and eᵘ/(1 + eᵘ)² as σ(u)(1 − σ(u))."""
    factors = list(Mul.make_args(term))
    for one in [factor for factor in factors if isinstance(factor, exp)]:
        for power in [f for f in factors if isinstance(f, Pow) and f.base == S.One + one]:
            if power.exp in (Integer(-1), Integer(-2)):
                mean = sigmoid(one.args[0])
                factors = [f for f in factors if f not in (one, power)]
                factors += [mean] if power.exp == -1 else [mean, S.One - mean]
    return Mul(*factors)


def minus_inside(term: Expr) -> Expr:
    """−(a − b)c as (b − a)c."""
    first = next((factor for factor in Mul.make_args(term) if isinstance(factor, Add)), None)
    if first is None or not term.could_extract_minus_sign():
        return term
    return -Mul(*(-factor if factor == first else factor for factor in Mul.make_args(term)))


def with_split_logs(term: Expr, given: Given) -> Expr:
    """Every logarithm of a product of powers as a sum of logarithms."""
    return term.xreplace({one: split_log(one.args[0], given) for one in term.atoms(log)})


def split_log(argument: Expr, given: Given) -> Expr:
    powers = [factor.as_base_exp() for factor in Mul.make_args(oriented(factored(argument, given), given))]
    return Add(*(exponent * log(base) for base, exponent in powers))


def logarithmic(kind: type[Expr], times: Expr, inside: Expr) -> Expr:
    """a·log b, with or without 0·log 0 = 0."""
    return xlogy(times, inside) if kind is xlogy else times * log(inside)


def in_quotients(term: Expr, item: Indexed, given: Given) -> list[Expr]:
    """A sum term by term, each logarithm once; where a·log y of an observation stands beside −a·log c, both as
    a·log(y/c)."""
    rest, parts = term, list[tuple[Expr, Expr, type[Expr]]]()
    for one in sorted(term.atoms(log, xlogy), key=str):
        found = coefficients(rest, one, given, unfold=False)
        if found is not None and len(found) == 2:
            rest, slope = found
            *times, inside = one.args
            parts.append((factored(Mul(slope, *times), given), inside, type(one)))
    told: list[Expr] = []
    for times, inside, kind in [part for part in parts if item in part[1].free_symbols]:
        for other in [part for part in parts if part[0] == -times and item not in part[1].free_symbols][:1]:
            parts.remove(other)
            parts.remove((times, inside, kind))
            quotient = inside / other[1]
            told.append(logarithmic(kind, times, quotient))
    told += [logarithmic(kind, times, inside) for times, inside, kind in parts]
    rest = factored(rest, given)
    return [*told, *(Add.make_args(rest) if rest != 0 else ())]
