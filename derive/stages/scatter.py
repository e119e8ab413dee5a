"""When the maximum over a positive definite matrix exists: exactly where the matrix of mean products is one."""

from __future__ import annotations

from contextlib import suppress

from sympy import S

from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.matrix_terms import determinant
from derive.rules import named
from derive.stages.chain import symmetric
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Progress
from derive.stages.quadratic import Form, Profile
from derive.statement import Equal, Provenance


def existence_of_maximum(
    profile: Profile, form: Form, location: Theorem | None, progress: Progress
) -> Progress:
    """Where S is singular the likelihood has no bound; there is no third case; and for S to be positive
    definite there must be enough observations."""
    products = form.products(progress.model.index)
    gram = (1 / progress.model.size, form.deviation, products)
    inside = progress.given.adding(Provenance.HYPOTHESIS, Equal(determinant(form.scatter), S.Zero))
    witness = (profile.function, profile.rest, profile.scale, profile.matrix, form.matrices, form.spread, *gram)
    none = infer(named("unbounded-where-singular"), inside, (), witness)
    whole = none
    if location is not None:
        whole = infer(named("nested-maximum-of-arrays"), inside, (location, none))
    whole = infer(named("same-function"), inside, (whole, symmetric(progress.known["by_moments"])))
    likelihood = of_likelihood(progress, whole)
    best = progress.known["maximum_of_likelihood"]
    every = infer(named("exactly-when-definite"), progress.given, (best, likelihood), (form.definite, *gram))
    progress = progress.told("otherwise_1", none, whole, likelihood).told("existence", every)
    with suppress(DeriveError):
        progress = progress.told("observations", enough(form, gram, best))
    return progress.knowing(existence=every)


def enough(form: Form, gram: tuple[object, ...], best: Theorem) -> Theorem:
    """How many observations there are at least, where S is positive definite."""
    what = "any" if form.vector is None else "centred"
    return infer(named("rank-of-products"), best.given, (), (what, form.definite, *gram))
