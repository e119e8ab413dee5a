"""Derivatives of losses as a reader would write them, the shortest first: σ(z) − y, softmax(z)ⱼ − 1{j = y}."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    cosh,
    exp,
    factor_terms,
    log,
    powsimp,
    sinh,
    sqrt,
    tanh,
)

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import indicator, sigmoid
from derive.stages.showing import minus_inside, with_sigmoids
from derive.statement import Given, Interval, Member, Provenance, Space, Values, positive

Target = tuple[Symbol, Space] | None
VALUE = Symbol("_s")
"""Stands for σ(z), or for eᵘ, while a term is looked at as a fraction in it."""


def slope_forms(term: Expr, whole: Expr, given: Given, target: Target) -> list[Expr]:
    """Ways to write a derivative of a loss, the shortest first; each is still to be shown equal."""
    found = [term, factor_terms(term), factor_terms(sifted(term))]
    for way in (plainly, in_sigmoid, in_hyperbolics):
        with suppress(DeriveError, ZeroDivisionError):
            found += way(term, whole, given, target)
    found += [powsimp(form) for form in found]
    return sorted(dict.fromkeys(found), key=lambda form: (weight(form), len(str(form)), str(form)))


def sifted(term: Expr) -> Expr:
    """Every ∑ₖ aₖ·1{k = j} as a_j."""
    found: dict[Expr, Expr] = {}
    for total in term.atoms(Sum):
        (k, *_), *others = total.limits
        for one in Mul.make_args(total.function):
            if isinstance(one, indicator) and k in one.args and not others:
                j = one.args[1] if one.args[0] == k else one.args[0]
                found[total] = substitute(total.function / one, {k: j})
    return term.xreplace(found)


def weight(term: Expr) -> int:
    """How long a term is; an exponential counts for more than the function that it stands for, and so does a
    fraction within a factor."""
    sums = [f.as_base_exp()[0] for f in Mul.make_args(term)] if isinstance(term, Mul) else []
    nested = sum(1 for inner in sums if inner.is_Add for p in inner.atoms(Pow) if below(p))
    return int(term.count_ops()) + len(term.atoms(exp)) + 2 * nested


def below(power: Pow) -> bool:
    """Whether a power is the denominator of a fraction, other than a total that is told with its terms."""
    return bool(power.exp.is_negative) and not isinstance(power.base, Sum)


def plainly(term: Expr, whole: Expr, given: Given, target: Target) -> list[Expr]:
    """As a fraction of factors, or linear in the target."""
    whole = factored(term, given)
    return [whole, *(minus_inside(form) for form in (whole, *parted(term, given, target, in_sigmoids)))]


def parted(term: Expr, given: Given, target: Target, told: Callable[[Expr], Expr]) -> Iterator[Expr]:
    """The term as a fraction, or linear in the target or in which entry that is, each part told in a way."""
    one = factored(term, given)
    yield told(one)
    atoms: list[Expr] = sorted(one.atoms(indicator), key=str)
    for atom in [*atoms, *([target[0]] if target is not None else [])]:
        try:
            parts = coefficients(one, atom, given, unfold=False)
        except DeriveError:
            continue
        if parts is None or len(parts) != 2 or any(part.has(atom) for part in parts):
            continue
        rest, slope = (factored(part, given) for part in parts)
        yield told(rest) + told(slope) * atom
        if slope != 0 and rest != 0:
            yield Mul(told(slope), atom - told(factored(-rest / slope, given)))
        if target is not None and target == (atom, Values((S.Zero, S.One))):
            zero, unit = (factored(substitute(one, {atom: Integer(label)}), given) for label in (0, 1))
            yield atom * told(unit) + (1 - atom) * told(zero)


def in_sigmoids(term: Expr) -> Expr:
    """Every fraction of 1 + eᵘ as a multiple of σ(u) or σ(−u)."""
    if isinstance(term, Add):
        return Add(*map(in_sigmoids, term.args))
    factors = []
    for factor in Mul.make_args(with_sigmoids(term)):
        match factor:
            case Pow(base=Add(args=(S.One, exp(args=(u,)))), exp=Integer() as power) if power < 0:
                factors.append(sigmoid(-u) ** -power)
            case _:
                factors.append(factor)
    return Mul(*factors)


def in_sigmoid(term: Expr, whole: Expr, given: Given, target: Target) -> Iterator[Expr]:
    """As a fraction in σ(z), where the loss is a function of that."""
    for one in sorted(whole.atoms(sigmoid), key=str):
        (z,) = one.args
        odds = VALUE / (1 - VALUE)
        powers = {e: odds ** (e.args[0] / z) for e in term.atoms(exp) if (e.args[0] / z).is_Integer}
        logs = {log(1 + exp(-z)): -log(VALUE), log(1 + exp(z)): -log(1 - VALUE)}
        inside = term.xreplace({one: VALUE}).xreplace(logs).xreplace(powers)
        within = given.adding(Provenance.BINDING, Member(VALUE, Interval(S.Zero, S.One)))
        for form in parted(inside, within, target, lambda part: part):
            yield form.xreplace({VALUE: one})


def in_hyperbolics(term: Expr, whole: Expr, given: Given, target: Target) -> Iterator[Expr]:
    """As a fraction in tanh u, where cosh u or tanh u stands in the loss."""
    for u in dict.fromkeys(one.args[0] for one in sorted(whole.atoms(cosh, tanh), key=str)):
        grown = sqrt((1 + VALUE) / (1 - VALUE))
        parts: dict[Expr, Expr] = {exp(u): grown, exp(-u): 1 / grown, cosh(u): (grown + 1 / grown) / 2}
        parts |= {sinh(u): (grown - 1 / grown) / 2, tanh(u): VALUE}
        inside = term.xreplace(parts)
        if not names(inside) & names(u):
            within = given.adding(
                Provenance.BINDING, Member(VALUE, Interval(-S.One, S.One)), positive(1 + VALUE)
            )
            yield factored(inside, within).xreplace({VALUE: tanh(u)})
