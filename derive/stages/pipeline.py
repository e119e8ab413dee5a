"""The stages in their order: the whole of what is derived for a family."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from derive.errors import DeriveError
from derive.kernel.derivation import Derivation
from derive.stages.boundary import boundary
from derive.stages.closed_simplex import closed_simplex
from derive.stages.density import check_density
from derive.stages.entries import log_likelihood_by_entries
from derive.stages.existence import existence
from derive.stages.exponential_form import exponential_form
from derive.stages.identity import coincidence, identity, one_minimiser
from derive.stages.information import information
from derive.stages.likelihood import likelihood
from derive.stages.log_likelihood import log_likelihood
from derive.stages.parameters import parameters
from derive.stages.progress import Progress
from derive.stages.support import start, support
from derive.stages.vectors import maximum_over_vector
from derive.statement import Model, indices_of

Stage = Callable[[Progress], Progress]

ESTIMATION: tuple[Stage, ...] = (
    likelihood,
    support,
    log_likelihood,
    exponential_form,
    parameters,
)
"""Each of these builds on the one before."""

OVER_VECTORS: tuple[Stage, ...] = (
    likelihood,
    log_likelihood_by_entries,
    maximum_over_vector,
)
"""The same, where a parameter is a vector."""

FURTHER: tuple[Stage, ...] = (
    existence,
    boundary,
    information,
    identity,
    coincidence,
    one_minimiser,
)


FURTHER_OVER_VECTORS: tuple[Stage, ...] = (closed_simplex,)


def derive(model: Model) -> Derivation:
    """The maximum likelihood derivation of a model, as far as it comes: where a stage finds no way, what is
    left open is a part of it. Raises CatalogueError for what is no density."""
    density = check_density(model)
    progress = start(model)
    vectors = any(indices_of(space) for _, space in model.parameters)
    for stage in OVER_VECTORS if vectors else ESTIMATION:
        if not progress.open:
            progress = stage(progress)
    for stage in () if progress.open else FURTHER_OVER_VECTORS if vectors else FURTHER:
        with suppress(DeriveError):  # what one of these does not find is left out
            progress = stage(progress)
    return replace(progress.derivation(), density=density)
