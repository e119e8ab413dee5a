"""In another parameter: the estimator by invariance, the score by the chain rule, and the information."""

from __future__ import annotations

from contextlib import suppress

from sympy import Derivative, Expr, Function, Symbol, log

from derive.algebra.signs.proving import allowance
from derive.algebra.terms import substitute
from derive.errors import DeriveError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.information import entry_name
from derive.stages.log_likelihood import split
from derive.stages.one_to_one import OneToOne
from derive.stages.progress import Obstacle, Progress
from derive.stages.showing import shortest, tidy
from derive.stages.standard_errors import error_at
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    Definition,
    Given,
    Interval,
    JointArgmax,
    Member,
    Provenance,
    Sense,
    coordinates,
)

GOALS = 1_000
"""How many goals one of these may look at, to see that what it comes to is defined."""


def reparametrised(progress: Progress, change: OneToOne) -> Progress:
    """What has been derived, with the other parameter in the place of the one of which it is a function."""
    progress = progress.told("new_parameter", *change.monotone)
    progress = progress.told("new_inverse", *change.inverse[:-1], change.theorem)
    for stage in (new_maximum, new_score, new_curvature, new_observed, new_information):
        with suppress(DeriveError), allowance(GOALS):  # what one of these does not find is left out
            progress = stage(progress, change)
    return progress


def new_maximum(progress: Progress, change: OneToOne) -> Progress:
    """The estimator, by invariance."""
    best, new = progress.known.get("maximum_of_likelihood"), change.claim
    if best is None:
        return progress
    try:
        moved = infer(named("invariance"), best.given, (best, change.theorem))
    except DeriveError:
        return progress.asking(Obstacle("not_carried_over", best.claim))
    if isinstance(moved.claim, ArgmaxAtRoot):
        return progress.told("new_maximum", moved, *in_logs(moved, moved.claim, change))
    assert isinstance(moved.claim, Argmax | JointArgmax)
    value = dict(coordinates(moved.claim))[new.value]
    assert not isinstance(value, Interval)
    told, chain = [moved], Chain(best.given, value)
    with suppress(SideConditionError):  # it is defined, as an estimate lies in its space, but need not look so
        chain.into(shortest(tidy(value, best.given), value))
        told += [infer(named("same-value"), best.given, (moved, chain.theorem()))] if chain.steps else []
    return progress.told("new_maximum", *told).knowing(new_maximum=told[-1]).naming(new_estimate=chain.term)


def in_logs(moved: Theorem, claim: ArgmaxAtRoot, change: OneToOne) -> tuple[Theorem, ...]:
    """The same with the logarithms in the equation taken apart, where there are any."""
    given = with_new(moved.given, change)
    chain = Chain(given, claim.equation)
    with suppress(SideConditionError):
        split(chain)
    return (infer(named("same-function"), given, (moved, chain.theorem())),) if chain.steps else ()


def with_new(given: Given, change: OneToOne) -> Given:
    """What is given, and where the other parameter lies."""
    return given.adding(Provenance.PARAMETERS, Member(change.claim.value, change.claim.image))


def new_score(progress: Progress, change: OneToOne) -> Progress:
    """dℓ/dλ = dℓ/dp · dp/dλ, where ℓ is the logarithm of the whole likelihood."""
    model = progress.model
    if Definition(model.log_likelihood(), log(model.likelihood())) not in progress.given.facts():
        return progress
    new, given = change.claim, with_new(progress.given, change)
    old = infer(
        named("differentiate-both-sides"), progress.given, (progress.known["log_likelihood"],), (new.variable,)
    )
    slope = Chain(progress.given, old).by("differentiate")
    steps = derivatives(change, given)
    rule = infer(named("chain-rule"), given, (slope.theorem(),), (new.inverse, new.value))
    chain = Chain(given, rule).using(steps[0])
    chain.into(tidy(chain.term, given))
    return (
        progress.told("new_derivative", steps[0])
        .told("new_score", *chain.lines())
        .knowing(old_slope=slope.theorem(), new_score=chain.theorem())
    )


def derivatives(change: OneToOne, given: Given) -> tuple[Theorem, Theorem]:
    """dp/dλ and d²p/dλ²."""
    new = change.claim
    first = Chain(given, Derivative(new.inverse, new.value)).by("differentiate")
    first.into(tidy(first.term, given))
    second = Chain(given, infer(named("differentiate-both-sides"), given, (first.theorem(),), (new.value,)))
    second.by("differentiate")
    second.into(tidy(second.term, given))
    return first.theorem(), second.theorem()


def new_curvature(progress: Progress, change: OneToOne) -> Progress:
    """d²ℓ/dλ² = d²ℓ/dp² · (dp/dλ)² + dℓ/dp · d²p/dλ²; at the maximum, where dℓ/dp = 0, the first term."""
    if "old_slope" not in progress.known:
        return progress
    new, given = change.claim, with_new(progress.given, change)
    slope, steps = progress.known["old_slope"], derivatives(change, given)
    twice = infer(named("differentiate-both-sides"), progress.given, (slope,), (new.variable,))
    bend = Chain(progress.given, twice).by("differentiate").theorem()
    rule = infer(named("chain-rule-of-second-order"), given, (slope, bend), (new.inverse, new.value))
    chain = Chain(given, rule)
    chain.into(tidy(chain.term.xreplace({t.equality.left: t.equality.right for t in steps}), given))
    return progress.told("new_curvature", *chain.lines()).knowing(new_curvature=chain.theorem())


def new_observed(progress: Progress, change: OneToOne) -> Progress:
    """The observed information at the maximum."""
    if not {"new_curvature", "root"} <= progress.known.keys() or "new_estimate" not in progress.names:
        return progress
    if not progress.alone:
        return progress
    bend = progress.known["new_curvature"]
    head = Function("Jstar")(change.claim.value)
    definition = Definition(head, -bend.equality.right)
    named_given = bend.given.adding(Provenance.DEFINITION, definition)
    general = Chain(named_given, head).by("definition", where={head.func}).theorem()
    case = in_case(progress).adding(Provenance.DEFINITION, definition)
    place = (change.claim.value, progress.names["new_estimate"])
    chain = Chain(case, infer(named("instance"), case, (general,), place))
    totals = {total: progress.model.size * mean for total, mean in means_of(case, progress.model.size).items()}
    chain.into(tidy(substitute(chain.term, totals), case))
    return progress.told("new_observed", *chain.lines())


def means_of(given: Given, size: Symbol) -> dict[Expr, Expr]:
    """The names of means, by the names of their totals."""
    bodies = {d.body: d.head for d in given.definitions()}
    return {d.head: bodies[d.head / size] for d in given.definitions() if d.head / size in bodies}


def new_information(progress: Progress, change: OneToOne) -> Progress:
    """I*(λ) = I(p)·(dp/dλ)², and the standard error, which the delta method gives as well."""
    new, given = change.claim, with_new(progress.given, change)
    role = entry_name(new.variable, new.variable)
    if not progress.alone or "new_estimate" not in progress.names:
        return progress
    if not {role, "new_maximum"} <= progress.known.keys():
        return progress
    spread = progress.known[role]
    slope = derivatives(change, given)[0].equality.right
    at_new = substitute(spread.equality.right, {new.variable: new.inverse}) * slope**2
    place, case = (new.value, progress.names["new_estimate"]), in_case(progress)
    inside, lines = error_at(place, tidy(at_new, given), given, case, ("Istar", "sestar"))
    progress = progress.under(naming(progress.given, inside))
    at_old = tidy(substitute(slope, {new.value: new.function}), progress.given)
    chain = Chain(progress.given, infer(named("variance-of-multiple"), progress.given, (spread,), (at_old,)))
    chain.into(tidy(chain.term, progress.given)).into(Function("Istar")(new.function))
    progress = progress.told("new_information", *chain.lines()).told("new_standard_error", *lines)
    with suppress(DeriveError):
        progress = progress.told("new_delta", delta_method(progress, change, lines[-1]))
    return progress


def naming(given: Given, other: Given) -> Given:
    """The Given with all names of another one."""
    return given.adding(Provenance.DEFINITION, *(f for f in other.facts(Provenance.DEFINITION)))


def in_case(progress: Progress) -> Given:
    """The data for which there is an estimate, with all names."""
    return naming(progress.known["new_maximum"].given, progress.given)


def delta_method(progress: Progress, change: OneToOne, error: Theorem) -> Theorem:
    """se*(λ̂) = |dλ/dp|·se(p̂) at p = p̂."""
    new, estimate = change.claim, progress.names["estimate"]
    slope = substitute(change.monotone[-2].equality.right, {new.variable: estimate})
    size = slope if change.sense is Sense.INCREASING else -slope
    product = tidy(size, error.given) * Function("se")(estimate)
    return infer(named("normal-form"), in_case(progress), (), (error.equality.left, product))
