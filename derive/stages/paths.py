"""Paths along which the likelihood has no bound: the parameters at their estimates, all but one, which tends to
an end of what its space is then."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from sympy import Expr, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.terms import substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.limits import limit_at
from derive.stages.progress import Progress
from derive.stages.region import put_in
from derive.statement import (
    Argmax,
    Fact,
    Given,
    Interval,
    JointArgmax,
    Provenance,
    coordinates,
    one_of,
)


def unbounded(progress: Progress, *facts: Fact) -> tuple[Theorem, ...]:
    """Along a path, for data of which more is known, the likelihood grows without bound; so it has no
    maximiser. Raises DeriveError where no such path is found."""
    support = progress.known["support"]
    given = support.given.adding(Provenance.HYPOTHESIS, *facts)
    claim = progress.known["maximum_of_likelihood"].claim
    if not isinstance(claim, Argmax | JointArgmax) or not claim.points:
        raise DeriveError("there is no estimate to start from")
    estimates = {v: one_of(place) for v, place in coordinates(claim) if isinstance(v, Symbol)}
    for moving in reversed(progress.model.arguments):
        path = estimates | {moving: moving}
        whole = dict(progress.model.parameters)[moving]
        if not isinstance(whole, Interval):
            continue
        along = replace(whole, low=substitute(whole.low, path), high=substitute(whole.high, path))
        with suppress(DeriveError):
            likelihood = on_path(support, given, path, moving)
            return found_on(progress, given, likelihood, path, moving, along)
    raise DeriveError("no path was found")


def on_path(support: Theorem, given: Given, path: Mapping[Symbol, Expr], moving: Symbol) -> Theorem:
    """The likelihood along the path, without cases."""
    for parameter, value in path.items():
        if parameter != moving:
            given = put_in(given, parameter, value, ())
            support = infer(named("instance"), given, (support,), (parameter, value))
    chain = Chain(given, support).by("hypothesis")
    chain.into(factored(chain.term, given)).by("definition")
    return chain.into(factored(chain.term, given)).theorem()


def found_on(
    progress: Progress,
    given: Given,
    likelihood: Theorem,
    path: Mapping[Symbol, Expr],
    moving: Symbol,
    along: Interval,
) -> tuple[Theorem, ...]:
    """The limit along the path, that there is no bound, and that there is no maximiser."""
    spaces = tuple(space for _, space in progress.model.parameters)
    about = (progress.model.likelihood(), tuple(path), spaces, tuple(path.values()))
    for end in (along.low, along.high):
        limit = limit_at(likelihood, moving, end, along)
        if limit is None:
            continue
        with suppress(DeriveError):
            endless = infer(named("unbounded-along-path"), given, (limit,), about)
            return likelihood, limit, endless, infer(named("no-maximum"), given, (endless,))
    raise DeriveError("the likelihood has a bound along the path")
