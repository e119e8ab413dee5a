"""The stages in their order: the whole of what is derived for a family."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sympy import Expr, Symbol

from derive.errors import DeriveError
from derive.kernel.derivation import Derivation
from derive.stages.bias import bias
from derive.stages.boundary import boundary
from derive.stages.density import check_density
from derive.stages.exponential_form import exponential_form
from derive.stages.identity import coincidence, identity, one_minimiser
from derive.stages.information import information
from derive.stages.likelihood import likelihood
from derive.stages.log_likelihood import log_likelihood
from derive.stages.parameters import parameters
from derive.stages.posterior import normalised, posterior
from derive.stages.progress import Progress
from derive.stages.standard_errors import standard_errors
from derive.statement import Model

Stage = Callable[[Progress], Progress]

ESTIMATION: tuple[Stage, ...] = (
    likelihood,
    log_likelihood,
    exponential_form,
    posterior,
    parameters,
)
"""Each of these builds on the one before."""

ALWAYS: tuple[Stage, ...] = (information,)
"""What holds whether or not an estimator was found."""

FURTHER: tuple[Stage, ...] = (
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


def derive(model: Model) -> Derivation:
    """The maximum likelihood derivation of a model, as far as it comes: where a stage finds no way, what is
    left open is a part of it. Raises CatalogueError for what is no density."""
    check_density(model)
    for parameter, density in model.priors:
        check_density(as_model(model, parameter, density), f"{model.name}: priors.{parameter}")
    progress = Progress(model, model.given())
    for stage in ESTIMATION:
        progress = stage(progress)
    further = ALWAYS if progress.open else WITH_PRIORS if model.priors else FURTHER
    for stage in further:
        with suppress(DeriveError):  # what one of these does not find is left out
            progress = stage(progress)
    return progress.derivation()


def as_model(model: Model, parameter: Symbol, density: Expr) -> Model:
    """The prior of a parameter as a family of its own, of which all else is known."""
    domain = dict(model.parameters)[parameter]
    return Model(model.name, model.title, model.source, parameter, domain, (), density, model.known)
