"""A loss that is no likelihood, as a multiple of a negative log-likelihood and a penalty that does not look at
the label."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations, product

from sympy import Expr, Function, Integer, log

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.catalogue import family as catalogued
from derive.catalogue import names as catalogue_names
from derive.errors import DeriveError
from derive.kernel.derivation import Part
from derive.stages.chain import Chain
from derive.stages.density import check_density
from derive.stages.likelihoods import assumed, links_of, model_of, moves, on_labels, put, spaces_of
from derive.statement import (
    Definition,
    Given,
    Integers,
    Loss,
    Model,
    Provenance,
    Unequal,
    Values,
    positive,
)

PENALISED = "penalised_likelihood"


def penalised(loss: Loss) -> tuple[Part, ...]:
    """loss = k·(−log f) + r, where r is free of the target, if that is found."""
    for density, factor, penalty in splits(loss):
        head = Function("f" if loss.symbol != "f" else "g")(*loss.arguments)
        given = assumed(spaces_of(loss)).adding(
            Provenance.DEFINITION, Definition(loss.call(), loss.formula), Definition(head, density)
        )
        with suppress(DeriveError):
            chain = Chain(given, loss.call()).by("definition").into(-factor * log(density) + penalty)
            return (Part(PENALISED, chain.by("abbreviation", where={density}).lines()),)
    return ()


def splits(loss: Loss) -> Iterator[tuple[Expr, Expr, Expr]]:
    """Densities of families with finitely many labels, with k and r."""
    if isinstance(loss.labels[1], Values | Integers):
        for name in catalogue_names("families"):
            model = catalogued(name)
            relabelled = None if model.covariates or model.moves else on_labels(model, loss)
            if relabelled is not None and set(relabelled.known) <= set(loss.known):
                yield from of_family(relabelled, loss)


def of_family(model: Model, loss: Loss) -> Iterator[tuple[Expr, Expr, Expr]]:
    given = assumed(spaces_of(loss))
    for chosen in permutations(model.parameters, len(loss.predictions)):
        if len(chosen) < len(model.parameters):
            continue
        for links in product(*(links_of(p, s, loss, ()) for p, s in loss.predictions)):
            setting = {q: link for (q, _), link in zip(chosen, links, strict=True)}
            with suppress(DeriveError, ZeroDivisionError):
                density = put(model.density, setting, dict(chosen))
                factor = share(-log(density), loss, given)
                penalty = None if factor is None else factored(loss.formula + factor * log(density), given)
                if factor is None or penalty is None or loss.labels[0] in names(penalty):
                    continue
                if check_density(model_of(loss, (), density)).proved:
                    yield density, factor, penalty


def share(nll: Expr, loss: Loss, given: Given) -> Expr | None:
    """By how much the loss differs between labels, over the difference of −log f: a positive constant."""
    target, labels = loss.labels
    first = labels.members[0] if isinstance(labels, Values) else Integer(1)
    apart = given.adding(Provenance.HYPOTHESIS, Unequal(target, first))
    quotient = difference(loss.formula, loss, first) / difference(nll, loss, first)
    if moves(quotient, loss, apart):
        return None
    found = factored(quotient, apart)
    if names(found) & set(loss.arguments) or not prove(positive(found), given):
        return None
    return found


def difference(term: Expr, loss: Loss, first: Expr) -> Expr:
    target, labels = loss.labels
    other = labels.members[1] if isinstance(labels, Values) else target
    return substitute(term, {target: other}) - substitute(term, {target: first})
