"""The names that a derivation introduces, as its pages show them: name = body."""

from __future__ import annotations

from derive.algebra.terms import names
from derive.document.blocks import Inlines, Math, Text
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.notation.latex import latex
from derive.statement import ArgmaxAtRoot, Definition, JointArgmax, free_of_fact


def definition_latex(definition: Definition) -> str:
    """A definition as a reader meets it: name = body."""
    return f"{latex(definition.head)} = {latex(definition.body)}"


def defined(definitions: list[Definition]) -> Inlines:
    """Several definitions, each a formula of its own, so that a line may break between them."""
    apart = [Text(", ")] * len(definitions)
    pairs = zip((Math(definition_latex(d)) for d in definitions), apart, strict=True)
    return tuple(inline for pair in pairs for inline in pair)[:-1]


def used_definitions(theorem: Theorem, claim: JointArgmax | ArgmaxAtRoot) -> list[Definition]:
    """The names that the point and the hypotheses speak of, with those that their definitions speak of."""
    told = (claim.point, (claim.equation,)) if isinstance(claim, ArgmaxAtRoot) else claim.points
    wanted = {s for point in told for value in point for s in names(value)}
    wanted |= {s for fact in theorem.given.hypotheses() for s in free_of_fact(fact)}
    wanted -= set(claim.variables)
    definitions = theorem.given.definitions()
    for definition in reversed(definitions):
        if definition.head in wanted:
            wanted |= names(definition.body)
    return [d for d in definitions if d.head in wanted]


def new_definitions(part: Part, derivation: Derivation) -> list[Definition]:
    """The names that a part has and the model does not."""
    before = {d.head for d in derivation.given.definitions()}
    return [d for d in part.theorems[-1].given.definitions() if d.head not in before]


def first_named(part: Part, derivation: Derivation) -> list[Definition]:
    """The names of statistics that the result of a part speaks of, and no part before it knows."""
    position = derivation.parts.index(part)
    known = {d for earlier in derivation.parts[:position] for d in earlier.theorems[-1].given.definitions()}
    last = part.theorems[-1]
    used = names(last.equality.right)
    return [d for d in last.given.definitions() if d.head in used and d not in known]
