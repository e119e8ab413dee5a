"""Maximising over the part of the parameter space on which the likelihood is not 0."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Integer, Symbol

from derive.algebra.signs.assumed import bounds
from derive.algebra.signs.proving import prove
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.rules.equality import fact_at, is_structure
from derive.stages.progress import Progress
from derive.stages.support import closed_end, from_end_to_end
from derive.statement import (
    Argmax,
    Assumption,
    Fact,
    Given,
    Integers,
    Interval,
    JointArgmax,
    JointSupremum,
    Provenance,
    Supremum,
    approached,
    free_of_fact,
    in_several,
    one_of,
)


def restrictions(progress: Progress, parameters: Iterable[Symbol]) -> tuple[Fact, ...]:
    """What is left of the spaces of parameters that are not looked at yet."""
    spaces = {p: progress.spaces[p] for p in parameters if p in progress.spaces}
    return tuple(fact for p, space in spaces.items() for fact in bounds(p, from_end_to_end(space)))


def restricted(progress: Progress, parameters: Iterable[Symbol]) -> Progress:
    facts = (fact for fact in restrictions(progress, parameters) if not prove(fact, progress.given))
    return progress.under(progress.given.adding(Provenance.HYPOTHESIS, *facts))


def put_in(given: Given, parameter: Symbol, value: Expr, dropped: Iterable[Fact]) -> Given:
    """What is given once a parameter has a value: what was known of it is known of the value."""
    left_out = {Assumption(fact, Provenance.HYPOTHESIS) for fact in dropped}
    before = [a for a in given.assumptions if a not in left_out]
    kept = Given(tuple(a for a in before if parameter not in free_of_fact(a.fact) or is_structure(a.fact)))
    for assumption in before:
        if assumption not in kept.assumptions:
            fact = fact_at(assumption.fact, parameter, value)
            if not prove(fact, kept):
                kept = kept.adding(Provenance.HYPOTHESIS, fact)
    return kept


def union(*givens: Given) -> Given:
    """All that any of these assumes."""
    return Given(tuple(dict.fromkeys(a for given in givens for a in given.assumptions)))


def on_whole_space(progress: Progress, best: Theorem) -> Theorem:
    """The maximum of g on the part of the space as that of the likelihood on the whole."""
    if not progress.spaces:
        return best
    claim, unknown = best.claim, set(progress.model.arguments)
    assert isinstance(claim, Argmax | JointArgmax | Supremum | JointSupremum)
    joint = in_several(claim) if isinstance(claim, Argmax | JointArgmax) else approached(claim)
    support = progress.known["support"]
    about = (a for a in best.given.assumptions if not free_of_fact(a.fact) & unknown or is_structure(a.fact))
    given = union(support.given, Given(tuple(about)))
    whole = dict(progress.model.parameters)
    domains = tuple(whole[variable] for variable in joint.variables)
    points = joint.points if isinstance(joint, JointArgmax) else ()
    point = tuple(map(one_of, points[0])) if points else some_point(joint)
    return infer(named("maximum-on-support"), given, (best, support), (domains, point))


def some_point(claim: JointArgmax | JointSupremum) -> tuple[Expr, ...]:
    """A point of the domains: the ends that belong to them, or what lies beside an end."""
    reach = (from_end_to_end(d) for d in claim.domains if isinstance(d, Interval | Integers))
    return tuple(map(beside, reach))


def beside(domain: Interval) -> Expr:
    if (end := closed_end(domain)) is not None:
        return end
    low, high = domain.low, domain.high
    if low.is_infinite:
        return Integer(0) if high.is_infinite else high - 1
    return low + 1 if high.is_infinite else (low + high) / 2
