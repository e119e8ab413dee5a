"""Rules of maxima over the vectors whose entries add up to 1."""

from __future__ import annotations

from sympy import Expr, Integer, Pow, Product, S, Sum, Symbol, log

from derive.algebra.terms import body, limits, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import a, b, i, m, n, q, says, x, x_i
from derive.kernel.witness import Witness, term_of, variable_of, vectors_of
from derive.rules.equality import depends, throughout
from derive.statement import (
    Claim,
    Each,
    Equal,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    VectorArgmax,
    Vectors,
    entry,
    positive,
    terms_of,
)

GIBBS = "Cover & Thomas (2006), theorem 2.6.3"
OPEN = Vectors((i, Integer(1), n), Interval(S.Zero, S.Infinity), S.One)
CLOSED = Vectors((i, Integer(1), n), Interval(S.Zero, S.Infinity, True), S.One)
TOTAL = Sum(x_i, (i, 1, n))


@inference(
    "maximum-on-simplex",
    takes=(1, 3),
    source=GIBBS,
    statement=lambda: says(
        "n x a q",
        LessEqual(S.One, n),
        Each(positive(x_i), (i, Integer(1), n)),
        Equal(TOTAL, a),
        then=VectorArgmax(Sum(x_i * log(entry(q, i)), (i, 1, n)), q, OPEN, (x_i / a,)),
    ),
)
def maximum_on_simplex(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Gibbs' inequality: for weights wₖ > 0 with the sum W, ∑ wₖ log qₖ on the vectors with qₖ > 0 and ∑ qₖ = 1
    is greatest exactly at qₖ = wₖ/W."""
    function, variable, domain = term_of(witness[0]), variable_of(witness[1]), vectors_of(witness[2])
    weight, whole = weights(context, premises[0], variable, domain)
    one = entry(variable, domain.index[0])
    if not isinstance(function, Sum) or limits(function) != (domain.index,):
        raise RuleError("maximum-on-simplex", f"{function} is no sum over the entries")
    everywhere = throughout(context, variable, domain).under(domain.index)
    everywhere.need(positive(one), Equal(body(function), weight * log(one)))
    context.under(domain.index).need(positive(weight))
    match domain.entries:
        case Interval(low=S.Zero, high=S.Infinity, low_closed=False):
            pass
        case Interval(low=S.Zero, high=S.One, low_closed=False, high_closed=False):
            context.need(Less(*domain.index[1:]))  # a weight is less than the sum of two or more
        case entries:
            context.under(domain.index).need(Member(weight / whole, entries))
    return VectorArgmax(function, variable, domain, (weight / whole,))


@inference(
    "maximum-on-closed-simplex",
    takes=(1, 4),
    source=GIBBS,
    statement=lambda: says(
        "n x a b q",
        LessEqual(S.One, n),
        Each(Member(x_i, Integers(S.Zero, S.Infinity)), (i, Integer(1), n)),
        positive(a),
        positive(b),
        Equal(TOTAL, a),
        then=VectorArgmax(b * Product(entry(q, i) ** x_i, (i, 1, n)), q, CLOSED, (x_i / a,)),
    ),
)
def maximum_on_closed_simplex(context: Context, premises: Premises, witness: Witness) -> Claim:
    """For natural numbers wₖ with the sum W > 0 and c > 0, c·∏ qₖ^wₖ with 0⁰ = 1, on the vectors with qₖ ≥ 0
    and ∑ qₖ = 1, is greatest exactly at qₖ = wₖ/W.

    Where wₖ > 0 and qₖ = 0 the product is 0. Elsewhere Gibbs' inequality speaks of the k with wₖ > 0; the qₖ at
    these are wₖ/W and add up to 1, so that the others are 0."""
    function, scale = term_of(witness[0]), term_of(witness[1])
    variable, domain = variable_of(witness[2]), vectors_of(witness[3])
    weight, whole = weights(context, premises[0], variable, domain)
    product = Product(entry(variable, domain.index[0]) ** weight, domain.index)
    if domain.entries != Interval(S.Zero, S.Infinity, True):
        raise RuleError("maximum-on-closed-simplex", "the entries must be the numbers that are not negative")
    if depends(scale, variable, context.given) or function != scale * product:
        raise RuleError("maximum-on-closed-simplex", f"{function} is not {scale} times a product of powers")
    throughout(context, variable, domain).need_defined(function)
    context.under(domain.index).need(Member(weight, Integers(S.Zero, S.Infinity)))
    context.need(positive(scale), positive(whole))
    return VectorArgmax(function, variable, domain, (weight / whole,))


@inference(
    "no-maximum-on-open-simplex",
    takes=(1, 2),
    source="Rudin (1976), theorem 4.2",
    statement=lambda: says(
        "n x m q",
        Member(m, Integers(S.One, n)),
        Each(Member(x_i, Integers(S.Zero, S.Infinity)), (i, Integer(1), n)),
        Equal(x[m], S.Zero),
        VectorArgmax(Product(entry(q, i) ** x_i, (i, 1, n)), q, CLOSED, (x_i,)),
        then=VectorArgmax(Product(entry(q, i) ** x_i, (i, 1, n)), q, OPEN, ()),
    ),
)
def no_maximum_on_open_simplex(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A multiple of ∏ qₖ^wₖ, with natural numbers wₖ, whose one maximiser on the vectors with qₖ ≥ 0 and
    ∑ qₖ = 1 has an entry 0, has no maximiser among those with qₖ > 0.

    It is continuous, and every vector of the closed space is a limit of vectors of the open one; so a maximiser
    of the open space would be one of the closed space."""
    place, domain = term_of(witness[0]), vectors_of(witness[1])
    match premises[0].claim:
        case VectorArgmax(points=(best,), domain=closed) as claim:
            index, variable = closed.index, claim.variable
        case _:
            raise RuleError("no-maximum-on-open-simplex", "needs the one maximiser on a closed space")
    if domain != Vectors(index, OPEN.entries, S.One) or closed != Vectors(index, CLOSED.entries, S.One):
        raise RuleError("no-maximum-on-open-simplex", "needs the closed space and the open one inside it")
    scale, product = claim.function.as_independent(entry(variable, index[0]).base.label, as_Add=False)
    if depends(scale, variable, context.given) or not isinstance(product, Product):
        raise RuleError("no-maximum-on-open-simplex", f"{claim.function} is no multiple of a product")
    match body(product):
        case Pow(base=base, exp=weight) if base == entry(variable, index[0]) and limits(product) == (index,):
            if depends(weight, variable, context.given):
                raise RuleError("no-maximum-on-open-simplex", f"{weight} depends on {variable}")
        case _:
            raise RuleError("no-maximum-on-open-simplex", f"{product} is no product of powers of the entries")
    context.under(index).need(Member(weight, Integers(S.Zero, S.Infinity)))
    context.need(Member(place, Integers(*index[1:])), Equal(substitute(best, {index[0]: place}), S.Zero))
    return VectorArgmax(claim.function, variable, domain, ())


def weights(context: Context, premise: Premise, variable: Symbol, domain: Vectors) -> tuple[Expr, Expr]:
    """The weights and their sum, which a premise tells; they do not depend on the vector, nor is their range
    empty, and what is sought adds up to 1."""
    total, whole = premise.equality.left, premise.equality.right
    if not isinstance(total, Sum) or limits(total) != (domain.index,):
        raise RuleError(context.rule, f"{total} is no sum over {domain.index[0]}")
    if domain.total != S.One or domain.within is not None:
        raise RuleError(context.rule, "the entries must add up to 1, and nothing else be said of them")
    if any(depends(t, variable, context.given) for t in (total, whole, *terms_of(domain))):
        raise RuleError(context.rule, f"the weights or the domain depend on {variable}")
    context.need_defined(total, whole)
    context.need(LessEqual(domain.index[1], domain.index[2]))
    return body(total), whole
