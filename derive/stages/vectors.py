"""The maximum over a parameter that is a vector, or over vectors and matrices."""

from __future__ import annotations

from contextlib import suppress

from derive.errors import DeriveError
from derive.stages.arrays import maximum_over_arrays
from derive.stages.gradient import maximum_by_gradient
from derive.stages.normal_equations import normal_equations
from derive.stages.progress import Obstacle, Progress
from derive.stages.quadratic import NoForm
from derive.stages.simplex import maximum_on_simplex
from derive.statement import Matrices, Vectors


def maximum_over_vector(progress: Progress) -> Progress:
    """The maximum, by the way that the space of the vector asks for; else what could not be done."""
    claim, model = progress.known["log_likelihood"].claim, progress.model
    try:
        match model.parameters:
            case ((vector, Vectors(total=total) as space),) if total is not None:
                return maximum_on_simplex(progress, vector, space)
        with suppress(NoForm):
            return maximum_over_arrays(progress)
        match progress.model.parameters:
            case ((vector, Vectors() as space),):
                progress = maximum_by_gradient(progress, vector, model.over_sample(space))
                with suppress(DeriveError):
                    progress = normal_equations(progress)
                return progress
            case ((matrix, Matrices() as table),):
                return maximum_by_gradient(progress, matrix, table)
        raise Obstacle("no_way_for_vector", claim)
    except Obstacle as obstacle:
        return progress.asking(obstacle)
    except DeriveError:
        return progress.asking(Obstacle("no_proof", claim))
