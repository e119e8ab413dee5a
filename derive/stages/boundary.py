"""Data for which the root leaves the parameter space, and the closed parameter space.

The hypotheses under which the root lies inside are strict bounds a < t < b on a statistic. Where a bound
is met, the log-likelihood is monotone: its supremum is only approached at an end of the open parameter
space, and is attained there once the end belongs to it.
"""

from __future__ import annotations

from sympy import Expr, Product

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.errors import RuleError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.progress import Progress
from derive.statement import (
    Argmax,
    Equal,
    Given,
    Interval,
    Less,
    LessEqual,
    Provenance,
    Sense,
)

Ends = tuple[tuple[Equal, Expr], tuple[Equal, Expr]]


def boundary(progress: Progress) -> Progress:
    """The case at each end, then all cases together on the closed parameter space."""
    ends = met_bounds(progress) if progress.at is not None else None
    if ends is None:
        return progress
    powers = as_powers(progress)
    if powers is not None:
        progress = progress.told("closed_likelihood", *powers.lines())
    closed = []
    for number, (hypothesis, end) in enumerate(ends):
        case = progress.given.adding(Provenance.HYPOTHESIS, hypothesis)
        at_end = approached(progress, case, end)
        side = ("low", "high")[number]
        progress = progress.told(f"boundary_{side}", *at_end.values())
        if powers is not None:
            on_closed = attained(progress, case, at_end["likelihood"], powers.theorem())
            progress = progress.told(f"closed_{side}", *on_closed)
            closed.append(on_closed[-1])
    if powers is None:
        return progress
    inside = interior_on_closed(progress, powers.theorem())
    progress = progress.told("closed_inside", *inside)
    everywhere = infer(named("cases"), progress.given, (closed[0], inside[-1], closed[1]))
    return progress.told("closed", everywhere).knowing(closed=everywhere)


def met_bounds(progress: Progress) -> Ends | None:
    """The two hypotheses a < t and t < b of the interior, as t = a and t = b with the ends of the
    domain, where a ≤ t ≤ b holds for all data."""
    match progress.known["root"].given.hypotheses():
        case (Less(left=low, right=t), Less(left=t2, right=high)) if t == t2:
            known = (LessEqual(low, t), LessEqual(t, high))
            if all(prove(fact, progress.given) for fact in known):
                domain = progress.domain
                return (Equal(t, low), domain.low), (Equal(t, high), domain.high)
    return None


def approached(progress: Progress, case: Given, end: Expr) -> dict[str, Theorem]:
    """In a boundary case: the log-likelihood, its monotony, its limit at the end, the supremum."""
    parameter, domain = progress.parameter, progress.domain
    short = Chain(case, progress.known["log_likelihood"]).by("hypothesis").theorem()
    slope = infer(named("differentiate-both-sides"), case, (short,), (parameter,))
    chain = Chain(case, slope).by("differentiate")
    chain.into(factored(chain.term, case))
    sense = Sense.DECREASING if end == domain.low else Sense.INCREASING
    sign = "negative" if sense is Sense.DECREASING else "positive"
    signed = infer(named("sign-of-value"), case, (chain.theorem(),), (sign,))
    monotone = infer(named("monotone-by-derivative"), case, (signed,), (domain,))
    limit = infer(named("limit-by-continuity"), case, (), (short.equality.right, parameter, end, domain))
    limit = infer(named("same-function"), case, (limit, symmetric(short)))
    supremum = infer(named("supremum-at-end"), case, (monotone, limit))
    as_log = infer(named("definition"), case, (), (progress.model.log_likelihood(), ()))
    likelihood = infer(named("logarithm-is-increasing"), case, (supremum, as_log))
    none = infer(named("no-maximum"), case, (likelihood,))
    return {
        "short": short,
        "slope": chain.theorem(),
        "monotone": monotone,
        "limit": limit,
        "likelihood": likelihood,
        "none": none,
    }


def as_powers(progress: Progress) -> Chain | None:
    """The likelihood as a product of powers, on the closed parameter space; None where it is none, or
    where the density, as it is written, has no value at an end."""
    closed = Interval(progress.domain.low, progress.domain.high, True, True)
    given = progress.model.given(((progress.parameter, closed),))
    names = [a for a in progress.given.assumptions if a not in progress.model.given().assumptions]
    given = Given((*given.assumptions, *names))
    chain = Chain(given, progress.model.likelihood())
    try:
        chain.by("independence").by("definition").by("product-of-factors").by("product-of-powers")
    except SideConditionError:
        return None
    chain.by("linearity-of-sum").by("abbreviation")
    return None if chain.term.has(Product) else chain


def value_at(progress: Progress, case: Given, powers: Theorem, point: Expr) -> Theorem:
    """The likelihood at one parameter value, in one case of the data."""
    value = infer(named("instance"), case, (powers,), (progress.parameter, point))
    return Chain(case, value).by("hypothesis").by("power-of-zero").theorem()


def attained(progress: Progress, case: Given, supremum: Theorem, powers: Theorem) -> tuple[Theorem, ...]:
    """In a boundary case: the values at the ends, the maximiser on the closed space, and its name."""
    domain = progress.domain
    low = value_at(progress, case, powers, domain.low)
    high = value_at(progress, case, powers, domain.high)
    best = infer(named("closed-interval"), case, (supremum, low, high))
    estimate = progress.names["estimate"]
    chain = Chain(case, estimate).once("definition").by("hypothesis")
    assert isinstance(best.claim, Argmax)
    (point,) = best.claim.points
    if chain.into(point).term != point:
        raise RuleError("boundary", f"the estimate {estimate} is not {point} in this case")
    named_point = infer(named("same-value"), case, (best, symmetric(chain.theorem())))
    return low, high, chain.theorem(), named_point


def interior_on_closed(progress: Progress, powers: Theorem) -> tuple[Theorem, ...]:
    """Inside, the maximum stays one on the closed space, since the likelihood is 0 at both ends."""
    best = progress.known["maximum_of_likelihood"]
    case, domain = best.given, progress.domain
    low = value_at(progress, case, powers, domain.low)
    high = value_at(progress, case, powers, domain.high)
    top = value_at(progress, case, powers, progress.names["estimate"])
    return low, high, top, infer(named("closed-interval"), case, (best, low, high, top))
