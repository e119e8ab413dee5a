"""Rules of roots that are known by the equation that they solve alone."""

from __future__ import annotations

from sympy import Derivative, Expr, S

from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import UNIT, a, b, c, f, g, p, says
from derive.kernel.witness import Witness, term_of
from derive.rules.calculus import require_continuous
from derive.rules.equality import holds_throughout, throughout
from derive.rules.maxima import nonempty
from derive.statement import (
    ArgmaxAtRoot,
    Claim,
    Equal,
    Fact,
    Interval,
    Less,
    Limit,
    Monotone,
    OneRoot,
    Sense,
    positive,
)


@inference(
    "one-root",
    takes=(3, 0),
    source="Rudin (1976), theorem 4.23",
    statement=lambda: says(
        "a b p",
        Monotone(a - b * p, p, UNIT, Sense.DECREASING),
        Limit(a - b * p, p, S.Zero, UNIT, a),
        Limit(a - b * p, p, S.One, UNIT, a - b),
        positive(a),
        Less(a - b, S.Zero),
        then=OneRoot(a - b * p, p, UNIT),
    ),
)
def one_root(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A continuous, strictly monotone function whose limits at the two ends of an interval lie on both sides
    of 0 is 0 at exactly one point of it."""
    match tuple(premise.claim for premise in premises):
        case (Monotone() as slope, Limit() as low, Limit() as high):
            function, variable, domain = slope.function, slope.variable, slope.domain
        case _:
            raise RuleError("one-root", "needs a strictly monotone function and its limits at both ends")
    for end, point in ((low, domain.low), (high, domain.high)):
        if (end.function, end.variable, end.domain, end.point) != (function, variable, domain, point):
            raise RuleError("one-root", f"{end} is not the limit at {point}")
    if domain.low_closed or domain.high_closed:
        raise RuleError("one-root", "the interval must be open")
    require_continuous(function, variable, context.given)
    throughout(context, variable, domain).need_defined(function)
    context.need(*nonempty(domain))
    above, below = (low, high) if slope.sense is Sense.DECREASING else (high, low)
    context.need(*beyond(above.value, S.Infinity), *beyond(below.value, S.NegativeInfinity))
    return OneRoot(function, variable, domain)


def beyond(value: Expr, side: Expr) -> tuple[Fact, ...]:
    """That a limit lies on one side of 0."""
    if value == side:
        return ()
    return (positive(value) if side is S.Infinity else Less(value, S.Zero),)


@inference(
    "maximum-at-root",
    takes=(3, 1),
    source="Rudin (1976), theorem 5.11",
    statement=lambda: says(
        "f g c p",
        Equal(Derivative(f(p), p), c * g(p)),
        Monotone(g(p), p, UNIT, Sense.DECREASING),
        OneRoot(g(p), p, UNIT),
        positive(c),
        then=ArgmaxAtRoot(f(p), (p,), (UNIT,), (p,), p, g(p)),
    ),
)
def maximum_at_root(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f′ = w·g with w > 0 and g strictly decreasing: f rises up to the only root of g, and falls after it."""
    slope, falling, root = premises
    scale = term_of(witness[0])
    match slope.equality.left, falling.claim, root.claim:
        case Derivative() as left, Monotone(sense=Sense.DECREASING) as down, OneRoot() as one:
            function, variable, domain = down.function, down.variable, down.domain
        case _:
            raise RuleError("maximum-at-root", "needs a first derivative, a decreasing function and its root")
    if left.variables != (variable,) or (one.function, one.variable, one.domain) != (
        function,
        variable,
        domain,
    ):
        raise RuleError("maximum-at-root", "the premises speak of different functions")
    if not isinstance(domain, Interval) or domain.low_closed or domain.high_closed:
        raise RuleError("maximum-at-root", "the interval must be open")
    holds_throughout(context, slope, variable, domain)
    throughout(context, variable, domain).need(positive(scale), Equal(slope.equality.right, scale * function))
    return ArgmaxAtRoot(left.expr, (variable,), (domain,), (variable,), variable, function)
