"""Exactly when a concave log-likelihood has a maximiser: by the directions along which it never falls."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, S, Sum, Symbol

from derive.algebra.terms import body, limits, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import symmetric
from derive.stages.naming import new_name
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Progress
from derive.statement import (
    REALS,
    Equal,
    Fact,
    Given,
    LessEqual,
    Limit,
    MaximiserByDirections,
    VectorConcave,
    Vectors,
    entry,
    nonnegative,
)

PREDICTORS, SIZES = ("eta", "theta", "zeta"), ("s", "u", "w")


def directions(progress: Progress) -> Progress:
    """The limits of what each observation adds to the slope, the directions along which none of them is
    negative, and that there is a maximiser, or exactly one, if and only if these are flat, or 0."""
    if "concavity" not in progress.known:
        return progress
    gradient, shape = progress.known["gradient"], progress.known["concavity"]
    assert isinstance(shape.claim, VectorConcave)
    if not isinstance(shape.claim.domain, Vectors):
        raise DeriveError("the directions of matrices are not looked at")
    variable, residual = of_predictor(gradient, shape.claim, shape.claim.domain.index[0], progress)
    rows = shape.given.under(shape.claim.condition.index)
    low, high = (limit(residual, variable, end, rows) for end in (S.NegativeInfinity, S.Infinity))
    size = new_name(SIZES, progress.model, shape.given)
    premises = (gradient, shape, low, high)
    for told in conditions(low, high, size, rows):
        try:
            found = [
                infer(named("maximiser-by-directions"), shape.given, premises, (size, told, kind))
                for kind in ("any", "one")
            ]
        except DeriveError:
            continue
        back = symmetric(progress.known["log_likelihood"])
        found = [infer(named("same-function"), shape.given, (theorem, back)) for theorem in found]
        whole = [of_likelihood(progress, theorem) for theorem in found[: 1 if is_always(found[0]) else 2]]
        return progress.told("ends_of_slope", low, high).told("directions", *whole)
    raise DeriveError("the directions along which the log-likelihood never falls were not told")


def is_always(theorem: Theorem) -> bool:
    """Whether there is a maximiser whatever the data: the directions are flat by what they are."""
    claim = theorem.claim
    return isinstance(claim, MaximiserByDirections) and claim.rising == (claim.flat,)


def of_predictor(
    gradient: Theorem, shape: VectorConcave, running: Symbol, progress: Progress
) -> tuple[Symbol, Expr]:
    """A new variable η, and r of the gradient ∑ᵢ xᵢₖ·r(ηᵢ). Raises DeriveError for another form."""
    (place,) = gradient.equality.left.variables[0].indices
    along = shape.condition.fact
    assert isinstance(along, Equal)
    item = body(along.left) / entry(shape.direction, running)
    scale, total = gradient.equality.right.as_independent(Sum, as_Add=False)
    if not isinstance(total, Sum) or limits(total) != (shape.condition.index,):
        raise DeriveError(f"{gradient.claim} is no sum over the observations")
    variable = new_name(PREDICTORS, progress.model, progress.given)
    rest = scale * body(total) / substitute(item, {running: place})
    for one in rest.atoms(Sum):
        moved = one.xreplace({entry(shape.variable, k): entry(shape.direction, k) for k, _, _ in limits(one)})
        if moved == along.left:
            rest = substitute(rest, {one: variable})
    return variable, rest.expand()


def limit(function: Expr, variable: Symbol, end: Expr, rows: Given) -> Theorem:
    """The limit of a function at an end of the line."""
    return infer(named("limit-of-terms"), rows, (), (function, variable, end, REALS))


def conditions(low: Theorem, high: Theorem, size: Symbol, rows: Given) -> Iterator[tuple[Fact, ...]]:
    """Ways to say that l·s ≥ 0 and h·s ≥ 0, the shortest first."""
    assert isinstance(low.claim, Limit)
    assert isinstance(high.claim, Limit)
    below, above = low.claim.value, high.claim.value
    if not below.is_infinite and not above.is_infinite:
        yield (nonnegative((below + above) * size),)
    yield (Equal(size, S.Zero),)
    first = nonnegative(size) if below.is_infinite else nonnegative(below * size)
    last = LessEqual(size, S.Zero) if above.is_infinite else nonnegative(above * size)
    if above.is_infinite:
        yield last, Equal(below * size, S.Zero)
    if below.is_infinite:
        yield first, Equal(above * size, S.Zero)
    yield first, last
