"""The names that a derivation introduces, as its pages show them: name = body."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Basic, Expr
from sympy.core.function import AppliedUndef

from derive.algebra.terms import names
from derive.document.blocks import Inlines, Math, Text
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.notation.latex import latex
from derive.notation.matrices import whole_pair
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Definition,
    Given,
    JointArgmax,
    VectorArgmax,
    coordinates,
    terms_of,
)


def definition_latex(definition: Definition) -> str:
    """A definition as a reader meets it: name = body; of a matrix and a mean vector as wholes."""
    head, told = whole_pair(definition.head, definition.body) or (definition.head, definition.body)
    return f"{latex(head)} = {latex(told)}"


def defined(definitions: list[Definition]) -> Inlines:
    """Several definitions, each a formula of its own, so that a line may break between them."""
    apart = [Text(", ")] * len(definitions)
    pairs = zip((Math(definition_latex(d)) for d in definitions), apart, strict=True)
    return tuple(inline for pair in pairs for inline in pair)[:-1]


def used_definitions(
    theorem: Theorem, claim: Argmax | JointArgmax | VectorArgmax | ArrayArgmax | ArgmaxAtRoot
) -> list[Definition]:
    """The names that the point and the hypotheses speak of, with those that their definitions speak of."""
    if isinstance(claim, ArgmaxAtRoot):
        spoken, variables = [*claim.point, claim.equation], set[Basic](claim.variables)
    else:
        spoken = [term for _, place in coordinates(claim) for term in terms_of(place)]
        variables = {variable for variable, _ in coordinates(claim)}
    spoken += [term for fact in theorem.given.hypotheses() for term in terms_of(fact)]
    return definitions_in(spoken, theorem.given, variables)


def definitions_in(spoken: Iterable[Expr], given: Given, variables: Iterable[Basic]) -> list[Definition]:
    """The names that terms speak of, with those that their definitions speak of, but for variables."""
    wanted = {name for term in spoken for name in heads(term)} - {*variables}
    definitions = given.definitions()
    for definition in reversed(definitions):
        if definition.head in wanted:
            wanted |= heads(definition.body)
    return [d for d in definitions if d.head in wanted]


def heads(term: Expr) -> set[Basic]:
    """The symbols in a term, and the statistics of an index."""
    return set(names(term)) | set(term.atoms(AppliedUndef))


def new_definitions(part: Part, derivation: Derivation) -> list[Definition]:
    """The names that a part has and the model does not."""
    before = {d.head for d in derivation.given.definitions()}
    return [d for d in part.theorems[-1].given.definitions() if d.head not in before]


def first_named(part: Part, derivation: Derivation) -> list[Definition]:
    """The names of statistics that the result of a part speaks of, and no part before it knows."""
    position = derivation.parts.index(part)
    known = {d for earlier in derivation.parts[:position] for d in earlier.theorems[-1].given.definitions()}
    last = part.theorems[-1]
    used = heads(last.equality.right)
    return [d for d in last.given.definitions() if d.head in used and d not in known]
