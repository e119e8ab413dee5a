"""Relations made theorems, under what is given and what makes their terms defined."""

from __future__ import annotations

from dataclasses import dataclass

from derive.errors import SideConditionError
from derive.identities import proof
from derive.identities.conditions import with_conditions
from derive.kernel.theorem import Theorem
from derive.language.writer import write_fact
from derive.statement import Fact, Given, Open, Relation


@dataclass(frozen=True)
class Established:
    """Relations that were proved, under what is given and what the terms need to be defined."""

    theorems: tuple[Theorem, ...]
    conditions: tuple[Fact, ...]


def establish(relations: tuple[Relation, ...], given: Given) -> Established | Open:
    """The relations as theorems, or why not."""
    given, conditions = with_conditions(relations, given)
    try:
        return Established(tuple(proof.theorem(relation, given) for relation in relations), conditions)
    except SideConditionError as error:
        claimed = error.condition in map(write_fact, relations)
        return Open("no proof was found" if claimed else f"no proof was found: {error}")
