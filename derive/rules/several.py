"""Rules of maxima in several variables, and of maxima that are seen from the sign of the slope."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sympy import Derivative, Expr, Symbol

from derive.algebra.terms import names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import UNIT, a, b, c, f, p, q, says
from derive.kernel.witness import Witness, interval_of, term_of
from derive.rules.calculus import derivative
from derive.rules.equality import depends, fact_at, holds_throughout, is_structure, throughout, throughout_all
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    Claim,
    Equal,
    Interval,
    JointArgmax,
    JointSupremum,
    MaximiserFamily,
    Member,
    Place,
    free_of_fact,
    in_several,
    one_of,
    place_map,
    positive,
    terms_of,
)


@inference(
    "maximum-by-sign",
    takes=(1, 4),
    source="Rudin (1976), theorem 5.11",
    statement=lambda: says(
        "f b c p",
        Equal(Derivative(f(p), p), c * (b - p)),
        positive(c),
        Member(b, UNIT),
        then=Argmax(f(p), p, UNIT, (b,)),
    ),
)
def maximum_by_sign(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f′ = w·(h(r) − h) with w > 0 and h increasing: f rises up to r, and falls from there on."""
    (premise,) = premises
    scale, rising, root = map(term_of, witness[:3])
    domain = interval_of(witness[3])
    slope = premise.equality.left
    if not isinstance(slope, Derivative) or len(slope.variables) != 1:
        raise RuleError("maximum-by-sign", "needs a first derivative")
    (variable,) = slope.variables
    if depends(root, variable, context.given):
        raise RuleError("maximum-by-sign", f"{root} depends on {variable}")
    if domain.low_closed or domain.high_closed:
        raise RuleError("maximum-by-sign", "the interval must be open")
    holds_throughout(context, premise, variable, domain)
    context.need(Member(root, domain))
    inside = throughout(context, variable, domain)
    gap = substitute(rising, {variable: root}) - rising
    inside.need(positive(scale), Equal(premise.equality.right, scale * gap))
    inside.need_defined(rising)
    inside.need(positive(derivative(rising, variable, inside)))
    return Argmax(slope.expr, variable, domain, (root,))


@inference(
    "nested-maximum",
    takes=(2, 0),
    source="Rockafellar & Wets (1998), proposition 1.35",
    statement=lambda: says(
        "f a b p q",
        Argmax(f(p, q), p, UNIT, (a,)),
        Argmax(f(a, q), q, UNIT, (b,)),
        then=JointArgmax(f(p, q), (p, q), (UNIT, UNIT), ((a, b),)),
    ),
)
def nested_maximum(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The maximum in one variable for all values of the others, and then the maximum of what is left. Where
    there are many maximisers in the one variable, any of them leaves the same."""
    first, second = premises
    match second.claim:
        case Argmax() | JointArgmax():
            outer: JointArgmax | ArgmaxAtRoot | MaximiserFamily = in_several(second.claim)
        case ArgmaxAtRoot() | MaximiserFamily():
            outer = second.claim
        case _:
            raise RuleError("nested-maximum", f"{second.claim} is not about a maximum")
    match first.claim:
        case Argmax(function=function, variable=variable, domain=domain, points=(best,)):
            if outer.function != substitute(function, {variable: one_of(best)}) or variable in outer.variables:
                raise RuleError("nested-maximum", f"{outer.function} is not {function} at {one_of(best)}")
        case _:
            raise RuleError("nested-maximum", "needs the maximisers for each value of the other variables")
    moved = [(variable, end) for end in terms_of((domain, best))]
    moved += [(variable, end) for end in terms_of(outer.domains)]
    if any(depends(end, v, context.given) for v, end in moved):
        raise RuleError("nested-maximum", f"a domain or the maximiser depends on {variable}")
    holds_for_all_others(context, first, variable, one_of(best), outer)
    if isinstance(best, Interval):
        throughout_all(context, outer.variables, outer.domains).need(Member(one_of(best), best))
    variables, domains = (variable, *outer.variables), (domain, *outer.domains)
    match outer:
        case JointArgmax():
            points = tuple((at_point(best, outer.variables, point), *point) for point in outer.points)
            return JointArgmax(function, variables, domains, points)
        case ArgmaxAtRoot():
            if any(depends(term, variable, context.given) for term in (outer.equation, *outer.point)):
                raise RuleError("nested-maximum", f"the equation of {outer.variable} depends on {variable}")
        case MaximiserFamily():
            if any(depends(end, v, context.given) for v in variables for end in terms_of(domains)):
                raise RuleError("nested-maximum", "the domain depends on a variable")
    if isinstance(best, Interval):
        raise RuleError("nested-maximum", "needs one maximiser for each value of the other variables")
    inner = substitute(best, dict(zip(outer.variables, outer.point, strict=True)))
    return replace(outer, function=function, variables=variables, domains=domains, point=(inner, *outer.point))


def holds_for_all_others(
    context: Context,
    first: Premise,
    variable: Symbol,
    best: Expr,
    outer: JointArgmax | ArgmaxAtRoot | MaximiserFamily | JointSupremum,
) -> None:
    """What the premise assumes of the other variables holds throughout their domains; where it ties them to the
    one that it is maximised over, and which is bound in its claim, that one may be the maximiser."""
    others = set(outer.variables)
    facts = [a.fact for a in first.given.assumptions if not is_structure(a.fact)]
    tied = any(variable in free_of_fact(fact) and free_of_fact(fact) & others for fact in facts)
    moved = others | {variable} if tied else others
    about = [fact for fact in facts if free_of_fact(fact) & moved]
    if tied:
        about = [fact_at(fact, variable, best) for fact in about]
    throughout_all(context, outer.variables, outer.domains).need(*about)


def at_point(best: Place, variables: tuple[Symbol, ...], point: tuple[Place, ...]) -> Place:
    """The maximiser in the first variable at a maximiser in the others."""
    spread = {v for v, place in zip(variables, point, strict=True) if isinstance(place, Interval)}
    if spread & {name for term in terms_of(best) for name in names(term)}:
        raise RuleError("nested-maximum", "the maximiser moves along an interval of others")
    values = {v: place for v, place in zip(variables, point, strict=True) if not isinstance(place, Interval)}
    return place_map(best, partial(substitute, values=values))
