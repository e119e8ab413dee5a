"""Rules of concave functions of a vector."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import (
    Add,
    Basic,
    Derivative,
    Expr,
    Indexed,
    IndexedBase,
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

from derive.algebra.terms import body, limits, names, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import i, n, p, q, r, says, t
from derive.kernel.witness import Witness, term_of, variable_of, vectors_of
from derive.language.vocabulary import DEFINITIONS, meaning
from derive.rules.equality import depends, holds_throughout, require_assumptions, throughout
from derive.statement import (
    REALS,
    Claim,
    Each,
    Equal,
    LessEqual,
    MaximisedWhere,
    Vectors,
    entry,
    free_of_fact,
    nonzero,
    positive,
    terms_of,
)

NAME = "stationary-point-of-concave"
SQUARES = -Sum(entry(q, i) ** 2, (i, 1, n))
ALL = Vectors((i, Integer(1), n), REALS)


def on_line(term: Expr, vector: Symbol, direction: Symbol, step: Symbol) -> Expr:
    """A function of the entries of the vector q at q + t·v, where the letters v and t mean nothing in it yet.
    Raises RuleError where q stands as a whole: what holds of it there is not seen."""
    if any(part == vector for part in outside_of_bases(term)):
        raise RuleError(NAME, f"{vector} stands in {term} as a whole")
    if {direction, step} & term.atoms(Symbol):
        raise RuleError(NAME, f"{direction} and {step} must be any direction and any number")
    base, other = IndexedBase(vector.name), IndexedBase(direction.name)
    items = {item: item + step * other[item.indices] for item in term.atoms(Indexed) if item.base == base}
    result = term.xreplace(items)
    assert isinstance(result, Expr)
    return result


def outside_of_bases(term: Basic) -> Iterator[Basic]:
    """Every part of a term, but for the names of what is indexed."""
    yield term
    for part in term.args:
        if not isinstance(part, IndexedBase):
            yield from outside_of_bases(part)


@inference(
    NAME,
    takes=(2, 7),
    source="Boyd & Vandenberghe (2004), section 4.2.3",
    discharges=True,
    statement=lambda: says(
        "n p q r t",
        Equal(Derivative(SQUARES, entry(q, r)), -2 * entry(q, r)),
        LessEqual(Derivative(on_line(SQUARES, q, p, t), (t, 2)), S.Zero),
        then=MaximisedWhere(SQUARES, q, ALL, Each(Equal(entry(q, r), S.Zero), (r, Integer(1), n))),
    ),
)
def stationary_point_of_concave(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A smooth function of all vectors whose second derivative is nowhere positive along any line is concave,
    and so is greatest exactly where its gradient is 0: where a = b, if each entry of it is c·(a − b), c ≠ 0."""
    gradient, curvature = premises
    vector, domain = variable_of(witness[0]), vectors_of(witness[1])
    direction, step = variable_of(witness[2]), variable_of(witness[3])
    scale, left, right = map(term_of, witness[4:])
    slope, value = gradient.equality.left, gradient.equality.right
    match slope:
        case Derivative(expr=function, variables=(Indexed(indices=(Symbol() as place,)) as one,)):
            if one != entry(vector, place) or place in names(function):
                raise RuleError(NAME, f"{slope} is no entry of the gradient in {vector}")
        case _:
            raise RuleError(NAME, f"{slope} is no entry of a gradient")
    if domain.entries != REALS or domain.total is not None:
        raise RuleError(NAME, "the function must be one of all vectors")
    line = Derivative(on_line(function, vector, direction, step), (step, 2))
    if curvature.claim != LessEqual(line, S.Zero):
        raise RuleError(NAME, f"{curvature.claim} is not that the function bends down along lines")
    index = (place, *domain.index[1:])
    require_assumptions(NAME, gradient, context.given.under(index))
    require_assumptions(NAME, curvature, context.given)
    used = names(function) | names(value) | names(left) | names(right) | {vector, place}
    if {direction, step} & used or direction == step or place == vector:
        raise RuleError(NAME, f"{direction} and {step} must be any direction and any number")
    about = {name for fact in context.given.facts() for name in free_of_fact(fact)}
    if {direction, step, place} & about:
        raise RuleError(NAME, f"something is assumed of {direction}, {step} or {place}")
    if any(depends(end, vector, context.given) for end in terms_of(domain)):
        raise RuleError(NAME, f"the domain depends on {vector}")
    holds_throughout(context, gradient, vector, domain)
    holds_throughout(context, curvature, vector, domain)
    everywhere = throughout(context, vector, domain)
    everywhere.need_defined(function)
    require_smooth(function, vector, everywhere)
    everywhere.under(index).need(nonzero(scale), Equal(value, scale * (left - right)))
    return MaximisedWhere(function, vector, domain, Each(Equal(left, right), index))


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
                raise RuleError(NAME, f"the limits of {plain} move")
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
            raise RuleError(NAME, f"{plain.func} is not known to be smooth")
