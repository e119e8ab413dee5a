"""A fit as what a page tells: the values of what the derivation names, and figures."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from flint import arb
from sympy import Expr, Symbol

from derive.algebra.terms import substitute
from derive.data.asking import value_of
from derive.data.enclosures import digits
from derive.data.fitting import Fitted, fitted
from derive.data.heights import likelihood_drawn, too_many
from derive.data.picture import density_drawn
from derive.data.plan import chosen_places, maximum_of
from derive.data.reading import Column, Data, Weights, places_in
from derive.document.another import change_of
from derive.document.applied import Applied, Missing, Placed, Source, placed
from derive.document.figures.likelihoods import Drawn
from derive.errors import DeriveError
from derive.kernel.derivation import Derivation
from derive.statement import Equal, Fact, Less, LessEqual, Unequal, fact_map


def applied(
    derivation: Derivation,
    data: Data,
    column: Column = None,
    weights: Weights = None,
    known: Mapping[str, float] | None = None,
) -> Applied:
    """A derivation with the numbers of data put in. Raises what `fit` raises."""
    found = fitted(derivation, data, column, weights, known)
    fit, here, spoken = found.fit, found.here, placed(derivation)
    facts = _facts(derivation, found)
    with digits():
        values = _values(found, spoken, facts)
        estimates = {s: here[s] for s, _ in fit.plan.parameters}
        height = arb(fit.loglikelihood)
        errors = None if fit.standard_errors is None else _errors(found, derivation)
        if (change := change_of(derivation)) is not None:
            estimates[change.value] = value_of(change.function, here, spoken.given)
    drawn, missing = _figures(found, data, column, weights)
    return Applied(
        source=_source(found, data, column, weights),
        size=fit.plan.collector.size,
        values=values,
        known=tuple(Symbol(name) for name in fit.known),
        facts=facts,
        estimates=estimates,
        errors=errors,
        errors_by=found.errors_by.name.lower(),
        height=height,
        method=found.method.name.lower(),
        proved=fit.proved,
        drawn=drawn,
        missing=missing,
    )


def _errors(found: Fitted, derivation: Derivation) -> dict[Symbol, float]:
    """The standard errors, that of another parameter included, where one was derived."""
    errors = {Symbol(name): number for name, number in (found.fit.standard_errors or {}).items()}
    change, part = change_of(derivation), derivation.part("new_standard_error")
    if change is not None and part is not None:
        last = part.theorems[-1]
        with suppress(DeriveError):
            errors[change.value] = float(value_of(last.equality.right, found.here, last.given).mid())
    return errors


def _facts(derivation: Derivation, found: Fitted) -> tuple[Fact, ...]:
    """The conditions of the theorem that are comparisons, in the names of the derivation."""
    last, plan = maximum_of(derivation), found.fit.plan
    if last is None:
        return ()
    facts = last.given.hypotheses()
    chosen = dict(chosen_places(facts, plan.sample.index))
    kept = [fact for fact in facts if isinstance(fact, Less | LessEqual | Equal | Unequal)]
    return tuple(fact_map(fact, lambda term: substitute(term, chosen)) for fact in kept)


def _values(found: Fitted, spoken: Placed, facts: tuple[Fact, ...]) -> dict[Expr, arb]:
    """The values of statistics at the data; one that needs more than was computed is left out."""
    here, size = found.here, found.fit.plan.collector.size
    values: dict[Expr, arb] = {size: here[size], **{Symbol(k): arb(v) for k, v in found.fit.known.items()}}
    terms = [*(d.head for d in spoken.definitions(facts)), *spoken.statistics(facts)]
    for term in terms:
        try:
            values[term] = value_of(term, here, spoken.given)
        except DeriveError:
            continue
    return values


def _source(found: Fitted, data: Data, column: Column, weights: Weights) -> Source:
    weighted = weights is not None
    named = weights if isinstance(weights, str) else ""
    if not isinstance(data, str | os.PathLike):
        return Source(weights=named, weighted=weighted, fractional=found.fractional)
    path, labels = Path(data), [label for label, _ in found.fit.plan.columns]
    columns = tuple(places_in(path, labels, column, weights).items())
    return Source(path.name, columns, named, weighted, found.fractional)


def _figures(
    found: Fitted, data: Data, column: Column, weights: Weights
) -> tuple[tuple[Drawn, ...], tuple[Missing, ...]]:
    """The density over the data and the log-likelihood; or why they are not there."""
    plan = found.fit.plan
    drawn: list[Drawn] = []
    missing: list[Missing] = []
    if len(plan.columns) != 1:
        missing.append(Missing.COLUMNS)
    else:
        drawn.append(density_drawn(found, data, column, weights))
    if plan.derivation.part("posterior"):
        missing.append(Missing.PRIORS)
    elif len(plan.parameters) > 2:
        missing.append(Missing.PARAMETERS)
    elif too_many(found):
        missing.append(Missing.ROWS)
    elif (curve := likelihood_drawn(found)) is not None:
        drawn.append(curve)
    return tuple(drawn), tuple(missing)
