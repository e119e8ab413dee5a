"""The stages in their order: the whole of what is derived for a family."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from sympy import Expr, Symbol

from derive.errors import CatalogueError, DeriveError
from derive.kernel.derivation import Derivation
from derive.stages.bias import bias
from derive.stages.boundary import boundary
from derive.stages.closed_simplex import closed_simplex
from derive.stages.density import check_density
from derive.stages.deviance import deviance
from derive.stages.directions import directions
from derive.stages.entries import log_likelihood_by_entries
from derive.stages.existence import existence
from derive.stages.exponential_form import exponential_form
from derive.stages.identity import coincidence, identity, one_minimiser
from derive.stages.information import information
from derive.stages.likelihood import likelihood
from derive.stages.log_likelihood import log_likelihood
from derive.stages.one_to_one import one_to_one
from derive.stages.parameters import parameters
from derive.stages.posterior import normalised, posterior
from derive.stages.progress import Progress
from derive.stages.regression import information_by_hessian
from derive.stages.reparametrisation import reparametrised
from derive.stages.shares import shares
from derive.stages.standard_errors import standard_errors
from derive.stages.support import start, support
from derive.stages.vectors import maximum_over_vector
from derive.statement import Model, indices_of

Stage = Callable[[Progress], Progress]

ESTIMATION: tuple[Stage, ...] = (
    likelihood,
    support,
    log_likelihood,
    exponential_form,
    posterior,
    parameters,
)
"""Each of these builds on the one before."""

OVER_VECTORS: tuple[Stage, ...] = (
    likelihood,
    log_likelihood_by_entries,
    maximum_over_vector,
)
"""The same, where a parameter is a vector."""

ALWAYS: tuple[Stage, ...] = (information,)
"""What holds whether or not an estimator was found."""

FURTHER: tuple[Stage, ...] = (
    existence,
    boundary,
    *ALWAYS,
    standard_errors,
    bias,
    identity,
    coincidence,
    one_minimiser,
)


WITH_PRIORS: tuple[Stage, ...] = (*ALWAYS, normalised)
"""The others speak of the maximum of the likelihood."""

FURTHER_OVER_VECTORS: tuple[Stage, ...] = (closed_simplex,)

OF_PREDICTORS: tuple[Stage, ...] = (directions, shares, information_by_hessian, deviance)
"""What is told of a vector of coefficients, whether or not there is a closed form of its estimator."""


def derive(model: Model) -> Derivation:
    """The maximum likelihood derivation of a model, as far as it comes: where a stage finds no way, what is
    left open is a part of it. Raises CatalogueError for what is no density, and for another parameter that is
    not shown to be a one-to-one function of an old one."""
    density = check_density(model)
    check_priors(model)
    progress = start(model)
    change = one_to_one(model)
    vectors = any(indices_of(space) for _, space in model.parameters)
    for stage in OVER_VECTORS if vectors else ESTIMATION:
        if not progress.open:
            progress = stage(progress)
    for stage in further(progress, vectors):
        with suppress(DeriveError):  # what one of these does not find is left out
            progress = stage(progress)
    for stage in OF_PREDICTORS if "score" in progress.known and vectors else ():
        with suppress(DeriveError):
            progress = stage(progress)
    found = (reparametrised(progress, change) if change else progress).derivation()
    return replace(found, density=density)


def further(progress: Progress, vectors: bool) -> tuple[Stage, ...]:
    """The stages after the estimator was found, or was not."""
    if progress.open:
        return () if vectors else ALWAYS
    if vectors:
        return FURTHER_OVER_VECTORS
    return WITH_PRIORS if progress.model.priors else FURTHER


def check_priors(model: Model) -> None:
    """A prior must be a density of a number, and a mode is not invariant under another parameter."""
    arrays = [symbol.name for symbol, space in model.parameters if indices_of(space)]
    for parameter, density in model.priors:
        where = f"{model.name}: priors.{parameter}"
        if arrays:
            raise CatalogueError(f"{where}: {arrays[0]} is no number; a prior is one beside numbers only")
        if model.another:
            raise CatalogueError(f"{where}: a mode is not kept by another parameter; leave out one of the two")
        check_density(as_model(model, parameter, density), where)


def as_model(model: Model, parameter: Symbol, density: Expr) -> Model:
    """The prior of a parameter as a family of its own, of which all else is known."""
    domain = dict(model.parameters)[parameter]
    return Model(model.name, model.title, model.source, parameter, domain, (), density, model.known)
