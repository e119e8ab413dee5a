"""An identity: what `verify` is asked."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol

from derive.statement.facts import Relation
from derive.statement.given import NOTHING, Given

CONSTANT, FACTOR = "constant", "factor"


@dataclass(frozen=True)
class Identity:
    """Relations that are claimed together under the same facts: one, or one for each entry of a matrix.

    The claim is made at every point of the Given at which both sides are defined. With `up_to` "constant"
    the sides differ by a term that is free of `variables`; with "factor" their quotient is positive and
    free of them. Without variables, the constant or factor is a number.
    """

    relations: tuple[Relation, ...]
    given: Given = NOTHING
    up_to: str = ""
    variables: tuple[Symbol, ...] = ()
