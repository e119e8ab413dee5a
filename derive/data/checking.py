"""Whether the theorem about a maximum holds for the data at hand; and if not, what does."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb
from sympy import Expr, Indexed, S, Sum, Symbol, together

from derive.data.collecting import opened
from derive.data.enclosures import Undecided, holds, less, value
from derive.data.found import Found
from derive.data.pieces import Condition, Otherwise
from derive.data.plan import Plan
from derive.errors import NoMaximiserError
from derive.language.vocabulary import OrderStatistic
from derive.language.writer import write
from derive.statement import Equal, Fact, JointSupremum, Less, LessEqual, Supremum, Unequal, approached


def check_conditions(plan: Plan, found: Found) -> tuple[str, ...]:
    """What was checked of the data. Raises NoMaximiserError with the condition that fails, Undecided where
    rounding leaves it open."""
    told = []
    for condition in plan.conditions:
        told.append(condition.text)
        if not _holds(condition, plan, found):
            raise refusal(condition, plan, found)
    return tuple(told)


def _holds(condition: Condition, plan: Plan, found: Found) -> bool:
    try:
        return holds(condition.checked, found)
    except Undecided as error:
        if found.sums.constant and (sure := _if_constant(condition.told, plan)) is not None:
            return sure
        if (sure := _over_one(condition.checked, found)) is not None:
            return sure
        raise Undecided(f"whether {condition.text} is left open by rounding") from error


def _over_one(fact: Fact, found: Found) -> bool | None:
    """Whether a condition holds, the difference of its sides written as a fraction: the numerator may be exact
    where a quotient is not."""
    if not isinstance(fact, Less | LessEqual | Equal | Unequal):
        return None
    above, below = together(fact.right - fact.left).as_numer_denom()
    try:
        sign = value(above, found) * value(below, found).sgn()
    except Undecided:
        return None
    if not (sign.is_exact() or sign > 0 or sign < 0):
        return None
    match fact:
        case Less():
            return bool(sign > 0)
        case LessEqual():
            return bool(sign >= 0)
    return bool(sign == 0) == isinstance(fact, Equal)


def _if_constant(fact: Fact, plan: Plan) -> bool | None:
    """Whether a condition holds where all observations are equal, if both sides are the same then."""
    if not isinstance(fact, Less | LessEqual | Equal | Unequal):
        return None
    left, right = (_at_constant(side, plan) for side in (fact.left, fact.right))
    if opened(left - right) != 0:
        return None
    return isinstance(fact, LessEqual | Equal)


def _at_constant(term: Expr, plan: Plan) -> Expr:
    """A term where every observation is the same number."""
    i, n = plan.sample.index[0], plan.collector.size
    match term:
        case Indexed():
            return Symbol(f"all_{term.base.label}")
        case Sum() if term.limits[0][0] == i:
            return opened(n * _at_constant(term.function, plan))
        case OrderStatistic():
            return _at_constant(term.args[0], plan)
    if not term.args:
        return term
    built: Expr = term.func(*(_at_constant(a, plan) for a in term.args))
    return built


def refusal(condition: Condition, plan: Plan, found: Found) -> NoMaximiserError:
    """That there is no maximiser; or that none was shown."""
    said = condition.text
    if plan.exists is None:
        return NoMaximiserError(
            f"a maximum was only shown where {said}, which does not hold of these data", said
        )
    why = next((why for case in plan.otherwise if (why := _why(case, plan, found))), "")
    return NoMaximiserError(
        f"the likelihood has no maximiser for these data: there is one if and only if {said}{why}", said
    )


def _why(case: Otherwise, plan: Plan, found: Found) -> str:
    """What holds instead, if the case is that of the data."""
    try:
        if not all(_holds(condition, plan, found) for condition in case.conditions):
            return ""
    except Undecided:
        return ""
    where = " and ".join(condition.text for condition in case.conditions)
    limit = next(
        (t.claim for t in reversed(case.theorem.ancestry) if isinstance(t.claim, Supremum | JointSupremum)),
        None,
    )
    if limit is None or (isinstance(limit, Supremum) and limit.attained):
        return f" (here {where})"
    toward = approached(limit)
    if toward.value.has(Indexed, Sum) or toward.end.has(Indexed, Sum, OrderStatistic):
        return f" (here {where})"
    how = "grows without bound" if toward.value == S.Infinity else "comes ever nearer to its supremum"
    return f" (here {where}; the likelihood {how} as {toward.variable} tends to {write(toward.end)})"


def inside(balls: Mapping[Symbol, arb], plan: Plan, found: Found) -> None:
    """That every estimate is a point of its space, which a theorem says; a last look at the numbers."""
    here = found.at(dict(balls))
    for symbol, space in plan.parameters:
        ball = balls[symbol]
        try:
            low = space.low.is_finite is False or less(value(space.low, here), ball) or space.low_closed
            high = space.high.is_finite is False or less(ball, value(space.high, here)) or space.high_closed
        except Undecided as error:
            raise Undecided(f"the estimate of {symbol} is too near to the end of its space") from error
        if not (low and high):
            raise Undecided(f"the estimate of {symbol} is outside of its space")
