"""A maximum at a root that has no closed form: the equation has exactly one solution, and there it is."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Derivative, Expr, Indexed, Integer, S, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import allowance
from derive.errors import DeriveError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.estimator import unproved
from derive.stages.progress import Obstacle, Progress
from derive.statement import (
    Each,
    Fact,
    Given,
    Integers,
    Less,
    LessEqual,
    Limit,
    Member,
    Provenance,
    free_of_fact,
    positive,
)

GOALS = 2_000
"""How many goals may be looked at to see that the slope falls, and what it tends to."""


def implicit(progress: Progress) -> Progress:
    """ℓ′ falls strictly, from above 0 at one end to below 0 at the other: so it has exactly one root, where ℓ
    is greatest. What the data must satisfy for that is found at the ends."""
    with allowance(GOALS):
        inside, limits = ends(progress)
        slope = progress.known["score"]
        falling = decreasing(progress, slope.equality.right)
    others = set(progress.model.arguments) - {progress.parameter}
    needed = unproved(tuple(signs(*limits)), inside)
    if any(free_of_fact(fact) & others for fact in needed):
        raise Obstacle("not_the_maximum", *needed)
    inside = inside.adding(Provenance.HYPOTHESIS, *needed)
    root = infer(named("one-root"), inside, (falling[-1], *limits))
    best = infer(named("maximum-at-root"), inside, (slope, falling[-1], root), (Integer(1),))
    return (
        progress.told("falling", *falling)
        .told("one_root", *limits, root, best)
        .knowing(root=root, maximum=best, low=limits[0], high=limits[1])
    )


def decreasing(progress: Progress, function: Expr) -> tuple[Theorem, ...]:
    """The derivative of the slope, its sign, and that the slope falls; its sign is seen in one of two forms."""
    given, parameter = progress.given, progress.parameter
    chain = Chain(given, Derivative(function, parameter)).by("differentiate")
    try:
        negative = infer(named("sign-of-value"), given, (chain.theorem(),), ("negative",))
    except SideConditionError:
        chain.into(factored(chain.term, given))
        negative = infer(named("sign-of-value"), given, (chain.theorem(),), ("negative",))
    falling = infer(named("monotone-by-derivative"), given, (negative,), (progress.domain,))
    return (*chain.lines(), falling)


def ends(progress: Progress) -> tuple[Given, tuple[Theorem, Theorem]]:
    """The limits of the slope at both ends; where these need it, in terms of a largest observation."""
    function, domain = progress.known["score"].equality.right, progress.domain
    error: DeriveError = Obstacle("no_proof")
    for given in (progress.given, with_largest(progress)):
        try:
            low, high = (
                infer(named("limit-of-terms"), given, (), (function, progress.parameter, end, domain))
                for end in (domain.low, domain.high)
            )
        except DeriveError as problem:
            error = problem
            continue
        return given, (low, high)
    raise error


def with_largest(progress: Progress) -> Given:
    """One observation is called the largest: x[i] <= x[j] for every i."""
    index, item = progress.model.index, progress.model.item
    taken = {symbol.name for symbol in (*progress.model.symbols, index[0], progress.model.size)}
    taken |= {str(definition.head) for definition in progress.given.definitions()}
    place = next(Symbol(letter) for letter in "jkm" if letter not in taken)
    facts = Member(place, Integers(*index[1:])), Each(LessEqual(item, Indexed(item.base, place)), index)
    return progress.given.adding(Provenance.HYPOTHESIS, *facts)


def signs(low: Theorem, high: Theorem) -> Iterator[Fact]:
    """That the limit at the lower end is above 0, and that at the higher end below."""
    for end in (low, high):
        assert isinstance(end.claim, Limit)
    values = low.claim.value, high.claim.value
    if not values[0].is_infinite:
        yield positive(values[0])
    if not values[1].is_infinite:
        yield Less(values[1], S.Zero)
