"""Data for which the root leaves the parameter space, and the closed parameter space.

The hypotheses under which the root lies inside are strict bounds on statistics, a < t, where a ≤ t holds for
all data. Where such a bound is met, the objective is monotone: there is no maximiser. If the end that it
rises to belongs to the parameter space, the likelihood may attain its supremum there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Product, S

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import substitute
from derive.errors import DeriveError, RuleError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.parameters import nested, of_likelihood
from derive.stages.progress import Progress
from derive.stages.region import on_whole_space
from derive.statement import (
    Argmax,
    Equal,
    Given,
    Interval,
    Less,
    LessEqual,
    Limit,
    Provenance,
    Sense,
    Supremum,
)


@dataclass(frozen=True)
class Met:
    """A bound that the data meet, and the end of the parameter space on which the root falls then."""

    hypothesis: Equal
    end: Expr

    def side(self, domain: Interval) -> str:
        return "low" if self.end == domain.low else "high"


def boundary(progress: Progress) -> Progress:
    """The case of each bound that is met; then, where there are two, all cases together on the closed
    parameter space."""
    if "root" not in progress.known:  # the last maximum is at an end, or an interval
        return progress
    powers = as_powers(progress) if progress.alone and progress.solved else None
    closed: dict[Equal, Theorem] = {}
    for met in sorted(bounds_met(progress), key=lambda met: met.end != progress.domain.low):
        case = progress.given.adding(Provenance.HYPOTHESIS, *before(progress), met.hypothesis)
        try:
            story = approached(progress, case, met.end)
        except DeriveError:
            continue  # what happens there is not told
        side = met.side(progress.domain)
        if powers is not None and not closed:
            progress = progress.told("closed_likelihood", *powers.lines())
        progress = progress.told(f"boundary_{side}", *story)
        supremum = story[-2]
        if powers is not None and isinstance(supremum.claim, Supremum):
            on_closed = attained(progress, case, supremum, powers.theorem())
            progress = progress.told(f"closed_{side}", *on_closed)
            closed[met.hypothesis] = on_closed[-1]
    if powers is None or len(closed) < 2:
        return progress
    inside = interior_on_closed(progress, powers.theorem())
    progress = progress.told("closed_inside", *inside)
    low, high = (closed[met.hypothesis] for met in bounds_met(progress))
    everywhere = infer(named("cases"), progress.given, (low, inside[-1], high))
    return progress.told("closed", everywhere).knowing(closed=everywhere)


def before(progress: Progress) -> tuple[Equal | Less, ...]:
    """The hypotheses of the maxima over the parameters before the last."""
    if progress.alone:
        return ()
    earlier = progress.maxima[-2].given.hypotheses()
    return tuple(fact for fact in earlier if isinstance(fact, Equal | Less))


def bounds_met(progress: Progress) -> list[Met]:
    """For each hypothesis a < t of the last parameter, with a ≤ t for all data: t = a, and the end of the
    domain that the root comes to."""
    root = progress.known["root"]
    statistics = {definition.head for definition in progress.given.definitions()}
    found = []
    for fact in root.given.hypotheses():
        if not isinstance(fact, Less) or fact in before(progress):
            continue
        name, value = (fact.right, fact.left) if fact.right in statistics else (fact.left, fact.right)
        if name not in statistics or not prove(LessEqual(fact.left, fact.right), progress.given):
            continue
        found += [Met(Equal(name, value), end) for end in ends_reached(progress, name, value)]
    return found


def ends_reached(progress: Progress, name: Expr, value: Expr) -> Iterator[Expr]:
    """The ends of the domain to which the root comes when a statistic has this value: where its term equals the
    end, or where what the score tends to becomes 0."""
    for end, at_end in ((progress.domain.low, "low"), (progress.domain.high, "high")):
        if progress.solved:
            there, target = progress.names["estimate_by_statistics"], end
        else:
            claim = progress.known[at_end].claim
            assert isinstance(claim, Limit)
            there, target = claim.value, S.Zero
        if there.is_finite is not False and falls_on(substitute(there, {name: value}), target, progress.given):
            yield end


def falls_on(root: Expr, end: Expr, given: Given) -> bool:
    """Whether a root comes to an end of the domain; where its denominator vanishes, to one that is infinite."""
    if root.has(S.ComplexInfinity):
        return bool(end.is_infinite)
    return bool(end.is_finite) and equal(root, end, given)


def approached(progress: Progress, case: Given, end: Expr) -> tuple[Theorem, ...]:
    """In a boundary case: the slope of the objective, its monotony, its limit at the end and the supremum where
    it has one, and that there is no maximiser."""
    parameter, domain = progress.parameter, progress.domain
    short = Chain(case, progress.known["objective"]).by("hypothesis").theorem()
    slope = infer(named("differentiate-both-sides"), case, (short,), (parameter,))
    chain = Chain(case, slope).by("differentiate")
    chain.into(factored(chain.term, case))
    sense = Sense.DECREASING if end == domain.low else Sense.INCREASING
    sign = "negative" if sense is Sense.DECREASING else "positive"
    signed = infer(named("sign-of-value"), case, (chain.theorem(),), (sign,))
    monotone = infer(named("monotone-by-derivative"), case, (signed,), (domain,))
    told = (short, chain.theorem(), monotone)
    supremum = supremum_of_likelihood(progress, monotone, short, end)
    if supremum is not None:
        return (*told, *supremum, infer(named("no-maximum"), case, supremum[-1:]))
    none = nested(progress, infer(named("no-maximum-of-monotone"), case, (monotone,)))
    return (*told, none, on_whole_space(progress, of_likelihood(progress, none)))


def supremum_of_likelihood(
    progress: Progress, monotone: Theorem, short: Theorem, end: Expr
) -> tuple[Theorem, ...] | None:
    """The limit of the log-likelihood at the end and the supremum of the likelihood, where it is finite."""
    case, domain = monotone.given, progress.domain
    if not progress.alone:
        return None
    try:
        term = short.equality.right
        limit = infer(named("limit-by-continuity"), case, (), (term, progress.parameter, end, domain))
    except DeriveError:
        return None
    limit = infer(named("same-function"), case, (limit, symmetric(short)))
    supremum = infer(named("supremum-at-end"), case, (monotone, limit))
    return limit, of_likelihood(progress, supremum)


def as_powers(progress: Progress) -> Chain | None:
    """The likelihood as a product of powers, on the closed parameter space; None where it is none, or
    where the density, as it is written, has no value at an end."""
    if not (progress.domain.low.is_finite and progress.domain.high.is_finite):
        return None
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
