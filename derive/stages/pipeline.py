"""The stages in their order: the whole of what is derived for a family."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

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
from derive.stages.progress import Progress
from derive.stages.standard_errors import standard_errors
from derive.statement import Model

Stage = Callable[[Progress], Progress]

ESTIMATION: tuple[Stage, ...] = (
    likelihood,
    log_likelihood,
    exponential_form,
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


def derive(model: Model) -> Derivation:
    """The maximum likelihood derivation of a model, as far as it comes: where a stage finds no way, what is
    left open is a part of it. Raises CatalogueError for what is no density."""
    check_density(model)
    progress = Progress(model, model.given())
    for stage in ESTIMATION:
        progress = stage(progress)
    for stage in ALWAYS if progress.open else FURTHER:
        with suppress(DeriveError):  # what one of these does not find is left out
            progress = stage(progress)
    return progress.derivation()
