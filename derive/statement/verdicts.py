"""Verdicts: what is known of a claim. Numbers alone never make `Proved`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from derive.statement.given import Assumption


@dataclass(frozen=True)
class Proved:
    """A derivation exists; the names of its rules and axioms, and the facts that it stands on."""

    rules: tuple[str, ...]
    axioms: tuple[str, ...]
    facts: tuple[Assumption, ...]


@dataclass(frozen=True)
class Refuted:
    """The claim fails at an exact rational point: `point` pairs names with values, `left` and
    `right` are rigorous enclosures of the two sides there, written as decimal balls."""

    point: tuple[tuple[str, str], ...]
    left: str
    right: str


@dataclass(frozen=True)
class Open:
    """Neither proved nor refuted, and why."""

    why: str


Verdict: TypeAlias = Proved | Refuted | Open
