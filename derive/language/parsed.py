"""What the rules of the grammar hand to each other on the way to a term or a fact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

from lark import Token
from sympy import Expr

from derive.errors import ReadError
from derive.language.matrices import Matrix
from derive.language.tokens import Complaint
from derive.statement import Domain, Index


class Group(NamedTuple):
    """A term in brackets: it takes no part in the reading of what stands around it."""

    inside: Expr | Matrix


class Binding(NamedTuple):
    """`i=1..n`, and where its name stands."""

    bound: Index
    place: int


class Condition(NamedTuple):
    """`a < b` inside a call of `where`."""

    left: Expr
    right: Expr
    relation: Token


class Ellipsis(NamedTuple):
    """The dots in {0, 1, ...}."""

    place: int


class Chain(NamedTuple):
    """`a < b <= c`, with the word that follows it or None. Between matrices there is one relation only."""

    terms: tuple[Expr | Matrix, ...]
    relations: tuple[Token, ...]
    kind: Token | None


class OfKind(NamedTuple):
    """`term real`."""

    term: Expr
    kind: Token


class Membership(NamedTuple):
    """`term in domain`."""

    term: Expr
    domain: Domain


class Naming(NamedTuple):
    """`head := body`."""

    head: Expr
    body: Expr


class Statement(NamedTuple):
    """One statement with the bindings that follow it, innermost first."""

    said: Chain | OfKind | Membership | Naming
    bindings: tuple[Binding, ...]


SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="}
"""Relations by the sign that the language writes."""

Operand: TypeAlias = Expr | Group | Matrix


def bare(value: Operand) -> Expr | Matrix:
    return value.inside if isinstance(value, Group) else value


def scalar(value: Operand, place: int = 0) -> Expr:
    """The term; a matrix does not go where a number is expected."""
    inside = bare(value)
    if isinstance(inside, Matrix):
        raise Complaint("a matrix stands where a number is expected", place)
    return inside


@contextmanager
def complaining(place: int) -> Iterator[None]:
    """Turn a ReadError into a Complaint at a place."""
    try:
        yield
    except ReadError as error:
        raise Complaint(error.problem, place) from None


def place_of(token: Token) -> int:
    return token.start_pos or 0
