"""Rules of concave functions of a vector: what its Hessian tells, stationary points, and all maximisers."""

from __future__ import annotations

from sympy import (
    Add,
    Derivative,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    exp,
    gamma,
    log,
)

from derive.algebra.terms import body, limits, names, substitute, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import i, n, p, q, r, says, t, v
from derive.kernel.witness import Witness, term_of, variable_of, vectors_of
from derive.language.vocabulary import DEFINITIONS, indicator, meaning
from derive.rules.equality import depends, holds_throughout, require_assumptions, throughout
from derive.statement import (
    REALS,
    AffineArgmax,
    Array,
    Claim,
    Each,
    Equal,
    Index,
    Interval,
    Less,
    Matrices,
    MaximisedWhere,
    VectorConcave,
    Vectors,
    entry,
    free_of_fact,
    indices_of,
    nonnegative,
    nonzero,
    positive,
    terms_of,
)

ALL = Vectors((i, Integer(1), n), REALS)
SQUARES = -Sum(entry(q, i) ** 2, (i, 1, n))
BENDS = -2 * Sum(indicator(v, r) * indicator(v, t), (v, 1, n))
FLAT = Each(Equal(Sum(indicator(v, i) * entry(p, i), (i, 1, n)), S.Zero), (v, Integer(1), n))
STATIONARY = Each(Equal(entry(q, r), S.Zero), (r, Integer(1), n))
"""What the statements speak of: −∑ qᵢ² on all vectors q, which is flat in no direction p but 0."""


HESSIAN = "concave-by-hessian"


@inference(
    HESSIAN,
    takes=(1, 3),
    source="Boyd & Vandenberghe (2004), section 3.1.4",
    discharges=True,
    statement=lambda: says(
        "n p q r t",
        Equal(Derivative(SQUARES, entry(q, r), entry(q, t)), BENDS),
        then=VectorConcave(SQUARES, q, ALL, p, FLAT),
    ),
)
def concave_by_hessian(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where ∂²f/∂qₖ∂qₗ = ∑ᵢ wᵢ·aᵢₖ·aᵢₗ with every wᵢ < 0, and aᵢₖ free of q, the second derivative of f along a
    line in the direction p is ∑ᵢ wᵢ·(∑ₖ aᵢₖ·pₖ)²: less than 0, unless every ∑ₖ aᵢₖ·pₖ is 0."""
    (hessian,) = premises
    vector, domain, direction = variable_of(witness[0]), vectors_of(witness[1]), variable_of(witness[2])
    function, found, one, two = second_derivative(hessian.equality.left, context)
    index, weight, item = sum_of_squares(hessian.equality.right, one, two)
    running, *ends = domain.index
    if found != vector:
        raise RuleError(context.rule, f"{hessian.claim} tells no entry of the Hessian in {vector}")
    if len({vector, direction, one, two, running, index[0]}) < 6:
        raise RuleError(context.rule, "the vectors and the indices must have different names")
    apart = (function, weight, *index[1:], *terms_of(domain))
    for name in (one, two, direction):
        if any(depends(term, name, context.given) for term in apart):
            raise RuleError(context.rule, f"{name} stands elsewhere as well")
    if any(depends(item, name, context.given) for name in (two, direction, running, vector)):
        raise RuleError(context.rule, f"{item} must be one of its own index, free of {vector}")
    if any(depends(end, vector, context.given) for end in index[1:]):
        raise RuleError(context.rule, f"the sum over {index[0]} depends on {vector}")
    require_open(domain, vector, context)
    require_assumptions(context.rule, hessian, context.given.under((one, *ends), (two, *ends)))
    holds_throughout(context, hessian, vector, domain)
    everywhere = throughout(context, vector, domain)
    everywhere.need_defined(function)
    require_smooth(function, vector, everywhere)
    everywhere.under(index).need(Less(weight, S.Zero))
    context.need(*(nonnegative(high - low + 1) for _, low, high in (index, domain.index)))
    along = Sum(substitute(item, {one: running}) * entry(direction, running), domain.index)
    return VectorConcave(function, vector, domain, direction, Each(Equal(along, S.Zero), index))


def second_derivative(slope: Expr, context: Context) -> tuple[Expr, Symbol, Symbol, Symbol]:
    """The function and the vector of which an entry of the Hessian is told, and the places of this."""
    match slope:
        case Derivative(
            expr=function,
            variables=(Indexed(indices=(Symbol() as one,)) as by, Indexed(indices=(Symbol() as two,)) as again),
        ) if by.base == again.base:
            return function, Symbol(by.base.label.name), one, two
    raise RuleError(context.rule, f"{slope} is no entry of a Hessian")


def sum_of_squares(value: Expr, one: Symbol, two: Symbol) -> tuple[Index, Expr, Expr]:
    """The index i, wᵢ and aᵢₖ of c·∑ᵢ wᵢ·aᵢₖ·aᵢₗ, with c as a part of the weight."""
    scale, total = value.as_independent(Sum, as_Add=False)
    if not isinstance(total, Sum) or len(limits(total)) != 1:
        raise RuleError(HESSIAN, f"{value} is no multiple of a sum")
    factors = Mul.make_args(body(total))
    first, second = (Mul(*(f for f in factors if place in names(f))) for place in (one, two))
    rest = [factor for factor in factors if not {one, two} & names(factor)]
    (index,) = limits(total)
    if second != substitute(first, {one: two}) or index[0] in names(scale):
        raise RuleError(HESSIAN, f"{value} is no sum of squares")
    return index, Mul(scale, *rest), first


def require_open(domain: Array, vector: Symbol, context: Context) -> None:
    """The vectors or matrices of the domain are a convex set, and around each of them lie others: a product of
    open intervals, or what finitely many open half-spaces leave of it."""
    within = domain.within if isinstance(domain, Vectors) else None
    indices = [*indices_of(domain), *(within.indices if within else ())]
    match domain:
        case (
            Vectors(entries=Interval(low_closed=False, high_closed=False), total=None)
            | Matrices(entries=Interval(low_closed=False, high_closed=False))
        ):
            moves = any(depends(end, vector, context.given) for end in terms_of(domain))
            if not moves and not any(end.is_infinite for index in indices for end in index[1:]):
                return
    raise RuleError(context.rule, f"the space of {vector} must be open and convex")


def require_smooth(term: Expr, vector: Symbol, context: Context) -> None:
    """Refuse what is not made of functions that have derivatives of every order wherever they are defined."""
    plain = unfold(term, context.given)
    if not depends(plain, vector, context.given):
        return
    match plain:
        case Indexed() if plain.base.label == vector and not any(
            depends(k, vector, context.given) for k in plain.indices
        ):
            return
        case Sum():
            inside = context.under(*reversed(limits(plain)))
            if any(depends(end, vector, context.given) for index in limits(plain) for end in index[1:]):
                raise RuleError(context.rule, f"the limits of {plain} move")
            require_smooth(body(plain), vector, inside)
        case Pow(base=base, exp=exponent) if not depends(exponent, vector, context.given):
            if not isinstance(exponent, Integer):
                context.need(positive(base))
            require_smooth(base, vector, context)
        case Add() | Mul() | exp() | log() | gamma():
            for argument in plain.args:
                require_smooth(argument, vector, context)
        case _ if type(plain) in DEFINITIONS:
            require_smooth(meaning(plain), vector, context)
        case _:
            raise RuleError(context.rule, f"{plain.func} is not known to be smooth")


@inference(
    "stationary-point-of-concave",
    takes=(2, 3),
    source="Boyd & Vandenberghe (2004), section 4.2.3",
    discharges=True,
    statement=lambda: says(
        "n p q r t",
        Equal(Derivative(SQUARES, entry(q, r)), -2 * entry(q, r)),
        VectorConcave(SQUARES, q, ALL, p, FLAT),
        then=MaximisedWhere(SQUARES, q, ALL, STATIONARY),
    ),
)
def stationary_point_of_concave(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A concave function with a gradient is greatest exactly where this is 0: where a = b, if each entry of it
    is c·(a − b), c ≠ 0."""
    gradient, concave = premises
    scale, left, right = map(term_of, witness)
    if not isinstance(concave.claim, VectorConcave):
        raise RuleError(context.rule, "needs a concave function of a vector")
    function, vector, domain = concave.claim.function, concave.claim.variable, concave.claim.domain
    match gradient.equality.left:
        case Derivative(expr=expr, variables=(Indexed(indices=places) as by,)):
            if (
                expr != function
                or by != entry(vector, *places)
                or not all(isinstance(k, Symbol) for k in places)
            ):
                raise RuleError(context.rule, f"{gradient.claim} tells no entry of the gradient of {function}")
        case other:
            raise RuleError(context.rule, f"{other} is no entry of a gradient")
    indices = indices_at(places, domain, context)
    for place in places:
        if place == vector or any(depends(t, place, context.given) for t in (function, *terms_of(domain))):
            raise RuleError(context.rule, f"{place} must be any place of {vector}")
    require_open(domain, vector, context)
    require_assumptions(context.rule, gradient, context.given.under(*indices))
    require_assumptions(context.rule, concave, context.given)
    holds_throughout(context, gradient, vector, domain)
    everywhere = throughout(context, vector, domain).under(*indices)
    everywhere.need(nonzero(scale), Equal(gradient.equality.right, scale * (left - right)))
    one, *others = indices
    condition = Each(Equal(left, right), one)
    for index in others:
        condition = Each(condition, index)
    return MaximisedWhere(function, vector, domain, condition)


def indices_at(places: tuple[Symbol, ...], domain: Array, context: Context) -> tuple[Index, ...]:
    """Different places that run as the indices of the domain do."""
    indices = indices_of(domain)
    if len(set(places)) < len(places) or len(places) != len(indices):
        raise RuleError(context.rule, f"{places} are no places in a space of {len(indices)} indices")
    return tuple((place, *index[1:]) for place, index in zip(places, indices, strict=True))


@inference(
    "maximisers-of-concave",
    takes=(2, 0),
    source="Rockafellar (1970), theorem 27.1",
    statement=lambda: says(
        "n p q r",
        MaximisedWhere(SQUARES, q, ALL, STATIONARY),
        VectorConcave(SQUARES, q, ALL, p, FLAT),
        then=AffineArgmax(SQUARES, q, ALL, STATIONARY, p, FLAT),
    ),
)
def maximisers_of_concave(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Between two maximisers a concave function is constant, so it is its chord; and where it is that in a
    direction from a maximiser, it is constant: linear on both sides of a point where it is greatest."""
    where, concave = (premise.claim for premise in premises)
    if not isinstance(where, MaximisedWhere) or not isinstance(concave, VectorConcave):
        raise RuleError(context.rule, "needs where a function is greatest, and that it is concave")
    if (where.function, where.variable, where.domain) != (concave.function, concave.variable, concave.domain):
        raise RuleError(context.rule, "the premises are about different functions")
    require_open(where.domain, where.variable, context)
    if {concave.direction, where.variable} & free_of_fact(where.condition) != {where.variable}:
        raise RuleError(context.rule, f"{concave.direction} stands in the equations")
    if where.variable in free_of_fact(concave.condition):
        raise RuleError(context.rule, f"the flat directions depend on {where.variable}")
    claim = where.function, where.variable, where.domain, where.condition
    return AffineArgmax(*claim, concave.direction, concave.condition)
