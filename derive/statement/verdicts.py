"""Verdicts: what is known of a claim. Numbers alone never make `Proved`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr

from derive.statement.facts import Fact, Relation
from derive.statement.given import Assumption


@dataclass(frozen=True)
class NormalForm:
    """Why a difference is zero, or what it is instead: over these generators, which are taken to be
    algebraically independent, it is the numerator over the denominator. `defined` is what the reading
    of the terms took for granted: that the terms are defined."""

    generators: tuple[Expr, ...]
    numerator: Expr
    denominator: Expr
    defined: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Proved:
    """A derivation exists; the names of its rules and axioms, and the facts that it stands on.

    The rest is for identities. `conditions` are the facts that were not given and that the terms need in
    order to be defined: the claim holds wherever they do. `constant` and `factor` are what was found for a
    claim up to a constant or up to a positive factor. `form`, where it was asked for, is the normal form of
    the difference.
    """

    rules: tuple[str, ...]
    axioms: tuple[str, ...]
    facts: tuple[Assumption, ...]
    conditions: tuple[Fact, ...] = ()
    constant: Expr | None = None
    factor: Expr | None = None
    form: NormalForm | None = None


@dataclass(frozen=True)
class Repair:
    """A statement near a refuted one that is proved: what was undone, and what is claimed instead.

    `mistake` names the kind, such as "factor"; `by` is the factor, constant or base that it was undone by;
    `added` are the facts that were missing.
    """

    mistake: str
    claims: tuple[Relation, ...]
    by: Expr | None = None
    added: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Refuted:
    """The claim fails at an exact rational point: `point` pairs names with values, `left` and
    `right` are rigorous enclosures of the two sides there, written as decimal balls. `repairs` are the
    nearest statements that are proved, simplest first."""

    point: tuple[tuple[str, str], ...]
    left: str
    right: str
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True)
class Open:
    """Neither proved nor refuted, and why; for an equality, with the normal form of the difference, which
    is not seen to be 0."""

    why: str
    form: NormalForm | None = None


Verdict: TypeAlias = Proved | Refuted | Open
