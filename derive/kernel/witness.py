"""Reading the parts of a witness: each is what the rule expects, or the rule refuses."""

from __future__ import annotations

from typing import TypeAlias, Union

from sympy import Expr, Symbol

from derive.algebra.terms import Path
from derive.errors import RuleError
from derive.statement import (
    Array,
    DefiniteMatrices,
    Domain,
    Fact,
    Integers,
    Interval,
    Matrices,
    Space,
    Values,
    Vectors,
)

Witness: TypeAlias = tuple[Union[Expr, Fact, Space, int, str, "Witness"], ...]
"""What a rule cannot compute from its premises: terms, places, a choice."""


def term_of(part: object) -> Expr:
    if not isinstance(part, Expr):
        raise RuleError("witness", f"{part} is not a term")
    return part


def terms_in(part: object, *counts: int) -> tuple[Expr, ...]:
    """Several terms, as many as one of the counts says, or at least one."""
    if not isinstance(part, tuple) or not part or (counts and len(part) not in counts):
        raise RuleError("witness", f"{part} is not a list of terms of the right length")
    return tuple(map(term_of, part))


def variable_of(part: object) -> Symbol:
    if not isinstance(part, Symbol):
        raise RuleError("witness", f"{part} is not a variable")
    return part


def domain_of(part: object) -> Domain:
    if not isinstance(part, Interval | Integers | Values):
        raise RuleError("witness", f"{part} is not a domain")
    return part


def interval_of(part: object) -> Interval:
    if not isinstance(part, Interval):
        raise RuleError("witness", f"{part} is not an interval")
    return part


def vectors_of(part: object) -> Vectors:
    if not isinstance(part, Vectors):
        raise RuleError("witness", f"{part} is not a space of vectors")
    return part


def array_of(part: object) -> Array:
    if not isinstance(part, Vectors | Matrices):
        raise RuleError("witness", f"{part} is not a space of vectors or matrices")
    return part


def matrices_of(part: object) -> DefiniteMatrices:
    if not isinstance(part, DefiniteMatrices):
        raise RuleError("witness", f"{part} is not a space of matrices")
    return part


def place_of(part: object) -> Path:
    """A path of argument positions; that it leads somewhere is for `terms.at` to say."""
    if not isinstance(part, tuple):
        raise RuleError("witness", f"{part} is not a place")
    steps = [step for step in part if type(step) is int]
    if len(steps) < len(part):
        raise RuleError("witness", f"{part} is not a place")
    return tuple(steps)
