"""Goals of sign proofs: a fact that compares a term with 0, taken apart and put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import prod
from typing import TypeAlias

from sympy import Expr, Rational, S

from derive.algebra.domains import definedness
from derive.algebra.signs.assumed import Subgoals
from derive.statement import Fact, Given, Less, LessEqual, Unequal, nonnegative, nonzero, positive

Step: TypeAlias = Callable[[Fact, Given], Iterator[Subgoals]]

WAYS = 16
"""The most ways to be defined that are tried one by one."""


def negative(term: Expr) -> Less:
    return Less(term, S.Zero)


def nonpositive(term: Expr) -> LessEqual:
    return LessEqual(term, S.Zero)


def signed(fact: Fact) -> tuple[Expr, str] | None:
    """A fact that compares a term with 0, as the term and its sign: one of `> >= < <= !=`."""
    match fact:
        case Less(left=S.Zero, right=term):
            return term, ">"
        case LessEqual(left=S.Zero, right=term):
            return term, ">="
        case Less(left=term, right=S.Zero):
            return term, "<"
        case LessEqual(left=term, right=S.Zero):
            return term, "<="
        case Unequal(left=term, right=S.Zero):
            return term, "!="
        case _:
            return None


FACT_OF_SIGN: dict[str, Callable[[Expr], Fact]] = {
    ">": positive,
    ">=": nonnegative,
    "<": negative,
    "<=": nonpositive,
    "!=": nonzero,
}
OPPOSITE = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "!=": "!="}
TESTS: dict[str, Callable[[Rational], bool]] = {
    ">": lambda q: bool(q > 0),
    ">=": lambda q: bool(q >= 0),
    "<": lambda q: bool(q < 0),
    "<=": lambda q: bool(q <= 0),
    "!=": lambda q: bool(q != 0),
}


def defined_goals(term: Expr, given: Given) -> Iterator[Subgoals]:
    """The ways in which a term is defined, as subgoals: one of the alternatives at each place."""
    for choice in defined_ways(term, given):
        yield tuple((here, fact) for here, facts in choice for fact in facts)


def defined_ways(term: Expr, given: Given) -> Iterator[tuple[tuple[Given, tuple[Fact, ...]], ...]]:
    """As `defined_goals`, place by place. Of very many ways only the first and the last alternatives."""
    places = list(definedness(term, given))
    options = [alternatives for _, alternatives in places]
    if prod(map(len, options)) > WAYS:
        choices = iter([tuple(o[0] for o in options), tuple(o[-1] for o in options)])
    else:
        choices = product(*options)
    for choice in choices:
        yield tuple(zip((here for here, _ in places), choice, strict=True))


def goal_above(fact: Fact) -> tuple[Expr, bool] | None:
    """A goal term > 0 or term >= 0, as the term and whether it is strict; turned round where it says < or
    <=."""
    match signed(fact):
        case (term, ">" | ">=" as sign):
            return term, sign == ">"
        case (term, "<" | "<=" as sign):
            return -term, sign == "<"
        case _:
            return None


def above(term: Expr, strict: bool) -> Fact:
    return positive(term) if strict else nonnegative(term)
