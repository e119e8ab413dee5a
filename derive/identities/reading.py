"""From what a user writes to an Identity: text in the language, expressions of SymPy, or both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sympy import Basic, Expr, Integer, Symbol
from sympy.matrices import MatrixBase

from derive.errors import ReadError
from derive.language import facts, foreign
from derive.language.bounds import check_size
from derive.language.facts import RELATIONS
from derive.language.reader import read
from derive.statement import (
    NOTHING,
    Definition,
    Each,
    Equal,
    Fact,
    Given,
    Less,
    LessEqual,
    Member,
    Provenance,
    Relation,
    Unequal,
)
from derive.statement.identity import CONSTANT, FACTOR, Identity

Side: TypeAlias = str | Expr | int | MatrixBase
"""One side of a relation: text, an expression or a matrix of SymPy, or a whole number."""

Facts: TypeAlias = str | Given | Basic | Fact | Iterable[str | Basic | Fact]
"""What is known: text such as "0 < p < 1, n >= 1 integer", relations of SymPy, facts, or several of these."""


def read_identity(claim: str, given: Facts = "", up_to: str = "") -> Identity:
    """The identity that a text claims: `LEFT = RIGHT`, or with <, <=, >, >=, !=.

    `up_to` is "", or "constant in p" or "factor in p, q": what the sides may differ by, and the variables
    that it is free of. Raises ReadError with the place of the problem, LimitError beyond the bounds.
    """
    return _identity(facts.read_relations(claim), given, up_to)


def identity(left: Side, right: Side, given: Facts = "", up_to: str = "", relation: str = "=") -> Identity:
    """The identity between two sides, each text or SymPy; matrices are compared entry by entry.

    Assumptions of SymPy's symbols become facts. Raises ReadError, LimitError.
    """
    if relation not in RELATIONS:
        raise ReadError(f"the relation {relation!r} is not one of {', '.join(RELATIONS)}")
    kind = RELATIONS[relation]
    if isinstance(left, str) and isinstance(right, str) and kind is Equal:
        return _identity(facts.read_relations(f"{left} = {right}"), given, up_to)
    pairs = _pairs(left, right)
    assumed = tuple(fact for one, other in pairs for fact in (*one[1], *other[1]))
    return _identity(tuple(kind(one[0], other[0]) for one, other in pairs), given, up_to, assumed)


def _identity(
    relations: tuple[Relation, ...], given: Facts, up_to: str, assumed: Sequence[Fact] = ()
) -> Identity:
    kind, variables = read_up_to(up_to)
    if kind and not (len(relations) == 1 and isinstance(relations[0], Equal)):
        raise ReadError(f"only an equality of numbers holds up to a {kind}")
    known = read_given(given).adding(Provenance.HYPOTHESIS, *assumed)
    return Identity(relations, known, kind, variables)


Read: TypeAlias = tuple[Expr, tuple[Fact, ...]]
"""A term, and what was assumed of its symbols."""


def _pairs(left: Side, right: Side) -> list[tuple[Read, Read]]:
    if isinstance(left, MatrixBase) or isinstance(right, MatrixBase):
        if not isinstance(left, MatrixBase) or not isinstance(right, MatrixBase) or left.shape != right.shape:
            raise ReadError("a matrix is compared with a matrix of the same shape")
        return [(foreign.from_sympy(a), foreign.from_sympy(b)) for a, b in zip(left, right, strict=True)]
    return [(_side(left), _side(right))]


def _side(side: Side) -> Read:
    match side:
        case str():
            return read(side), ()
        case bool() | float():
            raise ReadError(f"{side!r} is not exact: write it as a fraction, or as text")
        case int():
            return Integer(side), ()
        case Basic():
            check_size(side)
            return foreign.from_sympy(side)
    raise ReadError(f"a side is text or an expression of SymPy, not {type(side).__name__}")


def read_given(given: Facts) -> Given:
    """What is known, as hypotheses. Raises ReadError, LimitError."""
    if isinstance(given, Given):
        return given
    parts = list(given) if isinstance(given, Iterable) and not isinstance(given, str | Basic) else [given]
    found: list[Fact] = []
    for part in parts:
        match part:
            case str():
                found += facts.read_facts(part) if part.strip() else ()
            case Basic():
                relation, assumed = foreign.relation_from_sympy(part)
                found += [*assumed, relation]
            case Equal() | Unequal() | Less() | LessEqual() | Member() | Each():
                found.append(part)
            case _:
                raise ReadError(f"a fact is text or a relation of SymPy, not {type(part).__name__}")
    known = NOTHING.adding(Provenance.DEFINITION, *(f for f in found if isinstance(f, Definition)))
    return known.adding(Provenance.HYPOTHESIS, *(f for f in found if not isinstance(f, Definition)))


def read_up_to(text: str) -> tuple[str, tuple[Symbol, ...]]:
    """ "constant in p, q" as its kind and its variables. Raises ReadError."""
    kind, _, listed = text.strip().partition(" ")
    if kind not in ("", CONSTANT, FACTOR):
        raise ReadError(f'up_to is "constant" or "factor", with the variables that it is free of: not {text!r}')
    listed = listed.strip().removeprefix("in ")
    terms = [read(name) for name in listed.split(",")] if listed.strip() else []
    for term in terms:
        if type(term) is not Symbol:
            raise ReadError(f"a constant is free of symbols, not of {term}")
    return kind, tuple(terms)
