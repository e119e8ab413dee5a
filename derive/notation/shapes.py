"""What it means that a function is monotone or concave, as LaTeX."""

from __future__ import annotations

from typing import TypeAlias

from sympy import Add, S, Symbol

from derive.algebra.terms import substitute
from derive.notation.domains import below
from derive.notation.latex import latex
from derive.statement import (
    Interval,
    Monotone,
    NotLikelihood,
    Sense,
    StrictlyConcave,
    VectorConcave,
    terms_of,
)

Shape: TypeAlias = Monotone | StrictlyConcave | VectorConcave | NotLikelihood


def monotone_latex(claim: Monotone) -> str:
    """What strictly monotone means: f(a) < f(b) (or >) for every a < b in the domain."""
    a, b = fresh(claim, "abcduvwyz", 2)
    at_a, at_b = (latex(substitute(claim.function, {claim.variable: point})) for point in (a, b))
    relation = "<" if claim.sense is Sense.INCREASING else ">"
    return rf"{at_a} {relation} {at_b} \quad ({between(a, b, claim.domain)})"


def concave_latex(claim: StrictlyConcave) -> str:
    """What strictly concave means: between any two points the function lies above its chord."""
    a, b = fresh(claim, "abcduvwyz", 2)
    (t,) = fresh(claim, "trk", 1)
    middle = t * a + (1 - t) * b
    at_a, at_b, above = (substitute(claim.function, {claim.variable: point}) for point in (a, b, middle))
    chord = Add(t * at_a, (1 - t) * at_b, evaluate=False)
    return rf"{latex(above)} > {latex(chord)} \quad ({between(a, b, claim.domain)},\; 0 < {latex(t)} < 1)"


def fresh(claim: Shape, letters: str, count: int) -> list[Symbol]:
    """The first letters that the claim does not speak of."""
    taken = {symbol.name for term in terms_of(claim) for symbol in term.atoms(Symbol)}
    return [Symbol(letter) for letter in letters if letter not in taken][:count]


def between(a: Symbol, b: Symbol, domain: Interval) -> str:
    """`low < a < b < high`; an infinite end is left out."""
    left = "" if domain.low == S.NegativeInfinity else f"{latex(domain.low)} {below(domain.low_closed)} "
    right = "" if domain.high == S.Infinity else f" {below(domain.high_closed)} {latex(domain.high)}"
    return f"{left}{latex(a)} < {latex(b)}{right}"
