"""The equations of a regression, where they are a linear system, and their solution."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Function, Sum

from derive.algebra.terms import body, limits, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.gradient import PLACES, free
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Progress
from derive.statement import (
    Definition,
    Equal,
    MaximisedWhere,
    PositiveDefinite,
    Provenance,
    Vectors,
    entry,
    indices_of,
)

MATRICES, COLUMNS = "SGAH", "cbgh"
"""Letters for the matrix of the system, and for its right side."""


def normal_equations(progress: Progress) -> Progress:
    """β̂ = S⁻¹c, where the matrix S of the equations ∑ⱼ βⱼsⱼₖ = cₖ is positive definite. Raises DeriveError
    where they are no linear system."""
    where = progress.known.get("maximised_where")
    claim = where.claim if where else None
    if where is None or not isinstance(claim, MaximisedWhere) or not isinstance(claim.domain, Vectors):
        raise DeriveError("there are no equations that tell where the maximum is")
    factor, right = system(claim)
    place, (running, *ends) = claim.condition.index[0], claim.domain.index
    one, other = [letter for letter in free(PLACES, progress) if letter not in (place, running)][:2]
    matrix, vector = (free(letters, progress)[0] for letters in (MATRICES, COLUMNS))
    products, moments = Function(f"{matrix}_")(one, other), Function(f"{vector}_")(place)
    given = progress.given.adding(
        Provenance.DEFINITION,
        Definition(products, substitute(factor, {place: one, running: other})),
        Definition(moments, right),
    ).adding(Provenance.HYPOTHESIS, PositiveDefinite(products, (one, *ends), (other, *ends)))
    best = infer(named("solution-of-linear-system"), given, (where,), (products, one, other, moments))
    likelihood = of_likelihood(progress, best)
    return replace(
        progress.told("solution", best, likelihood).knowing(maximum=best, maximum_of_likelihood=likelihood),
        open=tuple(question for question in progress.open if question.key != "no_closed_root"),
    )


def system(claim: MaximisedWhere) -> tuple[Expr, Expr]:
    """aₖⱼ and cₖ of the equations ∑ⱼ qⱼ·aₖⱼ = cₖ."""
    equation = claim.condition.fact
    assert isinstance(equation, Equal)
    left, index = equation.left, indices_of(claim.domain)[0]
    unknown = entry(claim.variable, index[0])
    if not isinstance(left, Sum) or limits(left) != (index,) or not left.has(unknown):
        raise DeriveError("the equations are no linear system")
    factor = body(left) / unknown
    if factor.has(unknown) or claim.variable in factor.free_symbols:
        raise DeriveError("the equations are no linear system")
    return factor, equation.right
