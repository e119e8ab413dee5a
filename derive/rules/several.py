"""Rules of maxima in several variables, and of maxima that are seen from the sign of the slope."""

from __future__ import annotations

from sympy import Derivative, Expr

from derive.algebra.terms import substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import UNIT, a, b, c, f, p, q, says
from derive.kernel.witness import Witness, interval_of, term_of
from derive.rules.calculus import derivative
from derive.rules.equality import depends, holds_throughout, holds_throughout_all, throughout
from derive.statement import (
    Argmax,
    Claim,
    Equal,
    JointArgmax,
    MaximiserFamily,
    Member,
    in_several,
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
    """The maximum in one variable for all values of the others, and then the maximum of what is left."""
    first, second = premises
    match second.claim:
        case Argmax() | JointArgmax():
            outer: JointArgmax | MaximiserFamily = in_several(second.claim)
        case MaximiserFamily():
            outer = second.claim
        case _:
            raise RuleError("nested-maximum", f"{second.claim} is not about a maximum")
    match first.claim:
        case Argmax(function=function, variable=variable, domain=domain, points=(best,)):
            if outer.function != substitute(function, {variable: best}) or variable in outer.variables:
                raise RuleError("nested-maximum", f"{outer.function} is not {function} at {best}")
        case _:
            raise RuleError("nested-maximum", "needs one maximiser for each value of the other variables")
    if any(depends(end, v, context.given) for v in (variable, *outer.variables) for end in terms_of(domain)):
        raise RuleError("nested-maximum", "the domain depends on a variable")
    holds_throughout_all(context, first, outer.variables, outer.domains)
    variables, domains = (variable, *outer.variables), (domain, *outer.domains)

    def beside(point: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return (substitute(best, dict(zip(outer.variables, point, strict=True))), *point)

    if isinstance(outer, MaximiserFamily):
        return MaximiserFamily(function, variables, domains, beside(outer.point), outer.free)
    return JointArgmax(function, variables, domains, tuple(map(beside, outer.points)))
