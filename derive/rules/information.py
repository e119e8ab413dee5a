"""The Fisher information where the second derivatives are the same for all data."""

from __future__ import annotations

from sympy import Derivative, Function, Integer, Mul, S, Sum, Symbol, log

from derive.algebra.terms import body, limits, names, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, i, n, q, r, says, t, x_i
from derive.kernel.witness import Witness
from derive.language.vocabulary import RANDOM, expect
from derive.rules.concave import BENDS, require_open, second_derivative
from derive.rules.equality import is_structure
from derive.rules.expectation import is_random, require_sample
from derive.rules.exponential_families import for_random_data, require_log_likelihood
from derive.statement import (
    REALS,
    Claim,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    HalfSpaces,
    Index,
    Integers,
    JointDensity,
    Less,
    Member,
    Sample,
    Vectors,
    entry,
    free_of_fact,
    lying_in,
    terms_of,
)

L, ell = Function("f")(q), Function("g")(q)
PLACES = Integers(Integer(1), n)


@inference(
    "information-by-hessian",
    takes=(1, 0),
    source="Brown (1986), theorem 2.2",
    statement=lambda: says(
        "n q r t a x f g",
        Each(Member(entry(q, i), REALS), (i, Integer(1), n)),
        Member(r, PLACES),
        Member(t, PLACES),
        Sample(x_i, (i, Integer(1), n), REALS, a),
        JointDensity(L),
        Definition(ell, log(L)),
        Equal(Derivative(ell, entry(q, r), entry(q, t)), BENDS),
        then=Equal(expect(Derivative(ell, entry(q, r)) * Derivative(ell, entry(q, t))), -BENDS),
    ),
)
def information_by_hessian(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where ∂²ℓ/∂qₖ∂qₗ is free of the data for all k and l, on a support free of q and an open convex space, ℓ
    is ∑ qₖ·Tₖ − B(q) + what is free of q, for statistics Tₖ: the log-likelihood of an exponential family in
    its natural parameter, where the scores have mean 0, and the mean of ∂ℓ/∂qₖ·∂ℓ/∂qₗ is ∂²B/∂qₖ∂qₗ."""
    (hessian,) = premises
    context = for_random_data(context)
    slope, value = hessian.equality.left, hessian.equality.right
    function, vector, one, two = second_derivative(slope, context)
    if hessian.given.hypotheses():
        raise RuleError(context.rule, "the premise holds for some data only")
    require_log_likelihood(function, context.given)
    sample = require_sample(context)
    if any(vector in names(unfold(end, context.given)) for end in terms_of(sample.support)):
        raise RuleError(context.rule, f"the support depends on {vector}")
    if is_random(value, context.given) or value.has(*RANDOM):
        raise RuleError(context.rule, f"{value} depends on the data")
    space = space_of(vector, context)
    require_open(space, vector, context)
    for place in (one, two):
        require_any(place, Integers(*space.index[1:]), context)
    scores = (Derivative(function, entry(vector, place)) for place in (one, two))
    return Equal(expect(Mul(*scores)), -value)


def space_of(vector: Symbol, context: Context) -> Vectors:
    """The space of which all vectors are meant: nothing else is known of the vector."""
    about = [f for f in context.given.facts() if vector in free_of_fact(f) and not is_structure(f)]
    match about:
        case [Each(fact=Member(domain=domain), index=index), *rest]:
            within = [half for fact in rest if (half := half_spaces(fact, vector, index)) is not None]
            space = Vectors(index, domain, within=within[0] if within else None)
            if lying_in(vector, space) == tuple(about):
                return space
    raise RuleError(context.rule, f"the space of {vector} must be told by its entries, or by half-spaces")


def half_spaces(fact: Fact, vector: Symbol, index: Index) -> HalfSpaces | None:
    """The half-spaces in which a fact says that a vector lies."""
    match fact:
        case Each(fact=Less(left=S.Zero, right=Sum() as total), index=where) if limits(total) == (index,):
            return HalfSpaces(body(total) / entry(vector, index[0]), (where,))
    return None


def require_any(place: Symbol, domain: Domain, context: Context) -> None:
    """Nothing is known of the index but the places that it runs through."""
    if [f for f in context.given.facts() if place in free_of_fact(f)] != [Member(place, domain)]:
        raise RuleError(context.rule, f"{place} must be any place of the vector")
