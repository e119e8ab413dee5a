"""Solving a score equation: which rule isolates the parameter, and what makes it applicable.

A way is a function from (numerator, parameter, given) to a Solution, or None where it leads nowhere. They are
tried in the order of WAYS; none is trusted, since the rule does the solving again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr, Integer, Pow, S, Symbol, exp, log

from derive.algebra.equality import equal
from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.kernel.witness import Witness
from derive.language.vocabulary import lambert_w0, lambert_wm1
from derive.rules.lambert import shape_of, sides, solved
from derive.rules.solving import in_power
from derive.statement import Fact, Given, Interval, Less, LessEqual, Member, nonzero, positive


@dataclass(frozen=True)
class Solution:
    """The root, the rule that isolates it with its witness, a function that increases in the parameter
    and of whose value at the root the score speaks, and the facts that the rule needs of the data."""

    rule: str
    witness: Witness
    root: Expr
    rising: Expr
    needs: tuple[Fact, ...] = ()


Way: TypeAlias = Callable[[Expr, Symbol, Given], Solution | None]


def linear(numerator: Expr, parameter: Symbol, given: Given) -> Solution | None:
    """a + b·p = 0; where the sign of b depends on the data, the function must bend down."""
    found = coefficients(numerator, parameter, given, unfold=False)
    if found is None or len(found) != 2:
        return None
    root = factored(-found[0] / found[1], given)
    return Solution("linear-equation", (numerator, parameter), root, parameter, bending(found[1], given))


def bending(slope: Expr, given: Given) -> tuple[Fact, ...]:
    """What makes the slope differ from 0: where its sign depends on the data, the function bends down."""
    return () if prove(nonzero(slope), given) else (positive(-slope),)


def power(numerator: Expr, parameter: Symbol, given: Given) -> Solution | None:
    """a + b·pᵏ = 0."""
    for exponent in exponents(numerator, parameter):
        split = in_power(numerator, parameter, exponent, given)
        if split is not None:
            value, slope = split
            rising = Pow(parameter, exponent)
            return Solution(
                "power-equation",
                (numerator, parameter, exponent),
                Pow(value, 1 / exponent),
                rising,
                (*bending(slope, given), positive(value)),
            )
    return None


def exponents(term: Expr, parameter: Symbol) -> list[Expr]:
    """The powers in which the parameter stands, other than the first."""
    found = {p.exp for p in term.atoms(Pow) if p.base == parameter and p.exp != Integer(1)}
    return sorted(found, key=str)


def inverse(numerator: Expr, parameter: Symbol, given: Given) -> Solution | None:
    """a + b·e^(kp) = 0, or a + b·log p = 0."""
    for atom in sorted(numerator.atoms(exp, log), key=str):
        found = coefficients(numerator, atom, given, unfold=False) if parameter in names(atom) else None
        if found is None or len(found) != 2:
            continue
        value = factored(-found[0] / found[1], given)
        if isinstance(atom, exp):
            scale = atom.args[0] / parameter
            if parameter in names(scale) or not prove(positive(scale), given):
                continue
            needs, root = (*bending(found[1], given), positive(value)), log(value) / scale
        else:
            needs, root = bending(found[1], given), exp(value)
        return Solution("inverse-equation", (numerator, parameter, atom), root, atom, needs)
    return None


def lambert(numerator: Expr, parameter: Symbol, given: Given) -> Solution | None:
    """a + b·p + c·e^(kp) = 0, or a + b·y + c·y·log y = 0, that an end of the parameter space solves too."""
    for atom in sorted(numerator.atoms(exp, log), key=str):
        shape = shape_of(numerator, parameter, atom, given) if parameter in names(atom) else None
        for end in ends(parameter, given):
            if shape is None or not equal(substitute(numerator, {parameter: end}), S.Zero, given):
                continue
            known = shape.inner(substitute(shape.unknown, {parameter: end}))
            for branch, needs in zip((lambert_w0, lambert_wm1), sides(known), strict=True):
                if prove(weakly(needs[0]), given):
                    root = solved(shape, parameter, atom, branch, given)
                    return Solution(
                        "lambert-equation", (numerator, parameter, atom, end), root, parameter, needs
                    )
    return None


def weakly(fact: Fact) -> Fact:
    """A strict comparison with its bound."""
    return LessEqual(fact.left, fact.right) if isinstance(fact, Less) else fact


def ends(parameter: Symbol, given: Given) -> Iterator[Expr]:
    """The finite ends of the parameter space."""
    for fact in given.facts():
        if isinstance(fact, Member) and fact.term == parameter and isinstance(fact.domain, Interval):
            yield from (end for end in (fact.domain.low, fact.domain.high) if end.is_finite)


WAYS: tuple[Way, ...] = (linear, power, inverse, lambert)


def solutions(numerator: Expr, parameter: Symbol, given: Given) -> Iterator[Solution]:
    """Ways to isolate the parameter whose root does not hold it."""
    for way in WAYS:
        found = way(numerator, parameter, given)
        if found is not None and parameter not in names(found.root):
            yield found
