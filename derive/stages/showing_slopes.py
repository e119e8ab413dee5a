"""Derivatives of losses as a reader would write them, the shortest first: σ(z) − y, softmax(z)ⱼ − 1{j = y}."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sympy import Add, Expr, Integer, Mul, Pow, S, Symbol, exp

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import indicator, sigmoid
from derive.stages.showing import with_sigmoids
from derive.statement import Given, Space, Values


def slope_forms(term: Expr, given: Given, target: tuple[Symbol, Space] | None) -> list[Expr]:
    """Ways to write a derivative, the shortest first; each is still to be shown equal."""
    found = [term]
    with suppress(DeriveError):
        whole = factored(term, given)
        found += [whole, in_sigmoids(whole)]
        found += [form for atom in parted_by(term, target) for form in linear(whole, atom, given)]
    if target is not None and target[1] == Values((S.Zero, S.One)):
        with suppress(DeriveError):
            found += by_labels(term, target[0], given)
    return sorted(dict.fromkeys(found), key=lambda form: (weight(form), str(form)))


def weight(term: Expr) -> int:
    """How long a term is."""
    return int(term.count_ops()) + sum(1 for one in term.atoms(exp))


def parted_by(term: Expr, target: tuple[Symbol, Space] | None) -> list[Expr]:
    """What a derivative may be linear in: the target, and which entry it is."""
    found: list[Expr] = sorted(term.atoms(indicator), key=str)
    return [*found, *([target[0]] if target is not None else [])]


def linear(term: Expr, atom: Expr, given: Given) -> Iterator[Expr]:
    """a + b·y, with both parts factored, and so of each part of a."""
    parts = coefficients(term, atom, given, unfold=False)
    if parts is None or len(parts) != 2 or atom in names(parts[1]) or parts[1].has(atom):
        return
    rest, slope = (in_sigmoids(factored(part, given)) for part in parts)
    yield rest + slope * atom
    if slope != 0 and (root := factored(-rest / slope, given)) and not root.has(atom):
        yield Mul(slope, atom - in_sigmoids(root))


def by_labels(term: Expr, y: Symbol, given: Given) -> Iterator[Expr]:
    """y·a + (1 − y)·b, where the term is linear in a label that is 0 or 1."""
    parts = coefficients(factored(term, given), y, given, unfold=False)
    if parts is None or len(parts) != 2:
        return
    one, zero = (factored(substitute(term, {y: Integer(label)}), given) for label in (1, 0))
    yield y * in_sigmoids(one) + (1 - y) * in_sigmoids(zero)


def in_sigmoids(term: Expr) -> Expr:
    """Every fraction of 1 + eᵘ as a multiple of σ(u) or σ(−u)."""
    if isinstance(term, Add):
        return Add(*map(in_sigmoids, term.args))
    found = with_sigmoids(term)
    factors = []
    for factor in Mul.make_args(found):
        match factor:
            case Pow(base=Add(args=(S.One, exp(args=(u,)))), exp=Integer() as power) if power < 0:
                factors.append(sigmoid(-u) ** -power)
            case _:
                factors.append(factor)
    return Mul(*factors)
