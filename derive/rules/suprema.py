"""Rules of least upper bounds, whether or not they are attained, and of cases by a value."""

from __future__ import annotations

from sympy import Expr

from derive.algebra.terms import substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Premises, inference
from derive.kernel.schema import UNIT, a, b, f, p, says
from derive.kernel.witness import Witness
from derive.rules.equality import LOGIC
from derive.rules.maxima import ORDER, extra_hypotheses
from derive.statement import (
    Argmax,
    Claim,
    Equal,
    Fact,
    LeastUpperBound,
    Less,
    LessEqual,
    Member,
    Supremum,
    Values,
    one_of,
)

NEEDS = "the cases must be the values of one term, or its bound and what is beyond it"


@inference(
    "least-upper-bound",
    takes=(1, 0),
    source=ORDER,
    statement=lambda: says("f b p", Argmax(f(p), p, UNIT, (b,)), then=LeastUpperBound(f(p), p, UNIT, f(b))),
)
def least_upper_bound(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The value at a maximiser, and a supremum that is only approached, is the least upper bound."""
    match premises[0].claim:
        case Argmax(points=(place, *_)) as claim:
            value = substitute(claim.function, {claim.variable: one_of(place)})
            context.need_defined(value)
            return LeastUpperBound(claim.function, claim.variable, claim.domain, value)
        case Supremum() as claim if not claim.value.is_infinite:
            return LeastUpperBound(claim.function, claim.variable, claim.domain, claim.value)
    raise RuleError(context.rule, "needs a maximum, or a supremum that is finite")


@inference(
    "cases-of-value",
    takes=(MANY, 0),
    source=LOGIC,
    discharges=True,
    statement=lambda: says("a b", LessEqual(a, b), LessEqual(a, b), LessEqual(a, b), then=LessEqual(a, b)),
)
def cases_of_value(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A claim that holds for each of the values that t can have, or where t is its bound and where it is not,
    holds."""
    cases = [extra_hypotheses(context, premise) for premise in premises]
    match cases:
        case [(Equal(left=t, right=low),), (Less(left=bound, right=above),)] if (bound, above) == (low, t):
            context.need_defined(t)
            context.need(LessEqual(low, t))
        case [(Equal(left=t, right=high),), (Less(left=below, right=bound),)] if (below, bound) == (t, high):
            context.need_defined(t)
            context.need(LessEqual(t, high))
        case [(Equal(left=t),), *_]:
            context.need(Member(t, Values(tuple(value_of(case, t) for case in cases))))
        case _:
            raise RuleError(context.rule, NEEDS)
    claims = {premise.claim for premise in premises}
    if len(claims) != 1:
        raise RuleError(context.rule, "the claim must be the same in every case")
    return claims.pop()


def value_of(case: tuple[Fact, ...], term: Expr) -> Expr:
    """The value that a case gives to a term."""
    match case:
        case (Equal(left=left, right=value),) if left == term:
            return value
    raise RuleError("cases-of-value", NEEDS)
