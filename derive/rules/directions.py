"""The rule of directions along which a concave function never falls: they tell whether it has a maximiser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Derivative, Expr, Indexed, S, Sum, Symbol

from derive.algebra.terms import body, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import p, q, r, says, t
from derive.kernel.witness import Witness, variable_of, vectors_of
from derive.rules.concave import ALL, FLAT, SQUARES
from derive.rules.equality import depends, holds_throughout, require_assumptions, throughout
from derive.statement import (
    REALS,
    Claim,
    Each,
    Equal,
    Fact,
    Index,
    Less,
    LessEqual,
    Limit,
    MaximiserByDirections,
    Provenance,
    VectorConcave,
    Vectors,
    entry,
    fact_map,
    free_of_fact,
    nonnegative,
    positive,
    real,
    terms_of,
)

NAME = "maximiser-by-directions"
KINDS = ("any", "one")


@inference(
    NAME,
    takes=(4, 3),
    source="Rockafellar (1970), theorem 27.1",
    discharges=True,
    statement=lambda: says(
        "n p q r t v",
        Equal(Derivative(SQUARES, entry(q, r)), -2 * entry(q, r)),
        VectorConcave(SQUARES, q, ALL, p, FLAT),
        Limit(-2 * t, t, S.NegativeInfinity, REALS, S.Infinity),
        Limit(-2 * t, t, S.Infinity, REALS, S.NegativeInfinity),
        then=MaximiserByDirections(SQUARES, q, ALL, p, (FLAT,), FLAT, False),
    ),
)
def maximiser_by_directions(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where ∂f/∂qₖ = ∑ᵢ aᵢₖ·rᵢ(∑ₗ aᵢₗ·qₗ), and rᵢ tends to hᵢ ≤ 0 at ∞ and to lᵢ ≥ 0 at −∞, the slope of a
    concave f along p falls to the sum of hᵢ·sᵢ over sᵢ > 0 and lᵢ·sᵢ over sᵢ < 0, where sᵢ = ∑ₖ aᵢₖ·pₖ. So
    f never falls along p exactly when all hᵢ·sᵢ ≥ 0 and lᵢ·sᵢ ≥ 0. If then some sᵢ is not 0, f rises strictly
    along p and has no maximiser; if for all such p all sᵢ are 0, f is constant along them and has one. There
    is only one if such a p must be 0."""
    gradient, concave, low, high = premises
    size, told, kind = variable_of(witness[0]), facts_of(witness[1]), witness[2]
    if kind not in KINDS:
        raise RuleError(NAME, f"{kind} is none of {', '.join(KINDS)}")
    if not isinstance(concave.claim, VectorConcave):
        raise RuleError(NAME, "needs a concave function of a vector")
    shape = concave.claim
    vector, direction, domain = shape.variable, shape.direction, vectors_of(shape.domain)
    along, row = flat_of(shape, domain)
    place = place_of_gradient(gradient, shape)
    variable, residual, values = residuals(low, high)
    if len({vector, direction, place, row[0], domain.index[0], variable, size}) < 7:
        raise RuleError(NAME, "the vectors, the indices and the variables must have different names")
    item = body(along) / entry(direction, domain.index[0])
    refuse_moving(context, (item, residual, *values, *row[1:]), (vector, direction, place, size))
    refuse_moving(context, (item, *values, *row[1:]), (variable,))
    refuse_moving(context, (shape.function, gradient.equality.left.expr), (place, direction, variable, size))
    refuse_moving(context, (item,), (place,))
    everywhere(context, domain, row)
    here, there = context.given.under(row), context.given.under((place, *domain.index[1:]))
    require_assumptions(NAME, concave, context.given)
    require_assumptions(NAME, gradient, there)
    for limit in (low, high):
        require_assumptions(NAME, limit, here)
    holds_throughout(context, gradient, vector, domain)
    predictor = Sum(item * entry(vector, domain.index[0]), domain.index)
    summand = substitute(item, {domain.index[0]: place}) * substitute(residual, {variable: predictor})
    inside = throughout(context, vector, domain).under((place, *domain.index[1:]))
    inside.need(Equal(gradient.equality.right, Sum(summand, row)))
    rows = context.under(row)
    canonical = tuple(never_falling(values, size, rows))
    for fact in told:
        refuse_moving(context, terms_of(fact), (vector, direction, place, variable))
    assuming(rows, size, canonical).need(*(half for fact in told for half in halves(fact)))
    assuming(rows, size, told).need(*canonical)
    rising = tuple(Each(fact_map(fact, lambda term: substitute(term, {size: along})), row) for fact in told)
    zero = Each(Equal(entry(direction, domain.index[0]), S.Zero), domain.index)
    unique = kind == "one"
    return MaximiserByDirections(
        shape.function, vector, domain, direction, rising, zero if unique else shape.condition, unique
    )


def facts_of(part: object) -> tuple[Fact, ...]:
    """Comparisons, one at least."""
    if not isinstance(part, tuple) or not part:
        raise RuleError(NAME, f"{part} is no list of facts")
    found = tuple(fact for fact in part if isinstance(fact, Equal | Less | LessEqual))
    if len(found) < len(part):
        raise RuleError(NAME, f"{part} is no list of comparisons")
    return found


def flat_of(shape: VectorConcave, domain: Vectors) -> tuple[Sum, Index]:
    """sᵢ = ∑ₖ aᵢₖ·pₖ of the condition that all sᵢ are 0, and the index i."""
    match shape.condition:
        case Each(fact=Equal(left=Sum() as along, right=S.Zero), index=row) if limits(along) == (domain.index,):
            return along, row
    raise RuleError(NAME, f"{shape.condition} is not that predictors are 0")


def place_of_gradient(gradient: Premise, shape: VectorConcave) -> Symbol:
    match gradient.equality.left:
        case Derivative(expr=expr, variables=(Indexed(indices=(Symbol() as place,)) as by,)) if (
            expr == shape.function and by == entry(shape.variable, place)
        ):
            return place
    raise RuleError(NAME, f"{gradient.claim} tells no entry of the gradient of {shape.function}")


def residuals(low: Premise, high: Premise) -> tuple[Symbol, Expr, tuple[Expr, Expr]]:
    """The variable, the function, and its limits at −∞ and at ∞."""
    match low.claim, high.claim:
        case (
            Limit(function=one, variable=variable, point=S.NegativeInfinity, domain=below, value=first),
            Limit(function=other, variable=again, point=S.Infinity, domain=above, value=last),
        ) if (one, variable, below, above) == (other, again, REALS, REALS):
            return variable, one, (first, last)
    raise RuleError(NAME, "needs the limits of one function at both ends of the line")


def refuse_moving(context: Context, terms: Iterable[Expr], moved: tuple[Symbol, ...]) -> None:
    """Refuse a term that depends on what is moved."""
    for term in terms:
        for name in moved:
            if not term.is_infinite and depends(term, name, context.given):
                raise RuleError(NAME, f"{name} stands in {term} as well")


def everywhere(context: Context, domain: Vectors, row: Index) -> None:
    """The domain is the whole space, of finitely many dimensions, and there are finitely many predictors."""
    whole = domain.entries == REALS and domain.total is None and domain.within is None
    if not whole or any(end.is_infinite for end in (*row[1:], *domain.index[1:])):
        raise RuleError(NAME, "the function must be one of all vectors")
    if any(name in names(end) for end in domain.index[1:] for name in (row[0], domain.index[0])):
        raise RuleError(NAME, "the length of the vectors moves")


def never_falling(values: tuple[Expr, Expr], size: Symbol, rows: Context) -> Iterator[Fact]:
    """What holds of sᵢ exactly if neither limit of rᵢ makes a negative product with it."""
    low, high = values
    if low is S.NegativeInfinity or high is S.Infinity:
        raise RuleError(NAME, "the terms of the slope do not fall")
    for value, sign, far in ((low, 1, S.Infinity), (high, -1, S.NegativeInfinity)):
        strict = value is far or rows.need_any(signs(sign * value))[0] == positive(sign * value)
        yield nonnegative((sign if strict else value) * size)


def signs(value: Expr) -> tuple[tuple[Fact, ...], ...]:
    """That a term is positive, or at least not negative."""
    return ((positive(value),), (nonnegative(value),))


def halves(fact: Fact) -> tuple[Fact, ...]:
    """a = b as a ≤ b and b ≤ a."""
    if isinstance(fact, Equal):
        return LessEqual(fact.left, fact.right), LessEqual(fact.right, fact.left)
    return (fact,)


def assuming(rows: Context, size: Symbol, facts: tuple[Fact, ...]) -> Context:
    """Where the size is any number of which these facts hold."""
    if any(size in free_of_fact(fact) for fact in rows.given.facts()):
        raise RuleError(NAME, f"{size} has a meaning already")
    given = rows.given.adding(Provenance.BINDING, real(size)).adding(Provenance.HYPOTHESIS, *facts)
    return Context(given, NAME, rows.ledger)
