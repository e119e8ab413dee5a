"""Facts: the propositions that can be assumed, needed by a rule, or claimed.

Terms are SymPy expressions over plain symbols, which carry no assumptions; whatever is known about a
symbol is a fact in a `Given`. The set of facts is closed: match on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr, Indexed, Integer, S, Symbol

Index: TypeAlias = tuple[Symbol, Expr, Expr]
"""A bound index with its limits, both included: `(i, 1, n)`."""


@dataclass(frozen=True)
class Interval:
    """A real interval; the ends may be infinite, and then are open."""

    low: Expr
    high: Expr
    low_closed: bool = False
    high_closed: bool = False


@dataclass(frozen=True)
class Integers:
    """The integers from `low` to `high`, both included; the ends may be infinite."""

    low: Expr
    high: Expr


@dataclass(frozen=True)
class Values:
    """A finite set of values, such as the labels {0, 1}."""

    members: tuple[Expr, ...]


Domain: TypeAlias = Interval | Integers | Values

REALS = Interval(S.NegativeInfinity, S.Infinity)


@dataclass(frozen=True)
class Equal:
    """Both sides are defined and equal."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Unequal:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Less:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class LessEqual:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Member:
    term: Expr
    domain: Domain


@dataclass(frozen=True)
class Each:
    """`fact` holds for every value of the index; the index is bound in it."""

    fact: Fact
    index: Index


@dataclass(frozen=True)
class Definition:
    """`head` is a new name for `body`: a symbol, or a function applied to distinct symbols."""

    head: Expr
    body: Expr


@dataclass(frozen=True)
class Sample:
    """The data are independent draws: `item` (such as x[i]) for every value of the index, each with
    the density or probability mass `density`, a term in `item`, on `support`."""

    item: Indexed
    index: Index
    support: Domain
    density: Expr


@dataclass(frozen=True)
class JointDensity:
    """`head` is the joint density of the data, read as a function of the parameters."""

    head: Expr


Relation: TypeAlias = Equal | Unequal | Less | LessEqual
"""A comparison of two terms."""

Fact: TypeAlias = Equal | Unequal | Less | LessEqual | Member | Each | Definition | Sample | JointDensity

ZERO = Integer(0)


def positive(term: Expr) -> Less:
    return Less(ZERO, term)


def nonnegative(term: Expr) -> LessEqual:
    return LessEqual(ZERO, term)


def nonzero(term: Expr) -> Unequal:
    return Unequal(term, ZERO)


def real(term: Expr) -> Member:
    return Member(term, REALS)


def integer(term: Expr) -> Member:
    return Member(term, Integers(S.NegativeInfinity, S.Infinity))


def terms_of(part: object) -> Iterator[Expr]:
    """The terms that stand in a fact, a domain or a claim, limits of indices included."""
    match part:
        case Expr():
            yield part
        case str() | bool():
            pass
        case tuple():
            for member in part:
                yield from terms_of(member)
        case _:
            for value in vars(part).values():
                yield from terms_of(value)


def fact_map(fact: Fact, change: Callable[[Expr], Expr]) -> Fact:
    """The fact with `change` applied to each side of a comparison, or to the term and the domain of a
    membership."""
    match fact:
        case Less() | LessEqual() | Unequal() | Equal():
            return type(fact)(change(fact.left), change(fact.right))
        case Member(term=term, domain=domain):
            return Member(change(term), domain_map(domain, change))
        case _:
            return fact


def domain_map(domain: Domain, change: Callable[[Expr], Expr]) -> Domain:
    """The domain with `change` applied to its ends or members."""
    match domain:
        case Interval(low=low, high=high):
            return Interval(change(low), change(high), domain.low_closed, domain.high_closed)
        case Integers(low=low, high=high):
            return Integers(change(low), change(high))
        case Values(members=members):
            return Values(tuple(map(change, members)))
