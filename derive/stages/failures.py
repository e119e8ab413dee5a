"""What a derivation says of the data for which the maximum is not the one that was derived."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sympy import S

from derive.kernel.derivation import Derivation, Part
from derive.statement import (
    ArrayArgmax,
    Fact,
    JointSupremum,
    MaximiserExists,
    MaximiserFamily,
    Supremum,
    approached,
)


class Kind(StrEnum):
    """How a maximum fails to be the one that was derived."""

    UNBOUNDED = "unbounded"
    NOT_ATTAINED = "not_attained"
    NOT_UNIQUE = "not_unique"
    SINGULAR = "singular"  # there is no bound along matrices that tend to a singular one
    NONE = "none"  # there is no maximiser, and nothing more was found


@dataclass(frozen=True)
class Failure:
    """A case of the data, what fails in it, and the supremum that is approached instead, where it was found."""

    part: Part
    hypotheses: tuple[Fact, ...]
    kind: Kind
    supremum: JointSupremum | None = None


def failures(derivation: Derivation) -> list[Failure]:
    """The cases in which the maximum is not the one that was derived, in their order."""
    return [failure(part) for part in derivation.parts if part.key.startswith(("otherwise", "boundary_entry"))]


def failure(part: Part) -> Failure:
    """The case that a part tells."""
    last = part.theorems[-1]
    suprema = [t.claim for t in part.theorems if isinstance(t.claim, Supremum | JointSupremum)]
    if isinstance(last.claim, MaximiserFamily):
        return Failure(part, last.given.hypotheses(), Kind.NOT_UNIQUE)
    if part.key == "boundary_entry":  # a continuous function whose maximiser on the closed space lies outside
        return Failure(part, last.given.hypotheses(), Kind.NOT_ATTAINED)
    if isinstance(last.claim, ArrayArgmax):
        return Failure(part, last.given.hypotheses(), Kind.SINGULAR)
    if not suprema:
        return Failure(part, last.given.hypotheses(), Kind.NONE)
    found = approached(suprema[-1])
    kind = Kind.UNBOUNDED if found.value is S.Infinity else Kind.NOT_ATTAINED
    return Failure(part, last.given.hypotheses(), kind, found)


def exactly(derivation: Derivation) -> MaximiserExists | None:
    """The condition that is necessary and sufficient, where that was proved."""
    part = derivation.part("existence") or derivation.part("existence_each")
    claim = part.theorems[0].claim if part else None
    return claim if isinstance(claim, MaximiserExists) else None
