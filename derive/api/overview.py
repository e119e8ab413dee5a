"""What is derived for a family at a glance: its estimators, how far they are proved, and when they exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Indexed, Sum, Symbol

from derive.algebra.terms import unfold
from derive.api.results import MaximumLikelihood, is_objective
from derive.api.things import Stated
from derive.catalogue import family
from derive.errors import CatalogueError, DeriveError
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.notation.claims import at_root_lines, claim_latex, facts_latex, hat_latex, place_latex
from derive.notation.mathml import parse
from derive.notation.plain import plain
from derive.stages.failures import Kind, exactly, failures
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Definition,
    Given,
    Interval,
    JointArgmax,
    MaximisedWhere,
    Place,
    VectorArgmax,
    coordinates,
    fact_map,
    place_map,
)

PROVED, AT_ROOT, BY_EQUATIONS = "proved", "proved, by an equation", "proved, by its equations"
NO_DENSITY, SOLVABLE = "no density", "the equations have a solution"
GIVEN_THE_REST, ROOT_GIVEN_THE_REST = "closed given the rest", "by an equation, given the rest"
NONE = "none found"
OTHERWISE = {
    Kind.UNBOUNDED: "unbounded",
    Kind.NOT_ATTAINED: "not attained",
    Kind.NOT_UNIQUE: "not unique",
    Kind.SINGULAR: "unbounded",
    Kind.NONE: "no maximiser",
}
LONGEST = 60
"""Characters of an estimator or a condition that is written in terms of the data; a longer one stays in the
names of statistics."""


@dataclass(frozen=True)
class Overview:
    """`estimators` pairs a parameter with its estimator as a line of Unicode text; `exists` is the hypothesis
    on the data under which they are the only maximiser, and empty where there is none; `necessary` is whether
    that is proved to be necessary as well, and `otherwise` what happens where it fails."""

    name: str
    verdict: str
    estimators: dict[str, str]
    exists: str = ""
    necessary: bool = False
    otherwise: str = ""


def overview(name: str) -> Overview:
    """The overview of a family of the catalogue, which is derived for it. Raises UnknownNameError."""
    try:
        found = Stated(family(name)).maximised()
    except CatalogueError:
        return Overview(name, NO_DENSITY, {})
    except DeriveError:
        return Overview(name, NONE, {})
    return of(found)


def of(found: MaximumLikelihood) -> Overview:
    """The overview of what was derived."""
    whole = found.maximum
    maxima = [whole] if whole else given_the_rest(found)
    if where := maximised_where(found):
        equations = {where.variable.name: line_of(claim_latex(where.condition))}
        return Overview(found.name, BY_EQUATIONS, equations, SOLVABLE, True, OTHERWISE[Kind.NONE])
    if not maxima:
        return Overview(found.name, NONE, {})
    estimators: dict[str, str] = {}
    for theorem in maxima:
        for name, line in told(theorem):
            estimators.setdefault(name, line)
    closed = not any(isinstance(theorem.claim, ArgmaxAtRoot) for theorem in maxima)
    verdict = ((PROVED, AT_ROOT) if whole else (GIVEN_THE_REST, ROOT_GIVEN_THE_REST))[not closed]
    derivation = found.derivation
    necessary = exactly(derivation) is not None
    return Overview(found.name, verdict, estimators, condition(maxima[-1]), necessary, otherwise(derivation))


def told(theorem: Theorem) -> Iterator[tuple[str, str]]:
    """Each parameter with a line that tells its estimate: a term, or the equation that it solves."""
    match theorem.claim:
        case ArgmaxAtRoot() as claim:
            *_, equation = at_root_lines(claim)
            others = [v for v in claim.variables if v != claim.variable]
            yield claim.variable.name, line_of(equation)
            yield from zip((v.name for v in others), map(line_of, at_root_lines(claim)), strict=False)
        case Argmax() | JointArgmax() | VectorArgmax() | ArrayArgmax() as claim:
            for variable, place in coordinates(claim):
                yield str(variable), estimate(variable, place, theorem.given)


def maximised_where(found: MaximumLikelihood) -> MaximisedWhere | None:
    """What is told of a vector that maximises the likelihood exactly where it solves equations."""
    part = found.derivation.part("maximised_where")
    for theorem in part.theorems if part else ():
        match theorem.claim:
            case MaximisedWhere() as claim if is_objective(claim.function, theorem, found.derivation):
                return claim
    return None


def given_the_rest(found: MaximumLikelihood) -> list[Theorem]:
    """Where one parameter is best for all values of those that are left: the last theorems that say so."""
    parts = (part for part in found.derivation.parts if "." in part.key)
    return [
        t
        for part in parts
        for t in part.theorems[-1:]
        if isinstance(t.claim, ArgmaxAtRoot) or (isinstance(t.claim, Argmax) and len(t.claim.points) == 1)
    ]


def estimate(variable: Symbol | Indexed, place: Place, given: Given) -> str:
    """μ̂ = x̄ in terms of the data, as far as that is short; μ̂ ∈ [a, b] where a whole interval is as good."""
    relation = r"\in" if isinstance(place, Interval) else "="
    forms = (place_map(place, lambda term: in_data(term, given)), place)
    return short(*(f"{hat_latex(variable)} {relation} {place_latex(form)}" for form in forms))


def condition(theorem: Theorem) -> str:
    """What the data have to satisfy, in terms of the data as far as that is short."""
    facts = theorem.given.hypotheses()
    if not facts:
        return ""
    whole = tuple(fact_map(fact, lambda term: in_data(term, theorem.given)) for fact in facts)
    return short(facts_latex(whole), facts_latex(facts))


def otherwise(derivation: Derivation) -> str:
    """What happens in the other cases, each kind once."""
    kinds = dict.fromkeys(OTHERWISE[case.kind] for case in failures(derivation))
    return " or ".join(kinds)


def in_data(term: Expr, given: Given) -> Expr:
    """The term with the names of statistics unfolded, but for means such as x̄."""
    kept = (a for a in given.assumptions if not (isinstance(a.fact, Definition) and is_mean(a.fact, given)))
    return unfold(term, Given(tuple(kept)))


def is_mean(definition: Definition, given: Given) -> bool:
    """Whether a name stands for the mean of observations, such as ∑ x[i]/n."""
    total, size = fraction_of_sum(unfold(definition.body, given))
    return total is not None and isinstance(total.function, Indexed) and size == total.limits[0][2]


def fraction_of_sum(term: Expr) -> tuple[Sum | None, Expr]:
    """A sum over something, and what it is divided by."""
    above, below = term.as_numer_denom()
    return (above, below) if isinstance(above, Sum) and len(above.limits) == 1 else (None, below)


def line_of(form: str) -> str:
    """A formula as a line of text."""
    return plain(parse(form))


def short(*forms: str) -> str:
    """The first of several formulas that is short enough, or else the last, as a line of text."""
    lines = [line_of(form) for form in forms]
    return next((line for line in lines if len(line) <= LONGEST), lines[-1])
