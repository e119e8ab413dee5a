"""Looking for the likelihood that a loss is: every way of looking, the closest likeness first.

Where no density of the catalogue fits, exp(−loss) may have the same mass at every prediction; and with two
labels there is one way only in which the weights of a density can move.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import permutations

from sympy import Add, Derivative, Expr, Mul, S, Symbol, exp, log

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.catalogue import family as catalogued
from derive.catalogue import names as catalogue_names
from derive.errors import DeriveError
from derive.stages.likelihoods import (
    Likeness,
    assumed,
    by_families,
    distance,
    on_labels,
    put,
    settings_of,
    spaces_of,
)
from derive.stages.masses import mass
from derive.stages.showing import tidy
from derive.statement import Given, Loss, Values, positive


def likenesses(loss: Loss) -> Iterator[Likeness]:
    """What the loss may be the likelihood of: the closest first."""
    found = sorted(by_families(loss), key=distance)
    for one in found:
        if one.factor == 1:
            yield one
    alone = not any(one.factor == 1 for one in found)
    if alone:
        yield from by_mass(loss)
    for one in found:
        if one.factor != 1:
            yield one
    if alone:
        yield from by_two_labels(loss)


# ── by the mass ──


def by_mass(loss: Loss) -> Iterator[Likeness]:
    """exp(−loss), divided by its mass, where this is free of the predictions."""
    given = assumed((*loss.known, *loss.predictions))
    try:
        found = mass(exp(-loss.formula), *loss.labels, given)
        total = settled(found.value, loss, given) if found else None
    except DeriveError:
        return
    if total is not None and not names(total) & {a for a, _ in loss.predictions}:
        density = exp(-loss.formula) / total
        weighed = Likeness(S.One, S.Zero if total == 1 else shown_log(total), density)
        yield next(recognised(weighed, loss), weighed)


def recognised(found: Likeness, loss: Loss) -> Iterator[Likeness]:
    """The family whose density this is, with what is predicted for some of its parameters."""
    given, count = assumed(spaces_of(loss)), len(loss.predictions)
    for name in catalogue_names("families"):
        model = catalogued(name)
        relabelled = None if model.covariates or model.moves else on_labels(model, loss)
        if relabelled is None or count > len(relabelled.parameters):
            continue
        for chosen in permutations(relabelled.parameters, count):
            rest = [pair for pair in (*relabelled.parameters, *relabelled.known) if pair not in chosen]
            for constants in settings_of(rest, loss):
                parts = zip(chosen, loss.predictions, strict=True)
                setting: dict[Symbol, Expr] = {**constants, **{q: a for (q, _), (a, _) in parts}}
                with suppress(DeriveError):
                    density = put(relabelled.density, setting, dict(chosen))
                    if len(constants) == len(rest) and equal(density, found.density, given):
                        yield replace(found, family=model.name, setting=tuple(setting.items()))


def settled(total: Expr, loss: Loss, given: Given) -> Expr:
    """A total that is 1, or the same for every prediction of a list as it is for the first."""
    if equal(total, S.One, given):
        return S.One
    total = shown_total(total, given)
    first = {a: space.members[0] for a, space in loss.predictions if isinstance(space, Values)}
    there = shown_total(substitute(total, first), given) if first else total
    return there if equal(total, there, given) else total


def shown_total(total: Expr, given: Given) -> Expr:
    """A mass as a reader would write it: positive factors, and a sum term by term."""
    above, below = tidy(total, given).as_numer_denom()
    if isinstance(above, Mul):
        above = above.expand()
    if isinstance(above, Add):
        return Add(*(summand / below for summand in above.args))
    return above / below


def shown_log(total: Expr) -> Expr:
    """log of a positive term; −log of its inverse, where that is no fraction."""
    above, below = total.as_numer_denom()
    return -log(below) if above == 1 else log(total)


# ── by two labels ──


def by_two_labels(loss: Loss) -> Iterator[Likeness]:
    """With two labels of losses u and v: w = v′/(v′ − u′) is the only weight that the first can have, and
    (u′v″ − v′u″)/(u′v′(v′ − u′)) the only factor."""
    target, labels = loss.labels
    if not isinstance(labels, Values) or len(labels.members) != 2 or len(loss.predictions) != 1:
        return
    ((a, _),) = loss.predictions
    given = assumed((*loss.known, *loss.predictions))
    try:
        u, v = (substitute(loss.formula, {target: label}) for label in labels.members)
        u1, v1 = factored(Derivative(u, a), given), factored(Derivative(v, a), given)
        u2, v2 = factored(Derivative(u1, a), given), factored(Derivative(v1, a), given)
        factor = factored((u1 * v2 - v1 * u2) / (u1 * v1 * (v1 - u1)), given)
        if names(factor) & set(loss.arguments) or not prove(positive(factor), given):
            return
        weights = [
            factored(exp(factor * u) * v1 / (v1 - u1), given),
            factored(exp(factor * v) * u1 / (u1 - v1), given),
        ]
    except (DeriveError, ZeroDivisionError):
        return
    if any(names(w) & {a} for w in weights):
        return
    first, second = (-log(w) if w != 1 else S.Zero for w in weights)
    low, high = labels.members
    constant = first if first == second else first + (second - first) * (target - low) / (high - low)
    yield Likeness(factor, constant, exp(-factor * loss.formula - constant))
