"""The closed parameter space.

Where a bound on the data is met, the likelihood tends to its supremum at an end of the parameter space. If the
ends belong to the parameter space, it may be attained there.
"""

from __future__ import annotations

from sympy import Expr, Product, S

from derive.errors import RuleError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.progress import Progress
from derive.statement import Argmax, Given, Interval, Supremum


def boundary(progress: Progress) -> Progress:
    """Each case of the data in which a finite supremum is approached at an end; then, where there are two, all
    cases together on the closed parameter space."""
    powers = as_powers(progress) if progress.alone else None
    suprema = list(approached(progress))
    if powers is None or not suprema:
        return progress
    progress = progress.told("closed_likelihood", *powers.lines())
    closed: list[Theorem] = []
    for supremum, side in suprema:
        on_closed = attained(progress, supremum, powers.theorem())
        progress = progress.told(f"closed_{side}", *on_closed)
        closed.append(on_closed[-1])
    if len(closed) < 2:
        return progress
    inside = interior_on_closed(progress, powers.theorem())
    progress = progress.told("closed_inside", *inside)
    low, high = closed
    everywhere = infer(named("cases"), progress.given, (low, inside[-1], high))
    return progress.told("closed", everywhere).knowing(closed=everywhere)


def approached(progress: Progress) -> list[tuple[Theorem, str]]:
    """The finite suprema that are only approached, in the order of the bounds, with the ends."""
    found = []
    for part in progress.parts:
        for theorem in part.theorems if part.key.startswith("otherwise") else ():
            if isinstance(claim := theorem.claim, Supremum) and claim.value is not S.Infinity:
                found.append((theorem, "low" if claim.point == progress.domain.low else "high"))
    return found


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


def attained(progress: Progress, supremum: Theorem, powers: Theorem) -> tuple[Theorem, ...]:
    """In such a case: the values at the ends, the maximiser on the closed space, and its name."""
    case, domain = supremum.given, progress.domain
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
